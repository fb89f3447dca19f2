"""What a lot was made of, and what was made of it: one recursive query each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from dure.inventory.models import Lot


@dataclass(frozen=True, slots=True)
class Step:
    """A quantity of one lot went into another.

    depth: 1 next to the lot asked for. lot: the one reached by the step, of whose item and dates
    the rest tells; path: ids of the lots from the one asked for up to and with it, by a shortest
    way. quantity: in the unit of the item that went in.
    """

    depth: int
    path: tuple[int, ...]
    source: int
    product: int
    lot: int
    number: str
    item: int
    item_code: str
    item_name: str
    unit: str
    status: str
    expires_on: date | None
    supplier_number: str
    origin: str
    quantity: Decimal
    document: str
    work_unit: str
    linked_at: datetime


_WALK = """
WITH RECURSIVE walk (lot, depth, path) AS (
  SELECT start, 0, ARRAY[start] FROM unnest(%(starts)s::bigint[]) AS start
  UNION ALL
  SELECT DISTINCT ON (l.{other}) l.{other}, w.depth + 1, w.path || l.{other}
  FROM walk w JOIN inventory_lotlink l ON l.{this} = w.lot AND NOT l.is_undone
  WHERE l.{other} <> ALL (w.path)
), nearest AS MATERIALIZED (
  SELECT DISTINCT ON (lot) lot, depth, path FROM walk ORDER BY lot, depth
)
SELECT n.depth + 1, n.path || t.id, l.source_id, l.product_id, t.id, t.number, i.id, i.code, i.name, i.unit, t.status,
  t.expires_on, t.supplier_number, t.origin, l.quantity, l.document, l.work_unit, l.linked_at
FROM nearest n JOIN inventory_lotlink l ON l.{this} = n.lot AND NOT l.is_undone
JOIN inventory_lot t ON t.id = l.{other} JOIN inventory_item i ON i.id = t.item_id
ORDER BY 1, l.id
"""


def upstream(lots: Collection[Lot]) -> list[Step]:
    """Every step by which something went into the lots or into what they were made of, the nearest first.

    Each link once, however many ways lead to it. What was undone is left out.
    """
    return _walked(lots, "product_id", "source_id")


def downstream(lots: Collection[Lot]) -> list[Step]:
    """Every step by which the lots, or what was made of them, went into something, the nearest first."""
    return _walked(lots, "source_id", "product_id")


def _walked(lots: Collection[Lot], this: str, other: str) -> list[Step]:
    with connection.cursor() as cursor:
        # Our own column names, not a person's words.
        cursor.execute(_WALK.format(this=this, other=other), {"starts": [lot.pk for lot in lots]})
        return [Step(row[0], tuple(row[1]), *row[2:]) for row in cursor.fetchall()]


def by_parent(steps: Collection[Step]) -> Mapping[int, list[Step]]:
    """Steps by the lot that they start from, for showing a tree."""
    tree: dict[int, list[Step]] = {}
    for step in steps:
        tree.setdefault(step.path[-2], []).append(step)
    return tree
