"""From a problem to the best plan found in a time: rules first, then search by several threads; checked at the end.

The search is compiled and lets go of the interpreter, so threads search at once. It works in short rounds; between
them it heeds the time, tells how far it is, and can be stopped.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dure.planning.scheduling.anneal import anneal, room_for
from dure.planning.scheduling.arrays import Arrays, Ints, Records, arrays, each_after, tasks_of
from dure.planning.scheduling.bound import lower_bound
from dure.planning.scheduling.check import NoPlan, faults
from dure.planning.scheduling.dispatch import RULES, dispatch, follow, rebuild, work_left
from dure.planning.scheduling.draft import Draft, copy_of, draft_for
from dure.planning.scheduling.graph import copy_rows, forward, rows_for, rows_of
from dure.planning.scheduling.outside import Outside, is_of_use
from dure.planning.scheduling.plan import Result, Status, Task, cost
from dure.planning.scheduling.problem import (
    MAKESPAN,
    MOST_MINUTES,
    TARDINESS,
    After,
    Job,
    Mode,
    Operation,
    Problem,
    Unit,
)
from dure.planning.scheduling.tabu import SLOTS, tabu_search

_log = logging.getLogger(__name__)
_ROUND_S = 0.05
_WORTH_IT_S = 2.0
"""The second engine needs a second before it begins."""
_SMALL, _FIRST = 250, 0.2
"""Of a plain shop with so few operations the search gets that share of the time, and then the second engine, which
proves such ones best, all the cores."""
_PATIENCE = 3_000
_PROBES = 500
"""Changes tried to learn what one for the worse costs on the average, and how long it takes."""
_TRIES, _LEAST_HEAT, _MOST_HEAT, _LAST_HEAT = 80, 0.01, 0.5, 3e-5
"""Heat as a share of that: 0.02 to begin with where there is time to try so many changes of each operation, the more
the more time there is; and what it ends with."""
_NO_PLAN = "No plan keeps all that is held, or that may not wait: %(why)s"
Progress = Callable[[int, float], None]
"""Told of the best cost so far and the seconds gone."""


def solve(
    problem: Problem,
    *,
    limit_s: float,
    seed: int = 1,
    workers: int = 2,
    first: Sequence[Task] = (),
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best plan found within `limit_s` seconds, or until `stop` is set, or until one is known to be optimal.

    The first plan is made however short the time is. workers: threads that search, each with chances of its own.
    first: the plan that is followed now; its order, as early as that is possible now, is one to begin with.
    Raises NoPlan when what is held, or may not wait, leaves no plan that was found; RuntimeError rather than tell a
    plan that can't be followed.
    """
    if not problem.jobs:
        return Result(Status.OPTIMAL, (), 0, 0, 0.0, seed)
    _compile()
    began = time.monotonic()
    race = _Race(problem, arrays(problem), lower_bound(problem), began, limit_s, progress, stop or threading.Event())
    outside = Outside(race.offer, race.prove) if limit_s >= _WORTH_IT_S and is_of_use(problem) else None
    try:
        race.begin(first, seed)
        is_after = outside is not None and _is_proved_soon(problem)
        if is_after:
            race.search_s = limit_s * _FIRST
        elif outside is not None:
            outside.begin(problem, race.tasks, limit_s=limit_s, seed=seed, workers=workers)
        race.search_by(workers, seed)
        if outside is not None and is_after and not race.is_over(limit_s):
            outside.begin(problem, race.tasks, limit_s=limit_s, seed=seed, workers=workers)
            while outside.is_running and not race.is_over(limit_s):
                time.sleep(_ROUND_S)
    finally:
        race.is_ended = True
        if outside is not None:
            outside.end()
    if outside is not None and outside.failure:
        _log.warning("The second engine failed: %s", outside.failure)
    if race.error is not None:
        raise race.error
    wrong, found = faults(problem, race.tasks), cost(problem, race.tasks)
    if wrong and race.top > found:
        raise NoPlan(_NO_PLAN, wrong)
    if wrong:
        raise RuntimeError(f"The plan can't be followed: {wrong[0]}")
    status = Status.OPTIMAL if found <= race.bound else Status.FEASIBLE
    return Result(status, race.tasks, found, min(race.bound, found), time.monotonic() - began, seed, race.engine)


