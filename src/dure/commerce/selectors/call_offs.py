"""What is called off of blanket orders, and what a new list would change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from dure.commerce.call_offs import ZERO, Difference, Key, by_day, differences, from_cumulative
from dure.commerce.models import BlanketLine, BlanketOrder, CallOff, OrderStatus, Price, SalesOrder
from dure.inventory.models import Item
from dure.inventory.selectors import Conversions
from dure.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class LineState:
    """Quantities in the line's unit. reached: what the customer's cumulative figure has come to."""

    line: BlanketLine
    delivered: Decimal
    released: Decimal
    called: Decimal
    next_day: date | None

    @property
    def reached(self) -> Decimal:
        return self.line.start_quantity + self.delivered

    @property
    def left(self) -> Decimal:
        return self.line.quantity - self.line.start_quantity - self.released - self.called


def blanket_rows(*, text: str = "") -> QuerySet[BlanketOrder]:
    """Blanket orders with what is open of their call-offs and for when, newest first."""
    open_ones = Q(lines__call_offs__isnull=False, lines__call_offs__order_line=None)
    rows = BlanketOrder.objects.select_related("partner").annotate(
        open_days=Count("lines__call_offs__day", filter=open_ones, distinct=True),
        next_day=Min("lines__call_offs__day", filter=open_ones),
        last_list=Max("call_off_lists__taken_at"),
    )
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(partner__name__icontains=text) | Q(partner_reference__icontains=text)
        )
    return rows.order_by("-valid_from", "-number")


def _live() -> Q:
    return ~Q(order_line__order__status=OrderStatus.CANCELLED)


def blanket_lines_by_id(ids: Collection[int]) -> dict[int, BlanketLine]:
    """Lines of these ids with their items."""
    return BlanketLine.objects.select_related("item").in_bulk(ids)


def orders_of_blanket(blanket: BlanketOrder) -> QuerySet[SalesOrder]:
    """What was released of it, newest first."""
    return SalesOrder.objects.filter(blanket=blanket).order_by("-pk")


def blanket_lines(blanket: BlanketOrder) -> list[LineState]:
    """How far each line has come."""
    open_ones = CallOff.objects.filter(line=OuterRef("pk"), order_line=None).order_by().values("line")
    lines = list(
        blanket.lines.select_related("item", "unit").annotate(
            called=Subquery(open_ones.annotate(sum=Sum("quantity")).values("sum")),
            next_day=Subquery(open_ones.annotate(first=Min("day")).values("first")),
        )
    )
    released = _released_by_line(blanket)
    delivered = _delivered_by_line(blanket, lines)
    return [
        LineState(line, delivered.get(line.pk, ZERO), released.get(line.pk, ZERO), line.called or ZERO, line.next_day)
        for line in lines
    ]


def _released_by_line(blanket: BlanketOrder) -> dict[int, Decimal]:
    """What orders carry; of a line that was closed, what had gone."""
    rows = CallOff.objects.filter(line__blanket=blanket, order_line__isnull=False).filter(_live())
    return dict(rows.order_by().values_list("line").annotate(Sum("order_line__quantity")))


def _delivered_by_line(blanket: BlanketOrder, lines: Sequence[BlanketLine]) -> dict[int, Decimal]:
    rows = CallOff.objects.filter(line__blanket=blanket, order_line__moved__gt=0).order_by().values_list("line")
    sums = dict(rows.annotate(Sum("order_line__moved")))
    conversions = Conversions([line.item for line in lines]) if sums else None
    return {
        line.pk: conversions.shown(line.item, sums[line.pk], line.unit_id)
        for line in lines
        if conversions is not None and line.pk in sums
    }


def call_offs_by_day(blanket: BlanketOrder, *, since: date | None = None) -> list[CallOff]:
    """Open and released ones, by day."""
    rows = CallOff.objects.filter(line__blanket=blanket).select_related("line__item", "order_line__order")
    return list(rows.filter(day__gte=since) if since else rows)


def call_off_differences(
    blanket: BlanketOrder,
    rows: Sequence[tuple[Item, date, Decimal]],
    *,
    is_cumulative: bool = False,
    first_day: date | None = None,
) -> list[Difference]:
    """What taking a list would change; nothing is written. Raises Invalid for items or days outside the frame."""
    if not rows:
        raise Invalid("The list is empty.")
    lines = dict(blanket.lines.values_list("item_id", "pk"))
    _check(blanket, rows, lines)
    start = first_day or min(day for _, day, _ in rows)
    typed = [(lines[item.pk], day, quantity) for item, day, quantity in rows if day >= start]
    all_open = CallOff.objects.filter(line__blanket=blanket, order_line=None)
    open_rows = all_open if is_cumulative else all_open.filter(day__gte=start)
    open_now: dict[Key, Decimal] = {(line, day): q for line, day, q in open_rows.values_list("line", "day", "quantity")}
    if is_cumulative:
        # Totals count what orders carry; so nothing released for a day is taken off again.
        wanted = from_cumulative(typed, _reached(blanket))
        return [one for one in differences(wanted, open_now, {}) if one.before or one.after]
    carried = CallOff.objects.filter(line__blanket=blanket, order_line__isnull=False, day__gte=start).filter(_live())
    released = by_day(carried.values_list("line", "day", "order_line__quantity"))
    return [one for one in differences(by_day(typed), open_now, released) if one.before or one.after or one.released]


def _check(blanket: BlanketOrder, rows: Sequence[tuple[Item, date, Decimal]], lines: dict[int, int]) -> None:
    for item, day, quantity in rows:
        if item.pk not in lines:
            raise Invalid("%(item)s is not in %(blanket)s.", item=item.name, blanket=blanket.number)
        if not blanket.valid_from <= day <= blanket.valid_to:
            raise Invalid("%(day)s is outside %(blanket)s.", day=day.isoformat(), blanket=blanket.number)
        if quantity < 0:
            raise Invalid("A call-off is not negative.")


def _reached(blanket: BlanketOrder) -> dict[int, Decimal]:
    released = _released_by_line(blanket)
    return {pk: start + released.get(pk, ZERO) for pk, start in blanket.lines.values_list("pk", "start_quantity")}


def told(found: Sequence[Difference]) -> list[list[str]]:
    """What changed, to be kept: item code, day, open before, open after, released too much, id of the line.

    The id, for an item may have another code when the list is taken back.
    """
    codes = dict(BlanketLine.objects.filter(pk__in={one.line for one in found}).values_list("pk", "item__code"))
    return [
        [codes[one.line], one.day.isoformat(), str(one.before), str(one.after), str(one.over), str(one.line)]
        for one in found
        if one.before != one.after or one.is_over
    ]


def items_of_blanket(blanket: BlanketOrder) -> dict[str, Item]:
    """Items of its lines by what a customer may write for them, in small letters: codes, barcode, name."""
    items = {line.item_id: line.item for line in blanket.lines.select_related("item")}
    theirs = Price.objects.filter(partner=blanket.partner_id, item__in=items).exclude(partner_code="")
    found = {item.name.casefold(): item for item in items.values()}
    found |= {code.casefold(): items[pk] for code, pk in theirs.values_list("partner_code", "item_id")}
    found |= {item.barcode.casefold(): item for item in items.values() if item.barcode}
    return found | {item.code.casefold(): item for item in items.values()}
