"""From the order to the goods: release, issue, completion, closing, and the way back of each."""
