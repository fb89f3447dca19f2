"""The sources that come with Dure; imported when the plant starts."""

from dure.decisions.sources import alarms, energy, maintenance, planning, predictions, quality, schedules

__all__ = ["alarms", "energy", "maintenance", "planning", "predictions", "quality", "schedules"]
