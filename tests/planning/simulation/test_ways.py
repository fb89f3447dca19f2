"""Ways between places, with days followed by hand.

One order of ten pieces: cutting takes 1 min a piece at place 0, pressing 2. From there the near press is 15 min away,
the far one 40; back it takes 5.
"""

from dataclasses import replace

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Fixed
from dure.planning.simulation.comparing import Span
from dure.planning.simulation.describing import describe
from dure.planning.simulation.example import shop
from dure.planning.simulation.formats import as_json, read
from dure.planning.simulation.habits import SOON_MIN, habits
from dure.planning.simulation.hours import Hours
from dure.planning.simulation.plant import Center, Order, OrderList, Plant, Product, Step, Unit
from dure.planning.simulation.policy import Policy, policy_of
from dure.planning.simulation.record import Ordered, Run
from dure.planning.simulation.shop import simulate
from dure.planning.ways import Leg, Level, Ways
from tests.planning.simulation.records import LARGE, PRESS, SAW, record

TOLD = policy_of("status")
WAYS = ((0.0, 15.0, 40.0), (5.0, 0.0, 0.0), (5.0, 0.0, 0.0))
NEAR = Plant(
    name="ways",
    centers=(Center("cut"), Center("press")),
    units=(Unit("C", 0, place=0), Unit("near", 1, place=1)),
    products=(Product("A", (Step(0, Fixed(1.0)), Step(1, Fixed(2.0)))),),
    orders=OrderList((Order(0, 100.0, 900.0, 10),)),
    ways=WAYS,
)
BOTH = replace(NEAR, units=(*NEAR.units, Unit("far", 1, place=2)))


def starts(plant: Plant, policy: Policy = TOLD) -> list[tuple[float, str, int | None]]:
    told: list[tuple[float, str, int | None]] = []
    simulate(plant, policy, seed=1, days=1, told=lambda at, what, unit, order: (
        told.append((at, unit, order)) if what == "start" else None))  # fmt: skip
    return told


@pytest.mark.parametrize(("move_min", "policy"), [(0.0, "status"), (7.0, "status"), (7.0, "status+dispatch")])
def test_a_way_puts_the_next_step_off(move_min: float, policy: str) -> None:
    """Cut from 100 to 110, then 15 min of way on top of what it always takes; without ways it is pressed at once."""
    plant = replace(NEAR, move_min=move_min)
    assert starts(plant, policy_of(policy)) == [(100, "C", 0), (125 + move_min, "near", 0)]
    assert starts(replace(plant, ways=tuple((0.0,) * 3 for _ in WAYS))) == [(100, "C", 0), (110 + move_min, "near", 0)]


def test_to_a_unit_that_stands_nowhere_no_way_is_told() -> None:
    assert starts(replace(NEAR, units=(NEAR.units[0], Unit("near", 1)))) == [(100, "C", 0), (110, "near", 0)]


def test_the_way_back_is_another_one() -> None:
    """Cut, pressed from 125 to 145, cut again 5 min later."""
    steps = (*NEAR.products[0].steps, Step(0, Fixed(1.0)))
    again = replace(NEAR, products=(replace(NEAR.products[0], steps=steps),))
    assert starts(again) == [(100, "C", 0), (125, "near", 0), (150, "C", 0)]


@pytest.mark.parametrize("policy", ["status", "status+due", "status+rule"])
def test_a_farther_unit_gets_it_later(policy: str) -> None:
    """Two orders of ten: cut by 110 and 120, at the near press from 125 on, which is then busy until 145 with the
    first; the second could be carried to it at 145, and begins at the far one only if that is earlier, at 160: not."""
    two = replace(BOTH, orders=OrderList((Order(0, 100.0, 900.0, 10), Order(0, 100.0, 900.0, 10))))
    assert starts(two, policy_of(policy)) == [(100, "C", 0), (110, "C", 1), (125, "near", 0), (145, "near", 1)]
    slow = replace(two.products[0], steps=(Step(0, Fixed(1.0)), Step(1, Fixed(8.0))))
    assert starts(replace(two, products=(slow,)), TOLD)[2:] == [(125, "near", 0), (160, "far", 1)]


def test_while_it_is_carried_nobody_waits_for_it() -> None:
    """The near press has something to wait for until 125, the far one until the other has pressed it, at 145."""
    figures = simulate(BOTH, TOLD, seed=1, days=1).figures
    assert (figures["starved"] or 0) * 3 * 1440 == pytest.approx(25 + 45)
    assert figures["held"] == 0
    assert figures["lead_h"] == pytest.approx((10 + 15 + 20) / 60)


def test_the_same_policy_on_both_sides_changes_nothing() -> None:
    """Also with ways; and ways of no minutes change nothing to a plant without."""
    plain, span = shop(), Span(7, 2)
    placed = tuple(replace(one, place=one.center) for one in plain.units)
    none = replace(plain, units=placed, ways=((0.0,) * 5,) * 5)
    some = replace(none, ways=tuple(tuple(9.0 * abs(a - b) for b in range(5)) for a in range(5)))
    for policy in (policy_of("paper"), policy_of("status+rule")):
        assert span.run(none, policy, 3) == span.run(plain, policy, 3)
        assert span.run(some, policy, 3) == span.run(some, policy, 3) != span.run(plain, policy, 3)


def test_there_and_back_as_json() -> None:
    assert read(as_json(BOTH)) == BOTH


@pytest.mark.parametrize(("plant", "why"), [
    ({"ways": ((0.0, 1.0),)}, "ways are a square of minutes"),
    ({"ways": ((0.0, -1.0), (1.0, 0.0))}, "ways are a square of minutes"),
    ({"ways": ()}, "Unit 0: no ways are told from its place"),
    ({"units": (Unit("C", 0, place=-1), *NEAR.units[1:])}, "Unit 0: no ways are told from its place"),
])  # fmt: skip
def test_ways_that_can_not_be(plant: dict[str, object], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        replace(NEAR, **plant)  # type: ignore[arg-type]


def center(number: int) -> tuple[Level, int]:
    return Level.CENTER, number


def test_a_plant_of_the_tables_has_its_ways() -> None:
    """The saw stands in work center 1, the presses in 2: 12 min there, and 3 back."""
    ways = Ways((Leg(center(1), center(2), 12), Leg(center(2), center(1), 3)), {1: 7, 2: 7})
    plant = describe(record(ways=ways)).plant
    assert plant.ways == ((0, 12), (3, 0))
    assert [one.place for one in plant.units] == [0, 1, 1]
    assert [plant.way_min(0, unit) for unit in range(3)] == [0, 12, 12]
    assert describe(record()).plant.ways == ()
    assert {one.place for one in describe(record()).plant.units} == {None}


def test_what_is_carried_is_not_lying_there_unseen() -> None:
    """Sawn until 9:00, begun on the press at 9:40: found late, but for a way of 15 min or more."""
    whole = record()
    orders = tuple(Ordered(one.id, one.number, 10, 60.0, one.release) for one in whole.orders)
    runs = []
    for one in whole.runs:
        late = 0 if one.unit == SAW else SOON_MIN + 10
        runs.append(Run(one.unit, one.order, one.number, one.begin + late, (one.end or 0) + late))
    hours = {unit: Hours() for unit in (SAW, PRESS, LARGE)}
    seen = record(orders=orders, runs=tuple(runs))
    assert (habits(seen, hours, {}).ready, habits(seen, hours, {}).at_once) == (20, 0)
    carried = replace(seen, ways=Ways((Leg(center(1), center(2), 15),)))
    assert (habits(carried, hours, {}).ready, habits(carried, hours, {}).at_once) == (20, 20)
