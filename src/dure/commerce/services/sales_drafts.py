"""Writing a quotation or an order anew as long as it may be: its head, and all of its lines as a person left them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from dure.commerce import selectors
from dure.commerce.errors import TooMuch, WrongStatus
from dure.commerce.models import OrderStatus, Price, SalesLine, SalesOrder
from dure.commerce.services.approval import unapprove, worths
from dure.commerce.services.lines import LineWish, values_of
from dure.commerce.services.locking import locked_with
from dure.commerce.services.sales import within_credit
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row

_OPEN = (OrderStatus.DRAFT, OrderStatus.SENT, OrderStatus.CONFIRMED)
_FAR = 10_000
"""Added to positions while lines change places, so that no two ever have the same one."""


@transaction.atomic
def change_sales_order(*, order: SalesOrder, by: Person | None, **values: Any) -> SalesOrder:
    """Change the head: reference, address, dates, note; VAT only of a draft. Raises WrongStatus, Invalid."""
    row = _open(order)
    address = values.get("ship_to")
    if address is not None and address.partner_id != row.partner_id:
        raise Invalid("The address is not one of %(partner)s.", partner=row.partner.name)
    if row.status == OrderStatus.CONFIRMED and values.get("vat", row.vat) != row.vat:
        raise WrongStatus("The VAT of a confirmed order can't be changed.")
    if values.get("vat", row.vat) != row.vat:
        unapprove(row, by)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def write_sales_lines(
    *, order: SalesOrder, lines: Sequence[tuple[SalesLine | None, LineWish]], by: Person | None
) -> SalesOrder:
    """Make the lines of a draft these, in this order; a line that isn't among them is removed.

    Each difference is in the history and ends an approval. Raises WrongStatus, NoPrice, Invalid.
    """
    row = _open(order)
    if row.status == OrderStatus.CONFIRMED:
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    there = {line.pk: line for line in row.lines.select_for_update().order_by("pk")}
    if not {old.pk for old, _ in lines if old is not None} <= there.keys():
        raise Conflict("%(order)s was changed meanwhile. Open it again.", order=row.number)
    fields = values_of([wish for _, wish in lines], side=Price.Side.SALE, partner=row.partner, on=row.ordered_on)
    kept = [old.pk for old, _ in lines if old is not None]
    before = worths(row)
    for pk, line in there.items():
        if pk not in kept:
            remove_row(line, by=by)
    if any(old.position != place for place, (old, _) in enumerate(lines, 1) if old is not None):
        _make_room(row)
    for (old, _), values in zip(lines, fields, strict=True):
        if old is None:
            add_row(SalesLine(order=row, **values), by=by)
        else:
            change_row(there[old.pk], values, by=by)
    if worths(row) != before:
        unapprove(row, by)
    return row


@transaction.atomic
def write_sales_order(
    *, order: SalesOrder, lines: Sequence[tuple[SalesLine | None, LineWish]], by: Person | None, **values: Any
) -> SalesOrder:
    """Head and lines as a person left them, both or neither. Raises what changing the one or the other raises."""
    change_sales_order(order=order, by=by, **values)
    return write_sales_lines(order=order, lines=lines, by=by)


def _make_room(order: SalesOrder) -> None:
    """Lines that change places step aside first; their old place stays on the rows in hand for the history."""
    order.lines.update(position=F("position") + _FAR)


@transaction.atomic
def add_sales_line(*, order: SalesOrder, wish: LineWish, by: Person | None) -> SalesLine:
    """Add a line to an order that was confirmed already. Raises WrongStatus, NoPrice, Invalid, CreditExceeded."""
    row = _open(order)
    last = row.lines.aggregate(last=Max("position"))["last"] or 0
    values = values_of([wish], side=Price.Side.SALE, partner=row.partner, on=row.ordered_on)[0]
    confirmed = row.status == OrderStatus.CONFIRMED
    line = SalesLine(order=row, **values | {"position": last + 1})
    line.first_promised_on = line.promised_on if confirmed else None
    with within_credit(row):
        add_row(line, by=by)
    if not confirmed:
        unapprove(row, by)
    return line


@transaction.atomic
def close_sales_line(*, line: SalesLine, is_closed: bool, by: Person | None) -> SalesLine:
    """Say that no more of a line is to come, or that it is. Raises WrongStatus, TooMuch for a served line."""
    (row,) = locked_with("order", SalesLine.objects.filter(pk=line.pk))
    if row.order.status != OrderStatus.CONFIRMED:
        raise WrongStatus("%(order)s is %(status)s.", order=row.order.number, status=row.order.get_status_display())
    if is_closed and row.moved >= row.item_quantity:
        raise TooMuch("All of it has been delivered.")
    change_row(row, {"is_closed": is_closed}, by=by)
    return row


@transaction.atomic
def take_confirmation_back(*, order: SalesOrder, by: Person | None, today: date) -> SalesOrder:
    """Make an order a quotation again as long as nothing has gone.

    What was promised first is forgotten only on the day of confirming; later it stays what on-time
    delivery is judged by. Raises WrongStatus, Conflict.
    """
    row = SalesOrder.objects.select_for_update().get(pk=order.pk)
    if row.status != OrderStatus.CONFIRMED:
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    if row.lines.filter(delivery_lines__isnull=False).exists():
        raise Conflict("Goods of %(order)s have been delivered. Close it instead.", order=row.number)
    if row.confirmed_at is not None and selectors.local_day(row.confirmed_at) == today:
        row.lines.update(first_promised_on=None)
    change_row(row, {"status": OrderStatus.DRAFT, "confirmed_by": None, "confirmed_at": None}, by=by)
    return row


def _open(order: SalesOrder) -> SalesOrder:
    row = SalesOrder.objects.select_for_update(of=("self",)).select_related("partner").get(pk=order.pk)
    if row.status not in _OPEN:
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    return row
