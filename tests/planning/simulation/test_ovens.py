"""Units that take several orders at once, with days followed by hand.

Cutting takes 1 min a piece; an oven holds 30 pieces and bakes a load of them for 60 min, however few they are.
"""

from dataclasses import replace

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Fixed
from dure.planning.simulation.comparing import Span
from dure.planning.simulation.example import shop
from dure.planning.simulation.formats import as_json, read
from dure.planning.simulation.plant import (
    Breakdowns,
    Center,
    Order,
    OrderList,
    Plant,
    Product,
    Quality,
    Step,
    Unit,
)
from dure.planning.simulation.policy import Policy, policy_of
from dure.planning.simulation.shop import simulate

TOLD = policy_of("status")
BAKE = Step(0, Fixed(60.0), batch=30.0, load=1.0)
Ends = list[tuple[float, int | None]]


def baking(*pieces: int, step: Step = BAKE, units: tuple[Unit, ...] = (Unit("O", 0, holds=30.0),)) -> Plant:
    """Orders that all come at 100."""
    orders = OrderList(tuple(Order(0, 100.0, 900.0, one) for one in pieces))
    return Plant("ovens", (Center("oven"),), units, (Product("A", (step,)),), orders)


def told(plant: Plant, what: str, policy: Policy = TOLD, days: float = 1) -> Ends:
    found: Ends = []
    simulate(plant, policy, seed=1, days=days, told=lambda at, did, _unit, order: (
        found.append((round(at, 6), order)) if did == what else None))  # fmt: skip
    return found


@pytest.mark.parametrize("policy", ["status", "status+due", "status+rule"])
def test_two_orders_of_one_state_end_together(policy: str) -> None:
    """A first order keeps the oven busy until 160; two of 10 and 20 pieces then go in together, until 220."""
    assert told(baking(30, 10, 20), "end", policy_of(policy)) == [(160, 0), (220, 1), (220, 2)]
    alone = baking(30, 10, 20, units=(Unit("O", 0),))
    assert told(alone, "end", policy_of(policy)) == [(160, 0), (220, 1), (280, 2)]


def test_no_more_go_in_than_it_holds() -> None:
    """10 and 20 fill it; the next 10 wait for the load after it, though they came before the 20 of order 3."""
    assert told(baking(30, 10, 20, 10), "end") == [(160, 0), (220, 1), (220, 2), (280, 3)]
    # 15 leave room for 15: not for the 20 that are next, but for the 10 behind them.
    assert told(baking(30, 15, 20, 10), "end") == [(160, 0), (220, 1), (220, 3), (280, 2)]


def test_what_is_in_takes_as_long_as_the_longest() -> None:
    """Two items of one family: 60 min and 90."""
    plant = baking(30, 10)
    products = (*plant.products, Product("B", (replace(BAKE, cycle=Fixed(90.0)),)))
    orders = OrderList((Order(0, 100.0, 900.0, 30), Order(0, 100.0, 900.0, 10), Order(1, 100.0, 900.0, 10)))
    assert told(replace(plant, products=products, orders=orders), "end") == [(160, 0), (250, 1), (250, 2)]


def test_what_differs_never_goes_in_together() -> None:
    """Another family, in between set up for 5 min."""
    plant = baking(30)
    center = Center("oven", setups=((0.0, 5.0), (5.0, 0.0)))
    products = (*plant.products, Product("B", (replace(BAKE, family=1),)))
    orders = OrderList(tuple(Order(product, 100.0, 900.0, 10) for product in (0, 0, 1, 0, 1)))
    mixed = replace(plant, centers=(center,), products=products, orders=orders)
    assert told(mixed, "end") == [(160, 0), (160, 1), (160, 3), (225, 2), (225, 4)]


def test_more_than_it_holds_comes_load_after_load() -> None:
    """70 pieces are three loads, and nothing goes in beside the last one."""
    assert told(baking(70, 10), "end") == [(280, 0), (340, 1)]


def test_the_largest_takes_what_no_other_holds() -> None:
    """20 pieces don't fit into the small oven, 40 into none: two loads in the large one."""
    units = (Unit("small", 0, holds=10.0), Unit("large", 0, holds=30.0))
    plant = baking(40, 20, 10, units=units)
    assert [plant.units_for(BAKE, pieces) for pieces in (40, 20, 10)] == [(1,), (1,), (0, 1)]
    assert told(plant, "end") == [(160, 2), (220, 0), (280, 1)]


