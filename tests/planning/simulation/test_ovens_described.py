"""Units for several orders in a record: what they hold, what goes in together, and how long a load takes."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dure.planning.sharing import Measure, Room, Together
from dure.planning.simulation.assuming import Taken
from dure.planning.simulation.describing import Description, describe
from dure.planning.simulation.ovens import Ovens, counted_alike
from dure.planning.simulation.record import Run
from tests.planning.simulation.records import LARGE, PRESS, SAW, record


def described(measure: Measure, together: Together = Together.ANY, **changed: Any) -> Description:
    """The presses are ovens of 100 and 120; a load of 60 pieces takes an hour by the routing of A and of B."""
    base = record()
    articles = tuple(
        replace(one, stages=(one.stages[0], replace(one.stages[1], piece_s=60.0, batch=60.0, run_s=Decimal(3600))))
        for one in base.articles
    )
    rooms = {PRESS: Room(measure, Decimal(100), together), LARGE: Room(measure, Decimal(120), together)}
    return describe(record(articles=articles, rooms=rooms, **changed))


def test_what_ovens_hold_and_orders_take() -> None:
    """120 min for 57 pieces: that is a load, for the routing has 60 in one."""
    plant = described(Measure.PIECES).plant
    assert [one.holds for one in plant.units] == [None, 100.0, 120.0]
    for product in plant.products:
        saw, press = product.steps
        assert (saw.batch, saw.load) == (None, None)
        assert (press.batch, press.load) == (60.0, 1.0)
        assert press.cycle.mean == pytest.approx(120.0)
    assert plant.products[0].steps[1].minutes(130, 120.0, 120.0) == 360.0


def test_by_weight_and_by_the_routing() -> None:
    """A piece of A weighs 3 kg: 40 of them fill the large oven, so 57 were two loads of 60 min. Of B nobody knows."""
    found = described(Measure.KG, kg={10: Decimal(3)})
    a, b = (one.steps[1] for one in found.plant.products)
    assert (a.load, b.load) == (3.0, None)
    assert (a.cycle.mean, b.cycle.mean) == (pytest.approx(60.0), pytest.approx(120.0))
    assert {one.what: one.values for one in found.assumptions}[Taken.NO_LOAD] == {"count": 1}
    routed = described(Measure.ROUTING)
    assert [one.holds for one in routed.plant.units] == [None, 1.0, 1.0]
    assert [one.steps[1].load for one in routed.plant.products] == [pytest.approx(1 / 60)] * 2


@pytest.mark.parametrize(("together", "families"), [
    (Together.ANY, [0, 0]),
    (Together.ITEM, [0, 1]),
    (Together.GROUP, [0, 1]),  # A is white, B red
])  # fmt: skip
def test_what_goes_in_together(together: Together, families: list[int]) -> None:
    """15 min from one to the other were measured, which is from load to load where they may go in together."""
    plant = described(Measure.PIECES, together).plant
    assert [one.steps[1].family for one in plant.products] == families
    assert plant.centers[1].setups == (((0.0, 15.0), (15.0, 0.0)) if families[1] else ((15.0,),))


def test_units_that_count_otherwise_are_left_out() -> None:
    stage = record().articles[0].stages[1]
    rooms = {PRESS: Room(Measure.KG, Decimal(5)), LARGE: Room(Measure.PIECES, Decimal(5))}
    assert list(counted_alike(stage, rooms).units) == [PRESS]
    assert counted_alike(stage, {}).units == stage.units


def test_orders_that_ran_together_are_one_run_for_people() -> None:
    """Two orders in the large oven at once ask for one who has the skill."""
    base = record()
    skilled = tuple(replace(one, stages=(one.stages[0], replace(one.stages[1], skill=(5, 2)))) for one in base.articles)
    beside = tuple(Run(one.unit, one.order, one.number, one.begin, one.end) for one in base.runs if one.unit == LARGE)
    rooms = {LARGE: Room(Measure.PIECES, Decimal(120))}
    found = describe(record(articles=skilled, people={(5, 2): 1}, skills={5: "오븐"}, rooms=rooms,
                            runs=(*base.runs, *beside)))  # fmt: skip
    assert [one.people for one in found.plant.crews] == [1]


def test_without_ovens_nothing_is_shared() -> None:
    base = record()
    found = Ovens(base, {one.id: one.stages for one in base.articles}, {SAW: 0, PRESS: 1, LARGE: 1})
    assert (found.alike, found.loads, found.unknown) == ({}, {}, 0)
    assert describe(base).plant.shares == (False, False)
