"""Orders of the past weeks of the noodle plant: 100 pieces each, an hour of boiling and an hour of packing planned."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.product.services import add_operation, add_routing, approve_routing, set_units
from dure.production.models import OperationRun, OrderOperation, ProductionResult, WorkOrder
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
from tests.production.floor.shop import D, Plant
from tests.production.making.bakery import give_recipe, item

PLANNED_MIN = 60


def work_off(plant: Plant, boiling_min: Sequence[int], packing_min: int = PLANNED_MIN) -> list[OperationRun]:
    """One order after the other, twelve hours apart, the last one half a day ago. boiling_min: of each."""
    wishes = [OrderWish(plant.noodle, D(100)) for _ in boiling_min]
    orders = release_orders(plan_orders(wishes, by=None), by=None).orders
    rows = OrderOperation.objects.filter(order__in=orders)
    steps = {(one.order_id, one.number): one for one in rows}
    first, runs = clock.now() - timedelta(hours=12 * len(orders)), []
    for at, (order, minutes) in enumerate(zip(orders, boiling_min, strict=True)):
        begin = first + timedelta(hours=12 * at)
        runs.append(_run(steps[order.pk, 10], plant.kettle, begin, minutes))
        runs.append(_run(steps[order.pk, 20], plant.packer, begin + timedelta(hours=4), packing_min))
    OperationRun.objects.bulk_create(runs)
    ProductionResult.objects.bulk_create([_result(run) for run in runs])
    rows.update(status=OrderOperation.Status.DONE)
    WorkOrder.objects.filter(pk__in=[order.pk for order in orders]).update(status=WorkOrder.Status.DONE)
    return runs


def _run(step: OrderOperation, unit: WorkUnit, begin: datetime, minutes: int) -> OperationRun:
    end = begin + timedelta(minutes=minutes)
    return OperationRun(
        work_order=step.order, operation=step, work_unit=unit, started_at=begin, setup_until=begin, ended_at=end
    )


def _result(run: OperationRun) -> ProductionResult:
    hour = run.started_at.replace(minute=0, second=0, microsecond=0)
    return ProductionResult(
        work_unit=run.work_unit, hour=hour, run=run, source="counter", produced=100, good=100, first_at=run.started_at,
        last_at=run.ended_at,
    )  # fmt: skip


def add_cake(plant: Plant, setup_min: int = 0, units: Sequence[WorkUnit] = ()) -> Item:
    """One more item: baked on the kettle at 36 s a piece, after so many minutes of setting up. units: it passes
    through these instead, an operation on each."""
    cake = item("CAKE", kind="finished", unit_id="EA", tracking="lot")
    give_recipe(cake, (plant.flour, "0.5"))
    routing = add_routing(item=cake, valid_from=date(2026, 1, 1), by=None)
    for at, unit in enumerate(units or [None], start=1):
        operation = add_operation(
            routing=routing, by=None, number=10 * at, name="baking", work_center=plant.kettles, run_seconds=D(36),
            setup_seconds=D(60 * setup_min),
        )  # fmt: skip
        if unit is not None:
            set_units(operation=operation, units=[(unit, {})], by=None)
    approve_routing(routing=routing, by=None)
    return cake
