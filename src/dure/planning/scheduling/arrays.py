"""A problem as arrays, for the compiled engines; and a plan back from them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import MOST_MINUTES, Calendar, Mode, Operation, Problem, matching

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Records = Any
"""An array of records, its fields by name."""
MOST_AMISS = 100_000
"""More minutes amiss than that count no more: sums stay whole numbers of 64 bits."""


def record(*fields: str) -> np.dtype[Any]:
    """A record of whole numbers."""
    return np.dtype([(field, np.int32) for field in fields])


OPERATION = record(
    "job", "state", "release", "load", "may_pause", "pin", "was", "block", "before", "before_end", "after", "after_end",
    "mode", "mode_end", "use", "use_end",
)  # fmt: skip
LINK = record("operation", "least", "most", "overlap")
MODE = record("unit", "minutes", "need", "need_end")
RESOURCE = record(
    "setup", "states", "initial", "span", "span_end", "place", "holds", "arrival", "arrival_end"
)  # fmt: skip
JOB = record("first", "end", "due", "weight")


class Arrays(NamedTuple):
    """Operations are numbered job by job. A field and its *_end: the stretch of the array of that name that belongs to
    the record. -1: none; of a due time the last minute of all.

    Resources are numbered: units, then helpers, then materials; `timed` of them are units and helpers. A unit's
    set-ups begin at `setup`, a row for each of its `states`.

    pinned: operations that are held. before: links to operations that must come before; after: operations that wait.
    need: (kind, a helper who could be there with all the others). kind: (first, end) in `helper`. span: (opens,
    closes). way: minutes from place to place. use: (resource, quantity). arrival: (minute, all that has come by then).
    block: (first, end) in `blocks`, operations that have to be placed in one go, for they may not wait long for each
    other. weights: of makespan, tardiness, set-up, flow and change. wrong: of a minute by which a pin or a longest wait
    is missed. slots: most resources of one operation.
    """

    operation: Records
    pinned: Ints
    before: Records
    after: Ints
    mode: Records
    need: Ints
    kind: Ints
    helper: Ints
    resource: Records
    setup: Ints
    span: Ints
    way: Ints
    use: Longs
    arrival: Longs
    block: Ints
    blocks: Ints
    job: Records
    weights: Longs
    wrong: int
    timed: int
    slots: int
    has_calendars: bool
    has_ways: bool
    has_overlaps: bool


def arrays(problem: Problem) -> Arrays:
    """The problem as the engines read it."""
    firsts = np.cumsum([0, *(len(job.operations) for job in problem.jobs)]).tolist()
    all_of = list(problem.places())
    links = [
        [(firsts[job] + number, link) for link in one.after for job, number in [problem.place_of(link, place[0])]]
        for place, one in all_of
    ]
    after: list[list[int]] = [[] for _ in all_of]
    for at, row in enumerate(links):
        for number, _ in row:
            after[number].append(at)
    modes = [one.open_modes for _, one in all_of]
    flat = [mode for row in modes for mode in row]
    kinds = {kind: at for at, kind in enumerate(sorted({kind for one in problem.helpers for kind in one.kinds}))}
    helpers = [problem.of_kind(kind) for kind in kinds]
    units, timed = len(problem.units), len(problem.units) + len(problem.helpers)
    uses = [_uses(one) for _, one in all_of]
    blocks = _blocks(links, [one.pin.start_min if one.pin else 0 for _, one in all_of])
    block_of = {v: at for at, block in enumerate(blocks) for v in block}
    needs = [list(zip(mode.needs, _usual(problem, mode), strict=True)) for mode in flat]
    by = problem.objective
    return Arrays(
        operation=_records(OPERATION, [
            (place[0], one.state, max(problem.jobs[place[0]].release_min, one.release_min), one.load, one.may_pause,
             -1 if one.pin is None else one.pin.start_min, -1 if one.was is None else one.was.start_min, block_of[at],
             *stretches)
            for at, ((place, one), *stretches) in enumerate(zip(
                all_of, *_stretch(links), *_stretch(after), *_stretch(modes), *_stretch(uses), strict=True,
            ))
        ]),
        pinned=_ints(at for at, (_, one) in enumerate(all_of) if one.pin is not None),
        before=_records(LINK, [
            (number, link.least_min, _or(link.most_min), _or(link.overlap_min)) for row in links for number, link in row
        ]),
        after=_ints(number for row in after for number in row),
        mode=_records(MODE, [
            (mode.unit, mode.minutes, *stretch)
            for mode, *stretch in zip(flat, *_stretch(needs), strict=True)
        ]),
        need=_table([(kinds[kind], units + usual) for row in needs for kind, usual in row], np.int32),
        kind=_table(list(zip(*_stretch(helpers), strict=True)), np.int32),
        helper=_ints(units + one for row in helpers for one in row),
        resource=_records(RESOURCE, _resources(problem)),
        setup=_ints(minutes for table in problem.setups for row in table for minutes in row),
        span=_table([span for calendar in problem.calendars for span in _spans(calendar)], np.int32),
        way=np.array(problem.ways or [[0]], np.int32),
        use=_table([(timed + material, quantity) for row in uses for material, quantity in row], np.int64),
        arrival=_table([arrival for one in problem.materials for arrival in _sums(sorted(one.arrivals))], np.int64),
        block=_table(list(zip(*_stretch(blocks), strict=True)), np.int32),
        blocks=_ints(v for block in blocks for v in block),
        job=_records(JOB, [
            (first, end, MOST_MINUTES if job.due_min is None else job.due_min, job.weight)
            for job, first, end in zip(problem.jobs, firsts[:-1], firsts[1:], strict=True)
        ]),
        weights=np.array([by.makespan, by.tardiness, by.setup, by.flow, by.change], np.int64),
        wrong=_wrong(problem),
        timed=timed,
        slots=1 + max(map(len, needs), default=0) + max(map(len, uses), default=0),
        has_calendars=bool(problem.calendars),
        has_ways=bool(problem.ways),
        has_overlaps=any(link.overlap_min is not None for row in links for _, link in row),
    )  # fmt: skip


def _resources(problem: Problem) -> list[tuple[int, ...]]:
    """Units, helpers and materials as records."""
    tables = _stretch([[0] * len(table) ** 2 for table in problem.setups])[0]
    spans = list(zip(*_stretch(problem.calendars), strict=True))

    def open_in(calendar: int | None) -> tuple[int, int]:
        return (-1, -1) if calendar is None or not problem.calendars[calendar] else spans[calendar]

    units = [
        (-1 if unit.setup is None else tables[unit.setup], 0 if unit.setup is None else len(problem.setups[unit.setup]),
         _or(unit.state), *open_in(unit.calendar), unit.place, _or(unit.holds), -1, -1)
        for unit in problem.units
    ]  # fmt: skip
    helpers = [(-1, 0, -1, *open_in(helper.calendar), 0, -1, -1, -1) for helper in problem.helpers]
    arrivals = zip(*_stretch([one.arrivals for one in problem.materials]), strict=True)
    return [*units, *helpers, *((-1, 0, -1, -1, -1, 0, -1, *stretch) for stretch in arrivals)]


def _uses(one: Operation) -> list[tuple[int, int]]:
    """What it takes of each material."""
    found: dict[int, int] = defaultdict(int)
    for material, quantity in one.uses:
        found[material] += quantity
    return [(material, quantity) for material, quantity in found.items() if quantity]


def _wrong(problem: Problem) -> int:
    """More than a plan of any use costs, as far as whole numbers of 64 bits go."""
    return min(problem.dearest + 1, 2**62 // (2 * MOST_AMISS))


def _usual(problem: Problem, mode: Mode) -> list[int]:
    return matching([problem.of_kind(kind) for kind in mode.needs]) or []


def _spans(calendar: Calendar) -> list[tuple[int, int]]:
    """The last span never ends."""
    return [*calendar[:-1], *((opens, MOST_MINUTES) for opens, _ in calendar[-1:])]


def _sums(arrivals: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(minute, all that has come by then)."""
    yield from zip((minute for minute, _ in arrivals), accumulate(quantity for _, quantity in arrivals), strict=True)


