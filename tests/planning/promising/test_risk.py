"""Chances of replayed plans against exact ones: closed forms, and all cases counted."""

from dataclasses import replace
from itertools import product
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from dure.kernel.errors import Invalid
from dure.planning.promising.calibration import Map
from dure.planning.promising.chances import Chances, StopChance, TimeChance, quantiles_of
from dure.planning.promising.risk import Cause, Futures, futures
from dure.planning.scheduling.plan import Task, job_ends
from dure.planning.scheduling.problem import After, Helper, Job, Material, Mode, Operation, Pin, Problem, Unit
from dure.planning.scheduling.solver import in_order, solve
from tests.planning.scheduling.test_all_features import some

ROUNDS = 20_000
FOUR_ERRORS = 4 * sqrt(0.25 / ROUNDS)
"""A right figure is farther off once in 16,000."""
TWO_WAYS = quantiles_of([0.0, log(2)])
"""As planned, or twice as long, evenly. Told by steps of 1/50 standard deviation, so 0.8 % lie between."""
normal = NormalDist().cdf


def alone(minutes: int = 100, due: int | None = None, **rest: object) -> Problem:
    return Problem((Unit(),), (Job((Operation((Mode(0, minutes),), **rest),), due_min=due),))  # type: ignore[arg-type]


def drawn(problem: Problem, tasks: tuple[Task, ...], chances: Chances, now_min: int = 0) -> Futures:
    return futures(problem, tasks, chances, rounds=ROUNDS, now_min=now_min)


@pytest.mark.parametrize(
    ("scale", "doubt", "sway", "spread"), [(0.3, 0, 0, 0.3), (0.3, 0.4, 0, 0.5), (0, 0.3, 0.4, 0.5)]
)
def test_one_operation_has_the_lognormal_chance(scale: float, doubt: float, sway: float, spread: float) -> None:
    chances = Chances(TimeChance(log(1.1), scale, doubt=doubt), unit_sway=sway * 0.6, plant_sway=sway * 0.8)
    found = drawn(alone(due=130), (Task(0, 0, 0, 0, 100),), chances)
    exact = 1 - normal(log(130 / 110) / spread)
    risk = found.of(0)
    assert risk.chance == pytest.approx(exact, abs=FOUR_ERRORS)
    assert risk.error == pytest.approx(sqrt(exact * (1 - exact) / ROUNDS), rel=0.05)
    for share, end in zip((0.5, 0.8, 0.95), risk.ends_min, strict=True):
        assert end == pytest.approx(110 * exp(spread * NormalDist().inv_cdf(share)), rel=0.02)


def test_a_line_of_two_machines_like_all_its_cases_counted() -> None:
    """Three jobs pass a saw and a press in the same order; each of the six times is as planned or twice that."""
    planned = ((10, 7), (6, 12), (9, 5))
    jobs = tuple(
        Job((Operation((Mode(0, saw),)), Operation((Mode(1, press),), after=(After(0),))), due_min=due)
        for (saw, press), due in zip(planned, (25, 40, 52), strict=True)
    )
    problem = Problem((Unit(), Unit()), jobs)
    tasks = (
        Task(0, 0, 0, 0, 10), Task(1, 0, 0, 10, 16), Task(2, 0, 0, 16, 25),
        Task(0, 1, 1, 10, 17), Task(1, 1, 1, 17, 29), Task(2, 1, 1, 29, 34),
    )  # fmt: skip
    late = [0, 0, 0]
    for stretch in product((1, 2), repeat=6):
        saw_free = press_free = 0
        for job, (saw, press) in enumerate(planned):
            saw_free += saw * stretch[2 * job]
            press_free = max(press_free, saw_free) + press * stretch[2 * job + 1]
            late[job] += press_free > (25, 40, 52)[job]
    found = drawn(problem, tasks, Chances(TimeChance(0, 1, TWO_WAYS)))
    for job in range(3):
        # Six times, each of them between its two values with a chance of 0.8 %.
        assert found.of(job).chance == pytest.approx(late[job] / 64, abs=FOUR_ERRORS + 0.01)


