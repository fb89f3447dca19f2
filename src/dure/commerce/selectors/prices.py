"""Which price is agreed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Q

from dure.commerce.models import Partner, Price


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
