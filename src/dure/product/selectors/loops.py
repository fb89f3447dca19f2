"""Whether a bill of materials would make a thing a part of itself."""

from datetime import date

from django.db import connection

from dure.product.models import Bom

_BELOW = """
WITH RECURSIVE used AS (
  SELECT l.bom_id, l.component_id AS child FROM product_bomline l WHERE l.kind = 'component'
  UNION ALL
  SELECT l.bom_id, a.item_id FROM product_bomalternative a JOIN product_bomline l ON l.id = a.line_id
  WHERE l.kind = 'component'
), below(parent, child, days) AS (
  SELECT b.item_id, u.child, daterange(b.valid_from, b.valid_to + 1)
  FROM product_bom b JOIN used u ON u.bom_id = b.id WHERE b.id = %(bom)s
  UNION
  SELECT b.item_id, u.child, r.days * daterange(b.valid_from, b.valid_to + 1)
  FROM below r
  JOIN product_bom b ON b.item_id = r.child AND b.status <> 'draft' AND b.id <> %(bom)s
    AND daterange(b.valid_from, b.valid_to + 1) && r.days
  JOIN used u ON u.bom_id = b.id
  WHERE r.child <> %(item)s
)
SELECT parent, child, lower(days), upper(days) FROM below
WHERE EXISTS (SELECT FROM below WHERE child = %(item)s)
"""
"""Every use below the BOM on days on which all BOMs on the way are in force. UNION makes each use count once,
however many ways lead to it, so that the query ends soon on wide structures too."""

_Use = tuple[int, int, date | None, date | None]


def loop_through(bom: Bom) -> tuple[int, ...]:
    """Ids of the items from the BOM's item down to itself; nothing when there is no loop. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"bom": bom.pk, "item": bom.item_id})
        uses: list[_Use] = cursor.fetchall()
    end = next((use for use in uses if use[1] == bom.item_id), None)
    return _way_up(bom.item_id, end, uses) if end else ()


def _way_up(start: int, end: _Use, uses: list[_Use]) -> tuple[int, ...]:
    """From the use that closes the loop up to the start, over uses that hold on its days."""
    path = [end[1], end[0]]
    seen = {end}
    here = end
    while path[-1] != start:
        here = next(use for use in uses if use[1] == here[0] and use not in seen and _within(here, use))
        seen.add(here)
        path.append(here[0])
    return tuple(reversed(path))


def _within(inner: _Use, outer: _Use) -> bool:
    starts_later = outer[2] is None or (inner[2] is not None and inner[2] >= outer[2])
    ends_sooner = outer[3] is None or (inner[3] is not None and inner[3] <= outer[3])
    return starts_later and ends_sooner
