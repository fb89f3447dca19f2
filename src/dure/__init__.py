"""Dure: a plant that counts itself, and the region that helps it to."""

__version__ = "0.1.0"
