"""What the switches do: nothing to a plant in which they have nothing to do, and what they are for elsewhere."""

from dataclasses import replace

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Exponential, Fixed
from dure.planning.simulation.comparing import Span, differences, estimate, is_sure, means
from dure.planning.simulation.example import assumptions, shop
from dure.planning.simulation.plant import (
    Breakdowns,
    Center,
    Demand,
    Drift,
    MicroStops,
    Order,
    OrderList,
    Plant,
    Product,
    Quality,
    Step,
    Unit,
)
from dure.planning.simulation.policy import LIVE, PAPER, Dispatch, Policy, policy_of
from dure.planning.simulation.shop import simulate

SPAN = Span(14, 3)
ALL = policy_of("status+rule+alarm+andon+spc")


def made(quality: Quality | None, information: dict[str, object] | None = None) -> Plant:
    """One unit that always has work: 100 pieces of a minute each, one after the other."""
    plant = Plant(
        "one", (Center("a"),), (Unit("a", 0, quality=quality),),
        (Product("p", (Step(0, Fixed(1.0)),), lot=Fixed(100.0), due=Fixed(1e4)),), Demand(Fixed(100.0)),
    )  # fmt: skip
    return replace(plant, information=replace(plant.information, **(information or {})))  # type: ignore[arg-type]


