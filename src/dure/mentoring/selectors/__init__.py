"""Questions about mentoring."""
