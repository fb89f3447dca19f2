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

from dure.planning.scheduling import swaps
from dure.planning.scheduling.anneal import anneal, room_for
from dure.planning.scheduling.arrays import Arrays, Ints, Records, arrays, each_after, tasks_of
from dure.planning.scheduling.bound import lower_bound
from dure.planning.scheduling.check import NoPlan, faults
from dure.planning.scheduling.dispatch import RULES, dispatch, follow, rebuild, work_left
from dure.planning.scheduling.draft import Draft, copy_of, draft_for
from dure.planning.scheduling.graph import Rows, copy_rows, forward, rows_for, rows_of
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
_TINY, _SMALL, _LITTLE, _MUCH = 60, 250, 0.2, 0.8
"""Of a plain shop with so few operations the search gets a share of the time, and then the second engine, which proves
such ones best, all the cores: a little, but much where it is by far the better, in job shops that aren't tiny."""
_PATIENCE = 3_000
_PROBES = 500
"""Changes tried to learn what one for the worse costs on the average, and how long it takes."""
_TRIES, _LEAST_HEAT, _MOST_HEAT, _LAST_HEAT = 80, 0.01, 0.5, 3e-5
"""Heat as a share of that: 0.02 to begin with where there is time to try so many changes of each operation, the more
the more time there is; and what it ends with."""
_HOT, _COLD = 1.5, 0.025
"""The same of a job shop, to begin with and to end with."""
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
    rounds: int = 0,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best plan found within `limit_s` seconds, or until `stop` is set, or until one is known to be optimal.

    The first plan is made however short the time is. workers: threads that search, each with chances of its own.
    first: the plan that is followed now; its order, as early as that is possible now, is one to begin with.
    rounds: changes that each thread tries, one thread after the other and without the second engine: then the same
    seed gives the same plan, if the limit is not what ends it.
    Raises NoPlan when what is held, or may not wait, leaves no plan that was found; RuntimeError rather than tell a
    plan that can't be followed.
    """
    if not problem.jobs:
        return Result(Status.OPTIMAL, (), 0, 0, 0.0, seed)
    _compile()
    began = time.monotonic()
    race = _Race(problem, arrays(problem), lower_bound(problem), began, limit_s, progress, stop or threading.Event())
    race.most_rounds = rounds
    is_asked = limit_s >= _WORTH_IT_S and not rounds and is_of_use(problem)
    outside = Outside(race.offer, race.prove) if is_asked else None
    try:
        race.begin(first, seed)
        is_after = outside is not None and _is_proved_soon(problem)
        if is_after:
            race.search_s = limit_s * (_MUCH if race.is_by_swaps and problem.size > _TINY else _LITTLE)
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
    flexible = (Unit(0), Unit()), (Job(two), Job(two)), (((0, 1), (1, 0)),)
    one = Job((Operation((Mode(0, 1),)),))
    for problem in (Problem(*flexible, MAKESPAN), Problem(*flexible, TARDINESS), Problem((Unit(),), (one, one))):
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
    most_rounds: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_by_swaps(self) -> bool:
        """Whether neighbours of a row are swapped."""
        return self.problem.is_job_shop and self.problem.objective != MAKESPAN

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
            if self.most_rounds:
                thread.join()
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
        if self.problem.is_plain and self.problem.objective == MAKESPAN:
            self._search_rows(seed, rounds or 20)
        elif self.is_by_swaps:
            self._search_swaps(seed, rounds or _PROBES)
        else:
            self._search_lists(seed, self.before if from_before else None, rounds or _PROBES)

    def _search_rows(self, seed: int, rounds: int) -> None:
        data = self.data
        assert self.best is not None
        rows, best = rows_of(data, self.best), rows_for(data)
        copy_rows(rows, best)
        tabu, clock, own, pace = np.zeros(SLOTS, np.int64), np.zeros(2, np.int64), self.top, _Pace(self, rounds)
        while True:
            value = int(tabu_search(data, rows, best, tabu, clock, pace.rounds, _PATIENCE, seed))
            seed += 1_000
            if value < own:
                own = value
                self._take_rows(own, "tabu", best)
            if not pace.goes_on():
                return

    def _search_swaps(self, seed: int, rounds: int) -> None:
        data = self.data
        assert self.best is not None
        rows, best = rows_of(data, self.best), rows_for(data)
        copy_rows(rows, best)
        shop, own, room, rises, heat = swaps.shop_of(data), self.top, swaps.room_for(data, rows), np.zeros(2), 0.0
        pace = _Pace(self, rounds)
        while True:
            cold = max(heat * (_COLD / _HOT) ** pace.gone(), 1e-9)
            value = int(swaps.anneal_swaps(shop, data.weights, rows, best, room, own, pace.rounds, cold, seed, rises))
            seed += 1_000
            heat = heat or _HOT * rises[0] / max(rises[1], 1)
            if value < own:
                own = value
                self._take_rows(own, "swaps", best)
            if not pace.goes_on():
                return

    def _take_rows(self, value: int, engine: str, rows: Rows) -> None:
        forward(self.data, rows)
        self.take(value, engine, lambda: tasks_of(self.problem, rows.unit, rows.start, rows.start + rows.minutes))

    def _search_lists(self, seed: int, begin: Draft | None, rounds: int) -> None:
        data, begin = self.data, begin or self.best
        assert begin is not None
        draft, own, pace = copy_of(begin), self.top, _Pace(self, rounds)
        best, room, rises = (draft.order.copy(), draft.at.copy(), draft.slot.copy()), room_for(data), np.zeros(2)
        heat, cold = 0.0, 1.0
        while True:
            now = max(heat * cold ** pace.gone(), 1e-9)
            value = int(anneal(data, draft, best, room, own, pace.rounds, now, seed, rises))
            seed += 1_000
            if not heat:
                heat, cold = self._heat(rises, pace.changes())
            if value < own:
                own = value
                self.take(own, "annealing", lambda: _tasks(self.problem, *best[1:]))
            if len(data.block) == len(data.operation):
                # By time again: what may be moved where depends on what lies between in the list.
                order = np.lexsort((draft.at.place, draft.at.start)).astype(np.int32)
                rebuild(data, draft, order, draft.at.copy(), draft.slot.copy())
            if not pace.goes_on():
                return

    def _heat(self, rises: NDArray[np.float64], changes: float) -> tuple[float, float]:
        """(heat to begin with, the share of it to end with) after some changes were tried, of so many in all."""
        tries = changes / self.problem.size
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


class _Pace:
    """How far the search of a thread is, and how many changes it tries until that is asked again: by the clock, or,
    where a number of changes is asked for, by that alone."""

    def __init__(self, race: _Race, rounds: int) -> None:
        self.race, self.most, self.done = race, race.most_rounds, 0
        self.rounds = min(rounds, self.most) if self.most else rounds
        self.start = self.at = time.monotonic()

    def gone(self) -> float:
        """The share of the search that is over."""
        if self.most:
            return self.done / self.most
        whole = self.race.began + self.race.search_s - self.start
        return min((time.monotonic() - self.start) / max(whole, 1e-9), 1.0)

    def changes(self) -> float:
        """How many there are in all, as the last ones went."""
        return self.most or self.rounds / (time.monotonic() - self.at) * self.race.search_s

    def goes_on(self) -> bool:
        """Whether there are more."""
        self.done += self.rounds
        if self.race.is_over(self.race.search_s) or (self.most and self.done >= self.most):
            return False
        now = time.monotonic()
        factor = min(_ROUND_S / max(now - self.at, 1e-6), 10.0)
        self.rounds, self.at = max(1, int(self.rounds * factor)), now
        if self.most:
            self.rounds = min(max(_PROBES, self.most // 100), self.most - self.done)
        return True


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
