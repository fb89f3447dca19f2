"""What can be promised for an order that is not in the plan yet."""

import random
from dataclasses import replace

import pytest

from dure.kernel.errors import Invalid
from dure.planning.promising.promise import Promise, Way, promise
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.events import JobChange
from dure.planning.scheduling.plan import Task, cost
from dure.planning.scheduling.problem import After, Job, Material, Mode, Operation, Pin, Problem, Unit
from dure.planning.scheduling.solver import solve
from tests.planning.scheduling.test_all_features import some


def one(minutes: int, due: int | None = None, weight: int = 1, **rest: object) -> Job:
    return Job((Operation((Mode(0, minutes),), **rest),), 0, due, weight)  # type: ignore[arg-type]


def ask(problem: Problem, tasks: tuple[Task, ...], wanted: Job, **rest: object) -> Promise:
    found = promise(problem, tasks, wanted, limit_s=0.4, **rest)  # type: ignore[arg-type]
    for option in found.options:
        assert faults(option.problem, option.tasks) == []
        assert option.way is Way.OVERTIME or option.end_min >= found.never_before_min
        assert option.way is Way.CHEAPEST or "promised" in rest or not option.made_later
    return found


def ends(found: Promise) -> dict[Way, int]:
    return {option.way: option.end_min for option in found.options}


# One machine, 20 + 20 minutes without a gap. The second one has ten minutes of air, the first one none.
SHOP = Problem((Unit(),), (one(20, 20, 4), one(20, 50)))
PLAN = (Task(0, 0, 0, 0, 20), Task(1, 0, 0, 20, 40))


def test_nothing_moves_or_what_has_air_does() -> None:
    found = ask(SHOP, PLAN, one(10))
    assert found.job == 2
    assert found.never_before_min == 10
    assert ends(found)[Way.HELD] == 50
    # Between the two: the second one ends at 50 then, just in time.
    moved = found.by(Way.NONE_LATER)
    assert moved is not None
    assert moved.end_min == 30
    assert moved.moved == ((1, 0),)
    assert moved.changes == (JobChange(1, 40, 50, 0, 0),)
    assert moved.cost == 0


def test_a_minute_too_much_air_is_asked_for() -> None:
    """Eleven minutes make the second one a minute late: it stays where it is."""
    found = ask(SHOP, PLAN, one(11))
    assert ends(found) == {Way.HELD: 51, Way.NONE_LATER: 51, Way.CHEAPEST: 31}
    cheapest = found.by(Way.CHEAPEST)
    assert cheapest is not None
    # The order's own 11 minutes alone are nobody's fault; 20 of waiting and one of the other's lateness cost less
    # than 40 of waiting.
    assert cheapest.made_later == (JobChange(1, 40, 51, 0, 1),)
    assert cheapest.cost == 1


def test_an_important_order_goes_first_at_a_price() -> None:
    """Wanted at 10, a hundred a minute: all others make way, 4 × 10 for the first one and nothing for the second."""
    found = ask(SHOP, PLAN, one(10, 10, 100))
    cheapest = found.by(Way.CHEAPEST)
    assert cheapest is not None
    assert (cheapest.end_min, cheapest.cost) == (10, 40)
    assert cheapest.made_later == (JobChange(0, 20, 30, 0, 10),)
    # Who is promised by hand to be done at 30 may be moved until then.
    assert ends(ask(SHOP, PLAN, one(10, 10, 100), promised={0: 30}))[Way.NONE_LATER] == 10
    assert ends(ask(SHOP, PLAN, one(10, 10, 100), promised={1: 40}))[Way.NONE_LATER] == 50


def test_what_is_late_already_may_not_become_later() -> None:
    late = replace(SHOP, jobs=(one(20, 10), one(20, 30)))
    assert ends(ask(late, PLAN, one(5)))[Way.NONE_LATER] == 45
    # Without due time nobody waits for it.
    free = replace(SHOP, jobs=(one(20), one(20)))
    assert ends(ask(free, PLAN, one(5)))[Way.NONE_LATER] == 5


def test_overtime() -> None:
    """Open from 0 to 40 and from 100 on; with twenty minutes more in the evening the order is done at 50."""
    shop = replace(
        SHOP, units=(Unit(calendar=0),), calendars=(((0, 40), (100, 140)),), jobs=(one(20, 20), one(20, 40))
    )  # fmt: skip
    found = ask(shop, PLAN, one(10), overtime={0: ((0, 60), (100, 140))})
    # First of all it makes the others 10 and 70 late, which costs 80; behind them it waits for 100 itself.
    assert ends(found) == {Way.HELD: 110, Way.NONE_LATER: 110, Way.CHEAPEST: 10, Way.OVERTIME: 50}
    evening = found.by(Way.OVERTIME)
    assert evening is not None
    assert evening.overtime_min == 10
    assert evening.moved == ()
    assert all(option.overtime_min == 0 for option in found.options if option.way is not Way.OVERTIME)


