"""The phone's day: made against planned, also where one machine's pace isn't known."""

from decimal import Decimal

import pytest

from dure.inventory.models import Item
from dure.performance.board.day import day
from tests.performance.plant import add_result, add_states, local, make_plant

pytestmark = pytest.mark.django_db


def test_a_machine_without_an_ideal_cycle_leaves_the_plan_of_the_others() -> None:
    plant = make_plant(units=2)
    first, second = plant.units
    unknown = Item.objects.create(code="N9", name="새 품목")
    for unit in plant.units:
        add_states(unit, ("08:00", "producing"))
    add_result(first, "08:10", 90, item=plant.noodles)
    add_result(second, "08:10", 55, item=unknown)

    found = day(0, local("09:00"))

    # One planned hour of 3600 s at 30 s a piece is 120 pieces; the other machine's pace nobody knows.
    assert (found.planned, found.towards_plan, found.left_out) == (Decimal("120.0"), 90, (second.name,))
    assert found.good == 145
    assert found.reached == Decimal("0.75")


def test_no_pace_at_all_is_no_plan() -> None:
    plant = make_plant()
    add_states(plant.units[0], ("08:00", "producing"))
    add_result(plant.units[0], "08:10", 5, item=Item.objects.create(code="N9", name="새 품목"))

    found = day(0, local("09:00"))

    assert (found.planned, found.reached, found.left_out) == (None, None, (plant.units[0].name,))
