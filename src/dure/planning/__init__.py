"""What to make and buy, and when. It owns the words requirement, proposal, pegging and exception."""
