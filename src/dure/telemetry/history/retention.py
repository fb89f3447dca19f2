"""Letting go of history that the plant no longer wants, whole days at a time."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from dure import events
from dure.kernel import clock
from dure.telemetry.history.events import HistoryDeleted
from dure.telemetry.history.files import Level
from dure.telemetry.models import HistoryFile, HistoryRetention

log = logging.getLogger(__name__)
_KEPT_BY = {Level.DAY: "raw_days", Level.RAW: "raw_days", Level.MINUTE: "minute_days"}


def keep_days(column: str) -> int | None:
    """Days to keep, or None for ever. One file holds all sites, so the longest wish of any site holds."""
    found = HistoryRetention.objects.aggregate(
        sites=Count("id"), forever=Count("id", filter=Q(**{column: None})), most=Max(column)
    )
    return None if not found["sites"] or found["forever"] else found["most"]


def apply() -> list[HistoryDeleted]:
    """Take files that are older than wanted out of the table and say so; compaction deletes them later.

    Hours are kept for ever: a year of 1,000 signals is about 100 MB.
    """
    done = []
    for level, column in _KEPT_BY.items():
        days = keep_days(column)
        if days is not None:
            fact = _let_go(level, clock.now().date() - timedelta(days=days))
            done += [fact] if fact else []
    return done


def _let_go(level: Level, before: date) -> HistoryDeleted | None:
    with transaction.atomic():
        old = HistoryFile.objects.select_for_update().filter(level=level, day__lt=before, replaced_at=None)
        # FOR UPDATE doesn't go with an aggregate.
        ids = list(old.values_list("id", flat=True))
        if not ids:
            return None
        rows = HistoryFile.objects.filter(id__in=ids)
        sums = rows.aggregate(rows=Sum("rows"), size=Sum("size_bytes"), last=Max("day"))
        rows.update(replaced_at=timezone.now())
        fact = HistoryDeleted(
            level=level.value, files=len(ids), rows=sums["rows"], size_bytes=sums["size"], last_day=str(sums["last"])
        )
        events.append(fact)
    log.info("History %s up to %s let go: %d files, %d rows", level, fact.last_day, fact.files, fact.rows)
    return fact
