"""Work elements shared out to stations in a line: the simple assembly line balancing problem (SALBP). Pure.

Fewest stations for a cycle time (SALBP-1) and shortest cycle for a number of stations (SALBP-2), as Scholl,
Balancing and Sequencing of Assembly Lines, 2nd ed., Physica 1999, ch. 2, puts them. A station may have places side by
side: k people or machines that each do the same work on every k-th piece, so that it may take k cycles and counts k
times (parallel stations: Buxey, "Assembly line balancing with multiple stations", Management Science 20, 1974). Times
are whole numbers of any unit. The search is exact; it takes at most so many steps as it is given, then says how far it
has come.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

STEPS = 80_000
"""About three seconds of searching with a hundred elements, far less with twenty."""
MOST_ELEMENTS = 100


class Impossible(ValueError):
    """No line can do it: the order has a loop, or an element takes longer than the cycle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """stations: the elements of each, by index. value: how many places, or the cycle. bound: none can be less.

    places: how many each station has side by side.
    """

    stations: list[list[int]]
    value: int
    bound: int
    places: list[int]

    @property
    def is_best(self) -> bool:
        return self.value == self.bound


class _Spent(Exception):
    """All steps are taken."""


@dataclass(slots=True)
class _Budget:
    left: int

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _Spent


@dataclass(frozen=True, slots=True)
class Line:
    """Elements with their times; before: pairs of indexes (first, then). Raises Impossible for a loop."""

    times: Sequence[int]
    pairs: Sequence[tuple[int, int]]
    needs: list[int] = field(init=False)
    """Of each element, a mask of those that come right before it."""
    weight: list[int] = field(init=False)
    """Its own time and that of all that follow: Helgeson and Birnie's positional weight (1961)."""

    def __post_init__(self) -> None:
        count = len(self.times)
        needs, follows = [0] * count, [0] * count
        for first, then in self.pairs:
            needs[then] |= 1 << first
        for at in reversed(in_order(count, self.pairs)):
            for first, then in self.pairs:
                if first == at:
                    follows[at] |= 1 << then | follows[then]
        weight = [self.times[at] + sum(self.times[one] for one in _bits(follows[at])) for at in range(count)]
        object.__setattr__(self, "needs", needs)
        object.__setattr__(self, "weight", weight)


