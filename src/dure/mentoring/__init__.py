"""Experienced people on the floor for some weeks: what they find, what is done about it, and whether it holds. It owns
the words diagnosis, level, loss map, improvement task, residency, practice card and course."""
