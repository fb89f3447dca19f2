"""Dispatch by the scheduler: what its plan says is done, and a run can be repeated."""

from dataclasses import replace

from dure.planning.simulation.comparing import Span
from dure.planning.simulation.example import shop
from dure.planning.simulation.policy import LIVE, policy_of
from dure.planning.simulation.shop import simulate
from tests.planning.simulation.test_day import DAY
from tests.planning.simulation.test_policies import chosen


def test_the_late_order_and_its_family_go_first() -> None:
    """As in `test_what_is_chosen`: after order 0 the one that is late already, then the other one of its family."""
    assert chosen(policy_of("dispatch")) == [0, 3, 1, 2]


def test_nothing_to_plan_but_one_after_the_other() -> None:
    """The day followed by hand leaves the scheduler nothing to choose: the ends are those of live data."""
    told = []
    simulate(DAY, LIVE, seed=1, days=1, told=lambda at, what, _unit, order: told.append((round(at), what, order)))
    assert [row for row in told if row[1] == "over"] == [(562, "over", 0), (694, "over", 1)]


def test_the_same_seed_gives_the_same_run() -> None:
    plant, span = replace(shop(), move_min=7.5), Span(3)
    assert span.run(plant, LIVE, 5) == span.run(plant, LIVE, 5)
