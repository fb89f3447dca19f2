"""Planning orders and releasing them, and taking a release back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dure.commerce.models import SalesLine
from dure.events import append_many
from dure.events.statements import Slot, execute, fixed, insert
from dure.events.together import together
from dure.inventory.models import Item
from dure.inventory.selectors import items_of
from dure.inventory.services import Need, lock_worths, release_many, reserve_many
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkCenter
from dure.plant.services import change_row, unused_numbers
from dure.production.errors import AlreadyChanged, BadQuantity
from dure.production.events import WorkOrderCreated, WorkOrderReleased
from dure.production.models import (
    OperationRun,
    OperationStep,
    OrderComponent,
    OrderMove,
    OrderOperation,
    OrderOutput,
    OrderStandard,
    WorkOrder,
)
from dure.production.services.making.freezing import add_operations, book_of, components_of, outputs_of, standards_of

Status = WorkOrder.Status


@dataclass(frozen=True, slots=True)
class OrderWish:
    """An order to be. number: empty for the next one; start_on: the day whose revisions hold, None: of release."""

    item: Item
    quantity: Decimal
    number: str = ""
    due_at: datetime | None = None
    start_on: date | None = None
    work_center: WorkCenter | None = None
    sales_line: SalesLine | None = None
    note: str = ""


@together
def plan_orders(wishes: Sequence[OrderWish], *, by: Person | None) -> list[WorkOrder]:
    """Orders that are only planned yet, in a few statements for all.

    Raises BadQuantity, Conflict for a number in use, Invalid for what is never stocked.
    """
    if any(wish.quantity <= 0 for wish in wishes):
        raise BadQuantity("The quantity must be more than zero.")
    for wish in wishes:
        if wish.item.kind == Item.Kind.SERVICE or wish.item.is_phantom:
            raise Invalid("%(item)s is never in stock.", item=wish.item.name)
    named = [wish.number.strip() for wish in wishes if wish.number.strip()]
    used = WorkOrder.objects.filter(number__in=named).values_list("number", flat=True).first() if named else None
    if used is not None or len(set(named)) < len(named):
        raise Conflict("Order number %(number)s is already in use.", number=used or named[0])
    fresh = iter(unused_numbers("work_order", timezone.localdate(clock.now()), len(wishes) - len(named), _used))
    orders = insert(
        WorkOrder(
            number=wish.number.strip() or next(fresh),
            item=wish.item,
            quantity=wish.quantity,
            work_center=wish.work_center,
            due_at=wish.due_at,
            start_on=wish.start_on,
            sales_line=wish.sales_line,
            note=wish.note,
            status=Status.PLANNED,
            created_by=by,
        )
        for wish in wishes
    )
    append_many([WorkOrderCreated(work_order_id=order.pk) for order in orders])
    return orders


@fixed
def _used(numbers: Slot) -> QuerySet[WorkOrder, str]:
    return WorkOrder.objects.filter(number=numbers.any).order_by().values_list("number", flat=True)


@dataclass(slots=True)
class Released:
    orders: list[WorkOrder]
    missing: dict[str, list[tuple[Item, Decimal]]] = field(default_factory=dict)
    """what of the components could not be kept, by number of the order"""


@together
def release_orders(orders: Sequence[WorkOrder], *, by: Person | None, keeps_stock: bool = True) -> Released:
    """Freeze the revisions in force and what the orders need by them, and keep stock for it, first expired first.

    A fixed number of queries, however many orders. An item without a bill of materials needs
    nothing. Raises AlreadyChanged for an order that isn't planned any more, Invalid for a phantom without recipe.
    """
    rows = locked_orders(orders)
    for row in rows:
        if row.status != Status.PLANNED:
            raise AlreadyChanged("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    if not rows:
        return Released([])
    now = clock.now()
    book, today = book_of({row.item_id for row in rows}), timezone.localdate(now)
    components, outputs, standards = [], [], []
    for row in rows:
        day = row.start_on or today
        found = book.exploded(row, day)
        row.bom, row.routing, row.started = (
            book.bom(row.item_id, day),
            book.routing(row.item_id, day),
            book.begun(row, day),
        )
        row.status, row.released_at, row.released_by = Status.RELEASED, now, by
        components += components_of(row, found)
        outputs += outputs_of(row, found)
        standards += standards_of(row, book)
    _save_released(rows)
    insert(components)
    insert(outputs)
    insert(standards)
    add_operations(rows)
    append_many([WorkOrderReleased(work_order_id=row.pk) for row in rows])
    missing = _keep(components, today) if keeps_stock and components else {}
    return Released(rows, missing)


def _save_released(rows: Sequence[WorkOrder]) -> None:
    # Written out: the ORM's bulk_update of hundreds of orders takes longer than freezing what they need.
    execute(
        "UPDATE production_workorder o SET bom_id = n.bom, routing_id = n.routing, started = n.started,"
        " status = %s, released_at = %s, released_by_id = %s"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[]) AS n (id, bom, routing, started)"
        " WHERE o.id = n.id",
        [
            Status.RELEASED.value,
            rows[0].released_at,
            rows[0].released_by_id,
            [row.pk for row in rows],
            [row.bom_id for row in rows],
            [row.routing_id for row in rows],
            [row.started for row in rows],
        ],
    )


def locked_orders(orders: Sequence[WorkOrder]) -> list[WorkOrder]:
    """The orders, locked in the order of their ids, with their items."""
    return _locked([order.pk for order in orders])


def lock_goods(orders: Sequence[WorkOrder], more: Collection[int] = ()) -> None:
    """Lock the worths of all that orders may move or keep, and of `more` items, in one go.

    Who locks them one after the other may wait for somebody who waits for the first ones.
    """
    ids = [order.pk for order in orders]
    wanted = {*more, *(order.item_id for order in orders), *_beside(ids)}
    for item, alternatives in _components(ids):
        wanted |= {item, *(int(other) for other, _ in alternatives)}
    lock_worths(stocked(items_of(wanted)))


@fixed
def _components(orders: Slot) -> QuerySet[OrderComponent, tuple[int, Any]]:
    return OrderComponent.objects.filter(order=orders.any).order_by().values_list("item_id", "alternatives")


@fixed
def _beside(orders: Slot) -> QuerySet[OrderOutput, int]:
    return OrderOutput.objects.filter(order=orders.any).order_by().values_list("item_id", flat=True)


def stocked(items: Mapping[int, Item]) -> dict[int, Item]:
    """Those of the items that can lie in stock."""
    return {pk: item for pk, item in items.items() if item.kind != Item.Kind.SERVICE and not item.is_phantom}


@fixed
def _locked(orders: Slot) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.select_for_update(of=("self",)).filter(pk=orders.any)
    return rows.select_related("item", "lot").order_by("pk")


def _keep(components: Sequence[OrderComponent], on: date) -> dict[str, list[tuple[Item, Decimal]]]:
    needs: dict[str, list[Need]] = {}
    rows = {}
    for one in components:
        if one.planned > 0:
            needs.setdefault(one.order.number, []).append(Need(one.position, one.item_id, one.planned))
            rows[one.order.number, one.position] = one
    items = items_of({one.item_id for one in components})
    there = stocked(items)
    wanted = {number: [need for need in of if need.item in there] for number, of in needs.items()}
    missing: dict[str, list[tuple[Item, Decimal]]] = {}
    for (number, position), quantity in reserve_many(wanted, items=there, on=on).items():
        missing.setdefault(number, []).append((items[rows[number, position].item_id], quantity))
    return missing


@transaction.atomic
def keep_stock(order: WorkOrder) -> list[tuple[Item, Decimal]]:
    """Keep what an order still needs and hasn't kept; what is missing. For goods that came after the release."""
    (row,) = locked_orders([order])
    lock_goods([row])
    components = list(row.components.select_related("item", "order"))
    release_many([row.number])
    for one in components:
        one.planned = max(one.planned - one.issued, Decimal(0))
    return _keep(components, timezone.localdate(clock.now())).get(row.number, [])


