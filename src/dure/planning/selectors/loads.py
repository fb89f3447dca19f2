"""How full work units are, day by day, in a schedule."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from dure.performance.periods import midnight
from dure.planning.models import Schedule, ScheduledTask
from dure.plant.models import WorkUnit
from dure.plant.selectors import prepare, work_spans


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes of a work unit on a day: open ones, those of work and of setting up. A unit without a shift has no open
    ones."""

    open: int = 0
    work: int = 0
    setup: int = 0

    @property
    def share(self) -> float | None:
        """Of the open time, 0 … 1; None where there is none."""
        return (self.work + self.setup) / self.open if self.open else None


@dataclass(frozen=True, slots=True)
class Loads:
    """days: from today on. rows: (work unit, its load on each day, all of it), the fullest first."""

    days: tuple[date, ...]
    rows: tuple[tuple[WorkUnit, tuple[Load, ...], Load], ...]

    @property
    def fullest(self) -> tuple[WorkUnit, Load] | None:
        """The work unit that has the least room left."""
        found = [(unit, total) for unit, _, total in self.rows if total.share]
        return max(found, key=lambda one: one[1].share or 0) if found else None


def loads(row: Schedule, today: date, days: int = 14) -> Loads:
    """Of the days from today on. Three queries and the calendars."""
    zone = timezone.get_current_timezone()
    edges = [midnight(one, zone) for one in _days(today, days + 1)]
    units = list(WorkUnit.objects.filter(is_active=True).select_related("work_center"))
    prepare([unit.pk for unit in units])
    work: dict[tuple[int, int], int] = defaultdict(int)
    setup: dict[tuple[int, int], int] = defaultdict(int)
    tasks = ScheduledTask.objects.filter(schedule=row, ends_at__gt=edges[0]).exclude(work_unit=None)
    # What is done at once takes the time of its work unit once.
    once = {(task.work_unit_id, task.starts_at, task.ends_at): task for task in tasks}
    spans = {unit.pk: work_spans(unit, edges[0], edges[-1]) for unit in units}
    for task in once.values():
        unit = task.work_unit_id or 0
        for at in range(days):
            begin, end = max(task.starts_at, edges[at]), min(task.ends_at, edges[at + 1])
            if begin < end:
                own = spans.get(unit) or []
                # Without a shift it works all the time.
                work[unit, at] += _overlap(own, begin, end) if own else _minutes(begin, end)
            if edges[at] <= task.starts_at < edges[at + 1]:
                setup[unit, at] += task.setup_minutes
    rows = []
    for unit in units:
        own = spans[unit.pk]
        row_of = tuple(
            Load(_overlap(own, edges[at], edges[at + 1]), work[unit.pk, at], setup[unit.pk, at]) for at in range(days)
        )
        rows.append((unit, row_of, _sum(row_of)))
    rows.sort(key=lambda one: -(one[2].share or 0))
    return Loads(tuple(_days(today, days)), tuple(rows))


def _sum(rows: Sequence[Load]) -> Load:
    return Load(sum(one.open for one in rows), sum(one.work for one in rows), sum(one.setup for one in rows))


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def _minutes(begin: datetime, end: datetime) -> int:
    return max(0, int((end - begin).total_seconds()) // 60)


def _overlap(spans: Sequence[Any], begin: datetime, end: datetime) -> int:
    return sum(_minutes(max(one.start, begin), min(one.end, end)) for one in spans)