def test_stops_come_as_often_as_they_did() -> None:
    """One in a hundred minutes of work, ten minutes each: Poisson with mean 1 in an operation of 100 minutes."""
    chances = Chances(stops={0: StopChance(1e8, 1e10, quantiles_of([10.0]))})
    found = drawn(alone(due=125), (Task(0, 0, 0, 0, 100),), chances)
    assert found.of(0).chance == pytest.approx(1 - exp(-1) * (1 + 1 + 1 / 2), abs=FOUR_ERRORS)
    assert found.of(0).causes == {Cause.STOPS: 1.0}
    assert found.of(0).stops == ((0, 1.0),)
    assert found.chance_after(0, 100)[0] == pytest.approx(1 - exp(-1), abs=FOUR_ERRORS)
    # Seen once in a hundred minutes it may be far more: a gamma rate makes the count of stops geometric.
    unsure = Chances(stops={0: StopChance(1, 100, quantiles_of([10.0]))})
    found = drawn(alone(due=125), (Task(0, 0, 0, 0, 100),), unsure)
    assert found.of(0).chance == pytest.approx(1 / 8, abs=FOUR_ERRORS)


def test_work_done_again_and_material_that_is_late() -> None:
    found = futures(
        alone(10, 10), (Task(0, 0, 0, 0, 10),), Chances(again={"cut": 0.2}), kinds={(0, 0): "cut"}, rounds=ROUNDS
    )
    assert found.of(0).chance == pytest.approx(0.2, abs=FOUR_ERRORS)
    assert found.chance_after(0, 20)[0] == pytest.approx(0.04, abs=FOUR_ERRORS)
    assert found.of(0).causes == {Cause.AGAIN: 1.0}
    wanted = Job((Operation((Mode(0, 10),), uses=((0, 2),)),), due_min=65)
    late = Problem((Unit(),), (wanted,), materials=(Material(((0, 1), (50, 1))),))
    found = drawn(late, (Task(0, 0, 0, 50, 60),), Chances(delays={0: quantiles_of([0.0, 0.0, 0.0, 30.0])}))
    assert found.of(0).chance == pytest.approx(0.25, abs=FOUR_ERRORS + 0.01)
    assert found.of(0).causes == {Cause.MATERIAL: 1.0}


def test_what_runs_already_is_not_over_before_now() -> None:
    """Begun at 0, not over at 110: P(T > 150 | T > 110) of a lognormal."""
    problem = alone(due=150, pin=Pin(0, 0))
    found = drawn(problem, (Task(0, 0, 0, 0, 100),), Chances(TimeChance(0, 0.3)), now_min=90)
    exact = (1 - normal(log(1.5) / 0.3)) / (1 - normal(log(0.9) / 0.3))
    assert found.of(0).chance == pytest.approx(exact, abs=FOUR_ERRORS)
    assert found.ends.min() >= 90
    # Its planned end has passed: it is over.
    assert set(drawn(problem, (Task(0, 0, 0, 0, 100),), Chances(TimeChance(0, 0.3)), 100).ends[:, 0]) == {100.0}


def test_whom_lateness_comes_from() -> None:
    """The one in front takes twice as long as planned: 20 minutes, so the other is 10 late and it not at all."""
    jobs = (
        Job((Operation((Mode(0, 10),)),), due_min=30), Job((Operation((Mode(0, 10),)),), due_min=20),
        Job((Operation((Mode(0, 10),)),), due_min=25),
    )  # fmt: skip
    problem = Problem((Unit(),), jobs)
    tasks = (Task(0, 0, 0, 0, 10), Task(1, 0, 0, 10, 20), Task(2, 0, 0, 20, 30))
    slow = Chances(times={(0, "slow"): TimeChance(log(2))})
    found = futures(problem, tasks, slow, kinds={(0, 0): "slow"}, rounds=50)
    assert [risk.chance for risk in found.all()] == [0.0, 1.0, 1.0]
    assert found.of(0).causes == {}
    assert found.of(1).causes == {Cause.OTHERS: 1.0}
    # 5 minutes late as planned, 10 more by the first one.
    assert found.of(2).causes == pytest.approx({Cause.PLAN: 1 / 3, Cause.OTHERS: 2 / 3})


