"""What makes a plan one that can be followed, and what it costs, on plans drawn by hand."""

import pytest

from dure.kernel.errors import Invalid
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.plan import Task, Terms, cost, terms
from dure.planning.scheduling.problem import After, Job, Mode, Objective, Operation, Problem, Unit

# Two jobs on a saw (0) and two presses (1, 2). Press 1 needs 5 minutes from state 0 to 1 and 7 back.
CUT, BEND = Operation((Mode(0, 10),)), Operation((Mode(1, 20), Mode(2, 30)), state=1, after=(After(0),))
SHOP = Problem(
    units=(Unit(), Unit(setup=0, state=0), Unit()),
    jobs=(Job((CUT, BEND), due_min=40, weight=3), Job((CUT, BEND), release_min=4, due_min=30)),
    setups=(((0, 5), (7, 0)),),
    objective=Objective(makespan=1, tardiness=10, setup=2, flow=1),
)
# saw:      0 [0.0] 10 [1.0] 20
# press 1:       10 [0.1] 30                (set up in time, from 5 to 10)
# press 2:            20 [1.1] 50
GOOD = (Task(0, 0, 0, 0, 10), Task(0, 1, 1, 10, 30), Task(1, 0, 0, 10, 20), Task(1, 1, 2, 20, 50))


def changed(at: int, task: Task) -> list[Task]:
    return [task if number == at else one for number, one in enumerate(GOOD)]


def test_a_plan_that_can_be_followed_and_its_cost() -> None:
    assert faults(SHOP, GOOD) == []
    # Job 1 ends at 50, 20 minutes late; 30 + 50 minutes of flow; one set-up of 5 minutes.
    assert terms(SHOP, GOOD) == Terms(makespan_min=50, tardiness_min=20, setup_min=5, flow_min=80, late_jobs=1)
    assert cost(SHOP, GOOD) == 50 + 10 * 20 + 2 * 5 + 80


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        (GOOD[:3], "Not each operation"),
        ((*GOOD, GOOD[0]), "Not each operation"),
        (changed(1, Task(0, 1, 0, 30, 50)), "which can't do it"),
        (changed(3, Task(1, 1, 2, 20, 49)), "takes 29 minutes, not 30"),
        (changed(1, Task(0, 1, 1, 9, 29)), "0.1 begins before 0.0 has ended"),
        (changed(2, Task(1, 0, 0, 9, 19)), "1.0 begins before unit 0 is free"),
        ([Task(0, 0, 0, 13, 23), Task(0, 1, 1, 23, 43), Task(1, 0, 0, 3, 13), GOOD[3]], "before it is released"),
        # Both on press 1: the second needs no set-up, yet the press is not free before 30.
        (changed(3, Task(1, 1, 1, 29, 49)), "1.1 begins before unit 1 is free"),
    ],
)
def test_what_is_wrong_with_a_plan(plan: list[Task], fault: str) -> None:
    assert fault in " ".join(map(str, faults(SHOP, plan)))


def test_a_first_set_up_has_to_be_made_too() -> None:
    """Job 0 alone could begin on press 1 at 0, were the press not set up for another state."""
    only = Problem(SHOP.units, (Job((Operation((Mode(1, 20),), state=1),)),), SHOP.setups)
    assert faults(only, [Task(0, 0, 1, 5, 25)]) == []
    assert faults(only, [Task(0, 0, 1, 4, 24)])
    for_anything = Problem((SHOP.units[0], Unit(setup=0), Unit()), only.jobs, SHOP.setups)
    assert faults(for_anything, [Task(0, 0, 1, 0, 20)]) == []


@pytest.mark.parametrize(
    ("jobs", "message"),
    [
        ((Job(()),), "has no operation"),
        ((Job((Operation(()),)),), "can be done nowhere"),
        ((Job((Operation((Mode(9, 1),)),)),), "unknown unit"),
        ((Job((Operation((Mode(0, 1), Mode(0, 2))),)),), "twice"),
        ((Job((Operation((Mode(0, -1),)),)),), "no minutes"),
        ((Job((Operation((Mode(0, 1),), after=(After(0),)),)),), "after a later one"),
        ((Job((Operation((Mode(1, 1),), state=2),)),), "state is unknown"),
        ((Job((CUT,), release_min=-1),), "not negative"),
        ((Job((Operation((Mode(0, 2**31),)),)),), "too long"),
        ((Job((Operation((Mode(0, 2**30),)),), due_min=-(2**30), weight=2**30),), "weights are too large"),
    ],
)
def test_a_problem_that_no_plan_could_follow_is_refused(jobs: tuple[Job, ...], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Problem(SHOP.units, jobs, SHOP.setups)


@pytest.mark.parametrize("table", [((0, 1),), ((0, -1), (1, 0))])
def test_tables_of_set_ups_are_checked(table: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(Invalid):
        Problem((Unit(setup=0),), (Job((CUT,)),), (table,))
