"""Measurements of Dure on this machine, one module each: `python -m bench.<name>`, or `python -m bench` for all."""
