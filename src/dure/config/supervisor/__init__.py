"""Keeps the parts of a plant running: starts them in order, watches, restarts and stops them."""
