"""What could hurt people and what is done about it: risks, near misses, accidents, actions, load, suggestions."""
