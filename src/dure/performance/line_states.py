"""What work units did, as the search for the bottleneck takes it: from states, plan and reasons of stops.

| moment | counts as |
|---|---|
| producing, wherever | working |
| set-up, by the machine's word or by the reason of the stop | set-up |
| stopped for a reason that waits for material or room, or with a word of the machine that says so | starved, blocked |
| down, or stopped for another unplanned reason | down |
| idle without any of these | waiting, nobody knows for what |
| break, planned maintenance, planned stop, off, nothing planned | pause |
| no data | unknown |

A person's reason comes before the machine's word, as in the KPIs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from dure.kernel.errors import Invalid
from dure.performance import facts
from dure.performance.bottleneck import (
    Block,
    Course,
    Interval,
    Kind,
    Shift,
    Span,
    Sums,
    active_periods,
    blocks_of,
    course,
    total,
)
from dure.performance.bottleneck import Period as Active
from dure.performance.facts import Facts
from dure.performance.periods import Period
from dure.performance.scope import Level, Scope
from dure.performance.time_elements import Piece, Planned, ReasonKind
from dure.performance.verdict import FEWEST_BLOCKS, Verdict, verdict
from dure.plant.models import WorkUnit
from dure.product.models import OperationUnit, Routing
from dure.product.selectors import in_force
from dure.production.selectors import performance as production
from dure.production.unit import UnitState, WaitsFor

AROUND = timedelta(days=1)
"""How far beyond a window it is read, so that an active period at its edge is known whole or at least long."""
HANDLING_S = 5.0
"""Idle no longer than this between two stretches of work: a piece is taken out and the next put in."""
LONGEST = timedelta(days=35)
_SIDES = {WaitsFor.MATERIAL: Kind.STARVED, WaitsFor.ROOM: Kind.BLOCKED}
_HOUR = timedelta(hours=1)
Part = TypeVar("Part", Interval, Span, Shift)
_SILENT = frozenset({Kind.PAUSE, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Line:
    """What the search found in a window. begins: from when on anything is known; unheard_s: how long before that the
    units were to work. order: units through which parts go one after the other; empty: not known. base_s: in which any
    unit worked or waited, what shares are of.

    is_by_hour: too few shifts lie in the window, so that it was judged by hours. unexplained_s: waiting in stops
    without a reason.
    """

    units: tuple[WorkUnit, ...]
    start: datetime
    end: datetime
    begins: datetime
    unheard_s: float
    rows: list[Interval]
    course: Course
    sums: dict[int, Sums]
    blocks: int
    is_by_hour: bool
    order: tuple[int, ...]
    unexplained_s: float
    base_s: float
    mean_active_s: dict[int, float]
    verdict: Verdict

    def named(self, unit_id: int | None) -> WorkUnit | None:
        return next((unit for unit in self.units if unit.pk == unit_id), None)


def line(scope: Scope, period: Period, now: datetime) -> Line:
    """The bottleneck of a scope's work units in a period as far as it has passed (seven queries and the plan).

    Raises Invalid for a period that is too long.
    """
    if period.end - period.start > LONGEST:
        raise Invalid("Choose at most %(days)s days.", days=LONGEST.days)
    start, end = period.start, max(min(period.end, now), period.start)
    found = facts.load(scope.units, start - AROUND, min(end + AROUND, max(now, end)), period.zone, now)
    judged = {unit.pk: _judged(found, unit.pk) for unit in scope.units}
    every = {unit: intervals(unit, some) for unit, some in judged.items()}
    periods = [one for rows in every.values() for one in active_periods(rows)]
    window = (_begins(every.values(), start, end), end.timestamp())
    way = _within(course(periods), window)
    rows = _inside((row for rows in every.values() for row in rows), window)
    begins = datetime.fromtimestamp(window[0], UTC)
    unheard = max((_unknown_s(rows, start.timestamp(), window[0]) for rows in every.values()), default=0.0)
    blocks, is_by_hour = _blocks(found, begins, end)
    drawn = [one for one in blocks_of(rows, way, blocks) if any(sums.wanted for sums in one.values())]
    order = line_order(scope, start.astimezone(period.zone).date())
    unexplained = sum(_unexplained(some, start, end) for some in judged.values())
    return Line(
        scope.units, start, end, begins, unheard, rows, way, total(blocks_of(rows, way, [window])), len(drawn),
        is_by_hour, order, unexplained, _base_s(rows), _means(periods, window),
        verdict(drawn, scope.unit_ids, order, unexplained),
    )  # fmt: skip


def _begins(every: Iterable[Sequence[Interval]], start: datetime, end: datetime) -> float:
    """The first moment in the window of which anything is known; its start when nothing is."""
    heard = (row.start for rows in every for row in rows if row.kind not in _SILENT and row.end > start.timestamp())
    first = min(heard, default=start.timestamp())
    return max(first, start.timestamp()) if first < end.timestamp() else start.timestamp()


def _unknown_s(rows: Sequence[Interval], start: float, end: float) -> float:
    return sum(
        min(row.end, end) - max(row.start, start)
        for row in rows
        if row.kind is Kind.UNKNOWN and row.end > start and row.start < end
    )


def _base_s(rows: Sequence[Interval]) -> float:
    known = sorted((row.start, row.end) for row in rows if row.kind not in _SILENT)
    seconds, reach = 0.0, float("-inf")
    for start, end in known:
        seconds += max(end - max(start, reach), 0.0)
        reach = max(reach, end)
    return seconds


def _means(periods: Sequence[Active], window: Block) -> dict[int, float]:
    """Mean seconds of the active periods that began in the window, by unit."""
    begun: dict[int, list[float]] = defaultdict(list)
    for one in periods:
        if window[0] <= one.start < window[1]:
            begun[one.unit].append(one.seconds)
    return {unit: sum(some) / len(some) for unit, some in begun.items()}


def _judged(found: Facts, unit_id: int) -> list[tuple[Piece, Kind]]:
    sides = {row.id: row.waits_for for row in found.stops.get(unit_id, ())}
    return [(one, kind_of(one, sides.get(one.stop.id) if one.stop else None)) for one in found.pieces(unit_id)]


def intervals(unit_id: int, judged: Iterable[tuple[Piece, Kind]]) -> list[Interval]:
    """What a unit did, without a gap. A moment of idleness between two pieces is work."""
    rows: list[Interval] = []
    for piece, kind in judged:
        start, end = piece.start.timestamp(), piece.end.timestamp()
        if rows and rows[-1].kind is kind and rows[-1].end == start:
            rows[-1] = rows[-1]._replace(end=end)
            continue
        if kind is Kind.WORKING and len(rows) > 1 and rows[-2].kind is kind and _is_handling(rows[-1]):
            rows.pop()
            rows[-1] = rows[-1]._replace(end=end)
            continue
        rows.append(Interval(unit_id, kind, start, end))
    return rows


def _is_handling(row: Interval) -> bool:
    return row.kind is Kind.WAITING and row.end - row.start <= HANDLING_S


def kind_of(piece: Piece, waits_for: str | None) -> Kind:
    """waits_for: by the reason of the piece's stop."""
    if piece.element.startswith("apt"):
        return Kind.WORKING
    if piece.element.startswith("aust"):
        return Kind.SETUP
    if piece.element != "adet":
        return Kind.UNKNOWN if piece.element == "no_data" else Kind.PAUSE
    if waits_for:
        return _SIDES[WaitsFor(waits_for)]
    if piece.stop is not None and piece.stop.kind is ReasonKind.UNPLANNED:
        return Kind.DOWN
    side = production.waits_by_word(piece.state.word) if piece.state else None
    if side is not None:
        return _SIDES[side]
    return Kind.DOWN if piece.state is not None and piece.state.state is UnitState.DOWN else Kind.WAITING


