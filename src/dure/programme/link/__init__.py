"""The hub's end of the lines of plants: who may dial in, and taking what they send."""
