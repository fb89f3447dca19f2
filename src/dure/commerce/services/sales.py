"""Quotations and orders of customers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from dure.commerce import selectors
from dure.commerce.errors import ApprovalNeeded, CreditExceeded, TooMuch, WrongStatus
from dure.commerce.models import (
    NEXT,
    Address,
    BlanketOrder,
    CallOff,
    OrderStatus,
    Partner,
    Price,
    SalesLine,
    SalesOrder,
)
from dure.commerce.services.approval import unapprove
from dure.commerce.services.lines import LineWish, values_of
from dure.commerce.services.locking import locked_with
from dure.inventory.selectors import in_item_unit
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number


@transaction.atomic
def draft_sales_order(
    *,
    partner: Partner,
    lines: Sequence[LineWish],
    by: Person | None,
    ordered_on: date | None = None,
    ship_to: Address | None = None,
    **values: Any,
) -> SalesOrder:
    """Write a quotation: an order that nobody has confirmed. Raises Invalid, NoPrice."""
    if not partner.is_customer:
        raise Invalid("%(partner)s is not a customer.", partner=partner.name)
    if ship_to is not None and ship_to.partner_id != partner.pk:
        raise Invalid("The address is not one of %(partner)s.", partner=partner.name)
    now = clock.now()
    day = ordered_on or selectors.local_day(now)
    fields = values_of(lines, side=Price.Side.SALE, partner=partner, on=day)
    order = SalesOrder(
        number=next_number(kind="sales_order", on=day),
        partner=partner,
        ordered_on=day,
        vat=values.pop("vat", partner.vat),
        ship_to=ship_to,
        made_by=by,
        made_at=now,
        **values,
    )
    add_row(order, by=by)
    SalesLine.objects.bulk_create(SalesLine(order=order, **line) for line in fields)
    return order


@transaction.atomic
def confirm_sales_order(*, order: SalesOrder, by: Person | None, beyond_credit: str = "") -> SalesOrder:
    """Make a quotation an order.

    Raises WrongStatus, CreditExceeded unless a reason to go beyond is given or a second person has approved it,
    and ApprovalNeeded when it goes further than one may alone.
    """
    row = _locked(order)
    _step(row, OrderStatus.CONFIRMED)
    # One customer's orders are confirmed one after the other, so that two can't both fit into the same credit.
    row.partner = Partner.objects.select_for_update().get(pk=row.partner_id)
    _check_credit(row, beyond_credit)
    values = {"status": OrderStatus.CONFIRMED, "confirmed_by": by, "confirmed_at": clock.now()}
    if beyond_credit:
        values["note"] = f"{row.note}\n{beyond_credit}".strip()
    change_row(row, values, by=by)
    row.lines.filter(first_promised_on=None).update(first_promised_on=F("promised_on"))
    return row


def _check_credit(order: SalesOrder, reason: str) -> None:
    beyond = selectors.beyond_credit(order)
    if beyond is None or order.approved_by_id is not None:
        return
    if beyond.needs_approval:
        raise ApprovalNeeded(
            "More than %(above)s won beyond a credit limit needs a second person's approval; this is %(over)s won.",
            above=f"{beyond.approval_above:,}",
            over=f"{beyond.over:,}",
        )
    if not reason:
        raise CreditExceeded(
            "%(partner)s would owe %(sum)s won; its limit is %(limit)s won.",
            partner=order.partner.name,
            sum=f"{beyond.owed:,}",
            limit=f"{beyond.limit:,}",
        )


@contextmanager
def within_credit(order: SalesOrder) -> Iterator[None]:
    """What is done to the lines of a confirmed order may not take its customer further beyond its credit.

    Raises CreditExceeded: an addition that would is an order of its own, which is asked about.
    """
    partner = Partner.objects.select_for_update().get(pk=order.partner_id)
    if order.status != OrderStatus.CONFIRMED or partner.credit_limit is None:
        yield
        return
    before = selectors.credit_used(partner)
    yield
    after = selectors.credit_used(partner)
    if after > max(before, partner.credit_limit):
        raise CreditExceeded(
            "%(partner)s would owe %(sum)s won; its limit is %(limit)s won. Write the addition as an order of its own.",
            partner=partner.name,
            sum=f"{after:,}",
            limit=f"{partner.credit_limit:,}",
        )


@transaction.atomic
def set_sales_status(*, order: SalesOrder, status: OrderStatus, by: Person | None) -> SalesOrder:
    """Send, take back, close, open again or cancel; what a cancelled order carried is called off again.

    Raises WrongStatus, Conflict when goods have gone already, or for an order of call-offs that was cancelled.
    """
    row = _locked(order)
    if status is OrderStatus.CONFIRMED and row.status != OrderStatus.CLOSED:
        raise WrongStatus("Confirm the order instead.")
    _step(row, status)
    if status is OrderStatus.CANCELLED and row.lines.filter(moved__gt=0).exists():
        raise Conflict("Goods of %(order)s have been delivered. Close it instead.", order=row.number)
    if row.blanket_id is not None and row.status == OrderStatus.CANCELLED:
        raise Conflict("What %(order)s carried is called off again. Make a new order of it.", order=row.number)
    change_row(row, {"status": status}, by=by)
    if row.blanket_id is not None and status is OrderStatus.CANCELLED:
        _call_off_again(row)
    return row


def _call_off_again(order: SalesOrder) -> None:
    """Leave to planning and to the next order what this one won't bring; a day's quantities are one again."""
    BlanketOrder.objects.select_for_update().get(pk=order.blanket_id)
    for one in CallOff.objects.filter(order_line__order=order).select_related("order_line"):
        there = CallOff.objects.filter(line=one.line_id, day=one.day, order_line=None).first()
        quantity = one.order_line.quantity
        if there is not None:
            one.delete()
            one, quantity = there, there.quantity + quantity
        one.quantity, one.order_line = quantity, None
        one.save(update_fields=["quantity", "order_line"])


@transaction.atomic
def change_sales_line(*, line: SalesLine, by: Person | None, **values: Any) -> SalesLine:
    """Change quantity, price or dates; each change stays in the history.

    Raises WrongStatus, TooMuch, Invalid, CreditExceeded.
    """
    (row,) = locked_with("order", SalesLine.objects.filter(pk=line.pk).select_related("item", "unit"))
    if row.order.status in (OrderStatus.CLOSED, OrderStatus.CANCELLED):
        raise WrongStatus("%(order)s is %(status)s.", order=row.order.number, status=row.order.get_status_display())
    quantity = values.get("quantity", row.quantity)
    values["item_quantity"] = in_item_unit(row.item, quantity, values.get("unit", row.unit).pk)
    if values["item_quantity"] < row.moved:
        raise TooMuch("%(moved)s have been delivered already.", moved=f"{row.moved.normalize():f}")
    with within_credit(row.order):
        change_row(row, values, by=by)
    if row.order.status != OrderStatus.CONFIRMED:
        unapprove(row.order, by)
    return row


def _locked(order: SalesOrder) -> SalesOrder:
    return SalesOrder.objects.select_for_update().get(pk=order.pk)


def _step(order: SalesOrder, status: OrderStatus) -> None:
    if status not in NEXT[OrderStatus(order.status)]:
        raise WrongStatus(
            "%(order)s is %(status)s: this can't be done now.", order=order.number, status=order.get_status_display()
        )