def in_order(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The elements so that each stands behind those it needs. Raises Impossible when they go in a circle."""
    waits = [sum(1 for _, then in pairs if then == at) for at in range(count)]
    ready = [at for at in range(count) if not waits[at]]
    found: list[int] = []
    while ready:
        at = ready.pop(0)
        found.append(at)
        for first, then in pairs:
            if first == at:
                waits[then] -= 1
                if not waits[then]:
                    ready.append(then)
    if len(found) < count:
        raise Impossible("The order goes in a circle.")
    return found


def fewest_stations(line: Line, cycle: int, steps: int = STEPS, most: int = 1) -> Answer:
    """As few places as can be, no station over the cycle for each of its places.

    most: places that a station may have side by side. Raises Impossible when an element alone takes too long.
    """
    if max(line.times, default=0) > cycle * most:
        raise Impossible("An element takes longer than the cycle.")
    best, budget = _by_rules(line, cycle), _Budget(steps)
    bound, count = _least(line.times, cycle, most), _count(line, best, cycle)
    try:
        while bound < count:
            found = _within(line, cycle, bound, budget, most)
            if found is not None:
                best, count = found, bound
                break
            bound += 1
    except _Spent:
        pass
    return Answer(best, count, bound, _places(line, best, cycle))


def shortest_cycle(
    line: Line, stations: int, steps: int = STEPS, known: Sequence[Sequence[int]] | None = None, most: int = 1
) -> Answer:
    """As short a cycle as can be with at most so many places. known: stations that are there already.

    First the least that could be, then halving up to what is known or rules of thumb find. A cycle that an eighth of
    the steps doesn't suffice to decide counts as too short, and the bound stays below it.
    """
    if stations < 1:
        raise Impossible("A line needs a station.")
    bound = max(-(-max(line.times, default=0) // most), -(-sum(line.times) // stations))
    best = _quick_cycle(line, stations, bound)
    if known is not None and _pace(line, known, stations, most) < _pace(line, best, stations, most):
        best = [list(station) for station in known]
    top, low, middle, left = _pace(line, best, stations, most), bound, bound, steps
    while low < top:
        given = min(steps // 8, left)
        budget = _Budget(given)
        try:
            found = _within(line, middle, stations, budget, most)
        except _Spent:
            low = middle + 1
        else:
            if found is None:
                bound = low = middle + 1
            else:
                best, top = found, _pace(line, found, stations, most)
        left -= given - max(budget.left, 0)
        middle = (low + top) // 2
    return Answer(best, top, bound, _places(line, best, top))


def pace(loads: Sequence[int], places: int, most: int) -> int:
    """The shortest cycle of stations with these loads that so many places are shared out to, each station at most
    `most`. More stations than places have none: the sum of all."""
    low, top = max(-(-max(loads, default=0) // most), -(-sum(loads) // max(places, 1)), 1), sum(loads)
    while low < top:
        middle = (low + top) // 2
        if sum(-(-load // middle) for load in loads) <= places:
            top = middle
        else:
            low = middle + 1
    return top


def _pace(line: Line, stations: Sequence[Sequence[int]], places: int, most: int) -> int:
    return pace(_loads_of(line, stations), places, most)


def _loads_of(line: Line, stations: Sequence[Sequence[int]]) -> list[int]:
    return [sum(line.times[at] for at in station) for station in stations]


def _places(line: Line, stations: Sequence[Sequence[int]], cycle: int) -> list[int]:
    return [max(-(-load // cycle), 1) if cycle else 1 for load in _loads_of(line, stations)]


def _count(line: Line, stations: Sequence[Sequence[int]], cycle: int) -> int:
    return sum(_places(line, stations, cycle))


def _least(times: Sequence[int], cycle: int, most: int) -> int:
    """Two long elements never share a place, but may share a station of several."""
    return least_stations(times, cycle) if most == 1 else -(-sum(times) // cycle)


def least_stations(times: Sequence[int], cycle: int) -> int:
    """No line has fewer: by the sum of the times; by elements over a half, two of which never fit together; and by
    those over a third (Scholl's LM1 to LM3)."""
    whole = -(-sum(times) // cycle)
    halves = sum(2 if 2 * time > cycle else 1 for time in times if 2 * time >= cycle)
    sixths = sum(_sixths(time, cycle) for time in times)
    return max(whole, -(-halves // 2), -(-sixths // 6))


def _sixths(time: int, cycle: int) -> int:
    if 3 * time > 2 * cycle:
        return 6
    if 3 * time == 2 * cycle:
        return 4
    if 3 * time > cycle:
        return 3
    return 2 if 3 * time == cycle else 0


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _open(line: Line, done: int, skip: int = 0) -> list[int]:
    """Elements whose predecessors are all done, but those done or to be skipped."""
    taken = done | skip
    return [at for at, needs in enumerate(line.needs) if not taken >> at & 1 and needs & done == needs]


def _by_rules(line: Line, cycle: int) -> list[list[int]]:
    """The best of some rules of thumb: the next element that fits is the heaviest by position, then the longest."""
    rules: list[Callable[[int], int]] = [lambda at: line.weight[at], lambda at: line.times[at], lambda at: -at]
    return min((_fill(line, cycle, rule) for rule in rules), key=lambda found: _count(line, found, cycle))


def _fill(line: Line, cycle: int, rule: Callable[[int], int]) -> list[list[int]]:
    """A station has one place, or as many as an element needs that is longer than the cycle."""
    done, stations = 0, []
    everything = (1 << len(line.times)) - 1
    while done != everything:
        station: list[int] = []
        room = cycle
        while fitting := _fitting(line, done, room, is_empty=not station):
            chosen = max(fitting, key=rule)
            room += (-(-line.times[chosen] // cycle) - 1) * cycle if not station else 0
            station.append(chosen)
            done |= 1 << chosen
            room -= line.times[chosen]
        stations.append(station)
    return stations


def _fitting(line: Line, done: int, room: int, *, is_empty: bool) -> list[int]:
    """What fits; into an empty station what is too long, where nothing else does."""
    free = _open(line, done)
    return [at for at in free if line.times[at] <= room] or (free if is_empty else [])


def _quick_cycle(line: Line, stations: int, low: int) -> list[list[int]]:
    """By halving with rules of thumb alone; one station for all always works."""
    top, best = sum(line.times), [in_order(len(line.times), line.pairs)]
    while low < top:
        middle = (low + top) // 2
        found = _by_rules(line, middle)
        if _count(line, found, middle) <= stations:
            best, top = found, middle
        else:
            low = middle + 1
    return best


def _within(line: Line, cycle: int, stations: int, budget: _Budget, most: int) -> list[list[int]] | None:
    """A line of at most so many places, or None when there is none. Raises _Spent.

    Station by station, only with loads into which nothing more fits; the time that places may lose in all is
    known, and a set of elements that has failed once isn't tried again with as little left.
    """
    quick = _by_rules(line, cycle)
    if _count(line, quick, cycle) <= stations:
        return quick
    everything = (1 << len(line.times)) - 1
    failed: dict[int, int] = {}

    def go(done: int, left: int, loss: int) -> list[list[int]] | None:
        """loss: time that the places left may still stand idle."""
        if done == everything:
            return []
        if failed.get(done, 0) >= left:
            return None
        rest = [time for at, time in enumerate(line.times) if not done >> at & 1]
        if _least(rest, cycle, most) <= left:
            for places in range(1, min(most, left) + 1):
                for load, room in _loads(line, done, places * cycle, loss, budget):
                    if room < cycle and (found := go(done | load, left - places, loss - room)) is not None:
                        return [list(_bits(load)), *found]
        failed[done] = left
        return None

    return go(0, stations, stations * cycle - sum(line.times))


def _loads(line: Line, done: int, cycle: int, loss: int, budget: _Budget) -> Iterator[tuple[int, int]]:
    """(elements as a mask, time left) of each full load of the next station that loses no more than `loss`, once."""

    def grow(load: int, room: int, out: int) -> Iterator[tuple[int, int]]:
        budget.step()
        fitting = [at for at in _open(line, done | load) if line.times[at] <= room]
        if not fitting:
            if room <= loss:
                yield load, room
            return
        barred = out
        for at in sorted((at for at in fitting if not out >> at & 1), key=lambda at: -line.times[at]):
            yield from grow(load | 1 << at, room - line.times[at], barred)
            barred |= 1 << at

    yield from grow(0, cycle, 0)
