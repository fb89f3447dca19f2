"""What the pages of energy show."""