def test_calendars_helpers_and_set_ups_are_heeded() -> None:
    """Twice as long as planned, work and set-up: 20 + (10 + 20) minutes by the same helper in shifts of 30 minutes."""
    jobs = tuple(Job((Operation((Mode(unit, 10, (0,)),), 1),), due_min=30) for unit in (0, 1))
    problem = Problem(
        (Unit(calendar=0), Unit(0, 0)), jobs, (((0, 5), (5, 0)),), calendars=(((0, 30), (60, 90)),),
        helpers=(Helper((0,), 0),),
    )  # fmt: skip
    tasks = (Task(0, 0, 0, 0, 10, (0,)), Task(1, 0, 1, 10, 20, (0,)))
    found = futures(problem, tasks, Chances(TimeChance(log(2)), setup=TimeChance(log(2))), rounds=25)
    # The set-up is made while the helper is elsewhere, so it is no cause; 10 of 20 minutes are done before the break.
    assert found.ends[0].tolist() == pytest.approx([20, 70])
    assert found.of(1).causes == pytest.approx({Cause.OWN: 0.5, Cause.OTHERS: 0.5})


@pytest.mark.parametrize("seed", range(40))
def test_without_chance_the_plan_comes_true(seed: int) -> None:
    problem = some(seed)
    problem = replace(problem, objective=replace(problem.objective, change=0))
    tasks = in_order(problem, solve(problem, limit_s=0.05).tasks)
    ends = futures(problem, tasks, Chances(), rounds=1).ends[0]
    assert ends.tolist() == pytest.approx(job_ends(problem, tasks))


def test_the_same_seed_gives_the_same_figures_with_any_number_of_threads() -> None:
    problem = some(3)
    tasks = solve(problem, limit_s=0.05).tasks
    chances = Chances(TimeChance(0, 0.4), stops={0: StopChance(3, 20, quantiles_of([1.0, 5.0]))})
    found = [futures(problem, tasks, chances, rounds=333, workers=workers) for workers in (1, 2, 3, 5)]
    assert all(each.all() == found[0].all() for each in found)
    assert futures(problem, tasks, chances, rounds=333, seed=2).all() != found[0].all()
    assert np.array_equal(futures(problem, tasks, chances, rounds=100).ends, found[0].ends[:100])


def test_a_map_moves_chance_and_dates_together() -> None:
    found = drawn(alone(due=130), (Task(0, 0, 0, 0, 100),), Chances(TimeChance(0, 0.3)))
    raw, told = found.of(0), found.of(0, Map(1.0, 1.0, -1.0, 500))
    assert raw.chance is not None
    assert told.raw_chance == raw.chance
    assert told.chance == pytest.approx(1 / (1 + exp(-(log(raw.chance / (1 - raw.chance)) + 1))), abs=1e-6)
    assert told.ends_min > raw.ends_min == told.raw_ends_min
    # What is told of the P80 is 80 %.
    share = 1 - found.chance_after(0, told.ends_min[1])[0]
    assert Map(1.0, 1.0, -1.0, 500)(share) == pytest.approx(0.8, abs=0.001)


def test_what_was_stated_and_came_of_it() -> None:
    risk = drawn(alone(due=130), (Task(0, 0, 0, 0, 100),), Chances(TimeChance(0, 0.3))).of(0)
    assert risk.raw_chance is not None
    by = 1 - risk.raw_chance
    assert risk.claims(130, 129) == [(0.5, False), (0.8, False), (0.95, True), (by, True)]
    assert risk.claims(None, 1000) == [(0.5, False), (0.8, False), (0.95, False)]


@pytest.mark.parametrize(
    ("tasks", "rounds", "message"),
    [
        ((Task(0, 0, 0, 0, 90),), 10, "can't be followed"),
        ((), 10, "can't be followed"),
        ((Task(0, 0, 0, 0, 100),), 0, "At least one"),
    ],
)
def test_what_can_not_be_replayed(tasks: tuple[Task, ...], rounds: int, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        futures(alone(), tasks, Chances(), rounds=rounds)


def test_chances_that_are_none() -> None:
    with pytest.raises(Invalid, match="don't rise"):
        TimeChance(shape=tuple(reversed(TWO_WAYS)))
    with pytest.raises(Invalid, match="number of quantiles"):
        TimeChance(shape=(0.0, 1.0))
    with pytest.raises(Invalid, match="between 0 and 1"):
        Chances(again={"cut": 1.0})
    with pytest.raises(Invalid, match="no minutes or more"):
        StopChance(1, 1, quantiles_of([-1.0]))
    with pytest.raises(Invalid, match="nothing"):
        quantiles_of([])
