"""Call-offs of blanket orders: lists that replace each other, and orders made of them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from dure.commerce import selectors
from dure.commerce.call_offs import Difference
from dure.commerce.models import BlanketLine, BlanketOrder, CallOff, CallOffList, Partner, SalesLine, SalesOrder
from dure.commerce.services.lines import LineWish
from dure.commerce.services.sales import confirm_sales_order, draft_sales_order
from dure.inventory.models import Item, Unit
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number, record_change, remove_row


@transaction.atomic
def add_blanket_order(
    *, partner: Partner, valid_from: date, valid_to: date, by: Person | None, **values: Any
) -> BlanketOrder:
    """Agree on a frame with a customer. Raises Invalid."""
    if not partner.is_customer:
        raise Invalid("%(partner)s is not a customer.", partner=partner.name)
    row = BlanketOrder(
        number=next_number(kind="blanket_order", on=valid_from),
        partner=partner,
        valid_from=valid_from,
        valid_to=valid_to,
        **values,
    )
    add_row(row, by=by)
    return row


@transaction.atomic
def change_blanket_order(*, row: BlanketOrder, by: Person | None, **values: Any) -> BlanketOrder:
    change_row(row, values, by=by)
    return row


@transaction.atomic
def set_blanket_line(
    *, blanket: BlanketOrder, item: Item, unit: Unit, quantity: Decimal, price: Decimal, by: Person | None,
    start_quantity: Decimal = Decimal(0),
) -> BlanketLine:  # fmt: skip
    """Agree on an item of the frame, or change what is agreed on it. Raises Invalid."""
    if quantity < 0 or price < 0:
        raise Invalid("Quantity and price are not negative.")
    values = {"unit": unit, "quantity": quantity, "price": price, "start_quantity": start_quantity}
    row = BlanketLine.objects.filter(blanket=blanket, item=item).first()
    if row is None:
        row = BlanketLine(blanket=blanket, item=item, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_blanket_line(*, line: BlanketLine, by: Person | None) -> None:
    """Raises Invalid when the line was called off already."""
    if line.call_offs.exists():
        raise Invalid("%(item)s was called off already.", item=line.item.name)
    remove_row(line, by=by)


@transaction.atomic
def take_call_offs(
    *,
    blanket: BlanketOrder,
    rows: Sequence[tuple[Item, date, Decimal]],
    by: Person | None,
    is_cumulative: bool = False,
    first_day: date | None = None,
    source: str = "",
) -> tuple[CallOffList, list[Difference]]:
    """Take the customer's newest list: (item, day, quantity in the blanket line's unit).

    From first_day on (its earliest day when None) it takes the place of all open call-offs of the
    blanket order; with cumulative quantities also of those before, for its totals hold them.
    Released ones stay: what exceeds the list is told as a difference. Raises Invalid.
    """
    frame = BlanketOrder.objects.select_for_update().get(pk=blanket.pk)
    found = selectors.call_off_differences(frame, rows, is_cumulative=is_cumulative, first_day=first_day)
    last = frame.call_off_lists.aggregate(last=Max("number"))["last"] or 0
    taken = CallOffList.objects.create(
        blanket=frame,
        number=last + 1,
        first_day=first_day or min(day for _, day, _ in rows),
        is_cumulative=is_cumulative,
        source=source[:200],
        difference=selectors.told(found),
        taken_by=by,
        taken_at=clock.now(),
    )
    CallOff.objects.filter(line__blanket=frame, order_line=None, day__in={one.day for one in found}).delete()
    CallOff.objects.bulk_create(
        CallOff(line_id=one.line, day=one.day, quantity=one.after, source=taken) for one in found if one.after > 0
    )
    record_change(taken, verb="added", by=by)
    return taken, found


@transaction.atomic
def take_list_back(*, taken: CallOffList, by: Person | None) -> None:
    """Put the open call-offs back as they were before the newest list.

    Raises Conflict when a newer list was taken, or an order made of this one.
    """
    frame = BlanketOrder.objects.select_for_update().get(pk=taken.blanket_id)
    if frame.call_off_lists.filter(number__gt=taken.number).exists():
        raise Conflict("A newer list of %(order)s was taken meanwhile.", order=frame.number)
    if taken.call_offs.exclude(order_line=None).exists():
        raise Conflict("An order was made of this list already.")
    before = _before(taken, frame)
    earlier = frame.call_off_lists.exclude(pk=taken.pk).first()
    changed = reduce(or_, (Q(line=line, day=day) for line, day in before), Q(pk=None))
    CallOff.objects.filter(line__blanket=frame, order_line=None).filter(changed).delete()
    CallOff.objects.filter(source=taken).update(source=earlier)
    CallOff.objects.bulk_create(
        CallOff(line_id=line, day=day, quantity=quantity, source=earlier)
        for (line, day), quantity in before.items()
        if quantity > 0
    )
    remove_row(taken, by=by)


def _before(taken: CallOffList, frame: BlanketOrder) -> dict[tuple[int, date], Decimal]:
    """(line, day) that a list changed → what was open of it before. Lists of earlier programs name only the code."""
    codes = {line.item.code: line.pk for line in frame.lines.select_related("item")}
    there, found = set(codes.values()), {}
    for code, day, before, _after, _over, *line in taken.difference:
        pk = int(line[0]) if line else codes.get(code)
        if pk not in there:
            raise Conflict("%(item)s is no longer in %(order)s by this code.", item=code, order=frame.number)
        found[pk, date.fromisoformat(day)] = Decimal(before)
    return found


@transaction.atomic
def release_call_offs(*, blanket: BlanketOrder, upto: date, by: Person | None, beyond_credit: str = "") -> SalesOrder:
    """Make an order, confirmed at the agreed prices, of all that is open up to and with a day.

    One that needs a second person's approval stays a draft. Raises Invalid when nothing is open, CreditExceeded
    as confirming does.
    """
    frame = BlanketOrder.objects.select_for_update(of=("self",)).select_related("partner").get(pk=blanket.pk)
    open_ones = CallOff.objects.select_for_update(of=("self",)).filter(
        line__blanket=frame, order_line=None, day__lte=upto
    )
    found = list(open_ones.select_related("line__item", "line__unit").order_by("day", "line_id"))
    if not found:
        raise Invalid("Nothing is called off up to %(day)s.", day=upto.isoformat())
    wishes = [
        LineWish(one.line.item, one.quantity, one.line.unit, one.line.price, requested_on=one.day) for one in found
    ]
    order = draft_sales_order(
        partner=frame.partner, lines=wishes, by=by, blanket=frame, partner_reference=frame.partner_reference
    )
    for one, line in zip(found, SalesLine.objects.filter(order=order).order_by("position"), strict=True):
        one.order_line = line
    CallOff.objects.bulk_update(found, ["order_line"])
    beyond = selectors.beyond_credit(order)
    if beyond is not None and beyond.needs_approval:
        return order
    return confirm_sales_order(order=order, by=by, beyond_credit=beyond_credit)
