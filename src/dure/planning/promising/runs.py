"""A plan as arrays, to be carried out again and again with other times. Pure.

A run is an operation, or what a unit does at once. It waits for what its plan has in front of it: in its jobs, on its
unit, with its helpers, and for the materials that are taken until then in the order of the plan.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dure.planning.promising.chances import NORMAL, Chances, Quantiles, TimeChance
from dure.planning.scheduling.arrays import each_after
from dure.planning.scheduling.plan import Task, by_unit, groups
from dure.planning.scheduling.problem import MOST_MINUTES, After, Place, Problem
from dure.planning.scheduling.spans import Spans, opener

Records = Any
Floats = NDArray[np.float64]
BY_JOB, BY_HELPER = 0, 1
FREE, RUNS, OVER = 0, 1, 2


def _record(whole: str, real: str) -> np.dtype[Any]:
    return np.dtype([(field, np.int64) for field in whole.split()] + [(field, np.float64) for field in real.split()])


RUN = _record(
    "unit ahead link link_end use use_end span span_end own own_end one_go state shape cell job",
    "release pin minutes setup location scale again elapsed planned",
)
"""ahead: the run before on its unit, -1. span: when it can be worked on, -1: always; own: the same of its unit alone.
state: FREE, RUNS, OVER. job: -1 where several are done at once. elapsed: worked until now. planned: its end."""
LINK = _record("run kind", "lag overlap least most")
USE = _record("material", "quantity planned")
UNIT = _record("lengths", "count ran")
MATERIAL = _record("arrival arrival_end delays", "")
JOB = _record("member member_end", "due planned")


class Runs(NamedTuple):
    """order: of the runs, each after what it waits for. table: a row for each distribution, by its quantiles. sways:
    of units, of the plant. setup: location, scale, doubt of set-ups; their shape is row 0. doubt: of each cell."""

    run: Records
    order: NDArray[np.int64]
    link: Records
    use: Records
    span: Floats
    unit: Records
    material: Records
    arrival: Floats
    job: Records
    member: NDArray[np.int64]
    table: Floats
    doubt: Floats
    sways: Floats
    setup: Floats
    now: float
    has_most: bool


def runs_of(
    problem: Problem, tasks: Sequence[Task], chances: Chances, kinds: Mapping[Place, str], now_min: int
) -> Runs:
    """What is carried out when a plan is. tasks: of all operations, a plan that can be followed. kinds: of operations,
    as their times were measured; "" where none is told."""
    return _Maker(problem, tasks, chances, kinds, now_min).made()


class _Maker:
    def __init__(
        self, problem: Problem, tasks: Sequence[Task], chances: Chances, kinds: Mapping[Place, str], now_min: int
    ) -> None:
        self.problem, self.chances, self.kinds, self.now_min = problem, chances, kinds, now_min
        self.together: list[list[Task]] = []
        self.ahead: list[int] = []
        for row in by_unit(tasks).values():
            for at, together in enumerate(groups(problem, row)):
                self.ahead.append(len(self.together) - 1 if at else -1)
                self.together.append(together)
        self.number = {task.place: run for run, together in enumerate(self.together) for task in together}
        self.task = {task.place: task for task in tasks}
        horizon = max([problem.latest_min, now_min, *(task.end_min for task in tasks)])
        self.open = opener(problem, min(horizon, MOST_MINUTES - 1))
        self.rows: list[Quantiles] = [chances.setup.shape]
        self.row_of: dict[int, int] = {id(chances.setup.shape): 0}
        self.cells: dict[tuple[int, str], int] = {}
        self.doubts: list[float] = []
        self.spans: list[tuple[float, float]] = []
        self.span_of: dict[Spans, tuple[int, int]] = {(): (-1, -1)}

    def made(self) -> Runs:
        links = self._links()
        uses = self._uses()
        stretches = zip(_stretches(links), _stretches(uses), strict=True)
        run = np.array(
            [self._run(at, *link, *use) for at, (link, use) in enumerate(stretches)], RUN
        )  # fmt: skip
        before = {
            at: sorted({int(link[0]) for link in row} | ({self.ahead[at]} - {-1})) for at, row in enumerate(links)
        }
        keys = [min(task.start_min for task in together) for together in self.together]
        unit, material, arrival = self._units(), *self._materials()
        members = [
            sorted({self.number[at, one] for one in range(len(job.operations))})
            for at, job in enumerate(self.problem.jobs)
        ]
        flat = [one for row in links for one in row]
        return Runs(
            run=run.view(np.recarray),
            order=np.array(each_after(before, keys), np.int64),
            link=np.array(flat, LINK).view(np.recarray),
            use=np.array([one for row in uses for one in row], USE).view(np.recarray),
            span=np.array(self.spans, np.float64).reshape(-1, 2),
            unit=unit, material=material, arrival=arrival,
            job=np.array(
                [
                    (*stretch, np.inf if job.due_min is None else job.due_min, max(run["planned"][row]))
                    for job, row, stretch in zip(self.problem.jobs, members, _stretches(members), strict=True)
                ],
                JOB,
            ).view(np.recarray),
            member=np.array([one for row in members for one in row], np.int64),
            table=np.array(self.rows, np.float64).reshape(-1, len(NORMAL)),
            doubt=np.array(self.doubts, np.float64),
            sways=np.array([self.chances.unit_sway, self.chances.plant_sway]),
            setup=np.array([self.chances.setup.location, self.chances.setup.scale, self.chances.setup.doubt]),
            now=float(self.now_min),
            has_most=any(one[5] >= 0 for one in flat),
        )  # fmt: skip

    def _run(self, at: int, link: int, link_end: int, use: int, use_end: int) -> tuple[float, ...]:
        together, problem = self.together[at], self.problem
        first = max(together, key=lambda task: problem.at(task.place).mode_on(task.unit).minutes)
        one, unit, kind = problem.at(first.place), problem.units[first.unit], self.kinds.get(first.place, "")
        chance = self.chances.time_of(first.unit, kind)
        calendars = [problem.helpers[helper].calendar for helper in first.helpers]
        spans = self.open([unit.calendar, *calendars])
        before = [] if self.ahead[at] < 0 else self.together[self.ahead[at]]
        state = problem.at(before[0].place).state if before else unit.state
        pins = [other.pin.start_min for task in together if (other := problem.at(task.place)).pin is not None]
        release = max(max(problem.jobs[task.job].release_min, problem.at(task.place).release_min) for task in together)
        is_begun = bool(pins) and pins[0] < self.now_min
        is_over = is_begun and first.end_min <= self.now_min
        return (
            first.unit, self.ahead[at], link, link_end, use, use_end, *self._span(spans),
            *self._span(self.open([unit.calendar])),
            not all(problem.at(task.place).may_pause for task in together),
            OVER if is_over else RUNS if is_begun else FREE,
            self._row(chance.shape), self._cell(first.unit, kind, chance),
            together[0].job if len({task.job for task in together}) == 1 else -1,
            release if is_begun else max(release, self.now_min), pins[0] if pins else -1,
            one.mode_on(first.unit).minutes, problem.setup_min(first.unit, state, one.state),
            chance.location, chance.scale, self.chances.again.get(kind, 0.0),
            _open_min(spans, first.start_min, self.now_min) if is_begun else 0, first.end_min,
        )  # fmt: skip

    def _row(self, quantiles: Quantiles) -> int:
        if id(quantiles) not in self.row_of:
            self.row_of[id(quantiles)] = len(self.rows)
            self.rows.append(quantiles)
        return self.row_of[id(quantiles)]

    def _cell(self, unit: int, kind: str, chance: TimeChance) -> int:
        if (unit, kind) not in self.cells:
            self.cells[unit, kind] = len(self.doubts)
            self.doubts.append(chance.doubt)
        return self.cells[unit, kind]

    def _span(self, spans: Spans) -> tuple[int, int]:
        """Where they lie; the last one never closes."""
        if spans not in self.span_of:
            first = len(self.spans)
            self.spans += [(float(opens), float(closes)) for opens, closes in spans[:-1]]
            self.spans.append((float(spans[-1][0]), np.inf))
            self.span_of[spans] = first, len(self.spans)
        return self.span_of[spans]

    def _links(self) -> list[list[tuple[float, ...]]]:
        links: list[list[tuple[float, ...]]] = [
            [self._link(task, link) for task in together for link in self.problem.at(task.place).after]
            for together in self.together
        ]
        last: dict[int, int] = {}
        by_time = sorted(range(len(links)), key=lambda run: (self.together[run][0].start_min, self.ahead[run]))
        for run in by_time:
            for helper in self.together[run][0].helpers:
                if helper in last:
                    links[run].append((last[helper], BY_HELPER, 0, -1, 0, -1))
                last[helper] = run
        return links

    def _link(self, task: Task, link: After) -> tuple[float, ...]:
        before = self.task[self.problem.place_of(link, task.job)]
        way = self.problem.way_min(before.unit, task.unit)
        run = self.number[before.place]
        if link.overlap_min is not None:
            return run, BY_JOB, way, link.overlap_min, link.least_min, -1
        return run, BY_JOB, way + link.least_min, -1, 0, -1 if link.most_min is None else link.most_min

    def _uses(self) -> list[list[tuple[float, ...]]]:
        """Of each run how much of each material is taken until it has its own, in the order of the plan."""
        uses: list[list[tuple[float, ...]]] = [[] for _ in self.together]
        taken: dict[int, int] = defaultdict(int)
        for run in sorted(range(len(uses)), key=lambda one: self.together[one][0].start_min):
            own: dict[int, int] = defaultdict(int)
            for task in self.together[run]:
                for material, quantity in self.problem.at(task.place).uses:
                    own[material] += quantity
            for material, quantity in own.items():
                taken[material] += quantity
                comes = self.problem.materials[material].comes_min(taken[material])
                uses[run].append((material, taken[material], comes))
        return uses

    def _units(self) -> Records:
        rows = []
        for at in range(len(self.problem.units)):
            stop = self.chances.stops.get(at)
            rows.append((0, 0.0, 1.0) if stop is None else (self._row(stop.minutes), stop.count, stop.ran_min))
        return np.array(rows, UNIT).view(np.recarray)

    def _materials(self) -> tuple[Records, Floats]:
        arrivals = [sorted(one.arrivals) for one in self.problem.materials]
        rows = [
            (*stretch, self._row(self.chances.delays[at]) if at in self.chances.delays else -1)
            for at, stretch in enumerate(_stretches(arrivals))
        ]
        flat = np.array([one for row in arrivals for one in row], np.float64).reshape(-1, 2)
        return np.array(rows, MATERIAL).view(np.recarray), flat


def _stretches(rows: Iterable[Sequence[Any]]) -> list[tuple[int, int]]:
    edges = [0, *accumulate(map(len, rows))]
    return list(pairwise(edges))


def _open_min(spans: Spans, begin: int, end: int) -> int:
    """Minutes between two moments that are open."""
    if not spans:
        return max(end - begin, 0)
    last = (spans[-1][0], MOST_MINUTES)
    return sum(max(min(closes, end) - max(opens, begin), 0) for opens, closes in (*spans[:-1], last))