def test_a_load_that_nobody_has_told_goes_in_alone() -> None:
    assert told(baking(30, 10, 10, step=replace(BAKE, load=None)), "end") == [(160, 0), (220, 1), (280, 2)]


def test_the_pieces_come_out_together() -> None:
    """Baked together until 160, then cut one order after the other: 10 pieces until 170, the next 10 until 180. After
    30 pieces they are baked until 220."""
    plant = baking(30, 10, 10)
    steps = (BAKE, Step(1, Fixed(1.0)))
    after = replace(
        plant,
        centers=(*plant.centers, Center("cut")),
        units=(*plant.units, Unit("C", 1)),
        products=(Product("A", steps),),
        orders=OrderList(plant.orders.orders[1:]),
    )  # type: ignore[union-attr]
    assert told(after, "over") == [(170, 0), (180, 1)]
    both = replace(after, orders=plant.orders)
    assert told(both, "over") == [(190, 0), (230, 1), (240, 2)]


def test_a_breakdown_keeps_all_of_it() -> None:
    """After 100 min of running the oven stands for 40: reported after 30 on paper."""
    unit = Unit("O", 0, breakdowns=Breakdowns(Fixed(100.0), Fixed(40.0)), holds=30.0)
    assert told(baking(30, 10, 20, units=(unit,)), "end") == [(160, 0), (290, 1), (290, 2)]


def test_a_load_counts_its_time_once() -> None:
    """60 + 60 min of work in a day for 60 pieces, all good; 2 min for each are ideal, its part of a full load."""
    figures = simulate(baking(30, 10, 20), TOLD, seed=1, days=1).figures
    assert (figures["work"] or 0) * 1440 == pytest.approx(120)
    assert figures["good_per_h"] == pytest.approx(60 / 24)
    assert figures["effectiveness"] == pytest.approx(60 * 2 / 120)
    bad = baking(30, 10, 20, units=(Unit("O", 0, quality=Quality(1.0), holds=30.0),))
    assert simulate(bad, TOLD, seed=1, days=1).figures["good_per_h"] == 0


def test_the_schedule_waits_for_what_goes_in_together() -> None:
    """Ten pieces are there at 100 and ten more at 105. By the list the oven is shut at once: 160 and 220. Due at 170,
    both can only be on time together: the plan has them begin at 105."""
    orders = OrderList((Order(0, 0.0, 170.0, 100, done=0), Order(0, 0.0, 170.0, 105, done=0)))
    plant = Plant(
        "plan", (Center("cut"), Center("oven")), (Unit("C", 0), Unit("D", 0), Unit("O", 1, holds=300.0)),
        (Product("A", (Step(0, Fixed(1.0)), Step(1, Fixed(60.0), batch=300.0, load=1.0))),), orders,
    )  # fmt: skip
    assert told(plant, "over") == [(160, 0), (220, 1)]
    assert told(plant, "over", policy_of("status+dispatch")) == [(165, 0), (165, 1)]


def test_the_same_policy_on_both_sides_changes_nothing() -> None:
    """Also with ovens; and an oven that holds an order at a time is none: every load fills it."""
    plain, span = shop(), Span(5, 1)
    ovens = replace(plain, units=tuple(replace(one, holds=1.0) for one in plain.units))
    for policy in (policy_of("paper"), policy_of("status+rule")):
        assert span.run(ovens, policy, 3) == span.run(ovens, policy, 3)
    plant, filled = baking(30, 10, 20), baking(30, 10, 20, step=replace(BAKE, load=None))
    single = baking(30, 10, 20, units=(Unit("O", 0),))
    assert simulate(filled, TOLD, seed=1, days=1) == simulate(single, TOLD, seed=1, days=1)
    assert simulate(plant, TOLD, seed=1, days=1) == simulate(plant, TOLD, seed=1, days=1)


def test_there_and_back_as_json() -> None:
    plant = baking(30, 10, 20)
    assert read(as_json(plant)) == plant
    assert '"holds": 30.0' in as_json(plant)


@pytest.mark.parametrize(("changed", "why"), [
    ({"units": (Unit("O", 0, holds=0.0),)}, "Unit 0 holds something"),
    ({"products": (Product("A", (replace(BAKE, batch=0.0),)),)}, "Product 0: batch and load"),
    ({"products": (Product("A", (replace(BAKE, load=-1.0),)),)}, "Product 0: batch and load"),
])  # fmt: skip
def test_ovens_that_can_not_be(changed: dict[str, object], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        replace(baking(1), **changed)  # type: ignore[arg-type]
