"""A day in the noodle plant: two orders in one kettle, packing that begins early, and each step taken back once."""

import uuid
from decimal import Decimal

import pytest

from dure.inventory.selectors import upstream
from dure.production.models import Completion, OperationStep, OrderOperation, OrderTime, WorkOrder
from dure.production.services.floor.reporting import Loss
from dure.production.services.floor.starting import start_batch
from dure.production.services.floor.undoing import undo_step
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import books, there
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_a_kettle_day(plant: Plant) -> None:
    thin, thick = plant.order(60), plant.order(40, plant.thick)
    boil, pack = operations(thin)
    boil_thick, pack_thick = operations(thick)
    shares = [(boil, D(60)), (boil_thick, D(40))]
    batch = start_batch(
        client_id=uuid.uuid4(), shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(0)
    )
    assert {one.status for one in (_again(thin), _again(thick))} == {"running"}

    # 30 of 60 are boiled after half an hour: more than 20, so packing may begin while the kettle goes on.
    plant.report(boil, plant.kettle, 30, 30)
    assert plant.start(pack, plant.packer, 30).checks == []
    plant.report(pack, plant.packer, 60, 24, Loss(D(1), reason=plant.torn))
    # 25 packs begun at half a kilogram and 1,000 won, and 30 minutes of packing at 6,000 won an hour; the batch's
    # hour until now is shared 60 to 40.
    assert (there(plant.noodle), there(plant.flour)) == (24, D("87.5"))
    assert _times(thin) == {10: 36 * 60, 20: 30 * 60}
    assert books()["goods"] == 12_500 + 3_600 + 3_000
    assert wrong() == []

    plant.report(boil, plant.kettle, 60, 30)
    plant.report(boil_thick, plant.kettle, 60, 40)
    plant.finish(boil, plant.kettle, 60)
    plant.finish(boil_thick, plant.kettle, 60)
    plant.report(pack, plant.packer, 90, 35)
    plant.finish(pack, plant.packer, 90)
    plant.start(pack_thick, plant.packer, 90)
    plant.report(pack_thick, plant.packer, 120, 40)
    last = plant.finish(pack_thick, plant.packer, 120)
    assert (_again(thin).status, _again(thick).status) == ("done", "done")
    assert (there(plant.noodle), there(plant.thick), there(plant.flour)) == (59, 40, 50)
    assert (_times(thin), _times(thick)) == ({10: 36 * 60, 20: 60 * 60}, {10: 24 * 60, 20: 30 * 60})
    lot = thin.completions.first().moves.get(kind="product").lot
    assert [(step.number, step.quantity) for step in upstream([lot])] == [("F1", D("12.5")), ("F1", D("17.5"))]
    assert wrong() == []
    _take_all_back(plant, last, batch)


def _take_all_back(plant: Plant, last: OperationStep, batch: OperationStep) -> None:
    """Each act, the last one first: after each everything agrees, and at the end nothing has been."""
    while (step := OperationStep.objects.filter(undone_at=None).order_by("-pk").first()) is not None:
        undo_step(step=step, person=plant.kim, why="wrong")
        assert wrong() == [], step.act
    assert not OperationStep.objects.filter(pk__in=[last.pk, batch.pk], undone_at=None).exists()
    assert (there(plant.noodle), there(plant.thick), there(plant.flour)) == (0, 0, 100)
    assert not Completion.objects.filter(undone_at=None).exists()
    assert books() == {"material": 100_000, "grni": -100_000}
    assert set(OrderOperation.objects.values_list("status", flat=True)) == {"waiting"}


def _again(order: WorkOrder) -> WorkOrder:
    order.refresh_from_db()
    return order


def _times(order: WorkOrder) -> dict[int, int]:
    """Seconds of machines by operation that stand, from the runs."""
    found: dict[int, int] = {}
    for row in OrderTime.objects.filter(order=order, completion__undone_at=None, source="run"):
        found[row.operation_number] = found.get(row.operation_number, 0) + int(row.machine_s)
    return found
