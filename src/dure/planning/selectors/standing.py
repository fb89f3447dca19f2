"""How long work units that stand will go on standing, as their own stops of the past tell."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from dure.production.models import Downtime, UnitOutage

WINDOW = timedelta(days=180)
FEW = 5
"""So many stops of its own that lasted as long, before a unit's history is believed."""
USUAL = timedelta(minutes=60)
"""What is left of a stop of which no history is known."""
SHORT = timedelta(minutes=5)
"""A stop counts once it lasts so long: shorter ones are part of every day."""


def standing(units: Collection[int], now: datetime) -> dict[int, datetime]:
    """Work unit → when it may be expected to work again; only those that stand. Three queries."""
    since = _since(units, now)
    past = _lengths(now) if since else {}
    everywhere = [one for row in past.values() for one in row]
    return {unit: now + expected_rest(now - at, past.get(unit, ()), everywhere) for unit, at in since.items()}


def expected_rest(gone: timedelta, own: Sequence[timedelta], others: Sequence[timedelta]) -> timedelta:
    """Median of what was left of stops that had lasted as long: of its own, where there are enough, else of all."""
    for lengths in (own, others):
        longer = sorted(one - gone for one in lengths if one > gone)
        if len(longer) >= FEW:
            return longer[len(longer) // 2]
    return max(USUAL, gone)


def _since(units: Collection[int], now: datetime) -> dict[int, datetime]:
    found = dict(
        Downtime.objects.filter(work_unit__in=units, ended_at=None, replaced_at=None, started_at__lte=now - SHORT)
        .exclude(reason__kind__in=("planned", "setup")).order_by().values_list("work_unit", "started_at")
    )  # fmt: skip
    out = UnitOutage.objects.filter(work_unit__in=units, ended_at=None).order_by()
    for unit, at in out.values_list("work_unit", "since"):
        found[unit] = min(at, found.get(unit, at))
    return found


def _lengths(now: datetime) -> dict[int, list[timedelta]]:
    rows = Downtime.objects.filter(started_at__gte=now - WINDOW, replaced_at=None).exclude(ended_at=None)
    rows = rows.exclude(reason__kind__in=("planned", "setup"))
    found: dict[int, list[timedelta]] = defaultdict(list)
    for unit, begin, end in rows.order_by().values_list("work_unit", "started_at", "ended_at"):
        found[unit].append(end - begin)
    return found
