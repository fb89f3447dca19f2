"""What is left of a plan at a moment, a unit that stands, and what a new plan changes."""

import pytest

from dure.kernel.errors import Invalid
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.events import JobChange, difference, rest_at, stopped
from dure.planning.scheduling.plan import Task, cost
from dure.planning.scheduling.problem import After, Job, Material, Mode, Operation, Pin, Problem, Unit
from dure.planning.scheduling.solver import in_order, solve
from tests.planning.scheduling.test_all_features import some

# A saw and a press that has to be set up. Job 0 is cut, bent and cut again, job 1 is bent.
SHOP = Problem(
    (Unit(), Unit(setup=0, state=0)),
    (
        Job(
            (
                Operation((Mode(0, 10),), uses=((0, 2),)),
                Operation((Mode(1, 20),), 1, (After(0, least_min=3),)),
                Operation((Mode(0, 10),), uses=((0, 1),), after=(After(1),)),
            ),
            due_min=50,
        ),
        Job((Operation((Mode(1, 30),), 0, (After(0, job=0),)),), due_min=200),
    ),
    (((0, 5), (7, 0)),),
    materials=(Material(((0, 2), (20, 1))),),
)
PLAN = (Task(0, 0, 0, 0, 10), Task(0, 1, 1, 13, 33), Task(0, 2, 0, 33, 43), Task(1, 0, 1, 40, 70))


def test_what_is_left_of_a_plan() -> None:
    assert faults(SHOP, PLAN) == []
    rest = rest_at(SHOP, PLAN, 15)
    assert rest.places == (((0, 1), (0, 2)), ((1, 0),))
    bending, cutting = rest.problem.jobs[0].operations
    # What runs stays; its cut is over, which it waited for.
    assert (bending.pin, bending.after, bending.was) == (Pin(1, 13), (), None)
    assert (cutting.pin, cutting.after, cutting.was, cutting.release_min) == (None, (After(0),), Pin(0, 33), 15)
    assert rest.problem.jobs[1].operations[0].release_min == 15
    # Two of the three were taken for the cut that is over.
    assert rest.problem.materials[0].arrivals == ((0, 0), (20, 1))
    assert rest.tasks(PLAN) == (Task(0, 0, 1, 13, 33), Task(0, 1, 0, 33, 43), Task(1, 0, 1, 40, 70))
    assert faults(rest.problem, rest.tasks(PLAN)) == []
    assert rest.as_before(rest.tasks(PLAN)) == PLAN[1:]


def test_what_the_last_one_set_a_unit_up_for_stays() -> None:
    rest = rest_at(SHOP, PLAN, 35)
    assert rest.places == (((0, 2),), ((1, 0),))
    assert rest.problem.units[1].state == 1
    assert faults(rest.problem, rest.tasks(PLAN)) == []


def test_at_the_end_nothing_is_left() -> None:
    assert rest_at(SHOP, PLAN, 70).places == ()


def test_a_stop_moves_what_it_has_to() -> None:
    """The press stands from 20 to 80 while it bends job 0: 7 minutes are done, 13 are left."""
    rest = rest_at(SHOP, PLAN, 20)
    problem = stopped(rest.problem, 1, 20, 80)
    found = solve(problem, limit_s=0.3, first=rest.tasks(PLAN))
    assert in_order(problem, rest.tasks(PLAN)) == found.tasks
    after = (PLAN[0], *rest.as_before(found.tasks))
    assert after == (PLAN[0], Task(0, 1, 1, 13, 93), Task(0, 2, 0, 93, 103), Task(1, 0, 1, 100, 130))
    told = difference(SHOP, PLAN, after, 20)
    assert told.moved == ((0, 2), (1, 0))
    assert (told.elsewhere, told.soon, told.share_moved) == ((), 2, 1.0)
    assert told.jobs == (JobChange(0, 43, 103, 0, 53), JobChange(1, 70, 130, 0, 0))
    # Nothing happens: nothing changes.
    assert difference(SHOP, PLAN, PLAN, 20).jobs == ()


def test_a_stop_cuts_a_calendar() -> None:
    shop = Problem((Unit(calendar=0),), (Job((Operation((Mode(0, 10),)),)),), calendars=(((0, 60), (100, 160)),))
    for begin, end, expected in (
        (20, 30, ((0, 20), (30, 60), (100, 160))),
        (50, 120, ((0, 50), (120, 160))),
        (120, 300, ((0, 60), (100, 120), (300, 301))),
        (0, 100, ((100, 160),)),
    ):
        assert stopped(shop, 0, begin, end).calendars[1] == expected
    assert stopped(SHOP, 0, 0, 40).calendars == (((40, 41),),)


@pytest.mark.parametrize("seed", range(24))
def test_what_is_over_and_a_new_plan_of_the_rest_are_a_plan_of_all(seed: int) -> None:
    problem = some(seed)
    before = solve(problem, limit_s=0.1, seed=seed).tasks
    for now_min in (0, 3, 6, 9, 13):
        rest = rest_at(problem, before, now_min)
        left = {place for row in rest.places for place in row}
        over = [task for task in before if (task.job, task.operation) not in left]
        assert all(task.end_min <= now_min for task in over)
        assert faults(rest.problem, rest.tasks(before)) == []
        found = solve(rest.problem, limit_s=0.05, seed=seed, first=rest.tasks(before))
        assert faults(problem, [*over, *rest.as_before(found.tasks)]) == []
        assert found.cost <= cost(rest.problem, rest.tasks(before))


def test_the_order_before_can_not_always_be_kept() -> None:
    """What is held from 20 on has another one in front of it that takes until 30 now."""
    two = Problem(
        (Unit(),), (Job((Operation((Mode(0, 20),)),)), Job((Operation((Mode(0, 10),), pin=Pin(0, 20)),)))
    )  # fmt: skip
    tasks = (Task(0, 0, 0, 0, 20), Task(1, 0, 0, 20, 30))
    assert in_order(two, tasks) == tasks
    later = stopped(two, 0, 0, 10)
    # The one that is held goes first then.
    assert in_order(later, tasks) == (Task(0, 0, 0, 30, 50), Task(1, 0, 0, 20, 30))
    with pytest.raises(Invalid, match="held"):
        in_order(stopped(two, 0, 15, 25), tasks)