def in_order(problem: Problem, first: Sequence[Task]) -> tuple[Task, ...]:
    """The plan that keeps the order of another one, each operation as early as it can be now. Raises NoPlan when what
    is held, or may not wait, can't be kept that way."""
    if not problem.jobs:
        return ()
    _compile()
    data = arrays(problem)
    draft = draft_for(data)
    value = int(follow(data, draft, *_order_of(problem, data, first)))
    tasks = _tasks(problem, draft.at, draft.slot)
    if value > cost(problem, tasks) and (wrong := faults(problem, tasks)):
        raise NoPlan(_NO_PLAN, wrong)
    return tasks


def _is_proved_soon(problem: Problem) -> bool:
    return problem.size <= _SMALL and not (problem.setups or problem.calendars or problem.helpers)


@cache
def _compile() -> None:
    """The engine for this computer, once in a process; the first time of all it takes one to two minutes, from
    then on it is read from a file."""
    two = (Operation((Mode(0, 1), Mode(1, 1))), Operation((Mode(0, 1),), 1, (After(0),)))
    for objective in (MAKESPAN, TARDINESS):
        problem = Problem((Unit(0), Unit()), (Job(two), Job(two)), (((0, 1), (1, 0)),), objective)
        race = _Race(problem, arrays(problem), -1, time.monotonic(), 0.0, None, threading.Event())
        race.begin((), 1)
        race.begin(race.tasks, 1)
        race.search(1, rounds=1)


