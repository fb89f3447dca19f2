"""Asking several suppliers, comparing what they answer, ordering from those chosen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.errors import WrongStatus
from dure.commerce.models import Answer, AskedSupplier, Inquiry, InquiryLine, Partner, PurchaseOrder, PurchaseRequest
from dure.commerce.services.lines import LineWish
from dure.commerce.services.purchasing import draft_purchase_order
from dure.commerce.services.requests import locked_open
from dure.inventory.selectors import in_item_unit
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a supplier answers for one line: won for one of the line's unit, and the day it would come."""

    price: Decimal
    comes_on: date | None = None


@transaction.atomic
def ask_suppliers(
    *,
    lines: Sequence[LineWish],
    suppliers: Sequence[Partner],
    answer_by: date,
    by: Person | None,
    requests: Sequence[PurchaseRequest] = (),
    note: str = "",
) -> Inquiry:
    """Ask for prices and dates; requests for the items wait for what comes of it. Raises Invalid, WrongStatus."""
    if not lines or not suppliers:
        raise Invalid("Choose at least one item and one supplier.")
    now = clock.now()
    day = selectors.local_day(now)
    number = next_number(kind="inquiry", on=day, pattern="RFQ{yy}{mm}-{n:03}")
    inquiry = Inquiry(number=number, asked_on=day, answer_by=answer_by, note=note, made_by=by, made_at=now)
    add_row(inquiry, by=by)
    for position, wish in enumerate(lines, 1):
        in_item_unit(wish.item, wish.quantity, (wish.unit or wish.item.unit).pk)
        InquiryLine.objects.create(
            inquiry=inquiry,
            position=position,
            item=wish.item,
            unit=wish.unit or wish.item.unit,
            quantity=wish.quantity,
            needed_on=wish.requested_on,
        )
    for partner in suppliers:
        if not partner.is_supplier:
            raise Invalid("%(partner)s is not a supplier.", partner=partner.name)
        AskedSupplier.objects.create(inquiry=inquiry, partner=partner)
    for request in locked_open(requests):
        change_row(request, {"inquiry": inquiry}, by=by)
    return inquiry


@transaction.atomic
def note_answer(
    *,
    asked: AskedSupplier,
    quoted: Mapping[int, Quoted],
    by: Person | None,
    on: date,
    declined: bool = False,
    note: str = "",
) -> AskedSupplier:
    """Write down what a supplier answers, by id of the line, in place of what it answered before.

    Raises WrongStatus, Invalid.
    """
    inquiry = _open(asked.inquiry_id)
    lines = set(inquiry.lines.values_list("pk", flat=True))
    if not quoted.keys() <= lines or any(one.price < 0 for one in quoted.values()):
        raise Invalid("A price is not negative.")
    change_row(asked, {"answered_on": on, "declined": declined, "note": note}, by=by)
    for answer in asked.answers.exclude(line__in=quoted):
        answer.delete()
    for line, one in quoted.items():
        values = {"price": one.price, "comes_on": one.comes_on}
        Answer.objects.update_or_create(asked=asked, line_id=line, defaults=values)
    return asked


@transaction.atomic
def choose_answers(*, inquiry: Inquiry, chosen: Mapping[int, Answer | None], by: Person | None) -> Inquiry:
    """Take a supplier's answer for each line (by its id), or none of them. Raises WrongStatus, Invalid."""
    row = _open(inquiry.pk)
    for line in row.lines.all():
        answer = chosen.get(line.pk)
        if answer is not None and answer.line_id != line.pk:
            raise Invalid("The answer is to another line.")
        change_row(line, {"chosen": answer}, by=by)
    return row


@transaction.atomic
def order_chosen(*, inquiry: Inquiry, by: Person | None) -> list[PurchaseOrder]:
    """Draft one order to each supplier chosen; requests are met by them. Raises WrongStatus, Invalid."""
    row = _open(inquiry.pk)
    wishes: dict[Partner, list[LineWish]] = defaultdict(list)
    for line in row.lines.exclude(chosen=None).select_related("item__unit", "unit", "chosen__asked__partner"):
        answer = line.chosen
        assert answer is not None
        day = answer.comes_on or line.needed_on
        wishes[answer.asked.partner].append(
            LineWish(line.item, line.quantity, line.unit, answer.price, line.needed_on, day, row.number)
        )
    if not wishes:
        raise Invalid("Choose an answer first.")
    waiting = list(row.requests.filter(status=PurchaseRequest.Status.OPEN).select_related("item"))
    orders = []
    for partner, lines in wishes.items():
        items = {wish.item.pk for wish in lines}
        met = [request for request in waiting if request.item_id in items]
        waiting = [request for request in waiting if request not in met]
        orders.append(draft_purchase_order(partner=partner, lines=lines, by=by, requests=met))
    change_row(row, {"status": Inquiry.Status.DECIDED}, by=by)
    return orders


@transaction.atomic
def set_inquiry_dropped(*, inquiry: Inquiry, dropped: bool, by: Person | None) -> Inquiry:
    """Drop it, so that its requests wait for another way; or take it up again. Raises WrongStatus."""
    row = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    status = Inquiry.Status
    if row.status != (status.OPEN if dropped else status.DROPPED):
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    change_row(row, {"status": status.DROPPED if dropped else status.OPEN}, by=by)
    return row


def _open(pk: int) -> Inquiry:
    row = Inquiry.objects.select_for_update().get(pk=pk)
    if row.status != Inquiry.Status.OPEN:
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    return row
