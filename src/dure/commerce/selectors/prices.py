"""Which price is agreed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from dure.commerce.models import Partner, Price
from dure.inventory.models import Item


class Prices:
    """Prices of some items for one partner on one day."""

    def __init__(self, rows: Collection[tuple[int, str, int | None, Decimal, date, Decimal]]) -> None:
        self._by_key: dict[tuple[int, str], list[tuple[bool, Decimal, date, Decimal]]] = defaultdict(list)
        for item, unit, partner, minimum, since, price in rows:
            self._by_key[item, unit].append((partner is not None, minimum, since, price))

    def price(self, item: int, unit: str, quantity: Decimal) -> Decimal | None:
        """The partner's own price before the general one, then the largest quantity reached, then the latest day."""
        rows = [row for row in self._by_key.get((item, unit), ()) if row[1] <= quantity]
        return max(rows)[3] if rows else None


def prices_of(side: Price.Side, partner: Partner, items: Collection[int], on: date) -> Prices:
    rows = Price.objects.filter(
        Q(partner=partner) | Q(partner=None),
        Q(valid_to=None) | Q(valid_to__gte=on),
        side=side,
        item_id__in=items,
        valid_from__lte=on,
    )
    return Prices(list(rows.values_list("item_id", "unit_id", "partner_id", "minimum", "valid_from", "price")))


@dataclass(frozen=True, slots=True)
class Found:
    """A price and the row that says it, so that a page can tell where it comes from."""

    price: Decimal
    row: Price


def price_row(
    *, side: Price.Side, partner: Partner | None, item: Item, unit: str, quantity: Decimal, on: date
) -> Found | None:
    """The row that `Prices.price` would choose, in the same order of precedence."""
    rows = Price.objects.filter(Q(partner=partner) | Q(partner=None)) if partner else Price.objects.filter(partner=None)
    rows = rows.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        side=side,
        item=item,
        unit=unit,
        valid_from__lte=on,
        minimum__lte=quantity,
    )
    best = max(rows, key=lambda row: (row.partner_id is not None, row.minimum, row.valid_from, row.price), default=None)
    return None if best is None else Found(best.price, best)


def price_list(*, side: str = "", partner: str = "", text: str = "", on: date | None = None) -> QuerySet[Price]:
    """Prices by item. partner: an id, "general" for those of nobody in particular. on: only those in force."""
    rows = Price.objects.select_related("item", "partner", "unit", "set_by")
    if side in Price.Side.values:
        rows = rows.filter(side=side)
    if partner == "general":
        rows = rows.filter(partner=None)
    elif partner.isdecimal():
        rows = rows.filter(partner=int(partner))
    if text:
        rows = rows.filter(
            Q(item__code__icontains=text)
            | Q(item__name__icontains=text)
            | Q(partner__name__icontains=text)
            | Q(partner_code__icontains=text)
        )
    if on is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    return rows.order_by("item__code", "side", "partner__name", "unit", "minimum", "-valid_from")
