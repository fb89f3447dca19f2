"""Steps that only some units of a center do, orders that come half done, and hours that differ from week to week."""

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Fixed
from dure.planning.simulation.formats import as_json, read
from dure.planning.simulation.hours import DAY_MIN, WEEK_MIN, Hours
from dure.planning.simulation.plant import Center, Order, OrderList, Plant, Product, Step, Unit
from dure.planning.simulation.policy import policy_of
from dure.planning.simulation.shop import simulate


def plant(*orders: Order, hours: Hours = Hours(), units: tuple[int, ...] = (1,)) -> Plant:  # noqa: B008 - frozen
    """Two presses of which one can do “large”; packing comes after it."""
    return Plant(
        "presses",
        (Center("press"), Center("pack")),
        (Unit("small press", 0), Unit("large press", 0), Unit("table", 1)),
        (
            Product("small", (Step(0, Fixed(1.0)),)),
            Product("large", (Step(0, Fixed(1.0), units=units), Step(1, Fixed(2.0)))),
        ),
        OrderList(orders),
        (hours,),
    )


def starts(of: Plant, policy: str) -> dict[tuple[int | None, str], float]:
    told: dict[tuple[int | None, str], float] = {}

    def note(at: float, what: str, unit: str, order: int | None) -> None:
        if what == "start":
            told[order, unit] = at

    simulate(of, policy_of(policy), seed=1, days=14, told=note)
    return told


@pytest.mark.parametrize("policy", ["status", "live"])
def test_only_the_large_press_takes_large_orders(policy: str) -> None:
    """Three at once of 60 min each: one after the other, though the small press is free."""
    orders = tuple(Order(1, 0.0, 1000.0, 60) for _ in range(3))
    found = starts(plant(*orders), policy)
    assert sorted(at for (_, unit), at in found.items() if unit == "large press") == [0, 60, 120]
    assert not [unit for _, unit in found if unit == "small press"]
    assert any(unit == "small press" for _, unit in starts(plant(*orders, units=()), policy))


def test_an_order_that_comes_half_done_goes_on_where_it_was() -> None:
    """Packing alone, from its coming on: 30 pieces of 2 min."""
    half = plant(Order(1, 100.0, 1000.0, 30, done=1))
    assert starts(half, "paper") == {(0, "table"): 100.0}
    assert simulate(half, policy_of("paper"), seed=1, days=1).figures["lead_h"] == 1.0


def test_a_week_with_a_holiday_in_it() -> None:
    """Of two weeks from 8:00 to 16:00 the second begins on its Tuesday; then both come again."""
    spans = tuple((day * DAY_MIN + 480.0, day * DAY_MIN + 960.0) for day in (0, 1, 7 + 1))
    hours = Hours(spans, weeks=2)
    assert hours.between(0, 2 * WEEK_MIN) == 3 * 480
    assert hours.next_open(7 * DAY_MIN) == 8 * DAY_MIN + 480
    assert hours.after(DAY_MIN + 480, 481) == 8 * DAY_MIN + 481
    assert hours.next_start(9 * DAY_MIN) == 2 * WEEK_MIN + 480
    assert hours.ends(2 * WEEK_MIN + 1000) == 4
    found = starts(plant(Order(0, 2 * DAY_MIN, 9e4, 10), hours=hours), "live")
    assert next(iter(found.values())) == 8 * DAY_MIN + 480
    assert read(as_json(plant(hours=hours))).hours == (hours,)


def test_what_can_not_be() -> None:
    with pytest.raises(Invalid, match="unit of another center"):
        plant(units=(2,))
    with pytest.raises(Invalid, match="Order 0"):
        plant(Order(0, 0.0, 1.0, 1, done=1))
    with pytest.raises(Invalid, match="20160"):
        Hours(((0, 2 * WEEK_MIN + 1),), weeks=2)
