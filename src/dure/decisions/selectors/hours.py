"""Hours of machines as the models of pace see them: running time by state, and pieces that a machine counted."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from dure.decisions.prediction.pace import Hour
from dure.production.selectors import performance as production
from dure.production.unit import UnitState

WINDOW = timedelta(weeks=12)
"""The past that is learnt from; what was longer ago was another plant."""
SETTLES = timedelta(minutes=15)
"""An hour counts once it has been over for so long."""
HOUR = timedelta(hours=1)
Hours = dict[int, list[Hour]]


def whole_hours_until(now: datetime) -> datetime:
    return (now - SETTLES).replace(minute=0, second=0, microsecond=0)


def hours_of(unit_ids: Collection[int], start: datetime, end: datetime) -> Hours:
    """Work unit → its hours with running time and counted pieces, in order. start, end: full hours. Three queries."""
    seconds: dict[tuple[int, datetime], float] = defaultdict(float)
    for row in production.states(unit_ids, start, end):
        if row.state == UnitState.PRODUCING:
            for hour, share in _shares(max(row.started_at, start), min(row.ended_at or end, end)):
                seconds[row.work_unit_id, hour] += share
    pieces: dict[tuple[int, datetime], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for made in production.quantities(unit_ids, start, end):
        counted = float(max(0, made.automatic - made.unseen))
        if counted:
            pieces[made.work_unit_id, made.hour][str(made.item_id or 0)] += counted
    found: Hours = {pk: [] for pk in unit_ids}
    for unit, hour in sorted(seconds.keys() & pieces.keys()):
        found[unit].append(Hour(us(hour), seconds[unit, hour], dict(pieces[unit, hour])))
    return found


def _shares(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """Seconds of a stretch in each clock hour."""
    while start < end:
        hour = start.replace(minute=0, second=0, microsecond=0)
        until = min(end, hour + HOUR)
        yield hour, (until - start).total_seconds()
        start = until


def us(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
