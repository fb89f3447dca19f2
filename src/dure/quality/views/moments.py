"""Days of the address as moments."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def day_starts(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def day_ends(day: date) -> datetime:
    """The start of the next day."""
    return day_starts(day + timedelta(days=1))
