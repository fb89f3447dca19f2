"""What is made, bought and stocked. It owns the word item."""
