"""Small shops with everything at once by chance, against all plans there are: each start, mode and helper is tried."""

import random
from itertools import permutations
from typing import Any

import pytest

from dure.planning.scheduling.bound import lower_bound
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.plan import Task, cost
from dure.planning.scheduling.problem import (
    After,
    Helper,
    Job,
    Material,
    Mode,
    Objective,
    Operation,
    Pin,
    Problem,
    Unit,
)
from dure.planning.scheduling.solver import solve

LATEST = 22
OBJECTIVES = (
    Objective(tardiness=1), Objective(makespan=1), Objective(flow=1), Objective(tardiness=3, setup=2, change=1),
)  # fmt: skip


def some(seed: int) -> Problem:
    """Two units, a job of two operations, one of one, at times one that is held; of calendars, helpers, materials,
    batches, waits, ways and overlaps each is there or not."""
    chance = random.Random(seed)

    def maybe(value: Any, otherwise: Any) -> Any:
        return value if chance.random() < 0.4 else otherwise

    calendars = (((0, 4), (6, 9), (11, 60)), ((2, 7), (9, 60)))
    holds = maybe(2, None)
    units = (
        Unit(0, chance.choice((None, 0, 1)), calendar=maybe(0, None), place=0, holds=holds),
        Unit(calendar=maybe(1, None), place=1),
    )
    helpers = (Helper((0,), maybe(1, None)), Helper((0, 1)))
    needs = chance.choice(((), (), (0,), (1,), (0, 1)))
    stock = chance.choice((0, 2, 4))

    def operation(number: int) -> Operation:
        modes = tuple(
            Mode(unit, chance.randint(1, 4), needs if unit == 1 else ())
            for unit in sorted(chance.sample(range(2), chance.randint(1, 2)))
        )
        link = After(0, least_min=maybe(2, 0), most_min=maybe(4, None), overlap_min=None)
        if chance.random() < 0.3:
            link = After(0, least_min=chance.randint(0, 2), overlap_min=chance.randint(0, 2))
        return Operation(
            modes, chance.randrange(2), (link,) * number, chance.random() < 0.6, chance.randint(1, 2) if holds else 1,
            ((0, chance.randint(0, 2)),) if chance.random() < 0.4 else (),
            was=maybe(Pin(modes[0].unit, chance.randint(0, 12)), None),
        )  # fmt: skip

    jobs = [
        Job(tuple(map(operation, range(count))), chance.choice((0, 0, 3)), chance.randint(2, 12), chance.randint(1, 3))
        for count in (2, 1)
    ]
    if chance.random() < 0.3:
        jobs.append(Job((Operation((Mode(0, 3),), chance.randrange(2), pin=Pin(0, 12)),), 0, 15))
    return Problem(
        units, tuple(jobs), (((0, 2), (1, 0)),), chance.choice(OBJECTIVES), calendars, helpers,
        (Material(((0, stock), (7, 8))),), maybe(((0, 2), (1, 0)), ()),
    )  # fmt: skip


def best_of_all(problem: Problem) -> int | None:
    """The least cost of all plans that can be followed, by trying; None: there is none."""
    places = list(problem.places())
    best: int | None = None

    def is_open(task_unit: int, helpers: tuple[int, ...], minute: int) -> bool:
        known = [problem.units[task_unit].calendar, *(problem.helpers[one].calendar for one in helpers)]
        spans = [problem.calendars[one] for one in known if one is not None]
        return all(any(opens <= minute < closes for opens, closes in calendar) for calendar in spans)

    def end_of(unit: int, helpers: tuple[int, ...], start: int, minutes: int) -> int:
        minute = start
        while minutes:
            minutes -= is_open(unit, helpers, minute)
            minute += 1
        return minute

    def go_on(at: int, tasks: list[Task]) -> None:
        nonlocal best
        if at == len(places):
            if (best is None or cost(problem, tasks) < best) and not faults(problem, tasks):
                best = cost(problem, tasks)
            return
        (job, number), one = places[at]
        for mode in one.modes:
            lengths = {mode.minutes}
            if problem.units[mode.unit].holds is not None:
                # Done together with a longer one.
                lengths |= {other.minutes for each in problem.operations() for other in each.modes}
            for helpers in permutations(range(len(problem.helpers)), len(mode.needs)):
                if any(need not in problem.helpers[who].kinds for need, who in zip(mode.needs, helpers, strict=True)):
                    continue
                starts = range(problem.jobs[job].release_min, LATEST) if one.pin is None else (one.pin.start_min,)
                for start in starts:
                    if not is_open(mode.unit, helpers, start):
                        continue
                    for minutes in lengths:
                        if minutes < mode.minutes:
                            continue
                        task = Task(job, number, mode.unit, start, end_of(mode.unit, helpers, start, minutes), helpers)
                        if may_stand(problem, task, tasks):
                            go_on(at + 1, [*tasks, task])

    go_on(0, [])
    return best


def may_stand(problem: Problem, task: Task, tasks: list[Task]) -> bool:
    """Only what no plan can have is left out early: two at once on a unit for one, or a follower that begins first."""
    for other in tasks:
        is_shared = other.unit == task.unit and problem.units[task.unit].holds is None
        if is_shared and task.start_min < other.end_min and other.start_min < task.end_min:
            return False
        if other.job == task.job and task.start_min < other.start_min:
            return False
    return True


@pytest.mark.parametrize("seed", range(24))
def test_no_plan_is_better(seed: int) -> None:
    problem = some(seed)
    least = best_of_all(problem)
    found = solve(problem, limit_s=0.5, seed=seed)
    assert (found.cost, faults(problem, found.tasks)) == (least, [])
    assert lower_bound(problem) <= found.cost
