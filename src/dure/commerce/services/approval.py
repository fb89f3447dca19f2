"""A second person's consent to an order, and what ends it."""

from typing import Any, TypeVar

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.errors import WrongStatus
from dure.commerce.models import OrderStatus, PurchaseOrder, SalesOrder
from dure.kernel import clock
from dure.kernel.errors import Denied
from dure.plant.models import Person
from dure.plant.services import change_row

Order = TypeVar("Order", SalesOrder, PurchaseOrder)


@transaction.atomic
def approve_order(*, order: Order, by: Person) -> Order:
    """A second person agrees. Raises Denied for one who wrote on it, WrongStatus once it is confirmed."""
    row = type(order).objects.select_for_update().get(pk=order.pk)
    if row.status not in (OrderStatus.DRAFT, OrderStatus.SENT):
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    if selectors.has_written(row, by):
        raise Denied("Another person than the one who wrote the order must approve it.")
    change_row(row, {"approved_by": by, "approved_at": clock.now()}, by=by)
    return row


def unapprove(order: SalesOrder | PurchaseOrder, by: Person | None) -> None:
    """What was approved is no longer what is written."""
    if order.approved_by_id is not None:
        change_row(order, {"approved_by": None, "approved_at": None}, by=by)


def worths(order: SalesOrder | PurchaseOrder) -> list[Any]:
    """What an approval rests on; when it differs, the order must be approved anew."""
    lines = type(order).objects.get(pk=order.pk).lines
    return sorted(lines.values_list("item", "quantity", "unit", "price"))
