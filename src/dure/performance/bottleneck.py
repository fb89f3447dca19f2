"""Which work unit holds all the others up, from what each of them did. Pure; times in seconds from any moment on.

- active period: a unit that works, is set up or is repaired makes others wait; one that waits for others doesn't. Of
  all units the one that has been and will be active longest without waiting is the bottleneck of that moment. While the
  active periods of one bottleneck and the next overlap, the bottleneck shifts between the two; else it is sole. Roser,
  Nakano and Tanaka, "A practical bottleneck detection method", Winter Simulation Conference 2001; "Shifting bottleneck
  detection", Winter Simulation Conference 2002.
- arrows: in a row of units each arrow points where there is more waiting: onwards when the first is blocked more than
  the next one is starved, else back. A unit that no arrow leaves is a bottleneck; of several the one with the greatest
  severity. Kuo, Lim and Meerkov, "Bottlenecks in serial production lines", Mathematical Problems in Engineering 2
  (1996).
- utilisation: the unit that is active for the largest share of its time; Law and Kelton, Simulation Modeling and
  Analysis, 3rd ed., McGraw-Hill 2000, ch. 13.

Planned pauses don't end an active period: nobody waits for another in a break. They don't lengthen it either. Time
without data ends it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple


class Kind(StrEnum):
    """What a unit does. WAITING: for others, nobody knows on which side. PAUSE: nobody wanted it to work."""

    WORKING = "working"
    SETUP = "setup"
    DOWN = "down"
    STARVED = "starved"
    BLOCKED = "blocked"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    PAUSE = "pause"


ACTIVE = frozenset({Kind.WORKING, Kind.SETUP, Kind.DOWN})
WAITS = frozenset({Kind.STARVED, Kind.BLOCKED, Kind.WAITING})


class Interval(NamedTuple):
    unit: int
    kind: Kind
    start: float
    end: float


class Span(NamedTuple):
    """Time of one unit."""

    unit: int
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Shift(NamedTuple):
    """The bottleneck shifts from one unit to another."""

    first: int
    then: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Period:
    """A unit active without waiting, in one or more stretches with pauses between them."""

    unit: int
    stretches: tuple[Span, ...]

    @property
    def seconds(self) -> float:
        return sum(one.seconds for one in self.stretches)

    @property
    def start(self) -> float:
        return self.stretches[0].start


@dataclass(frozen=True, slots=True)
class Course:
    """The bottleneck over time. reigns: of each moment, in order; sole: those without shifts."""

    reigns: list[Span]
    sole: list[Span]
    shifts: list[Shift]

    def shifting(self) -> list[Span]:
        """Time in which each unit is one of two, each moment of a unit once."""
        found: dict[int, list[Span]] = defaultdict(list)
        for shift in self.shifts:
            for unit in (shift.first, shift.then):
                found[unit].append(Span(unit, shift.start, shift.end))
        return [one for spans in found.values() for one in joined(spans)]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Of one unit, without overlap."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        if found and span.start <= found[-1].end:
            found[-1] = found[-1]._replace(end=max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def active_periods(rows: Sequence[Interval]) -> list[Period]:
    """Of one unit, from its intervals in order of time. A gap between two intervals is time without data."""
    found: list[Period] = []
    stretches: list[Span] = []
    reach: float | None = None
    for row in rows:
        if stretches and (row.kind not in ACTIVE | {Kind.PAUSE} or row.start != reach):
            found.append(Period(row.unit, tuple(joined(stretches))))
            stretches = []
        if row.kind in ACTIVE and row.start < row.end:
            stretches.append(Span(row.unit, row.start, row.end))
        reach = row.end
    return [*found, Period(rows[-1].unit, tuple(joined(stretches)))] if stretches else found


def course(periods: Sequence[Period]) -> Course:
    """The bottleneck of each moment in which any unit is active. Of two as long the one that began first."""
    reigns = list(_reigns(periods))
    shifts = [
        Shift(first.unit, then.unit, start, end)
        for (first, _), (then, _) in pairwise(_changes(reigns))
        for start, end in _both(first.stretches, then.stretches)
    ]
    whole = [span for _, span in reigns]
    return Course(whole, list(_without(whole, shifts)), shifts)


def _reigns(periods: Sequence[Period]) -> Iterator[tuple[Period, Span]]:
    """(period, the part of it in which none is longer), in order; n log n of n stretches."""
    stretches = sorted(
        ((one.start, one.end, at) for at, period in enumerate(periods) for one in period.stretches),
    )
    edges = sorted({edge for start, end, _ in stretches for edge in (start, end)})
    rank = [(-period.seconds, period.start, period.unit) for period in periods]
    waiting: list[tuple[tuple[float, float, int], float, int]] = []
    last: tuple[int, float, float] | None = None
    coming = 0
    for start, end in pairwise(edges):
        while coming < len(stretches) and stretches[coming][0] <= start:
            at = stretches[coming][2]
            heappush(waiting, (rank[at], stretches[coming][1], at))
            coming += 1
        while waiting and waiting[0][1] <= start:
            heappop(waiting)
        if not waiting:
            continue
        at = waiting[0][2]
        if last is not None and last[0] == at and last[2] == start:
            last = (at, last[1], end)
            continue
        if last is not None:
            yield periods[last[0]], Span(periods[last[0]].unit, last[1], last[2])
        last = (at, start, end)
    if last is not None:
        yield periods[last[0]], Span(periods[last[0]].unit, last[1], last[2])


def _changes(reigns: Sequence[tuple[Period, Span]]) -> list[tuple[Period, Span]]:
    """One for each time that another period takes over."""
    return [one for at, one in enumerate(reigns) if not at or reigns[at - 1][0] is not one[0]]


def _both(first: Sequence[Span], then: Sequence[Span]) -> Iterator[tuple[float, float]]:
    """Where both are; each without overlap and in order."""
    a = b = 0
    while a < len(first) and b < len(then):
        start, end = max(first[a].start, then[b].start), min(first[a].end, then[b].end)
        if start < end:
            yield start, end
        if first[a].end <= then[b].end:
            a += 1
        else:
            b += 1


def _without(spans: Sequence[Span], shifts: Sequence[Shift]) -> Iterator[Span]:
    """The parts of the spans that lie in no shift."""
    taken = joined(Span(0, shift.start, shift.end) for shift in shifts)
    ends = [one.end for one in taken]
    for span in spans:
        at = span.start
        for one in taken[bisect_right(ends, span.start) :]:
            if one.start >= span.end:
                break
            if one.start > at:
                yield Span(span.unit, at, one.start)
            at = max(at, one.end)
        if at < span.end:
            yield Span(span.unit, at, span.end)


class Waits(NamedTuple):
    """Shares of a unit's time, 0 to 1."""

    blocked: float
    starved: float


