"""A job in the gaps of a plan that stays as it is: small cases whose earliest end is plain to see."""

import random
from dataclasses import replace

import pytest

from dure.planning.promising.floor import never_before
from dure.planning.promising.placing import Gaps
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import (
    After,
    Helper,
    Job,
    Material,
    Mode,
    Operation,
    Problem,
    Table,
    Unit,
)
from dure.planning.scheduling.solver import solve
from tests.planning.scheduling.test_all_features import LATEST, some

CHANGE: Table = ((0, 5), (7, 0))


def one(minutes: int, unit: int = 0, **rest: object) -> Job:
    return Job((Operation((Mode(unit, minutes),), **rest),))  # type: ignore[arg-type]


def end_of(problem: Problem, tasks: tuple[Task, ...], wanted: Job) -> int:
    whole = replace(problem, jobs=(*problem.jobs, wanted))
    placed = Gaps(whole, tasks).placed()
    assert placed is not None
    assert faults(whole, [*tasks, *placed]) == []
    return max(task.end_min for task in placed)


# A unit that works from 0 to 10 and from 30 to 40.
SHOP = Problem((Unit(),), (one(10), one(10)))
PLAN = (Task(0, 0, 0, 0, 10), Task(1, 0, 0, 30, 40))


@pytest.mark.parametrize(("minutes", "end"), [(20, 30), (21, 61), (1, 11), (0, 0)])
def test_a_gap_that_it_just_fits_into(minutes: int, end: int) -> None:
    assert end_of(SHOP, PLAN, one(minutes)) == end


@pytest.mark.parametrize(
    ("state", "minutes", "end"),
    [
        (0, 20, 30),  # as its neighbours: nothing is set up
        (1, 8, 23),  # 5 minutes for it, 7 back again: just fits before 30
        (1, 9, 54),  # too long by a minute: behind the last one, 40 + 5 + 9
    ],
)
def test_the_set_up_of_the_neighbour_has_to_fit_too(state: int, minutes: int, end: int) -> None:
    problem = replace(SHOP, units=(Unit(0, 0),), setups=(CHANGE,))
    assert end_of(problem, PLAN, one(minutes, state=state)) == end


def test_a_helper_who_works_elsewhere() -> None:
    """The second unit is idle, but its helper is at the first one from 0 to 10 and from 30 to 40."""
    jobs = tuple(Job((Operation((Mode(0, 10, (0,)),)),)) for _ in range(2))
    problem = Problem((Unit(), Unit()), jobs, helpers=(Helper((0,)),))
    tasks = tuple(replace(task, helpers=(0,)) for task in PLAN)
    assert end_of(problem, tasks, Job((Operation((Mode(1, 20, (0,)),)),))) == 30
    assert end_of(problem, tasks, Job((Operation((Mode(1, 21, (0,)),)),))) == 61
    two = replace(problem, helpers=(Helper((0,)), Helper((0,))))
    assert end_of(two, tasks, Job((Operation((Mode(1, 21, (0,)),)),))) == 21


def test_a_material_that_others_need_later() -> None:
    """Three are there and two come at 50; the one at 30 takes three of them: of the first ones none is left over."""
    jobs = (one(10), Job((Operation((Mode(0, 10),), uses=((0, 3),)),)))
    problem = Problem((Unit(), Unit()), jobs, materials=(Material(((0, 3), (50, 2))),))
    assert end_of(problem, PLAN, one(5, 1, uses=((0, 1),))) == 55
    early = replace(problem, materials=(Material(((0, 4), (50, 1))),))
    assert end_of(early, PLAN, one(5, 1, uses=((0, 1),))) == 5
    assert end_of(early, PLAN, one(5, 1, uses=((0, 2),))) == 55


def test_a_calendar_and_what_may_not_pause() -> None:
    """Open from 0 to 20 and from 60 on, the first ten minutes taken."""
    problem = Problem((Unit(calendar=0),), (one(10),), calendars=(((0, 20), (60, 100)),))
    tasks = (Task(0, 0, 0, 0, 10),)
    assert end_of(problem, tasks, one(15)) == 65
    assert end_of(problem, tasks, one(15, may_pause=False)) == 75
    assert end_of(problem, tasks, one(10, may_pause=False)) == 20