@transaction.atomic
def undo_release(order: WorkOrder, *, by: Person | None) -> WorkOrder:
    """Make a released order a plan again. Raises AlreadyChanged once something was issued, made or run."""
    (row,) = locked_orders([order])
    if row.status != Status.RELEASED or OrderMove.objects.filter(order=row).exists():
        raise AlreadyChanged("Something was done for %(order)s already.", order=row.number)
    if OperationStep.objects.filter(operation__order=row).exists():
        raise AlreadyChanged("Something was done for %(order)s already.", order=row.number)
    if OperationRun.objects.filter(work_order=row).exists() or row.completions.exists():
        raise AlreadyChanged("Something was done for %(order)s already.", order=row.number)
    give_up(row)
    for table in (OrderComponent, OrderOutput, OrderStandard, OrderOperation):
        table.objects.filter(order=row).delete()
    row.bom = row.routing = row.released_at = row.released_by = None
    row.status = Status.PLANNED
    row.save(update_fields=["bom", "routing", "released_at", "released_by", "status"])
    return row


def give_up(order: WorkOrder) -> None:
    """Give up what is kept for an order."""
    lock_goods([order])
    release_many([order.number])


@transaction.atomic
def change_plan(order: WorkOrder, *, by: Person | None, **values: object) -> WorkOrder:
    """Change quantity, dates, line or note of an order that is still planned. Raises AlreadyChanged, Invalid."""
    (row,) = locked_orders([order])
    if row.status != Status.PLANNED:
        raise AlreadyChanged("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    change_row(row, dict(values), by=by)
    return row
