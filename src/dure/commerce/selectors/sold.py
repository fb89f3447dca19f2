"""What items were sold for, what came too late and what came back: the customers' side of losses. In won."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import F, Q

from dure.commerce.models import DeliveryLine, OrderStatus, Price, SalesLine
from dure.commerce.selectors.money import local_day
from dure.product import selectors as product

YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
_ORDERED = (OrderStatus.CONFIRMED, OrderStatus.CLOSED)
EDGE = Decimal("0.1")


class SalePrice(NamedTuple):
    """Won for one of an item's own unit: the mean, and between what a tenth of it was sold below and above."""

    low: Decimal
    mean: Decimal
    high: Decimal
    is_sold: bool


def sale_prices(on: date) -> dict[int, SalePrice]:
    """Item → what it was ordered for in the year before, by quantity; where it wasn't, what the price list says."""
    rows = SalesLine.objects.filter(
        order__status__in=_ORDERED, order__ordered_on__gt=on - YEAR, order__ordered_on__lte=on, price__gt=0
    )
    sold: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for item, price, quantity, own in rows.order_by().values_list("item_id", "price", "quantity", "item_quantity"):
        sold[item].append((price * quantity / own, own))
    return _listed(on) | {item: _of(some) for item, some in sold.items()}


def _of(some: list[tuple[Decimal, Decimal]]) -> SalePrice:
    some.sort()
    whole = sum((own for _, own in some), Decimal(0))
    mean = sum((price * own for price, own in some), Decimal(0)) / whole
    return SalePrice(
        min(_quantile(some, whole * EDGE), mean), mean, max(_quantile(some, whole * (1 - EDGE)), mean), True
    )


def _quantile(some: Sequence[tuple[Decimal, Decimal]], at: Decimal) -> Decimal:
    reach = Decimal(0)
    for price, own in some:
        reach += own
        if reach >= at:
            return price
    return some[-1][0]


def _listed(on: date) -> dict[int, SalePrice]:
    """Of the price list in force, one of each item's own unit."""
    rows = Price.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), side=Price.Side.SALE, valid_from__lte=on, price__gt=0
    )
    keys = rows.order_by().values_list("item_id", "unit_id").distinct()
    ratios = product.ratios(set(keys)) if rows else {}
    found: dict[int, list[Decimal]] = defaultdict(list)
    for item, unit, price in rows.order_by().values_list("item_id", "unit_id", "price"):
        ratio: Fraction = ratios[item, unit]
        found[item].append(price * ratio.denominator / ratio.numerator)
    return {
        item: SalePrice(min(some), sum(some, Decimal(0)) / len(some), max(some), False) for item, some in found.items()
    }


class LateLine(NamedTuple):
    """A line of which something was missing after the first promise. days: of the range on which it was; won_days: what
    was missing in won, summed over these days."""

    line_id: int
    order_id: int
    order: str
    promised_on: date
    days: int
    won_days: Decimal


def late_lines(first: date, last: date, *, today: date) -> list[LateLine]:
    """Lines with something missing on a day in the range, the dearest first (two queries).

    A day counts when not all had gone by the evening before; today isn't over and doesn't. Of lines of which nothing
    more is to come, only the days till the last delivery count.
    """
    upto = min(last, today - _DAY)
    rows = SalesLine.objects.filter(
        first_promised_on__lt=upto, first_promised_on__gte=first - YEAR, order__status__in=_ORDERED
    )
    lines = list(rows.select_related("order").order_by("pk"))
    gone = _gone(line.pk for line in lines)
    found = [one for line in lines if (one := _late(line, gone.get(line.pk, []), first, upto)) is not None]
    return sorted(found, key=lambda one: (-one.won_days, one.line_id))


def _gone(lines: Iterable[int]) -> dict[int, list[tuple[date, Decimal]]]:
    found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    rows = DeliveryLine.objects.filter(order_line__in=list(lines), delivery__undone_at=None)
    fields = ("order_line", "delivery__delivered_at", "delivery__is_return", "quantity")
    for line, moment, is_return, quantity in rows.order_by("delivery__delivered_at").values_list(*fields):
        found[line].append((local_day(moment), -quantity if is_return else quantity))
    return found


def _late(
    line: SalesLine, gone: Sequence[tuple[date, Decimal]], first: date, upto: date
) -> LateLine | None:  # fmt: skip
    promised = line.first_promised_on
    assert promised is not None
    if line.is_closed or line.order.status == OrderStatus.CLOSED:
        upto = min(upto, max((day for day, _ in gone), default=promised))
    day, days, won = max(first, promised + _DAY), 0, Decimal(0)
    price = line.price * line.quantity / line.item_quantity
    while day <= upto:
        missing = line.item_quantity - sum((quantity for at, quantity in gone if at < day), Decimal(0))
        days, won = (days + 1, won + missing * price) if missing > 0 else (days, won)
        day += _DAY
    return LateLine(line.pk, line.order_id, line.order.number, promised, days, won) if days else None


class Returned(NamedTuple):
    """What customers sent back: for what it was charged, and what it is worth in stock again."""

    lines: int
    charged: Decimal
    worth: Decimal


def returned(first: date, last: date) -> Returned:
    """Of the range of local days. One query."""
    rows = DeliveryLine.objects.filter(
        delivery__is_return=True, delivery__undone_at=None, delivery__delivered_at__date__range=(first, last)
    )
    found = list(rows.order_by().annotate(back=F("move__value")).values_list("quantity", "price", "back"))
    charged = sum((quantity * price for quantity, price, _ in found), Decimal(0))
    return Returned(len(found), charged, sum((back for *_, back in found), Decimal(0)))