def test_the_faster_unit_is_not_always_the_sooner() -> None:
    """5 minutes there, but only from 40 on; 12 here at once; then a way of 20 from there, none from here."""
    jobs = (Job((Operation((Mode(0, 40),)),)), Job((Operation((Mode(2, 1),)),)))
    ways = ((0, 0, 20), (0, 0, 0), (0, 0, 0))
    problem = Problem((Unit(place=0), Unit(place=1), Unit(place=2)), jobs, ways=ways)
    tasks = (Task(0, 0, 0, 0, 40), Task(1, 0, 2, 0, 1))
    first, second = Operation((Mode(0, 5), Mode(1, 12))), Operation((Mode(2, 10),), after=(After(0),))
    assert end_of(problem, tasks, Job((first, second))) == 22


def test_what_may_not_wait_begins_later() -> None:
    """The second unit is taken until 30; the first operation may end five minutes before it at most."""
    jobs = (one(30, 1),)
    problem = Problem((Unit(), Unit()), jobs)
    wanted = Job((Operation((Mode(0, 10),)), Operation((Mode(1, 10),), after=(After(0, most_min=5),))))
    whole = replace(problem, jobs=(*jobs, wanted))
    placed = Gaps(whole, (Task(0, 0, 1, 0, 30),)).placed()
    assert placed == (Task(1, 0, 0, 15, 25), Task(1, 1, 1, 30, 40))


def test_a_kettle_that_has_room() -> None:
    problem = Problem((Unit(holds=3),), (one(20, load=2),))
    tasks = (Task(0, 0, 0, 10, 30),)
    assert end_of(problem, tasks, one(15, load=1)) == 30
    assert end_of(problem, tasks, one(15, load=2)) == 45
    assert end_of(problem, tasks, one(10, load=2)) == 10


def test_an_overlap_ends_after_what_it_overlaps() -> None:
    """60 minutes, the next begins after 10 of them and ends 5 after it: it can't begin before 35."""
    wanted = Job((Operation((Mode(0, 60),)), Operation((Mode(1, 30),), after=(After(0, least_min=5, overlap_min=10),))))
    problem = Problem((Unit(), Unit()), ())
    whole = replace(problem, jobs=(wanted,))
    assert Gaps(whole, ()).placed() == (Task(0, 0, 0, 0, 60), Task(0, 1, 1, 35, 65))


def _is_free(seed: int) -> bool:
    last = some(seed).jobs[-1]
    return len(last.operations) == 1 and last.operations[0].pin is None


@pytest.mark.parametrize("seed", [seed for seed in range(32) if _is_free(seed)])
def test_with_everything_at_once_it_is_sound_and_no_later_than_any_other(seed: int) -> None:
    """The last job of a small shop is taken out of its plan and put in again; each start, mode and helper is tried."""
    problem = some(seed)
    wanted = problem.jobs[-1]
    rest = replace(problem, jobs=problem.jobs[:-1])
    tasks = solve(rest, limit_s=0.05).tasks
    placed = Gaps(problem, tasks).placed()
    best = min(_all_ends(problem, tasks), default=None)
    if best is not None:
        assert placed is not None
        assert placed[0].end_min == best
        assert faults(problem, [*tasks, *placed]) == []
        assert never_before(problem, wanted) <= best


def _all_ends(problem: Problem, tasks: tuple[Task, ...]) -> list[int]:
    job = len(problem.jobs) - 1
    choices = ((), (0,), (1,), (0, 1), (1, 0))
    tried = (
        Task(job, 0, mode.unit, start, end, helpers)
        for mode in problem.jobs[job].operations[0].modes
        for helpers in choices
        if len(helpers) == len(mode.needs)
        for start in range(LATEST + 10)
        for end in range(start, start + 12)
    )
    return [task.end_min for task in tried if not faults(problem, [*tasks, task])]


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_ends_it_before_the_floor(seed: int) -> None:
    problem = some(seed)
    tasks = solve(problem, limit_s=0.1, seed=random.Random(seed).randrange(99)).tasks
    for job, wanted in enumerate(problem.jobs):
        assert never_before(problem, wanted) <= max(task.end_min for task in tasks if task.job == job)


def test_the_floor_counts_ways_calendars_and_what_comes() -> None:
    """Material at 30, 20 minutes until the break at 40 and from 60 on, a way of 3, 10 minutes more."""
    problem = Problem(
        (Unit(calendar=0), Unit(place=1)), (), calendars=(((0, 40), (60, 100)),),
        materials=(Material(((0, 1), (30, 4))),), ways=((0, 3), (3, 0)),
    )  # fmt: skip
    wanted = Job((Operation((Mode(0, 20),), uses=((0, 2),)), Operation((Mode(1, 10),), after=(After(0),))))
    assert never_before(problem, wanted) == 83
