"""Everything that the figures of some work units in a window are made from, fetched in a fixed number of queries."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dure.performance.periods import midnight
from dure.performance.time_elements import (
    Piece,
    Planned,
    PlannedSpan,
    ReasonKind,
    StateSpan,
    Stop,
    cover_plan,
    mark_micro,
    pieces,
)
from dure.plant.models import WorkUnit
from dure.plant.selectors import planned_spans, prepare
from dure.product.models import IdealCycle
from dure.production.selectors import performance as production
from dure.production.selectors.performance import QuantityRow, RunRow, StopRow
from dure.production.unit import UnitState

MARGIN = timedelta(hours=2)
"""How far beyond a window states are read, so that a micro-stop at its edge is known whole."""
DEFAULT_MICRO_S = 300
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """By work unit id. Everything is whole rows; nothing is clipped yet."""

    start: datetime
    end: datetime
    plans: dict[int, list[PlannedSpan]]
    states: dict[int, list[StateSpan]]
    stops: dict[int, list[StopRow]]
    quantities: list[QuantityRow]
    ideals: "Ideals"
    until: datetime
    zone: ZoneInfo

    def pieces(self, unit_id: int) -> Iterator[Piece]:
        """The unit's time from `start` to `until` as pieces."""
        stops = [_stop(row, self.until) for row in self.stops.get(unit_id, ())]
        stops = [stop for stop in stops if stop.start < stop.end]
        return pieces(self.plans[unit_id], self.states.get(unit_id, []), stops, self.start, self.until)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


class Ideals:
    """Ideal seconds per piece (PRI): the work unit's own before the general one, the latest that was valid."""

    def __init__(self, rows: Sequence[tuple[int, int | None, datetime, Decimal]]) -> None:
        self._rows: dict[tuple[int, int | None], list[tuple[datetime, Decimal]]] = defaultdict(list)
        for item_id, unit_id, since, seconds in sorted(rows, key=lambda row: row[2]):
            self._rows[item_id, unit_id].append((since, seconds))

    def seconds(self, item_id: int | None, unit_id: int, moment: datetime) -> Decimal | None:
        if item_id is None:
            return None
        for key in ((item_id, unit_id), (item_id, None)):
            rows = self._rows.get(key, [])
            at = bisect_right(rows, moment, key=lambda row: row[0]) - 1
            if at >= 0:
                return rows[at][1]
        return None


def load(units: Sequence[WorkUnit], start: datetime, end: datetime, zone: ZoneInfo, now: datetime) -> Facts:
    """Facts of the window, which is cut at `now`: what hasn't happened is no loss."""
    ids = [unit.pk for unit in units]
    until = max(start, min(end, now))
    limits = production.micro_limits(ids)
    states: dict[int, list[StateSpan]] = defaultdict(list)
    for row in production.states(ids, start - MARGIN, end + MARGIN):
        upto = row.ended_at or max(now, row.started_at)
        states[row.work_unit_id].append(StateSpan(row.started_at, upto, UnitState(row.state), id=row.id, word=row.word))
    stops: dict[int, list[StopRow]] = defaultdict(list)
    for stop in production.stops(ids, start, end):
        stops[stop.work_unit_id].append(stop)
    return Facts(
        start,
        end,
        plans(units, start, end, zone),
        {unit_id: _with_micro(spans, limits.get(unit_id, [])) for unit_id, spans in states.items()},
        stops,
        production.quantities(ids, start, end),
        ideals(),
        until,
        zone,
    )


def ideals() -> Ideals:
    return Ideals(ideal_rows())


def ideal_rows() -> list[tuple[int, int | None, datetime, Decimal]]:
    """(item id, work unit id or None, valid from, seconds per piece) of every ideal cycle."""
    rows = IdealCycle.objects.order_by("valid_from", "id")
    return list(rows.values_list("item_id", "work_unit_id", "valid_from", "seconds"))


def plans(units: Sequence[WorkUnit], start: datetime, end: datetime, zone: ZoneInfo) -> dict[int, list[PlannedSpan]]:
    """Work unit id → its plan over the whole window, gaps included and cut at local midnights."""
    first = start.astimezone(zone).date()
    days: list[date] = [first]
    while midnight(days[-1] + _DAY, zone) < end:
        days.append(days[-1] + _DAY)
    midnights = [midnight(day, zone) for day in days]
    prepare([unit.pk for unit in units])
    return {unit.pk: cover_plan(_spans(unit, start, end), start, end, midnights, days) for unit in units}


def _spans(unit: WorkUnit, start: datetime, end: datetime) -> list[PlannedSpan]:
    return [
        PlannedSpan(span.start, span.end, Planned(span.kind), span.shift_date, span.shift)
        for span in planned_spans(unit, start, end)
    ]


def _with_micro(spans: list[StateSpan], limits: list[tuple[datetime, int]]) -> list[StateSpan]:
    """Micro-stops marked by the limit that held when each began."""
    known = {seconds for _, seconds in limits} | {DEFAULT_MICRO_S}
    if len(known) == 1 or not limits:
        return mark_micro(spans, timedelta(seconds=DEFAULT_MICRO_S))
    marked = {seconds: mark_micro(spans, timedelta(seconds=seconds)) for seconds in known}
    starts = [since for since, _ in limits]
    chosen = []
    for index, span in enumerate(spans):
        at = bisect_right(starts, span.start) - 1
        chosen.append(marked[limits[at][1] if at >= 0 else DEFAULT_MICRO_S][index])
    return chosen


def _stop(row: StopRow, now: datetime) -> Stop:
    kind = ReasonKind(row.kind) if row.kind else None
    return Stop(row.started_at, row.ended_at or max(now, row.started_at), kind, row.id)


def clipped_runs(units: Sequence[WorkUnit], start: datetime, end: datetime, now: datetime) -> list[RunRow]:
    """Runs in the window with both ends known: cut at the window and at `now`."""
    until = min(end, now)
    rows = production.runs([unit.pk for unit in units], start, end)
    cut = [
        row._replace(started_at=max(row.started_at, start), ended_at=min(row.ended_at or until, until)) for row in rows
    ]
    return [row for row in cut if row.ended_at is not None and row.started_at < row.ended_at]