@pytest.mark.parametrize("calendar", [((0, 30), (100, 140)), ((0, 140), (200, 300)), ()])
def test_overtime_that_opens_less_is_refused(calendar: tuple[tuple[int, int], ...]) -> None:
    shop = replace(SHOP, units=(Unit(calendar=0),), calendars=(((0, 40), (100, 140)),))
    if calendar == ():
        assert ends(ask(shop, PLAN, one(10), overtime={0: calendar}))[Way.OVERTIME] <= 50
        return
    with pytest.raises(Invalid, match="open whenever it was before"):
        ask(shop, PLAN, one(10), overtime={0: calendar})


def test_what_is_held_stays() -> None:
    """The second one is pinned: nothing but the gap behind it is left."""
    held = replace(SHOP, jobs=(one(20, 20), replace(one(20, 90), operations=(one(20, pin=Pin(0, 20)).operations))))
    assert ends(ask(held, PLAN, one(10))) == {Way.HELD: 50, Way.NONE_LATER: 50, Way.CHEAPEST: 10 + 40}


def test_a_plan_that_is_none_and_an_order_that_can_not_be_made() -> None:
    with pytest.raises(Invalid, match="Not each operation"):
        promise(SHOP, PLAN[:1], one(10))
    with pytest.raises(Invalid, match="can't be followed"):
        promise(SHOP, (PLAN[0], replace(PLAN[1], start_min=10, end_min=30)), one(10))
    with pytest.raises(Invalid, match="unknown unit"):
        promise(SHOP, PLAN, Job((Operation((Mode(7, 10),)),)))
    stock = replace(SHOP, materials=(Material(((0, 1),)),))
    with pytest.raises(Invalid, match="not enough"):
        promise(stock, PLAN, one(10, uses=((0, 2),)))


def test_the_first_order_of_an_empty_shop() -> None:
    found = ask(Problem((Unit(), Unit()), ()), (), Job((Operation((Mode(0, 10), Mode(1, 7))),)))
    assert set(ends(found).values()) == {found.never_before_min} == {7}


@pytest.mark.parametrize("seed", range(24))
def test_with_everything_at_once(seed: int) -> None:
    """Each way is a plan of all; the more may move, the sooner or the cheaper."""
    problem, chance = some(seed), random.Random(seed)
    tasks = solve(problem, limit_s=0.05).tasks
    first = Operation(problem.jobs[0].operations[0].modes, chance.randrange(2), load=1)
    second = Operation((Mode(0, 2), Mode(1, 2)), 0, (After(0, most_min=chance.choice((None, 1))),))
    wanted = Job((first, second), chance.choice((0, 4)), chance.choice((None, 9)), 2)
    found = ask(problem, tasks, wanted, overtime={0: ((0, 60),)}, seed=seed)
    held, later, cheapest = (found.by(way) for way in (Way.HELD, Way.NONE_LATER, Way.CHEAPEST))
    if held is not None:
        assert later is not None
        assert cheapest is not None
        assert later.end_min <= held.end_min
        assert held.moved == held.changes == ()
        assert held.cost == cost(held.problem, held.tasks) - cost(problem, tasks)


def test_with_enough_rounds_nobody_could_do_better() -> None:
    """Two machines in a row, three orders with air: all orders of the four by hand; the earliest end of the new one
    that makes nobody late."""
    jobs = tuple(
        Job((Operation((Mode(0, saw),)), Operation((Mode(1, press),), after=(After(0),))), due_min=due)
        for saw, press, due in ((10, 5, 40), (8, 12, 45), (6, 9, 60))
    )
    problem = Problem((Unit(), Unit()), jobs)
    tasks = solve(problem, limit_s=0.2).tasks
    # 7 + 4 for the new one alone is 11. Ahead of all: 7 + 10 + 5 = 22, 7 + 10 + 8 + 12 = 37, then 37 + 9 = 46: no one
    # is late.
    wanted = Job((Operation((Mode(0, 7),)), Operation((Mode(1, 4),), after=(After(0),))))
    assert ends(ask(problem, tasks, wanted))[Way.NONE_LATER] == 11


def test_a_job_that_takes_the_pieces_of_others_comes_behind_them() -> None:
    """Three jobs, one after the other on unit 0, are over at 30, 60 and 90; what is packed of them begins then."""
    own = Operation((Mode(0, 30),))
    shop = Problem((Unit(), Unit()), (Job((own,)), Job((own,)), Job((own,))))
    tasks = [Task(job, 0, 0, 30 * job, 30 * job + 30) for job in range(3)]
    pack = Operation((Mode(1, 10),), after=tuple(After(0, job=job) for job in range(3)))
    found = promise(shop, tasks, Job((pack, Operation((Mode(1, 5),), after=(After(0),)))), limit_s=0.1)
    assert {one.end_min for one in found.options} == {105}
