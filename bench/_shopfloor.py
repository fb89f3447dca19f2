"""A shop floor with habits of its own, for `bench.promises`: what really happens to a plan, and what is measured of it.

It shares no code with the product. Times are biased by unit and by family, sway from week to week with a memory, and
have heavy tails; stops come in bursts (Weibull with shape 0.8) and are short or very long; set-ups take longer than
planned; a unit whose next operation isn't there takes another one after some patience. None of that is of the form
that the product fits.
"""

import heapq
from dataclasses import dataclass, field
from math import exp
from random import Random

from dure.planning.promising.history import Measured, Stopped
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import Problem

WEEK_MIN = 7 * 24 * 60


@dataclass
class Week:
    """What a week brought: when each job ended, and the rows that were measured."""

    ends: list[float]
    rows: list[Measured] = field(default_factory=list)
    setups: list[Measured] = field(default_factory=list)
    stops: list[Stopped] = field(default_factory=list)


class Floor:
    """Hidden truth of a plant."""

    def __init__(self, units: int, families: int, seed: int, shift_min: int | None) -> None:
        self.chance, self.shift_min = Random(seed), shift_min
        chance = self.chance
        self.unit_bias = [chance.gauss(0.04, 0.08) for _ in range(units)]
        self.family_bias = [[chance.gauss(0.0, 0.05) for _ in range(families)] for _ in range(units)]
        self.steady = [chance.uniform(12, 60) for _ in range(units)]
        self.rare = [chance.uniform(0.02, 0.12) for _ in range(units)]
        self.between = [chance.uniform(600, 4_000) for _ in range(units)]
        self.long_stop = [chance.uniform(30, 120) for _ in range(units)]
        self.patience = chance.uniform(20, 90)
        self.sway = [0.0] * units
        self.mood = 0.0

    def next_week(self) -> None:
        """Bias wanders, and comes back."""
        self.sway = [0.7 * one + self.chance.gauss(0, 0.04) for one in self.sway]
        self.mood = 0.5 * self.mood + self.chance.gauss(0, 0.02)

    def works(self, unit: int, family: int, minutes: float) -> float:
        """What work really takes."""
        chance = self.chance
        ratio = exp(self.unit_bias[unit] + self.family_bias[unit][family] + self.sway[unit] + self.mood)
        ratio *= chance.gammavariate(self.steady[unit], 1 / self.steady[unit])
        dice = chance.random()
        if dice < self.rare[unit]:
            ratio *= chance.uniform(1.2, 2.0)
        elif dice < self.rare[unit] + 0.01:
            ratio *= chance.paretovariate(2.5)
        return minutes * ratio

    def until_stop(self, unit: int) -> float:
        return self.chance.weibullvariate(self.between[unit], 0.8)

    def stop_min(self, unit: int) -> float:
        if self.chance.random() < 0.7:
            return 1 + self.chance.expovariate(1 / 8)
        return self.long_stop[unit] * exp(self.chance.gauss(0, 0.8))

    def goes_on(self, at: float, minutes: float) -> float:
        """When so many minutes of open time are over; shifts begin at the beginning of each day."""
        if self.shift_min is None:
            return at + minutes
        day, within = divmod(at, 1_440)
        if within >= self.shift_min:
            day, within = day + 1, 0.0
        while within + minutes > self.shift_min:
            minutes -= self.shift_min - within
            day, within = day + 1, 0.0
        return day * 1_440 + within + minutes

    def lives(self, problem: Problem, tasks: tuple[Task, ...], begin_min: float) -> Week:
        """A week in which a plan is carried out as people do."""
        return _Living(self, problem, tasks, begin_min).week


class _Living:
    def __init__(self, floor: Floor, problem: Problem, tasks: tuple[Task, ...], begin_min: float) -> None:
        self.floor, self.problem, self.begin_min = floor, problem, begin_min
        self.week = Week([0.0] * len(problem.jobs))
        units = range(len(problem.units))
        self.queue: list[list[Task]] = [[] for _ in units]
        for task in sorted(tasks, key=lambda one: one.start_min):
            self.queue[task.unit].append(task)
        self.unit_of = {(task.job, task.operation): task.unit for task in tasks}
        self.there = {(job, 0): float(one.release_min) for job, one in enumerate(problem.jobs)}
        self.state: list[int | None] = [None for _ in units]
        self.free = [0.0 for _ in units]
        self.until = [floor.until_stop(unit) for unit in units]
        self.events = [(moment, self.unit_of[place]) for place, moment in self.there.items()]
        heapq.heapify(self.events)
        while self.events:
            moment, unit = heapq.heappop(self.events)
            if self.free[unit] <= moment and self.queue[unit]:
                self._next(unit, moment)

    def _next(self, unit: int, now: float) -> None:
        """Begin what is next and there; after some patience anything that is there; else be asked again."""
        ready = [task for task in self.queue[unit] if self.there.get((task.job, task.operation), 1e18) <= now]
        if not ready:
            return
        patient_until = max(self.free[unit], self.there[ready[0].job, ready[0].operation]) + self.floor.patience
        if ready[0] is self.queue[unit][0] or now >= patient_until:
            self._begin(unit, ready[0], now)
        else:
            heapq.heappush(self.events, (patient_until, unit))

    def _begin(self, unit: int, task: Task, now: float) -> None:
        idle = now - self.free[unit] if task is self.queue[unit][0] else 0.0
        self.queue[unit].remove(task)
        one = self.problem.jobs[task.job].operations[task.operation]
        planned = one.mode_on(unit).minutes
        setup = self.problem.setup_min(unit, self.state[unit], one.state)
        took = setup * self.floor.chance.triangular(0.8, 1.8, 1.0) if setup else 0.0
        work = self.floor.works(unit, one.state, planned)
        down = self._stops(unit, took + work, now)
        # For what is next in the plan a unit is set up while it waits.
        end = self.floor.goes_on(now, max(took - idle, 0.0) + work + down)
        self.state[unit], self.free[unit] = one.state, end
        moment = self.begin_min + min(end, WEEK_MIN - 1.0)
        self.week.rows.append(Measured(unit, f"family {one.state}", planned, work, moment))
        if setup:
            self.week.setups.append(Measured(unit, "", setup, took, moment))
        job, following = task.job, (task.job, task.operation + 1)
        if following in self.unit_of:
            self.there[following] = end
            heapq.heappush(self.events, (end, self.unit_of[following]))
        else:
            self.week.ends[job] = end
        heapq.heappush(self.events, (end, unit))

    def _stops(self, unit: int, left: float, now: float) -> float:
        down = 0.0
        while left > self.until[unit]:
            left -= self.until[unit]
            minutes = self.floor.stop_min(unit)
            self.week.stops.append(Stopped(unit, minutes, self.begin_min + min(now, WEEK_MIN - 1.0)))
            down += minutes
            self.until[unit] = self.floor.until_stop(unit)
        self.until[unit] -= left
        return down
