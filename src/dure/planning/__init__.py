"""What to make and buy, and when. It owns the words forecast, requirement, proposal, pegging and advice (exception)."""