@pytest.mark.parametrize("policy", [PAPER, ALL])
@pytest.mark.parametrize("is_full", [True, False])
def test_the_same_policy_on_both_sides_changes_nothing(policy: Policy, is_full: bool) -> None:
    plant = shop(is_full=is_full)
    runs = [[SPAN.run(plant, policy, seed) for seed in (1, 2)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert {one.change.mean for one in differences(*runs).values()} == {0.0}


def test_switches_without_an_object_change_nothing() -> None:
    """No drift, no stops, one order after the other: nothing to see sooner, nothing to choose."""
    plant = made(None)
    assert SPAN.run(plant, PAPER, 1) == SPAN.run(plant, ALL, 1)


def test_a_drift_is_found_at_the_shift_end_or_by_the_chart() -> None:
    """Drift by ten standard deviations after 60 min of running each time, so every piece is bad; centring takes 5 min,
    one shift a day and night: it is found at the end of the week's one span (never within this run), or by the first
    sample, at most 20 min of running later: at least 60 good pieces of 80."""
    bad = Quality(0.0, 4.0, Drift(Fixed(60.0), Fixed(10.0), Fixed(5.0)))
    paper, spc = (simulate(made(bad), policy_of(name), seed=1, days=6) for name in ("paper", "spc"))
    assert paper.figures["defect_share"] == pytest.approx(1 - 60 / 100 / paper.ended)
    assert (spc.figures["defect_share"] or 0) < 0.26
    assert (spc.figures["check"] or 0) > 0.05


def test_false_alarms_come_as_often_as_theory_says() -> None:
    """A process in control, samples each 10 min of running for 60 days: one in 370.4 alarms; the unit then stands for
    8 min. 8,640 × 10 samples would be 23.3 alarms, less what the checks take."""
    plant = made(Quality(0.0, 4.0), {"sample_every_min": 10.0})
    alarms = []
    for seed in range(10):
        simulate(plant, policy_of("spc"), seed=seed, days=60,
                 told=lambda at, what, _unit, _order: alarms.append(at) if what == "alarm" else None)  # fmt: skip
    expected = 10 * 60 * 144 / 370.4
    assert abs(len(alarms) - expected) < 3 * expected**0.5


def test_scrap_without_drift() -> None:
    """One in twenty pieces is scrap: about 5 % over 8,000 and more of them."""
    found = [SPAN.run(made(Quality(0.05, 9.0)), PAPER, seed).figures["defect_share"] or 0 for seed in range(4)]
    assert sum(found) / 4 == pytest.approx(0.05, abs=0.005)


def test_stops_are_shorter_when_they_are_seen() -> None:
    """Micro-stops each 50 min of running: 6 + 4 or 2 + 4 min each; breakdowns each 500: 30 + 60 or 2 + 60. Of a cycle
    of 500 min of running that is 100 + 90 against 60 + 62."""
    unit = Unit(
        "a", 0, breakdowns=Breakdowns(Fixed(500.0), Fixed(60.0)), micro_stops=MicroStops(Fixed(50.0), Fixed(4.0))
    )
    plant = replace(made(None), units=(unit,))
    paper, seen = (Span(60).run(plant, policy_of(name), 1).figures for name in ("paper", "alarm+andon"))
    assert (paper["work"] or 0) == pytest.approx(500 / 690, rel=0.01)
    assert (seen["work"] or 0) == pytest.approx(500 / 622, rel=0.01)


def chosen(policy: Policy) -> list[int | None]:
    """Three orders wait for one unit that is set up for family 0 by the first: the second is of family 1 and came
    next, the third is of family 0, the fourth is due first."""
    products = tuple(Product(f"p{family}", (Step(0, Fixed(1.0), family),)) for family in (0, 1))
    setups = ((0.0, 60.0), (60.0, 0.0))
    orders = (Order(0, 0.0, 1e5, 100), Order(1, 1.0, 9e4, 100), Order(0, 2.0, 9e4, 100), Order(1, 3.0, 130.0, 100))
    plant = Plant("choice", (Center("a", setups),), (Unit("a", 0),), products, OrderList(orders))
    starts: list[int | None] = []
    simulate(plant, policy, seed=1, days=2,
             told=lambda _at, what, _unit, order: starts.append(order) if what == "start" else None)  # fmt: skip
    return starts


def test_what_is_chosen() -> None:
    """By order; by due date; by urgency and set-up: the urgent one first, then its family, then the other one."""
    assert chosen(PAPER) == [0, 1, 2, 3]
    assert chosen(policy_of("due")) == [0, 3, 1, 2]
    assert chosen(policy_of("rule")) == [0, 3, 1, 2]


def test_set_ups_are_spared_where_nothing_is_urgent() -> None:
    products = tuple(Product(f"p{family}", (Step(0, Fixed(1.0), family),)) for family in (0, 1))
    orders = tuple(Order(at % 2, 0.0, 1e5, 10) for at in range(8))
    plant = Plant("s", (Center("a", ((0.0, 60.0), (60.0, 0.0))),), (Unit("a", 0),), products, OrderList(orders))
    paper, rule = (simulate(plant, policy_of(name), seed=1, days=1).figures["setup"] or 0 for name in ("paper", "rule"))
    assert (paper * 1440, rule * 1440) == (pytest.approx(7 * 60), pytest.approx(60))


def test_words_for_policies() -> None:
    assert policy_of("live") == LIVE
    assert policy_of("live+rule") == ALL
    assert policy_of("paper+spc") == Policy(Dispatch.ORDER_DATE, spc=True)
    with pytest.raises(Invalid, match="“magic” is no policy"):
        policy_of("status+magic")


def test_paired_differences() -> None:
    """Seed by seed 1, 2 and 3 more: mean 2, s = 1, t(0.975; 2) = 4.3027, half = 4.3027 / sqrt 3 = 2.4842."""
    found = estimate([1.0, 2.0, 3.0])
    assert (found.mean, found.half) == (2.0, pytest.approx(2.4842, abs=1e-4))
    assert not is_sure(found)
    assert estimate([5.0]).half is None
    span = Span(7, 0)
    plant = replace(made(None), orders=Demand(Exponential(150.0)))
    runs = [span.run(plant, PAPER, seed) for seed in range(3)]
    assert means(runs)["work"].runs == 3


def test_a_warm_up_is_shorter_than_the_run() -> None:
    with pytest.raises(Invalid, match="warm-up"):
        Span(7, 7)


def test_assumptions_are_graded_and_within_their_ranges() -> None:
    for one in assumptions():
        assert one.low <= one.value <= one.high
        assert one.grade in ("A", "B", "C", "assumed")
        assert one.source
    for one in assumptions():
        assert shop({one.name: one.high}) != shop({one.name: one.low}) or one.name == "in_work"
        assert shop({one.name: one.high}, is_full=True).units
