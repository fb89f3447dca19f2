"""Making two orders of one, and one of several, as long as nobody has begun the pieces that move."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from dure.events import append
from dure.events.together import together
from dure.inventory.services import release_many
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged, BadQuantity
from dure.production.events import WorkOrdersMerged, WorkOrderSplit
from dure.production.making import STEP, ZERO
from dure.production.models import (
    OperationStep,
    OrderComponent,
    OrderMove,
    OrderOperation,
    OrderOutput,
    OrderStandard,
    WorkOrder,
)
from dure.production.selectors.flowing import flow_of
from dure.production.services.making.batch import check
from dure.production.services.making.planning import OrderWish, keep_stock, lock_goods, locked_orders, plan_orders

Status = WorkOrder.Status
_FROZEN = ("status", "bom", "routing", "released_at", "released_by")


@together
def split_order(
    *, order: WorkOrder, quantity: Decimal, by: Person | None, number: str = "", keeps_stock: bool = True
) -> WorkOrder:
    """A new order of the same frozen revisions for part of the quantity that nobody has begun.

    Raises BadQuantity, NotReleased, WorkOrderIsClosed, AlreadyChanged once the order is done.
    """
    (row,) = locked_orders([order])
    check(row)
    left = row.quantity - begun(row)
    if not 0 < quantity < row.quantity or quantity > left:
        raise BadQuantity("%(left)s pieces of %(order)s are not begun.", left=_plain(left), order=row.number)
    if row.status == Status.DONE:
        raise AlreadyChanged("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    wish = OrderWish(
        row.item, quantity, number, row.due_at, row.start_on, row.work_center, row.sales_line, row.note
    )  # fmt: skip
    (part,) = plan_orders([wish], by=by)
    whole = row.quantity
    for name in _FROZEN:
        setattr(part, name, getattr(row, name))
    part.status, part.split_from = Status.RELEASED, row
    part.started = (row.started * quantity / whole).quantize(STEP, ROUND_HALF_UP)
    part.save()
    row.quantity -= quantity
    row.started -= part.started
    row.save(update_fields=["quantity", "started"])
    _share_out(row, part, whole)
    _keep_again([row, part], keeps_stock=keeps_stock)
    append(WorkOrderSplit(work_order_id=row.pk, part_id=part.pk, quantity=quantity))
    return part


@together
def merge_orders(*, into: WorkOrder, others: Sequence[WorkOrder], by: Person | None) -> WorkOrder:
    """Add to an order what others of the same item and revisions were to make; those are cancelled by it.

    Raises Invalid for orders of something else, AlreadyChanged for one of which something was done.
    """
    rows = {row.pk: row for row in locked_orders([into, *others])}
    target = rows.pop(into.pk)
    check(target)
    if not rows:
        raise Invalid("Choose the orders that are added.")
    for row in rows.values():
        _check_mergeable(row, target)
    for row in rows.values():
        _add_to(target, row)
        row.status, row.merged_into = Status.CANCELLED, target
        row.save(update_fields=["status", "merged_into"])
    target.save(update_fields=["quantity", "started"])
    _keep_again([target, *rows.values()], keeps_stock=True)
    append(WorkOrdersMerged(work_order_id=target.pk, part_ids=tuple(rows)))
    return target


@together
def undo_merge(*, order: WorkOrder, by: Person | None) -> WorkOrder:
    """Make an order of its own again of one that was merged into another. Raises AlreadyChanged, BadQuantity."""
    part = WorkOrder.objects.get(pk=order.pk)
    if part.merged_into is None:
        raise AlreadyChanged("%(order)s is no part of another order.", order=part.number)
    rows = {row.pk: row for row in locked_orders([part, part.merged_into])}
    part, target = rows[order.pk], rows[part.merged_into.pk]
    check(target)
    if part.quantity > target.quantity - begun(target):
        left = _plain(target.quantity - begun(target))
        raise BadQuantity("%(left)s pieces of %(order)s are not begun.", left=left, order=target.number)
    _add_to(target, part, sign=-1)
    target.save(update_fields=["quantity", "started"])
    part.status, part.merged_into = Status.RELEASED, None
    part.save(update_fields=["status", "merged_into"])
    _keep_again([target, part], keeps_stock=True)
    return part


def begun(order: WorkOrder) -> Decimal:
    """Pieces of an order that have been worked on, or for which material was taken out."""
    flow = flow_of(OrderOperation.objects.filter(order=order))
    worked = [one.worked - one.returned for one in flow.main]
    # Multiplied first: two thirds of thirty are twenty, and not a little more.
    shares = [one.issued * order.quantity / one.planned for one in order.components.all() if one.planned]
    return max([order.received + order.rejected, *worked, *shares, ZERO]).quantize(STEP, ROUND_CEILING)


def _share_out(row: WorkOrder, part: WorkOrder, whole: Decimal) -> None:
    """Components, outputs, operations and standards of the part; what is left to the order. whole: of both."""
    components, outputs = list(row.components.all()), list(OrderOutput.objects.filter(order=row))
    operations = list(OrderOperation.objects.filter(order=row, rework_of=None))
    fresh: list[OrderComponent | OrderOutput | OrderOperation] = []
    for one in (*components, *outputs, *operations):
        kept = one.planned * part.quantity / whole
        is_whole = isinstance(one, OrderComponent) and one.is_whole
        planned = kept.to_integral_value(ROUND_CEILING) if is_whole else kept.quantize(STEP, ROUND_HALF_UP)
        new = type(one).objects.get(pk=one.pk)
        new.pk, new.order, new.planned = None, part, planned
        _blank(new)
        fresh.append(new)
        one.planned = max(one.planned - planned, ZERO)
    for table in (OrderComponent, OrderOutput, OrderOperation):
        table.objects.bulk_create([one for one in fresh if isinstance(one, table)])
        table.objects.bulk_update(
            [one for one in (*components, *outputs, *operations) if isinstance(one, table)], ["planned"]
        )
    versions = OrderStandard.objects.filter(order=row).values_list("version", flat=True)
    OrderStandard.objects.bulk_create(OrderStandard(order=part, version_id=pk) for pk in versions)


def _blank(new: OrderComponent | OrderOutput | OrderOperation) -> None:
    if isinstance(new, OrderComponent):
        new.issued = ZERO
    elif isinstance(new, OrderOutput):
        new.received = ZERO
    else:
        new.status = OrderOperation.Status.WAITING
        new.good = new.rework = new.rejected = new.returned = new.routed = ZERO


def _check_mergeable(row: WorkOrder, target: WorkOrder) -> None:
    if (row.item_id, row.bom_id, row.routing_id) != (target.item_id, target.bom_id, target.routing_id):
        raise Invalid(
            "%(order)s is made of or by something else than %(other)s.", order=row.number, other=target.number
        )
    done = OperationStep.objects.filter(operation__order=row, undone_at=None).exists()
    if row.status != Status.RELEASED or done or OrderMove.objects.filter(order=row, is_undone=False).exists():
        raise AlreadyChanged("Something was done for %(order)s already.", order=row.number)


def _add_to(target: WorkOrder, row: WorkOrder, *, sign: int = 1) -> None:
    target.quantity += sign * row.quantity
    target.started += sign * row.started
    for table, key in ((OrderComponent, "position"), (OrderOutput, "item_id"), (OrderOperation, "number")):
        own = {getattr(one, key): one for one in table.objects.filter(order=target)}
        added = [one for one in table.objects.filter(order=row) if getattr(one, key) in own]
        for one in added:
            own[getattr(one, key)].planned += sign * one.planned
        table.objects.bulk_update([own[getattr(one, key)] for one in added], ["planned"])


def _keep_again(orders: Sequence[WorkOrder], *, keeps_stock: bool) -> None:
    """Give up what is kept for all of them, then keep what the open ones need."""
    lock_goods(orders)
    release_many([row.number for row in orders])
    for row in orders:
        if keeps_stock and row.status != Status.CANCELLED:
            keep_stock(row)


def _plain(quantity: Decimal) -> str:
    return f"{max(quantity, ZERO).normalize():f}"
