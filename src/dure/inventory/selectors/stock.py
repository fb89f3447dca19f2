"""What lies where: now, and at any moment of the past."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from dure.inventory.models import Balance, Item, Location, Lot
from dure.inventory.selectors.places import locations_inside


@dataclass(frozen=True, slots=True)
class Lying:
    """A quantity of an item and lot at a place, in the item's own unit and in its second one if it has one."""

    item: int
    location: int
    lot: int | None
    quantity: Decimal
    second_quantity: Decimal | None


def stock_now(
    *,
    items: Collection[int] | None = None,
    kind: str = "",
    location: Location | None = None,
    lot_status: str = "",
    text: str = "",
    with_empty: bool = False,
) -> QuerySet[Balance]:
    """Balances with their item, place and lot. location: with what is inside it. text: in codes, names, lot numbers."""
    rows = Balance.objects.select_related("item", "location", "lot")
    if not with_empty:
        rows = rows.filter(quantity__gt=0)
    if items is not None:
        rows = rows.filter(item_id__in=items)
    if kind:
        rows = rows.filter(item__kind=kind)
    if location is not None:
        rows = rows.filter(location_id__in=locations_inside([location.pk]))
    if lot_status:
        rows = rows.filter(lot__status=lot_status)
    if text:
        rows = rows.filter(has_text(text))
    return rows.order_by("item__code", "location__code", "lot__expires_on", "lot__number")


def has_text(text: str, *, item: str = "item__", lot: str = "lot__") -> Q:
    """Code, name or specification of the item, or a number of the lot, holds the text. item, lot: ways to them."""
    fields = [f"{item}code", f"{item}name", f"{item}specification", f"{lot}number", f"{lot}supplier_number"]
    return reduce(or_, (Q(**{f"{field}__icontains": text}) for field in fields))


def usable_by_item(items: Collection[int]) -> dict[int, Decimal]:
    """What of each item may be used: at places of stock, of available lots, reserved or not. One query."""
    rows = Balance.objects.filter(item_id__in=items, location__kind=Location.Kind.STOCK)
    rows = rows.filter(Q(lot=None) | Q(lot__status=Lot.Status.AVAILABLE)).order_by().values_list("item_id", "quantity")
    sums: dict[int, Decimal] = dict.fromkeys(items, Decimal(0))
    for item, quantity in rows:
        sums[item] += quantity
    return sums


_AT = """
SELECT item_id, location_id, lot_id, sum(change), sum(second) FROM (
  SELECT item_id, from_location_id AS location_id, lot_id, -quantity AS change, -second_quantity AS second
    FROM inventory_stockmove WHERE moved_at <= %(at)s AND (%(items)s::bigint[] IS NULL OR item_id = ANY(%(items)s))
  UNION ALL
  SELECT item_id, to_location_id, coalesce(to_lot_id, lot_id), quantity, second_quantity
    FROM inventory_stockmove WHERE moved_at <= %(at)s AND (%(items)s::bigint[] IS NULL OR item_id = ANY(%(items)s))
) both_ends JOIN inventory_location l ON l.id = location_id AND l.kind IN ('stock', 'quarantine', 'transit')
WHERE %(places)s::bigint[] IS NULL OR location_id = ANY(%(places)s)
GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY 1, 2, 3
"""


def stock_at(
    moment: datetime, *, items: Collection[int] | None = None, location: Location | None = None
) -> list[Lying]:
    """What lay where at a moment, added up from the moves; moves noted later but dated before count. One query."""
    places = None if location is None else locations_inside([location.pk])
    with connection.cursor() as cursor:
        cursor.execute(_AT, {"at": moment, "items": None if items is None else list(items), "places": places})
        return [Lying(*row) for row in cursor.fetchall()]


def items_by_id(rows: Collection[Lying]) -> dict[int, Item]:
    """The items of the rows, for showing them."""
    return Item.objects.in_bulk({row.item for row in rows})
