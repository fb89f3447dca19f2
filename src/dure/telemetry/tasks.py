"""The jobs of telemetry; procrastinate looks for them here."""

from dure.telemetry.history.tasks import apply_retention, tidy_history

__all__ = ["apply_retention", "tidy_history"]
