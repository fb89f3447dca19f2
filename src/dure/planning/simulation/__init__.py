"""A plant that is played through: what it makes in so many days under one way of working, and under another one.

It owns the words plant (as it is described for this), policy (what people know and how they decide), stream (the
numbers of one source of chance) and outcome. Pure; `engine` alone starts the compiled scheduler.
"""
