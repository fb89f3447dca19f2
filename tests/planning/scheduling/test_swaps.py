"""Swaps of neighbours on the graph: after each round the order of all, the rows, the heads and the cost are what they
are when everything is reckoned from the rows anew, and the plan can be followed."""

import random

import numpy as np
import pytest

from dure.planning.scheduling import swaps
from dure.planning.scheduling.arrays import Arrays, arrays, tasks_of
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.dispatch import RULES, dispatch, work_left
from dure.planning.scheduling.draft import draft_for
from dure.planning.scheduling.graph import Rows, copy_rows, forward, rows_for, rows_of
from dure.planning.scheduling.plan import Task, cost
from dure.planning.scheduling.problem import TARDINESS, After, Job, Mode, Objective, Operation, Problem, Unit

OBJECTIVES = (
    TARDINESS, Objective(flow=1), Objective(makespan=3, tardiness=2), Objective(makespan=5, tardiness=7, flow=2),
    Objective(),
)  # fmt: skip


def some(seed: int) -> Problem:
    """Jobs whose operations wait for none, one or two of the others, some or all of them without minutes; releases,
    jobs without due time, due times that have passed, weights of 0."""
    chance = random.Random(seed)
    units, without, longest = chance.randint(1, 4), chance.choice((0, 0.3, 0.7, 1)), chance.choice((9, 9, 2_000_000))

    def operation(number: int) -> Operation:
        after = chance.sample(range(number), min(number, chance.choice((0, 1, 1, 2))))
        minutes = 0 if chance.random() < without else chance.randint(1, longest)
        return Operation(
            (Mode(chance.randrange(units), minutes),), after=tuple(map(After, after)),
            release_min=chance.choice((0, 0, chance.randint(0, 20))),
        )  # fmt: skip

    jobs = tuple(
        Job(
            tuple(map(operation, range(chance.randint(1, 6)))), chance.choice((0, chance.randint(0, 30))),
            chance.choice((None, 0, -5, chance.randint(1, 60))), chance.choice((0, 1, chance.randint(1, 9))),
        )
        for _ in range(chance.randint(1, 7))
    )  # fmt: skip
    return Problem((Unit(),) * units, jobs, (), chance.choice(OBJECTIVES))


def tasks(problem: Problem, rows: Rows) -> tuple[Task, ...]:
    return tasks_of(problem, rows.unit, rows.start, rows.start + rows.minutes)


def check_order(data: Arrays, rows: Rows, room: swaps.Room) -> None:
    place = {v: at for at, v in enumerate(rows.order.tolist())}
    assert [place[v] for v in range(len(rows.unit))] == room.place.tolist()
    for v, one in enumerate(data.operation):
        before = [*data.before.operation[one.before : one.before_end].tolist(), int(rows.ahead[v])]
        assert all(place[u] < place[v] for u in before if u >= 0)
        assert rows.ahead[v] < 0 or rows.behind[rows.ahead[v]] == v
        assert (rows.first[rows.unit[v]] == v) == (rows.ahead[v] < 0)
        assert (rows.last[rows.unit[v]] == v) == (rows.behind[v] < 0)
    assert not room.marks.any()


@pytest.mark.parametrize("heat", [1e-9, 2.0, 1e6])
@pytest.mark.parametrize("seed", range(0, 60, 10))
def test_graph_and_cost_stay_true_whatever_is_swapped_and_taken_back(seed: int, heat: float) -> None:
    for problem in map(some, range(seed, seed + 10)):
        assert problem.is_job_shop
        data = arrays(problem)
        draft = draft_for(data)
        dispatch(data, draft, work_left(data), *RULES[0], 1)
        rows, best = rows_of(data, draft), rows_for(data)
        copy_rows(rows, best)
        shop, room, top, rises = swaps.shop_of(data), swaps.room_for(data, rows), 2**62, np.zeros(2)
        for rounds in (1, 1, 1, 2, 3, 5, 30, 100):
            found = swaps.anneal_swaps(shop, data.weights, rows, best, room, top, rounds, heat, seed + rounds, rises)
            check_order(data, rows, room)
            starts = rows.start.copy()
            again = Rows._make(one.copy() for one in rows)
            assert forward(data, again)
            assert again.start.tolist() == starts.tolist()
            assert faults(problem, tasks(problem, rows)) == []
            if found < top:
                assert cost(problem, tasks(problem, best)) == found
                assert faults(problem, tasks(problem, best)) == []
            top = found
        now = swaps._cost(shop, data.weights, rows.start, rows.minutes, room.ends)
        assert now == cost(problem, tasks(problem, rows))
