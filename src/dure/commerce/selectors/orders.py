"""What is open, and how well it was kept."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, QuerySet, Sum

from dure.commerce.models import DeliveryLine, OrderStatus, PurchaseLine, SalesLine
from dure.commerce.selectors.money import local_day
from dure.kernel.errors import Invalid


def lines_to_deliver() -> QuerySet[SalesLine]:
    """Open lines of confirmed orders, most urgent first."""
    rows = SalesLine.objects.filter(order__status=OrderStatus.CONFIRMED, is_closed=False, moved__lt=F("item_quantity"))
    return rows.select_related("order__partner", "item", "unit").order_by("promised_on", "order__number", "position")


def lines_to_receive() -> QuerySet[PurchaseLine]:
    rows = PurchaseLine.objects.filter(
        order__status=OrderStatus.CONFIRMED, is_closed=False, moved__lt=F("item_quantity")
    )
    return rows.select_related("order__partner", "item", "unit").order_by("promised_on", "order__number", "position")


class Kept(NamedTuple):
    """A line that was promised for a day: how much of it had gone by then."""

    line_id: int
    promised_on: date
    wanted: Decimal
    in_time: Decimal

    @property
    def is_on_time_in_full(self) -> bool:
        return self.in_time >= self.wanted


def on_time_in_full(
    first: date, last: date, *, today: date, partner: int | None = None, item: int | None = None
) -> list[Kept]:
    """Each line promised for a day in the range that is over, judged by its deliveries. Computed, never typed.
    partner, item: only lines of this customer, of this item.

    The first promise counts, so that moving the date doesn't make a late delivery punctual: see
    `SalesLine.first_promised_on`. Goods that came back before the day don't count.
    """
    lines = SalesLine.objects.filter(
        first_promised_on__range=(first, min(last, today)),
        order__status__in=(OrderStatus.CONFIRMED, OrderStatus.CLOSED),
    )
    lines = lines.exclude(first_promised_on=today)
    if partner is not None:
        lines = lines.filter(order__partner=partner)
    if item is not None:
        lines = lines.filter(item=item)
    wanted = {
        pk: (day, quantity) for pk, day, quantity in lines.values_list("pk", "first_promised_on", "item_quantity")
    }
    gone: dict[int, Decimal] = {}
    rows = (
        DeliveryLine.objects.filter(order_line__in=wanted, delivery__undone_at=None)
        .order_by()
        .values_list("order_line", "delivery__delivered_at", "delivery__is_return")
    )
    for line, moment, is_return, quantity in rows.annotate(sum=Sum("quantity")):
        if local_day(moment) <= wanted[line][0]:
            gone[line] = gone.get(line, Decimal(0)) + (-quantity if is_return else quantity)
    return [Kept(pk, day, quantity, gone.get(pk, Decimal(0))) for pk, (day, quantity) in sorted(wanted.items())]


class KeptRow(NamedTuple):
    kept: Kept
    line: SalesLine


def kept_rows(first: date, last: date, *, today: date) -> list[KeptRow]:
    """What `on_time_in_full` judges, with the lines, the newest promise first."""
    found = on_time_in_full(first, last, today=today)
    lines = SalesLine.objects.select_related("order__partner", "item", "unit").in_bulk([one.line_id for one in found])
    rows = [KeptRow(one, lines[one.line_id]) for one in found]
    return sorted(rows, key=lambda row: (row.kept.promised_on, row.line.order.number), reverse=True)


def day_asked(text: str, other: date) -> date:
    """The day that an address asks for; the other one when it asks for none. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text else other
    except ValueError as error:
        raise Invalid("%(text)s is no day", text=text) from error
