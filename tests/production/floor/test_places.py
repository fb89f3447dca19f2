"""Operations that are done outside or by the old pages, by-products, the sheet by hand, pieces of nobody."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dure.product import services as product
from dure.product.services import LineOf
from dure.production.errors import AlreadyChanged
from dure.production.models import OperationRun, OrderOperation, ProductionResult
from dure.production.selectors import figures
from dure.production.selectors.counted import unassigned
from dure.production.selectors.day_sheet import day_sheet
from dure.production.services import cancel_work_order, end_run, start_run
from dure.production.services.floor.reporting import Loss, Said, report
from dure.production.services.floor.sheet import SheetLine, take_sheet
from dure.production.services.floor.undoing import undo_step
from dure.production.services.making.completing import complete_counted
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import give_recipe, item, there
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_what_is_done_outside_begins_with_what_comes_back(plant: Plant) -> None:
    made = item("DRIED", kind="finished", unit_id="EA", tracking="lot")
    give_recipe(made, (plant.flour, "1"))
    routing = product.add_routing(item=made, valid_from=date(2026, 1, 1), by=None)
    product.add_operation(routing=routing, by=None, number=10, name="건조 외주", is_subcontracted=True)
    product.approve_routing(routing=routing, by=None)
    order = plant.order(10, made)
    (dry,) = operations(order)
    step = plant.report(dry, None, 5, 9, Loss(D(1), reason=plant.torn))
    dry.refresh_from_db()
    assert (dry.status, there(made), there(plant.flour), wrong()) == ("running", 9, 90, [])
    plant.finish(dry, None, 6)
    undo_step(step=order.operations.get().steps.order_by("-pk").first(), person=plant.kim)
    undo_step(step=step, person=plant.kim)
    dry.refresh_from_db()
    assert (dry.status, there(made), wrong()) == ("waiting", 0, [])


def test_by_products_come_with_the_last_report(plant: Plant) -> None:
    bran = item("BRAN", unit_id="kg")
    made = item("MIX", kind="finished", unit_id="EA", tracking="lot")
    give_recipe(made, LineOf(plant.flour, D(1)), LineOf(bran, D("0.1"), more={"kind": "by_product"}))
    order = plant.order(20, made)
    (row,) = operations(order)
    assert (row.number, row.name, row.operation) == (10, "mix", None)
    plant.start(row, plant.packer, 0)
    said = Said(D(20), outputs={bran.pk: D(3)})
    step = report(client_id=uuid.uuid4(), operation=row, work_unit=plant.packer, person=plant.kim, said=said)
    assert (there(made), there(bran), wrong()) == (20, 3, [])
    undo_step(step=step, person=plant.kim)
    assert (there(made), there(bran), wrong()) == (0, 0, [])


def test_orders_that_the_old_page_starts_have_their_operation(plant: Plant) -> None:
    order = plant.order(10)
    boil, pack = operations(order)
    run = start_run(work_order=order, work_unit=plant.kettle, person=plant.kim)
    assert (run.operation, OrderOperation.objects.get(pk=boil.pk).status) == (boil, "running")
    end_run(work_unit=plant.kettle, person=plant.kim, is_order_done=False)
    assert OrderOperation.objects.get(pk=boil.pk).status == "paused"
    assert start_run(work_order=order, work_unit=plant.packer, person=plant.kim).operation == pack


def test_an_order_with_reports_is_neither_cancelled_nor_completed_by_counts(plant: Plant) -> None:
    order = plant.order(10)
    boil, _ = operations(order)
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 5, 10)
    plant.pause(boil, plant.kettle, 6)
    assert figures.by_order({order.pk})[order.pk].good == 10
    assert complete_counted([order], by=None) == []
    with pytest.raises(AlreadyChanged):
        cancel_work_order(work_order_id=order.pk)


def test_a_sheet_by_hand_is_taken_once(plant: Plant) -> None:
    order = plant.order(30)
    boil, pack = operations(order)
    lines = [SheetLine(uuid.uuid4(), boil, plant.after(0), plant.after(60), Said(D(30)), is_done=True)]
    assert [take_sheet(lines=lines, work_unit=plant.kettle, person=plant.kim) for _ in range(2)] == [1, 1]
    more = [
        SheetLine(uuid.uuid4(), pack, plant.after(60), plant.after(80), Said(D(20))),
        SheetLine(uuid.uuid4(), pack, plant.after(90), plant.after(99), Said(D(9), losses=[Loss(D(1))]), is_done=True),
    ]
    take_sheet(lines=more[::-1], work_unit=plant.packer, person=plant.kim)
    order.refresh_from_db()
    assert (order.status, order.received, order.rejected, wrong()) == ("done", 29, 1, [])
    assert OperationRun.objects.filter(ended_at=None).count() == 0
    days = {plant.after(60).astimezone().date(), plant.after(99).astimezone().date()}
    rows = [row for day in days for row in day_sheet(plant.packer, day)]
    assert sum(row.good for row in rows) == 29


def test_pieces_that_were_counted_while_nothing_ran_are_listed(plant: Plant) -> None:
    hour = plant.began.replace(minute=0, second=0, microsecond=0)
    ProductionResult.objects.create(
        work_unit=plant.kettle, hour=hour, source="counter", produced=7, good=7, first_at=hour, last_at=plant.began
    )
    (row,) = unassigned(since=plant.began - timedelta(days=1))
    assert (row["work_unit"], row["produced"]) == (plant.kettle, 7)
