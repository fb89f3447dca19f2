"""What is seen before it costs, and what to do about it: predictions, alarms, advice and what came of it."""