def arrows(line: Sequence[Waits]) -> list[int]:
    """Places in the line that no arrow leaves, the most severe first; equal waiting draws no arrow."""
    leaves = [False] * len(line)
    for at, (one, after) in enumerate(pairwise(line)):
        if one.blocked > after.starved:
            leaves[at] = True
        elif one.blocked < after.starved:
            leaves[at + 1] = True
    steps = [abs(after.starved - one.blocked) for one, after in pairwise(line)]
    severity = [sum(steps[max(at - 1, 0) : at + 1]) for at in range(len(line))]
    found = [at for at in range(len(line)) if not leaves[at]]
    return sorted(found, key=lambda at: (-severity[at], at))


@dataclass(slots=True)
class Sums:
    """Seconds of one unit in one block of time."""

    sole: float = 0.0
    shifting: float = 0.0
    spent: dict[Kind, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def held_up(self) -> float:
        """It was the bottleneck, alone or with another."""
        return self.sole + self.shifting

    @property
    def active(self) -> float:
        return sum(self.spent[kind] for kind in ACTIVE)

    @property
    def waiting(self) -> float:
        return sum(self.spent[kind] for kind in WAITS)

    @property
    def known(self) -> float:
        return self.active + self.waiting

    @property
    def wanted(self) -> float:
        """Somebody wanted it to work, or it did."""
        return self.known + self.spent[Kind.UNKNOWN]

    @property
    def coverage(self) -> float | None:
        return self.known / self.wanted if self.wanted else None

    @property
    def utilisation(self) -> float | None:
        return self.active / self.known if self.known else None

    @property
    def waits(self) -> Waits:
        whole = self.known or 1.0
        return Waits(self.spent[Kind.BLOCKED] / whole, self.spent[Kind.STARVED] / whole)

    def add(self, other: "Sums", times: int = 1) -> None:
        self.sole += other.sole * times
        self.shifting += other.shifting * times
        for kind, seconds in other.spent.items():
            self.spent[kind] += seconds * times


Block = tuple[float, float]
"""A stretch of time that is drawn as one: a shift or an hour."""


def blocks_of(rows: Iterable[Interval], found: Course, blocks: Sequence[Block]) -> list[dict[int, Sums]]:
    """What each unit did in each block. Blocks are in order and don't overlap; what lies in none counts nowhere."""
    sums: list[dict[int, Sums]] = [defaultdict(Sums) for _ in blocks]
    for row in rows:
        for at, seconds in _parts(row.start, row.end, blocks):
            sums[at][row.unit].spent[row.kind] += seconds
    for span in found.sole:
        for at, seconds in _parts(span.start, span.end, blocks):
            sums[at][span.unit].sole += seconds
    for span in found.shifting():
        for at, seconds in _parts(span.start, span.end, blocks):
            sums[at][span.unit].shifting += seconds
    return [dict(one) for one in sums]


def total(blocks: Iterable[Mapping[int, Sums]]) -> dict[int, Sums]:
    """All blocks together."""
    found: dict[int, Sums] = defaultdict(Sums)
    for block in blocks:
        for unit, sums in block.items():
            found[unit].add(sums)
    return dict(found)


def _parts(start: float, end: float, blocks: Sequence[Block]) -> Iterator[tuple[int, float]]:
    at = bisect_right(blocks, start, key=lambda block: block[1])
    while at < len(blocks) and blocks[at][0] < end:
        seconds = min(end, blocks[at][1]) - max(start, blocks[at][0])
        if seconds > 0:
            yield at, seconds
        at += 1
