"""The sources that come with Dure; imported when the plant starts."""

from dure.decisions.sources import alarms, maintenance, planning, predictions, quality, schedules

__all__ = ["alarms", "maintenance", "planning", "predictions", "quality", "schedules"]
