"""A history that the simulation itself has made with an oven in place of the press of `history`: is it described as it
was, does it hold, and would it without the oven?"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from dure.planning.models import SharedUnit
from dure.planning.selectors.month import read_month
from dure.planning.simulation.chance import Lognormal
from dure.planning.simulation.describing import Description, describe
from dure.planning.simulation.machine import Machine
from dure.planning.simulation.plant import Plant
from dure.planning.simulation.record import Record
from dure.planning.simulation.validating import replayed, validated
from dure.production.models import OperationRun, OrderOperation, RunMember, WorkOrder
from tests.planning.simulation import history

LOAD_MIN, FULL, HOLDS = 110.0, 60.0, 200.0
"""Minutes of a load of at most 60 pieces of the routing; the oven holds some four orders of 30 to 60."""
SEEDS = range(1, 9)


def truth() -> Plant:
    """One order at a time would take some 110 + 10 of the 72 min from one order to the next."""
    plant = history.truth()
    products = tuple(
        replace(one, steps=(one.steps[0], replace(
            one.steps[1], cycle=Lognormal(LOAD_MIN, 0.1), batch=FULL, load=1.0,
            family=int(history.ITEMS[one.name][0] == "red"),
        )))
        for one in plant.products
    )  # fmt: skip
    press = replace(plant.centers[1], setups=((0.0, 20.0), (20.0, 0.0)))
    units = (*plant.units[:2], replace(plant.units[2], holds=HOLDS))
    return replace(plant, centers=(plant.centers[0], press), units=units, products=products)


Loads = list[list[tuple[int, int]]]
"""(order, pieces) of each load"""


def played(patch: pytest.MonkeyPatch) -> tuple[history.Told, Loads]:
    """What a recorder would have: a load is one run, of the first order in it."""
    loads: Loads = []
    spans: dict[tuple[str, int, int], list[float | None]] = {}
    made: dict[tuple[str, int, int], tuple[int, int]] = {}
    run = Machine._run_at_once

    def running(self: Machine, lots: Any) -> Iterator[Any]:
        key, before = (self.unit.name, lots[0].number, lots[0].at), sum(one.left for one in lots)
        loads.append([(one.number, one.left) for one in lots])
        spans[key] = [self.env.now, None]
        yield from run(self, lots)
        spans[key][1] = self.env.now
        good = sum(one.left for one in lots)
        made[key] = (good, before - good)

    patch.setattr(Machine, "_run_at_once", running)
    told = history.played(truth(), "status+due", 1, patch)
    told.runs |= spans
    told.left |= made
    return told, loads


def write(told: history.Told, loads: Loads) -> None:
    made = history.make_plant(
        run_seconds=Decimal(round(LOAD_MIN * 60)), run_basis="batch", batch_size=Decimal(round(FULL))
    )
    SharedUnit.objects.create(work_unit=made.units["press"], capacity=Decimal(round(HOLDS)), together="group")
    history.write(told, made)
    runs = {run.work_order.number: run for run in OperationRun.objects.filter(operation__number=20).select_related(
        "work_order")}  # fmt: skip
    for load in (one for one in loads if len(one) > 1):
        run = runs[f"W{load[0][0]:04}"]
        for number, pieces in load:
            order = WorkOrder.objects.get(number=f"W{number:04}")
            operation, _ = OrderOperation.objects.get_or_create(
                order=order, number=20, defaults={"name": "1", "planned": order.quantity}
            )
            RunMember.objects.create(run=run, operation=operation, quantity=pieces)


@pytest.fixture(scope="module")
def recorded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> tuple[Record, Loads]:
    with pytest.MonkeyPatch.context() as patch:
        told, loads = played(patch)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        write(told, loads)
        found = read_month(history.NOW, 28)
        transaction.set_rollback(True)
    return found, loads


def holds(of: Description) -> dict[str, bool]:
    return {one.figure: one.agrees for one in validated(of, replayed(of, of.policy, SEEDS)).checks}


def test_the_oven_is_described_as_it_was_and_holds(recorded: tuple[Record, Loads]) -> None:
    record, loads = recorded
    assert sum(len(one) > 1 for one in loads) > 20
    assert record.batches == 0
    of = describe(record)
    press = next(one for one in of.plant.units if one.name == "press")
    assert press.holds == HOLDS
    steps = {one.name: one.steps[1] for one in of.plant.products}
    assert {(one.batch, one.load) for one in steps.values()} == {(FULL, 1.0)}
    assert [steps[name].cycle.mean for name in "ABCD"] == pytest.approx([LOAD_MIN] * 4, rel=0.06)
    assert steps["A"].family == steps["B"].family != steps["C"].family == steps["D"].family
    assert all(holds(of).values()), holds(of)


def test_one_order_after_the_other_would_not_hold(recorded: tuple[Record, Loads]) -> None:
    of = describe(recorded[0])
    single = replace(of.plant, units=tuple(replace(one, holds=None) for one in of.plant.units))
    found = holds(replace(of, plant=single))
    assert not any(found[figure] for figure in ("lead_h", "wip", "on_time_share"))
