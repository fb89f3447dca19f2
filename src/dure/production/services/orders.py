"""Work orders, in the little that a plant without ERP needs."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from dure.inventory.models import Item
from dure.kernel.errors import Conflict
from dure.plant.models import Person, WorkCenter
from dure.production.errors import AlreadyChanged
from dure.production.models import OperationReport, OperationRun, OrderMove, WorkOrder
from dure.production.services.making.planning import OrderWish, give_up, plan_orders, release_orders


@transaction.atomic
def create_work_order(
    *,
    number: str,
    item: Item,
    quantity: Decimal,
    work_center: WorkCenter | None = None,
    due_at: datetime | None = None,
    start_on: date | None = None,
    by: Person | None = None,
) -> WorkOrder:
    """A released order, made by the revisions in force. An empty number is the next one.

    Raises Conflict when the number is taken, BadQuantity when nothing is to be made.
    """
    wish = OrderWish(item, quantity, number, due_at, start_on, work_center)
    try:
        with transaction.atomic():
            planned = plan_orders([wish], by=by)
    except IntegrityError as error:
        raise Conflict("Order number %(number)s is already in use.", number=number) from error
    return release_orders(planned, by=by).orders[0]


@transaction.atomic
def cancel_work_order(*, work_order_id: int) -> WorkOrder:
    """Cancel an order that nobody works on. Raises AlreadyChanged while it runs, after goods moved, when it is done."""
    order = WorkOrder.objects.select_for_update().get(pk=work_order_id)
    if order.status not in (WorkOrder.Status.PLANNED, WorkOrder.Status.RELEASED) or order.wip:
        raise AlreadyChanged("Order %(number)s is running or finished; it can't be cancelled.", number=order.number)
    if OperationRun.objects.filter(work_order=order, ended_at=None).exists():
        raise AlreadyChanged("Order %(number)s is running or finished; it can't be cancelled.", number=order.number)
    if OperationReport.objects.filter(step__operation__order=order, step__undone_at=None).exists():
        raise AlreadyChanged("Something was done for %(order)s already.", order=order.number)
    if order.received or OrderMove.objects.filter(order=order, is_undone=False).exists():
        raise AlreadyChanged("Something was done for %(order)s already.", order=order.number)
    give_up(order)
    order.status = WorkOrder.Status.CANCELLED
    order.save(update_fields=["status"])
    return order
