"""From a problem to the best plan found in a time: rules first, then search by several threads; checked at the end.

The search is compiled and lets go of the interpreter, so threads search at once. It works in short rounds; between
them it heeds the time, tells how far it is, and can be stopped.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from dure.planning.scheduling.anneal import anneal
from dure.planning.scheduling.arrays import Arrays, arrays, tasks_of
from dure.planning.scheduling.dispatch import RULES, dispatch, work_left
from dure.planning.scheduling.graph import Rows, copy_rows, cost_of, forward, rows_for
from dure.planning.scheduling.plan import Result, Status, Task, cost, faults
from dure.planning.scheduling.problem import MAKESPAN, TARDINESS, Job, Mode, Operation, Problem, Unit
from dure.planning.scheduling.tabu import SLOTS, tabu_search

_ROUND_S = 0.05
_PATIENCE = 3_000
_HEAT, _COOL = 10.0, 1e-3
"""Annealing begins with so many times the first plan's cost of an operation, and ends with that share of it."""
Progress = Callable[[int, float], None]
"""Told of the best cost so far and the seconds gone."""


def solve(
    problem: Problem,
    *,
    limit_s: float,
    seed: int = 1,
    workers: int = 2,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best plan found within `limit_s` seconds, or until `stop` is set, or until one is known to be optimal.

    The first plan is made however short the time is. workers: threads that search, each with chances of its own.
    Raises RuntimeError rather than tell a plan that can't be followed.
    """
    if not problem.jobs:
        return Result(Status.OPTIMAL, (), 0, 0, 0.0, seed)
    _compile()
    began = time.monotonic()
    data, bound = arrays(problem), lower_bound(problem)
    race = _Race(problem, data, bound, began, limit_s, progress, stop or threading.Event())
    rows = rows_for(data)
    race.begin(rows, seed)
    threads = [threading.Thread(target=race.run, args=(rows, seed + at), daemon=True) for at in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if race.error is not None:
        raise race.error
    tasks = race.tasks
    if wrong := faults(problem, tasks):
        raise RuntimeError(f"The plan can't be followed: {wrong[0]}")
    found = cost(problem, tasks)
    status = Status.OPTIMAL if found <= bound else Status.FEASIBLE
    return Result(status, tasks, found, min(bound, found), time.monotonic() - began, seed, race.engine)


@cache
def _compile() -> None:
    """The engine for this computer, once in a process; the first time of all it takes up to a minute, from then
    on it is read from a file."""
    jobs = tuple(Job((Operation((Mode(0, 1), Mode(1, 1))), Operation((Mode(0, 1),), 1, (0,)))) for _ in range(2))
    for objective in (MAKESPAN, TARDINESS):
        problem = Problem((Unit(0), Unit()), jobs, (((0, 1), (1, 0)),), objective)
        race = _Race(problem, arrays(problem), -1, time.monotonic(), 0.0, None, threading.Event())
        rows = rows_for(race.data)
        race.begin(rows, 1)
        race.search(rows, 1, rounds=1)


@dataclass
class _Race:
    """What the threads share: the best plan."""

    problem: Problem
    data: Arrays
    bound: int
    began: float
    limit_s: float
    progress: Progress | None
    stop: threading.Event
    top: int = 2**62
    tasks: tuple[Task, ...] = ()
    engine: str = ""
    error: BaseException | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, best: Rows, seed: int) -> None:
        """The best plan of all rules; at least one is tried."""
        rows, ends, left = rows_for(self.data), np.zeros(len(self.problem.jobs), np.int64), work_left(self.data)
        for rule in RULES:
            dispatch(self.data, rows, left, *rule, seed)
            forward(self.data, rows)
            value = int(cost_of(self.data, rows, ends))
            if value < self.top:
                copy_rows(rows, best)
                self.take(rows, value, "rules")
            if self._is_over:
                break

    def run(self, first: Rows, seed: int) -> None:
        """Search until the time is over."""
        try:
            self.search(first, seed)
        except BaseException as error:  # noqa: BLE001 - raised by the thread that waits for this one
            self.error = error
            self.stop.set()

    def search(self, first: Rows, seed: int, rounds: int = 20) -> None:
        """At least some rounds."""
        data, problem = self.data, self.problem
        rows, best = rows_for(data), rows_for(data)
        for one in (rows, best):
            copy_rows(first, one)
        ends = np.zeros(len(self.problem.jobs), np.int64)
        tabu, clock = np.zeros(SLOTS, np.int64), np.zeros(2, np.int64)
        by = problem.objective
        only_makespan = not (by.tardiness or by.setup or by.flow)
        own, start = self.top, time.monotonic()
        heat = max(1.0, own * _HEAT / problem.size)
        while True:
            at = time.monotonic()
            if only_makespan:
                value = tabu_search(data, rows, best, ends, tabu, clock, rounds, _PATIENCE, seed)
            else:
                gone = min((at - start) / max(self.began + self.limit_s - start, 1e-9), 1.0)
                value = anneal(data, rows, best, ends, rounds, heat * _COOL**gone, seed)
            seed += 1_000
            if value < own:
                own = int(value)
                self.take(best, own, "search")
            if self._is_over:
                return
            rounds = max(1, int(rounds * min(_ROUND_S / max(time.monotonic() - at, 1e-6), 10.0)))

    @property
    def _is_over(self) -> bool:
        is_late = time.monotonic() - self.began >= self.limit_s
        return is_late or self.stop.is_set() or self.top <= self.bound

    def take(self, rows: Rows, value: int, engine: str) -> None:
        """Keep a plan when it is the best so far."""
        with self._lock:
            if value >= self.top:
                return
            forward(self.data, rows)
            self.top, self.engine = value, engine
            self.tasks = tasks_of(self.problem, rows.unit, rows.start)
        if self.progress is not None:
            self.progress(value, time.monotonic() - self.began)


def lower_bound(problem: Problem) -> int:
    """No plan costs less: each job alone on empty units, and each unit with what only it can do."""
    by, alone = problem.objective, [_alone(problem, at) for at in range(len(problem.jobs))]
    late = sum(
        job.weight * max(end - job.due_min, 0)
        for job, end in zip(problem.jobs, alone, strict=True)
        if job.due_min is not None
    )
    return by.makespan * max(*alone, _busiest(problem)) + by.tardiness * late + by.flow * sum(alone)


def _alone(problem: Problem, at: int) -> int:
    job = problem.jobs[at]
    ends: list[int] = []
    for one in job.operations:
        start = max((ends[before] for before in one.after), default=job.release_min)
        ends.append(start + min(mode.minutes for mode in one.modes))
    return max(ends)


def _busiest(problem: Problem) -> int:
    """The end of a unit that begins with the earliest release and does without a gap what no other can do."""
    loads: dict[int, int] = defaultdict(int)
    for one in problem.operations():
        if len(one.modes) == 1:
            loads[one.modes[0].unit] += one.modes[0].minutes
    return min(job.release_min for job in problem.jobs) + max(loads.values(), default=0)
