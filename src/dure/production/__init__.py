"""What was made: work orders, operation runs, states, production results, downtime. It decides what a signal counts."""
