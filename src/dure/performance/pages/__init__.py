"""Pages of performance: a question from the address, the selectors' answer, and tables that print and export."""
