"""What machines say: connections, signals, current values, history. It decides which observations are new."""
