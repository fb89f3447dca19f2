"""Words that every part of the house shares: observation, envelope, clock, kinds of error. Pure Python."""
