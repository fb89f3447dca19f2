"""A job put in front of others that can wait: operation by operation as early as nobody pays for it.

The list of the plan stays as it is; the operations of the job are tried at other places of it, in each of their modes,
and the whole plan is judged each time, which takes a fraction of a millisecond for some hundred operations. Then the
engine's search has the rest of the time.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from dure.planning.scheduling.anneal import anneal, room_for
from dure.planning.scheduling.arrays import Arrays, Ints, each_after, tasks_of
from dure.planning.scheduling.dispatch import follow
from dure.planning.scheduling.draft import AMISS, Draft, copy_of, draft_for
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import MOST_MINUTES, Problem

_STEPS = 5
"""Times that the distance between the earliest place and the present one is halved."""
_BLENDS = 12
_HEAT, _COOL = 5.0, 1e-3
_ROUNDS = 200
_LEAST_TRIES, _LEAST_ROUNDS = 60, 2
"""However short the time is: so many places are tried, and so many rounds of the search gone."""


class Squeeze:
    """A plan of a problem whose last job is to be earlier. data: the problem's arrays, with the due times, weights and
    costs that count here. tasks: of all; of the last job none where it is nowhere yet. until: of the clock
    `time.monotonic`."""

    def __init__(self, problem: Problem, data: Arrays, tasks: Sequence[Task], until: float) -> None:
        self.problem, self.data, self.until = problem, data, until
        known = {task.place: task for task in tasks}
        tasks_in_order = [known.get(place) for place, _ in problem.places()]
        starts = np.array([MOST_MINUTES if task is None else task.start_min for task in tasks_in_order])
        units, modes = data.mode.unit.tolist(), data.operation.mode.tolist()
        self.modes = np.array(
            [-1 if task is None else units.index(task.unit, first)
             for task, first in zip(tasks_in_order, modes, strict=True)], np.int32,
        )  # fmt: skip
        first_of = np.minimum.reduceat(starts[data.blocks], data.block[:, 0])
        waits = self._waits()
        order = each_after(waits, first_of.tolist())
        own = set(data.operation.block[data.job[-1].first : data.job[-1].end].tolist())
        self.own = [block for block in order if block in own]
        self.others = np.array([block for block in order if block not in own], np.int32)
        places = {int(block): at for at, block in enumerate(self.others)}
        # A block in front of one that it waits for makes a list that the engine can't follow.
        behind = [[places[one] + 1 for one in waits[block] if one in places] for block in self.own]
        self.least = np.array([max(each, default=0) for each in behind], np.int64)
        # Keys rise along the list, whatever the starts are.
        self.keys = np.maximum.accumulate(first_of[self.others]) if len(self.others) else np.zeros(0)
        self.at = [int(first_of[block]) for block in self.own]
        self.draft, self.tries = draft_for(data), 0
        self.best = self._value(self.at)
        self.kept = copy_of(self.draft)

    def tasks(self) -> tuple[Task, ...] | None:
        """The best plan found; None: as a list of the engine's it can't keep all that is held, or may not wait."""
        if self.kept.sums[AMISS] > 0:
            return None
        return tasks_of(self.problem, self.kept.slot.resource, self.kept.at.start, self.kept.at.end)

    def _waits(self) -> dict[int, list[int]]:
        """Of each block those that it waits for."""
        data = self.data
        block, links = data.operation.block.tolist(), data.before.operation.tolist()
        before: dict[int, list[int]] = {at: [] for at in range(len(data.block))}
        stretches = zip(data.operation.before.tolist(), data.operation.before_end.tolist(), strict=True)
        for v, (first, end) in enumerate(stretches):
            before[block[v]] += [block[u] for u in links[first:end] if block[u] != block[v]]
        return before

    def _value(self, at: Sequence[int]) -> int:
        """What the plan costs with the job's blocks in the list in front of all that begins no earlier than `at`, and
        behind what they wait for."""
        self.tries += 1
        places = np.searchsorted(self.keys, np.maximum.accumulate(at), "left")
        places = np.maximum.accumulate(np.maximum(places, self.least))
        return int(follow(self.data, self.draft, np.insert(self.others, places, self.own), self.modes))

    @property
    def _is_over(self) -> bool:
        return self.tries >= _LEAST_TRIES and time.monotonic() > self.until

    def _keep(self, value: int, at: Sequence[int]) -> None:
        self.best, self.at, self.kept = value, list(at), copy_of(self.draft)

    def one_by_one(self, least: int) -> None:
        """Each block of the job in turn where it ends first; what costs `least` or more is given up."""
        for number, block in enumerate(self.own):
            low, high = self.data.block[block].tolist()
            members = self.data.blocks[low:high]
            v = int(members[0])
            self._value(self.at)
            found, ready = int(self.draft.at.end[members].max()), self._ready(v)
            one, chosen = self.data.operation[v], int(self.modes[v])
            for mode in range(int(one.mode), int(one.mode_end)):
                self.modes[v] = mode
                end = self._earlier(number, members, ready, least, found)
                if end < found:
                    found, chosen = end, mode
            self.modes[v] = chosen

    def _earlier(self, number: int, members: Ints, early: int, least: int, found: int) -> int:
        """The earliest end of a block in its mode, by halving; kept where it is earlier than `found`."""
        late = max(self.at[number], early)
        tried = early
        for _ in range(_STEPS):
            if self._is_over:
                break
            at = [*self.at[:number], tried, *self.at[number + 1 :]]
            value, end = self._value(at), int(self.draft.at.end[members].max())
            if value < least and end < found:
                found = end
                self._keep(value, at)
            early, late = (early, tried) if value < least else (tried, late)
            if late - early <= 1:
                break
            tried = (early + late) // 2
        return found

    def _ready(self, v: int) -> int:
        """When what it comes after has ended."""
        one = self.data.operation[v]
        links = self.data.before.operation[one.before : one.before_end]
        return max(int(one.release), int(self.draft.at.end[links].max()) if len(links) else 0)

    def all_at_once(self) -> None:
        """All blocks of the job by the same share of the way to the earliest places; the cheapest is kept."""
        early, now = [], 0
        for block in self.own:
            one = self.data.operation[self.data.blocks[self.data.block[block][0]]]
            now = max(now, int(one.release))
            early.append(now)
            now += int(self.data.mode.minutes[one.mode : one.mode_end].min())
        late = [min(each, int(max(self.keys, default=0)) + 1) for each in self.at]
        for share in range(_BLENDS):
            at = [int(one + (other - one) * share / _BLENDS) for one, other in zip(early, late, strict=True)]
            value = self._value(at)
            if value < self.best:
                self._keep(value, at)
            if self._is_over:
                break

    def search(self, seed: int, workers: int) -> None:
        """The engine's annealing, by several threads, from the best plan so far until the time is over."""
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(self._anneal, range(seed, seed + workers)))
        value, draft = min(found, key=lambda one: one[0])
        if value < self.best:
            self.best, self.kept = value, draft

    def _anneal(self, seed: int) -> tuple[int, Draft]:
        draft, found, rises = copy_of(self.kept), copy_of(self.kept), np.zeros(2)
        best, room, value = (found.order, found.at, found.slot), room_for(self.data), self.best
        began, heat = time.monotonic(), max(1.0, self.best * _HEAT / len(self.data.operation))
        rounds, until = 0, max(self.until, began + 1e-3)
        while (now := time.monotonic()) < until or rounds < _LEAST_ROUNDS:
            gone = min((now - began) / (until - began), 1.0)
            rounds += 1
            value = int(anneal(self.data, draft, best, room, value, _ROUNDS, heat * _COOL**gone, seed, rises))
            seed += 1_000
        return value, found
