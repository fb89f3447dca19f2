"""Whose need a supply serves, up to customers, and what an order of a customer is served by, down to purchases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from dure.inventory.models import Item
from dure.planning.models import Peg
from dure.planning.sources import CALL_OFF, FORECAST, SAFETY, SALES, parse

FINAL = (SALES, CALL_OFF, FORECAST, SAFETY)


@dataclass(frozen=True, slots=True)
class Step:
    """At `depth`, `quantity` of the item from `supply` goes to `need` on the day."""

    depth: int
    item_id: int
    supply: str
    need: str
    quantity: Decimal
    day: date


_UP = """
WITH RECURSIVE way AS (
  SELECT 1 AS depth, item_id, supply, need, quantity, day FROM planning_peg
  WHERE supply = %(name)s AND (%(item)s::bigint IS NULL OR item_id = %(item)s)
  UNION
  SELECT w.depth + 1, p.item_id, p.supply, p.need, p.quantity, p.day
  FROM way w JOIN planning_peg p ON p.supply = w.need WHERE w.depth < 40
) SELECT * FROM way ORDER BY depth, day, item_id, supply, need
"""
_DOWN = """
WITH RECURSIVE way AS (
  SELECT 1 AS depth, item_id, supply, need, quantity, day FROM planning_peg WHERE need = %(name)s
  UNION
  SELECT w.depth + 1, p.item_id, p.supply, p.need, p.quantity, p.day
  FROM way w JOIN planning_peg p ON p.need = w.supply WHERE w.depth < 40
) SELECT * FROM way ORDER BY depth, day, item_id, supply, need
"""


def up(supply: str, item_id: int | None = None) -> list[Step]:
    """From a supply to all that it serves. item_id: for supplies that are of no row, such as stock. One query."""
    return _walked(_UP, supply, item_id)


def down(need: str) -> list[Step]:
    """From a need to all that serves it. One query."""
    return _walked(_DOWN, need, None)


def _walked(query: str, name: str, item_id: int | None) -> list[Step]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"name": name, "item": item_id})
        return [Step(*row) for row in cursor.fetchall()]


_SERVED = """
WITH RECURSIVE way AS (
  SELECT supply AS root, need FROM planning_peg WHERE supply = ANY(%s)
  UNION
  SELECT w.root, p.need FROM way w JOIN planning_peg p ON p.supply = w.need
) SELECT root, need FROM way ORDER BY root, need
"""


def served(supplies: Collection[str]) -> dict[str, list[str]]:
    """Supply → the orders of customers, forecasts or safety stock that it is for in the end. One query."""
    found: dict[str, list[str]] = {name: [] for name in supplies}
    with connection.cursor() as cursor:
        cursor.execute(_SERVED, [list(supplies)])
        for root, need in cursor.fetchall():
            if parse(need).kind in FINAL:
                found[root].append(need)
    return found


def needs_of(item_id: int) -> list[tuple[str, date, Decimal]]:
    """(need, day, quantity) of an item in the newest plan, each whole."""
    sums: dict[tuple[str, date], Decimal] = {}
    for need, day, quantity in Peg.objects.filter(item=item_id).values_list("need", "day", "quantity"):
        sums[need, day] = sums.get((need, day), Decimal(0)) + quantity
    return [
        (need, day, quantity) for (need, day), quantity in sorted(sums.items(), key=lambda row: (row[0][1], row[0]))
    ]


def items_by_id(ids: Collection[int]) -> dict[int, Item]:
    """The items of steps, for showing them."""
    return Item.objects.in_bulk(ids)