def _blocks(links: list[list[tuple[int, Any]]], pins: list[int]) -> list[list[int]]:
    """Operations bound by longest waits, with all that lies on a way between them; each block in an order that can be
    followed, what is held by its time."""
    root = list(range(len(links)))

    def find(v: int) -> int:
        while root[v] != v:
            root[v] = v = root[root[v]]
        return v

    for v, row in enumerate(links):
        for u, link in row:
            if link.most_min is not None:
                root[find(v)] = find(u)
    while True:
        graph: dict[int, set[int]] = {find(v): set() for v in range(len(links))}
        for v, row in enumerate(links):
            graph[find(v)].update({find(u) for u, _ in row} - {find(v)})
        try:
            order = list(TopologicalSorter(graph).static_order())
            break
        except CycleError as error:
            for one in error.args[1]:
                root[find(one)] = find(error.args[1][0])
    place = {v: at for at, v in enumerate(each_after({v: [u for u, _ in row] for v, row in enumerate(links)}, pins))}
    inside: dict[int, list[int]] = {one: [] for one in order}
    for v in sorted(range(len(links)), key=place.__getitem__):
        inside[find(v)].append(v)
    return list(inside.values())


def each_after(before: dict[int, list[int]], keys: Sequence[int]) -> list[int]:
    """Each one after what it waits for; of those that may come next the one with the least key."""
    waits = {one: len(row) for one, row in before.items()}
    after: dict[int, list[int]] = defaultdict(list)
    for one, row in before.items():
        for other in row:
            after[other].append(one)
    ready = [(keys[one], one) for one, count in waits.items() if count == 0]
    heapify(ready)
    found = []
    while ready:
        _, one = heappop(ready)
        found.append(one)
        for other in after[one]:
            waits[other] -= 1
            if waits[other] == 0:
                heappush(ready, (keys[other], other))
    return found


def _or(value: int | None) -> int:
    return -1 if value is None else value


def _stretch(rows: Iterable[Any]) -> tuple[list[int], list[int]]:
    """(where each row begins, where it ends) when they lie one behind the other."""
    edges = [0, *accumulate(map(len, rows))]
    return edges[:-1], edges[1:]


def _records(kind: np.dtype[Any], rows: Sequence[tuple[Any, ...]]) -> Records:
    return np.array(rows, kind).view(np.recarray)


def _table(rows: Sequence[tuple[int, int]], kind: Any) -> Any:
    return np.array(rows, kind).reshape(-1, 2)


def _ints(values: Iterable[Any]) -> Ints:
    return np.fromiter(values, np.int32)


def tasks_of(problem: Problem, resources: Any, starts: Ints, ends: Ints) -> tuple[Task, ...]:
    """The plan of an engine: on which unit each operation runs, with which helpers, when it begins and ends.

    resources: (operations, slots), or (operations,) where there are units alone.
    """
    table = np.reshape(resources, (len(starts), -1)).tolist()
    units, found = len(problem.units), []
    for ((job, number), one), row, start, end in zip(
        problem.places(), table, starts.tolist(), ends.tolist(), strict=True
    ):
        needs = one.mode_on(row[0]).needs
        helpers = tuple(helper - units for helper in row[1 : 1 + len(needs)])
        found.append(Task(job, number, row[0], start, end, helpers))
    return tuple(found)