def _unexplained(judged: Iterable[tuple[Piece, Kind]], start: datetime, end: datetime) -> float:
    """Seconds of waiting in stops for which nobody has given a reason."""
    return sum(
        (min(piece.end, end) - max(piece.start, start)).total_seconds()
        for piece, kind in judged
        if kind is Kind.WAITING and piece.stop is not None and piece.end > start and piece.start < end
    )


def _inside(some: Iterable[Part], window: Block) -> list[Part]:
    """The parts that lie in the window."""
    cut = (one._replace(start=max(one.start, window[0]), end=min(one.end, window[1])) for one in some)
    return [one for one in cut if one.start < one.end]


def _within(found: Course, window: Block) -> Course:
    return Course(_inside(found.reigns, window), _inside(found.sole, window), _inside(found.shifts, window))


def _blocks(found: Facts, start: datetime, end: datetime) -> tuple[list[Block], bool]:
    """The shifts in the window, each up to where the next begins; clock hours when there are too few."""
    begins: dict[tuple[date, str], datetime] = {}
    ends: dict[tuple[date, str], datetime] = {}
    for plan in found.plans.values():
        for span in plan:
            if span.kind is Planned.WORK and span.end > start and span.start < end:
                key = span.day, span.shift
                begins[key] = min(begins.get(key, span.start), max(span.start, start))
                ends[key] = max(ends.get(key, span.end), min(span.end, end))
    edges = sorted({*begins.values(), max(ends.values(), default=end)})
    if len(edges) <= FEWEST_BLOCKS:
        hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + _HOUR
        edges = [start]
        while hour < end:
            edges.append(hour)
            hour += _HOUR
        return _pairs([*edges, end]), True
    # What was made before the first shift or after the last belongs to them.
    return _pairs([start, *edges[1:-1], end]), False