@dataclass
class _Race:
    """What the threads share: the best plan."""

    problem: Problem
    data: Arrays
    bound: int
    began: float
    search_s: float
    progress: Progress | None
    stop: threading.Event
    top: int = 2**62
    best: Draft | None = None
    before: Draft | None = None
    tasks: tuple[Task, ...] = ()
    engine: str = ""
    error: BaseException | None = None
    is_ended: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, first: Sequence[Task], seed: int) -> None:
        """The best plan of the order before and of all rules; at least one is tried."""
        data, draft = self.data, draft_for(self.data)
        is_priced = self.problem.objective.change > 0
        if first:
            self._keep(draft, int(follow(data, draft, *_order_of(self.problem, data, first))), "order before")
            self.before = copy_of(draft) if is_priced else None
        left = work_left(data)
        for rule in RULES:
            if self.is_over(self.search_s) and self.tasks:
                break
            self._keep(draft, int(dispatch(data, draft, left, *rule, seed)), "rules")
            if is_priced:
                # The same order, nothing of it earlier than in the plan before.
                at = draft.at.copy()
                at.since = np.maximum(data.operation.was, 0)
                self._keep(draft, int(rebuild(data, draft, draft.order.copy(), at, draft.slot.copy())), "rules")

    def _keep(self, draft: Draft, value: int, engine: str) -> None:
        if value < self.top:
            self.best = copy_of(draft)
            self.take(value, engine, lambda: _tasks(self.problem, draft.at, draft.slot))

    def search_by(self, workers: int, seed: int) -> None:
        """Where a change has its price, every other thread begins with the order before."""
        threads = [
            threading.Thread(target=self.run, args=(seed + at, at % 2 == 1), daemon=True) for at in range(workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def run(self, seed: int, from_before: bool) -> None:
        """Search until the time is over."""
        try:
            self.search(seed, from_before)
        except BaseException as error:  # noqa: BLE001 - raised by the thread that waits for this one
            self.error, self.is_ended = error, True

    def search(self, seed: int, from_before: bool = False, rounds: int = 0) -> None:
        """At least some rounds."""
        if self.problem.is_plain:
            self._search_rows(seed, rounds or 20)
        else:
            self._search_lists(seed, self.before if from_before else None, rounds or _PROBES)

    def _search_rows(self, seed: int, rounds: int) -> None:
        data = self.data
        assert self.best is not None
        rows, best = rows_of(data, self.best), rows_for(data)
        copy_rows(rows, best)
        tabu, clock, own = np.zeros(SLOTS, np.int64), np.zeros(2, np.int64), self.top
        while True:
            at = time.monotonic()
            value = int(tabu_search(data, rows, best, tabu, clock, rounds, _PATIENCE, seed))
            seed += 1_000
            if value < own:
                own = value
                forward(data, best)
                self.take(own, "tabu", lambda: tasks_of(self.problem, best.unit, best.start, best.start + best.minutes))
            if self.is_over(self.search_s):
                return
            rounds = _next_rounds(rounds, at)

    def _search_lists(self, seed: int, begin: Draft | None, rounds: int) -> None:
        data, begin = self.data, begin or self.best
        assert begin is not None
        draft, own, start = copy_of(begin), self.top, time.monotonic()
        best, room, rises = (draft.order.copy(), draft.at.copy(), draft.slot.copy()), room_for(data), np.zeros(2)
        heat, cold = 0.0, 1.0
        while True:
            at = time.monotonic()
            gone = min((at - start) / max(self.began + self.search_s - start, 1e-9), 1.0)
            value = int(anneal(data, draft, best, room, own, rounds, max(heat * cold**gone, 1e-9), seed, rises))
            seed += 1_000
            if not heat:
                heat, cold = self._heat(rises, rounds / (time.monotonic() - at))
            if value < own:
                own = value
                self.take(own, "annealing", lambda: _tasks(self.problem, *best[1:]))
            if len(data.block) == len(data.operation):
                # By time again: what may be moved where depends on what lies between in the list.
                order = np.lexsort((draft.at.place, draft.at.start)).astype(np.int32)
                rebuild(data, draft, order, draft.at.copy(), draft.slot.copy())
            if self.is_over(self.search_s):
                return
            rounds = _next_rounds(rounds, at)

    def _heat(self, rises: NDArray[np.float64], per_s: float) -> tuple[float, float]:
        """(heat to begin with, the share of it to end with) after some changes were tried, so many in a second."""
        tries = per_s * self.search_s / self.problem.size
        share = min(max(0.02 * (tries / _TRIES) ** 0.8, _LEAST_HEAT), _MOST_HEAT)
        return max(share * rises[0] / max(rises[1], 1), 1.0), _LAST_HEAT / share

    def is_over(self, limit_s: float) -> bool:
        """Whether the time is over, or there is nothing left to find."""
        is_late = time.monotonic() - self.began >= limit_s
        return is_late or self.is_ended or self.stop.is_set() or self.top <= self.bound

    def take(self, value: int, engine: str, tasks: Callable[[], tuple[Task, ...]]) -> None:
        """Keep a plan when it is the best so far."""
        with self._lock:
            if value >= self.top:
                return
            self.top, self.engine, self.tasks = value, engine, tasks()
        if self.progress is not None:
            self.progress(value, time.monotonic() - self.began)

    def offer(self, tasks: tuple[Task, ...]) -> None:
        """A plan of another engine, as good as that may be."""
        value = cost(self.problem, tasks)
        if value < self.top and not faults(self.problem, tasks):
            self.take(value, "constraints", lambda: tasks)

    def prove(self, bound: int) -> None:
        """No plan costs less."""
        self.bound = max(self.bound, bound)


def _next_rounds(rounds: int, began: float) -> int:
    """As many as take the time of a round."""
    return max(1, int(rounds * min(_ROUND_S / max(time.monotonic() - began, 1e-6), 10.0)))


def _tasks(problem: Problem, at: Records, slots: Records) -> tuple[Task, ...]:
    return tasks_of(problem, slots.resource, at.start, at.end)


def _order_of(problem: Problem, data: Arrays, first: Sequence[Task]) -> tuple[Ints, Ints]:
    """(blocks as a plan has them, mode of each operation); what the plan doesn't know comes last."""
    known = {task.place: task for task in first}
    starts, modes = [], []
    for (place, _), one in zip(problem.places(), data.operation, strict=True):
        task = known.get(place)
        units = data.mode.unit[one.mode : one.mode_end].tolist()
        modes.append(int(one.mode) + units.index(task.unit) if task and task.unit in units else -1)
        starts.append(task.start_min if task else MOST_MINUTES)
    return _blocks_by(data, starts), np.array(modes, np.int32)


def _blocks_by(data: Arrays, starts: list[int]) -> Ints:
    """Blocks by the beginning of their first operations, each after what it waits for."""
    first = [min(starts[v] for v in data.blocks[low:high]) for low, high in data.block]
    block_of = data.operation.block.tolist()
    before: dict[int, list[int]] = {block: [] for block in range(len(first))}
    for v, one in enumerate(data.operation):
        own = block_of[v]
        before[own] += [
            block_of[u] for u in data.before.operation[one.before : one.before_end].tolist() if block_of[u] != own
        ]
    return np.array(each_after(before, first), np.int32)
