"""Work orders, in the little that a plant without ERP needs."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from dure.events import append
from dure.inventory.models import Item
from dure.kernel.errors import Conflict
from dure.plant.models import WorkCenter
from dure.production.errors import AlreadyChanged, BadQuantity
from dure.production.events import WorkOrderCreated
from dure.production.models import OperationRun, WorkOrder


@transaction.atomic
def create_work_order(
    *,
    number: str,
    item: Item,
    quantity: Decimal,
    work_center: WorkCenter | None = None,
    due_at: datetime | None = None,
) -> WorkOrder:
    """A released order. Raises Conflict when the number is taken, BadQuantity when nothing is to be made."""
    if quantity <= 0:
        raise BadQuantity("The quantity must be more than zero.")
    try:
        with transaction.atomic():
            order = WorkOrder.objects.create(
                number=number.strip(), item=item, quantity=quantity, work_center=work_center, due_at=due_at
            )
    except IntegrityError as error:
        raise Conflict("Order number %(number)s is already in use.", number=number) from error
    append(WorkOrderCreated(work_order_id=order.pk))
    return order


@transaction.atomic
def cancel_work_order(*, work_order_id: int) -> WorkOrder:
    """Cancel an order that nobody works on. Raises AlreadyChanged while it runs or when it is done."""
    order = WorkOrder.objects.select_for_update().get(pk=work_order_id)
    if order.status != WorkOrder.Status.RELEASED:
        raise AlreadyChanged("Order %(number)s is running or finished; it can't be cancelled.", number=order.number)
    if OperationRun.objects.filter(work_order=order, ended_at=None).exists():
        raise AlreadyChanged("Order %(number)s is running or finished; it can't be cancelled.", number=order.number)
    order.status = WorkOrder.Status.CANCELLED
    order.save(update_fields=["status"])
    return order