def _pairs(edges: Sequence[datetime]) -> list[Block]:
    return [(one.timestamp(), after.timestamp()) for one, after in pairwise(edges) if one < after]


@dataclass(frozen=True, slots=True)
class LastShift:
    name: str
    start: datetime
    end: datetime


def last_shift(scope: Scope, now: datetime, period: Period) -> LastShift | None:
    """The shift of the scope's work units that ended last; None where none did within three days."""
    found: dict[tuple[date, str], LastShift] = {}
    for plan in facts.plans(scope.units, now - 3 * AROUND, now + AROUND, period.zone).values():
        for span in plan:
            if span.kind is Planned.WORK:
                one = found.get((span.day, span.shift), LastShift(span.shift, span.start, span.end))
                one = LastShift(span.shift, min(one.start, span.start), max(one.end, span.end))
                found[span.day, span.shift] = one
    return max((one for one in found.values() if one.end <= now), key=lambda one: one.end, default=None)


def line_order(scope: Scope, on: date) -> tuple[int, ...]:
    """The units in the order in which parts go through them, by the routing in force that names most of them.

    Without such a routing the order of the master data within one work center; empty when parts don't go through all of
    them one after the other: units of one operation stand beside each other. One query.
    """
    routed = Routing.objects.filter(in_force(on))
    named = OperationUnit.objects.filter(work_unit__in=scope.unit_ids, operation__routing__in=routed)
    routings: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    fields = ("operation__routing_id", "operation__number", "work_unit_id")
    for routing, number, unit in named.order_by(*fields).values_list(*fields):
        routings[routing][number].add(unit)
    if not routings:
        return tuple(scope.unit_ids) if len(scope.grouped(Level.WORK_CENTER)) == 1 else ()
    steps = max(routings.values(), key=lambda one: len(set().union(*one.values())))
    one_by_one = [unit for number in sorted(steps) for unit in steps[number]]
    is_serial = all(len(units) == 1 for units in steps.values()) and len(set(one_by_one)) == len(one_by_one)
    return tuple(one_by_one) if is_serial and len(one_by_one) > 1 else ()
