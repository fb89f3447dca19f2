"""What went wrong once, or could: due times that have passed, heavy weights, blocks, pauses, odd input."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from dure.kernel.errors import Invalid
from dure.planning.scheduling.anneal import anneal, room_for
from dure.planning.scheduling.arrays import arrays
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.dispatch import RULES, dispatch, rebuild, work_left
from dure.planning.scheduling.draft import copy_of, draft_for
from dure.planning.scheduling.formats import read
from dure.planning.scheduling.plan import Status
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
from tests.planning.scheduling.test_all_features import some

SPAN, FLOW = Objective(makespan=1), Objective(flow=1)


def one(minutes: int, unit: int = 0, **more: object) -> Operation:
    return Operation((Mode(unit, minutes),), **more)  # type: ignore[arg-type]


FAR_UNITS = Problem(
    tuple(Unit(place=at % 2) for at in range(4)),
    tuple(
        Job((Operation((Mode(0, 3), Mode(1, 3))), Operation((Mode(2, 2), Mode(3, 2)), after=(After(0),))), due_min=4)
        for _ in range(5)
    ),
    ways=((0, 4), (4, 0)),
)
OTHER_SHIFTS = Problem(
    (Unit(), Unit()),
    tuple(
        Job((Operation((Mode(0, 8, (0,)),)), Operation((Mode(1, 3),), after=(After(0, overlap_min=4),))), due_min=5)
        for _ in range(3)
    ),
    calendars=(((0, 2), (4, 100)), ((0, 6), (8, 100))),
    helpers=(Helper((0,), 0), Helper((0,), 1)),
)


@pytest.mark.parametrize("problem", [FAR_UNITS, OTHER_SHIFTS, *map(some, range(8))])
def test_a_draft_is_what_its_list_says_after_each_change(problem: Problem) -> None:
    data = arrays(problem)
    draft, other = draft_for(data), draft_for(data)
    dispatch(data, draft, work_left(data), *RULES[0], 1)
    best, room = (draft.order.copy(), draft.at.copy(), draft.slot.copy()), room_for(data)
    for seed in range(300):
        anneal(data, draft, best, room, 0, 1, 50.0, seed, np.zeros(2))
        value = rebuild(data, other, draft.order.copy(), draft.at.copy(), draft.slot.copy())
        assert draft.at.start.tolist() == other.at.start.tolist()
        assert draft.at.end.tolist() == other.at.end.tolist()
        assert np.array_equal(draft.sums[:6], other.sums[:6])
        assert value == rebuild(data, copy_of(draft), draft.order.copy(), draft.at.copy(), draft.slot.copy())


def test_due_times_that_have_passed_count() -> None:
    minutes = (7, 3, 9, 4, 6, 5)
    problem = Problem((Unit(),), tuple(Job((one(each),), due_min=-1, weight=at + 1) for at, each in enumerate(minutes)))
    least = min(
        sum((at + 1) * (sum(minutes[each] for each in order[: order.index(at) + 1]) + 1) for at in order)
        for order in permutations(range(6))
    )
    assert solve(problem, limit_s=0.5).cost == least
    # The constraints too: the second job counts twice, so it is best first: 8 + 2 x 6 against 13 x 1 + ...
    late = (Job((one(5),), due_min=-3), Job((one(5),), due_min=-1, weight=2), Job((one(1, 1),)))
    found = solve(Problem((Unit(), Unit()), late), limit_s=20)
    assert (found.status, found.cost) == (Status.OPTIMAL, (5 + 1) * 2 + 10 + 3)
    alone = solve(Problem((Unit(),), (Job((one(1),), due_min=-1000),)), limit_s=3)
    assert (alone.status, alone.cost) == (Status.OPTIMAL, 1001)


def test_a_plan_may_cost_as_much_as_it_likes() -> None:
    dear = Problem((Unit(),), (Job((one(1000),), due_min=0, weight=2_000_000),))
    assert solve(dear, limit_s=0.1).cost == 2_000_000_000
    # What is held is not given up for it.
    held = replace(dear, jobs=(*dear.jobs, Job((one(10, pin=Pin(0, 5)),))))
    assert solve(held, limit_s=0.3).cost == 1015 * 2_000_000


def test_a_material_may_be_named_twice_or_not_be_needed() -> None:
    twice = Problem(
        (Unit(),), (Job((one(1, uses=((0, 1), (0, 5))),)),), (), SPAN, materials=(Material(((0, 5), (9, 1))),)
    )
    assert solve(twice, limit_s=0.1).cost == 10
    none = Problem((Unit(),), (Job((one(1, uses=((0, 0),)),)),), (), SPAN, materials=(Material(((50, 10),)),))
    assert solve(none, limit_s=0.1).cost == 1


def test_what_may_not_wait_is_held_back_no_longer_than_it_must() -> None:
    """9 minutes of work with a pause from 10 to 70: begun at 2 they end at 71."""
    pauses = (((0, 10), (70, 1000)),)
    overlap = Problem(
        (Unit(calendar=0), Unit()), (Job((one(40, 1), one(9, after=(After(0, overlap_min=0),)))),), (), SPAN, pauses
    )
    assert solve(overlap, limit_s=0.3).cost == 71
    tight = Problem(
        (Unit(calendar=0), Unit()),
        (Job((one(9), one(5, 1, after=(After(0, most_min=0),)))), Job((one(40, 1, pin=Pin(1, 0)),))),
        (), FLOW, pauses,
    )  # fmt: skip
    assert solve(tight, limit_s=0.3).cost == 76 + 40


def test_blocks_of_many_and_of_held_ones() -> None:
    chain = tuple(Operation((Mode(at, 1),), after=(After(at - 1, most_min=0),) if at else ()) for at in range(121))
    units = (*(Unit() for _ in range(120)), Unit(calendar=0))
    late = Problem(units, (Job(chain),), (), SPAN, (((1000, 2000),),))
    assert solve(late, limit_s=0.1).cost == 1001
    held = (
        one(5, pin=Pin(0, 10)), one(5, pin=Pin(0, 0)),
        one(5, 1, after=(After(0, most_min=50), After(1, most_min=50))),
    )  # fmt: skip
    assert solve(Problem((Unit(), Unit()), (Job(held),), (), SPAN), limit_s=0.1).cost == 20
    never = (
        one(1),
        Operation((Mode(1, 30_000_000),), after=(After(0),)),
        one(1, 2, after=(After(0, most_min=0), After(1))),
    )
    with pytest.raises(Invalid, match="held"):
        solve(Problem((Unit(calendar=0), Unit(), Unit()), (Job(never),), (), SPAN, (((0, 10),),)), limit_s=0.1)


def test_a_makespan_may_have_any_weight() -> None:
    problem = Problem((Unit(), Unit()), tuple(Job((Operation((Mode(0, 5), Mode(1, 7))),)) for _ in range(3)))
    assert solve(replace(problem, objective=Objective(makespan=2)), limit_s=0.3).cost == 20


@pytest.mark.parametrize(
    "changes",
    [
        {"units": (Unit(0, 9),)},
        {"units": (Unit(0, -1),)},
        {"units": (Unit(holds=-1),)},
        {"objective": Objective(flow=-1)},
    ],
)
def test_more_that_no_plan_could_follow(changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Problem(**{"units": (Unit(),), "jobs": (Job((one(1),)),), "setups": (((0, 1), (1, 0)),)} | changes)  # type: ignore[arg-type]


def test_any_number_names_a_kind() -> None:
    """10 and 10 minutes by the two who can."""
    work = tuple(Job((Operation((Mode(unit, 10, (kind,)),)),)) for unit, kind in ((0, -1), (1, 1_000_000_000)))
    helpers = (Helper((-1,)), Helper((1_000_000_000,)))
    assert solve(Problem((Unit(), Unit()), work, (), SPAN, helpers=helpers), limit_s=0.1).cost == 10


@pytest.mark.parametrize(
    "text",
    [
        '{"units": [{}], "jobs": [{"operations": [{"modes": [[0, 5]]}]}]}',
        '{"units": [{}], "jobs": [{"operations": [{"modes": [{"unit": 0, "minutes": 1}], "pin": {"unit": 0}}]}]}',
        '{"units": [{}], "jobs": [{"due_min": "x", "operations": [{"modes": [{"unit": 0, "minutes": 1}]}]}]}',
        '{"units": [{}], "jobs": [{"due_min": Infinity, "operations": [{"modes": [{"unit": 0, "minutes": 1}]}]}]}',
        '{"units": [{}], "jobs": [{"due_min": 30000000000, "operations": [{"modes": [{"unit": 0, "minutes": 1}]}]}]}',
        '{"units": [{}], "jobs": [{"operations": [{"state": "blue", "modes": [{"unit": 0, "minutes": 1}]}]}]}',
        '{"units": [{}], "jobs": [{"operations": [{"may_pause": "no", "modes": [{"unit": 0, "minutes": 1}]}]}]}',
        '{"units": [{}], "jobs": [], "helpers": [{"kinds": ["weld"]}]}',
        '{"units": [{}], "jobs": [], "objective": {"flow": "1"}}',
        "[]",
        "[" * 100_000,
    ],
)
def test_odd_files_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read(text, "dure")


def test_the_ways_of_units_count() -> None:
    for seed in range(4):
        found = solve(FAR_UNITS, limit_s=0.1, seed=seed)
        assert faults(FAR_UNITS, found.tasks) == []
