"""The past as it is known: which day is asked about, and up to when what was entered counts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from dure.kernel import clock

R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class AsOf:
    """day: that is asked about. known: rows entered later don't count."""

    day: date
    known: datetime


def known_now(day: date) -> AsOf:
    """The day as one knows it now, with what was entered since."""
    return AsOf(day, clock.now())


def known_then(day: date) -> AsOf:
    """The day as one knew it at its end."""
    midnight = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
    return AsOf(day, midnight - timedelta(microseconds=1))


def decided(rows: QuerySet[R], at: AsOf) -> QuerySet[R]:
    """Of rows that were decided: those that hold by the day and were entered by then, in their order."""
    return rows.filter(decided_on__lte=at.day, recorded_at__lte=at.known).order_by("decided_on", "pk")
