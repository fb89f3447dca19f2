"""What the stock is worth, in won."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from dure.inventory.models import Item, StockMove, Worth


@dataclass(frozen=True, slots=True)
class Value:
    item: int
    quantity: Decimal
    value: Decimal


def worths(*, kind: str = "") -> QuerySet[Worth]:
    """Quantity, value and standard cost of every item that there is some of."""
    rows = Worth.objects.filter(quantity__gt=0).select_related("item").order_by("item__code")
    return rows.filter(item__kind=kind) if kind else rows


_AT = """
SELECT item_id, sum(quantity), sum(value) FROM (
  SELECT m.item_id, CASE WHEN t.is_own THEN m.quantity ELSE -m.quantity END AS quantity,
         CASE WHEN t.is_own THEN m.value ELSE -m.value END AS value
  FROM inventory_stockmove m
  JOIN (SELECT id, kind IN ('stock', 'quarantine', 'transit') AS is_own FROM inventory_location) f
    ON f.id = m.from_location_id
  JOIN (SELECT id, kind IN ('stock', 'quarantine', 'transit') AS is_own FROM inventory_location) t
    ON t.id = m.to_location_id
  WHERE m.moved_at <= %(at)s AND f.is_own <> t.is_own
  UNION ALL
  SELECT item_id, 0, change FROM inventory_revaluation WHERE revalued_at <= %(at)s
) changes GROUP BY 1 HAVING sum(quantity) <> 0 OR sum(value) <> 0 ORDER BY 1
"""


def values_at(moment: datetime) -> list[Value]:
    """Quantity and value of every item at a moment, as booked. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_AT, {"at": moment})
        return [Value(*row) for row in cursor.fetchall()]


def last_unit_costs(items: Collection[int]) -> dict[int, Decimal]:
    """Won per unit at the last move with a value, of those items of which nothing is left to know it by."""
    empty = Worth.objects.filter(item_id__in=items, quantity=0).exclude(item__costing=Item.Costing.STANDARD)
    rows = (
        StockMove.objects.filter(item_id__in=empty.values("item_id"), value__gt=0)
        .order_by("item_id", "-moved_at", "-pk")
        .distinct("item_id")
        .values_list("item_id", "value", "quantity")
    )
    return {item: value / quantity for item, value, quantity in rows}
