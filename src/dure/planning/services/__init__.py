"""Verbs of planning."""

from dure.planning.services.running import ask_run, carry_out, run_mrp

__all__ = ["ask_run", "carry_out", "run_mrp"]
