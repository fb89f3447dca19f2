"""Writing an order to a supplier anew as long as it may be, and the steps of its life besides confirming it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dure.commerce.errors import TooMuch, WrongStatus
from dure.commerce.models import NEXT, OrderStatus, Price, PurchaseLine, PurchaseOrder, PurchaseRequest
from dure.commerce.services.approval import unapprove, worths
from dure.commerce.services.lines import LineWish, values_of
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row

_FAR = 10_000
"""Added to positions while lines change places, so that no two ever have the same one."""


@transaction.atomic
def change_purchase_order(*, order: PurchaseOrder, by: Person | None, **values: Any) -> PurchaseOrder:
    """Change the head of a draft. Raises WrongStatus, Invalid."""
    row = _draft(order)
    if values.get("vat", row.vat) != row.vat:
        unapprove(row, by)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def write_purchase_lines(
    *, order: PurchaseOrder, lines: Sequence[tuple[PurchaseLine | None, LineWish]], by: Person | None
) -> PurchaseOrder:
    """Make the lines of a draft these, in this order; one that isn't among them goes, its requests are open again.

    What was approved before must be approved anew when a line differs. Raises WrongStatus, NoPrice, Invalid.
    """
    row = _draft(order)
    there = {line.pk: line for line in row.lines.select_for_update().order_by("pk")}
    kept = [old.pk for old, _ in lines if old is not None]
    if not set(kept) <= there.keys():
        raise Conflict("%(order)s was changed meanwhile. Open it again.", order=row.number)
    fields = values_of([wish for _, wish in lines], side=Price.Side.PURCHASE, partner=row.partner, on=row.ordered_on)
    if [there[pk].position for pk in kept] != [values["position"] for values in fields][: len(kept)]:
        _step_aside(there.values())
    before = worths(row)
    _remove([line for pk, line in there.items() if pk not in kept], by)
    for (old, _), values in zip(lines, fields, strict=True):
        if old is None:
            add_row(PurchaseLine(order=row, **values), by=by)
        else:
            change_row(there[old.pk], values, by=by)
    if worths(row) != before:
        unapprove(row, by)
    return row


@transaction.atomic
def write_purchase_order(
    *, order: PurchaseOrder, lines: Sequence[tuple[PurchaseLine | None, LineWish]], by: Person | None, **values: Any
) -> PurchaseOrder:
    """Head and lines as a person left them, both or neither. Raises what changing the one or the other raises."""
    change_purchase_order(order=order, by=by, **values)
    return write_purchase_lines(order=order, lines=lines, by=by)


def _step_aside(lines: Any) -> None:
    """Their old place stays on the rows in hand, for the history."""
    for line in lines:
        PurchaseLine.objects.filter(pk=line.pk).update(position=line.position + _FAR)


def _remove(lines: Sequence[PurchaseLine], by: Person | None) -> None:
    for line in lines:
        for request in line.requests.all():
            change_row(request, {"status": PurchaseRequest.Status.OPEN, "line": None, "decided_by": None}, by=by)
        remove_row(line, by=by)


@transaction.atomic
def set_purchase_status(*, order: PurchaseOrder, status: OrderStatus, by: Person | None) -> PurchaseOrder:
    """Send, take back to a draft, close, open again or cancel; a cancelled order's requests are open again.

    Raises WrongStatus, Conflict when goods have come already.
    """
    row = PurchaseOrder.objects.select_for_update().get(pk=order.pk)
    is_step_back = status is OrderStatus.DRAFT and row.status == OrderStatus.CONFIRMED
    if status is OrderStatus.CONFIRMED and row.status != OrderStatus.CLOSED:
        raise WrongStatus("Confirm the order instead.")
    if status not in NEXT[OrderStatus(row.status)] and not is_step_back:
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    if (status is OrderStatus.CANCELLED or is_step_back) and row.lines.filter(receipt_lines__isnull=False).exists():
        raise Conflict("Goods of %(order)s have come. Close it instead.", order=row.number)
    values: dict[str, Any] = {"status": status}
    if is_step_back:
        values |= {"confirmed_by": None, "confirmed_at": None}
    change_row(row, values, by=by)
    if status is OrderStatus.CANCELLED:
        for request in PurchaseRequest.objects.filter(line__order=row):
            change_row(request, {"status": PurchaseRequest.Status.OPEN, "line": None, "decided_by": None}, by=by)
    return row


@transaction.atomic
def close_purchase_line(*, line: PurchaseLine, is_closed: bool, by: Person | None) -> PurchaseLine:
    """Say that no more of a line is to come, or that it is; the order follows. Raises WrongStatus, TooMuch."""
    order = PurchaseOrder.objects.select_for_update().get(pk=line.order_id)
    row = PurchaseLine.objects.select_for_update().get(pk=line.pk)
    if order.status not in (OrderStatus.CONFIRMED, OrderStatus.CLOSED):
        raise WrongStatus("%(order)s is %(status)s.", order=order.number, status=order.get_status_display())
    if is_closed and row.moved >= row.item_quantity:
        raise TooMuch("All of it has come.")
    change_row(row, {"is_closed": is_closed}, by=by)
    is_done = all(one.is_closed or one.moved >= one.item_quantity for one in order.lines.all())
    status = OrderStatus.CLOSED if is_done else OrderStatus.CONFIRMED
    if order.status != status:
        change_row(order, {"status": status}, by=by)
    return row


@transaction.atomic
def decide_request(*, request: PurchaseRequest, refused: bool, by: Person | None, reason: str = "") -> PurchaseRequest:
    """Refuse a request, or open a refused one again. Raises WrongStatus, Invalid without a reason."""
    row = PurchaseRequest.objects.select_for_update().get(pk=request.pk)
    status = PurchaseRequest.Status
    if row.status != (status.OPEN if refused else status.REFUSED):
        raise WrongStatus("The request is %(status)s.", status=row.get_status_display())
    if refused and not reason.strip():
        raise Invalid("Give a reason.")
    values: dict[str, Any] = {
        "status": status.REFUSED if refused else status.OPEN,
        "decided_by": by if refused else None,
    }
    if refused:
        values["reason"] = " · ".join(filter(None, [row.reason, reason.strip()]))[:200]
    change_row(row, values, by=by)
    return row


def _draft(order: PurchaseOrder) -> PurchaseOrder:
    row = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("partner").get(pk=order.pk)
    if row.status not in (OrderStatus.DRAFT, OrderStatus.SENT):
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    return row
