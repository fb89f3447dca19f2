"""What the schedule wants begun where and when, as the work units' lists show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from dure.web.live import announce


@dataclass(frozen=True, slots=True)
class Dispatched:
    """An operation of an order, on a work unit from a moment on."""

    order_id: int
    number: int
    work_unit_id: int
    begins_at: datetime


_CHANGED = """
WITH wanted AS (
  SELECT * FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::timestamptz[]) AS w(order_id, number, unit, at)
), changed AS (
  SELECT o.id, o.dispatched_to_id AS was, w.unit, w.at FROM production_orderoperation o
  LEFT JOIN wanted w ON w.order_id = o.order_id AND w.number = o.number
  WHERE (o.dispatched_to_id, o.dispatched_at) IS DISTINCT FROM (w.unit, w.at) ORDER BY o.id FOR UPDATE OF o
)
UPDATE production_orderoperation o SET dispatched_to_id = c.unit, dispatched_at = c.at FROM changed c
WHERE o.id = c.id RETURNING c.was, c.unit
"""


@transaction.atomic
def set_dispatch(*, rows: Sequence[Dispatched]) -> frozenset[int]:
    """Let the lists follow a schedule; operations that it doesn't name go by their due dates. The work units whose
    lists changed."""
    columns = [
        list(one) for one in zip(*((r.order_id, r.number, r.work_unit_id, r.begins_at) for r in rows), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, columns or [[], [], [], []])
        units = frozenset(unit for row in cursor.fetchall() for unit in row if unit is not None)
    for unit in sorted(units):
        announce(f"unit:{unit}")
    return units
