"""What changed since the plan was made: found by comparing, not by being told.

Every fact of an item that the planning reads goes into one number for each item; another number than the
plan's means that the item is to be planned again. So no context below needs to know that there is a
planning, nobody can forget to tell, and a transaction that ends late is seen by the next comparison.
"""

import zlib
from collections.abc import Iterable
from datetime import date

from django.db import connection

from dure.planning.models import PlanningRules

_FACTS = """
SELECT item, (sum(h::numeric) %% 9223372036854775783)::bigint AS mark FROM (
  SELECT id AS item, hashtextextended(concat_ws('|', 'i', kind, supply, is_active, is_phantom, lead_time_days,
    safety_stock, lot_minimum, lot_multiple, lot_days), 0) AS h FROM inventory_item
  UNION ALL SELECT b.item_id, hashtextextended(concat_ws('|', 'b', b.id, b.quantity, p.kind, l.status, l.expires_on), 0)
    FROM inventory_balance b JOIN inventory_location p ON p.id = b.location_id
    LEFT JOIN inventory_lot l ON l.id = b.lot_id WHERE b.quantity > 0
  UNION ALL SELECT l.item_id, hashtextextended(concat_ws('|', 's', l.id, o.status, l.is_closed, l.item_quantity,
    l.moved, coalesce(l.promised_on, l.requested_on, o.ordered_on)), 0)
    FROM commerce_salesline l JOIN commerce_salesorder o ON o.id = l.order_id
    WHERE o.status = 'confirmed'
      OR (o.status IN ('draft', 'sent') AND EXISTS (SELECT FROM commerce_calloff c WHERE c.order_line_id = l.id))
      OR (o.status = 'closed' AND coalesce(l.promised_on, l.requested_on, o.ordered_on)
      >= (SELECT min(first_day) FROM planning_forecast WHERE last_day >= %(today)s - %(back)s) - %(forward)s)
  UNION ALL SELECT l.item_id, hashtextextended(concat_ws('|', 'q', c.id, c.day, c.quantity, l.unit_id), 0)
    FROM commerce_calloff c JOIN commerce_blanketline l ON l.id = c.line_id WHERE c.order_line_id IS NULL
  UNION ALL SELECT l.item_id, hashtextextended(concat_ws('|', 'p', l.id, l.item_quantity, l.moved,
    coalesce(l.promised_on, l.requested_on), o.ordered_on), 0)
    FROM commerce_purchaseline l JOIN commerce_purchaseorder o ON o.id = l.order_id
    WHERE o.status IN ('draft', 'sent', 'confirmed') AND NOT l.is_closed AND l.moved < l.item_quantity
  UNION ALL SELECT item_id, hashtextextended(concat_ws('|', 'r', id, quantity, needed_on), 0)
    FROM commerce_purchaserequest WHERE status = 'open'
  UNION ALL SELECT item_id, hashtextextended(concat_ws('|', 'w', id, status, due_at, start_on, quantity, received), 0)
    FROM production_workorder WHERE status IN ('planned', 'released', 'running')
  UNION ALL SELECT w.item_id, hashtextextended(concat_ws('|', 'wc', w.id), 0) FROM production_workorder w
    WHERE w.status IN ('planned', 'released', 'running')
    AND EXISTS (SELECT FROM production_ordercomponent c WHERE c.order_id = w.id)
  UNION ALL SELECT c.item_id, hashtextextended(concat_ws('|', 'c', c.id, c.planned, c.issued, w.start_on, w.due_at), 0)
    FROM production_ordercomponent c JOIN production_workorder w ON w.id = c.order_id
    WHERE w.status IN ('planned', 'released', 'running') AND c.issued < c.planned
  UNION ALL SELECT c.item_id, hashtextextended(concat_ws('|', 'o', c.id, c.planned, c.received, w.due_at), 0)
    FROM production_orderoutput c JOIN production_workorder w ON w.id = c.order_id
    WHERE w.status IN ('planned', 'released', 'running') AND c.received < c.planned
  UNION ALL SELECT item_id, hashtextextended(concat_ws('|', 'f', id, first_day, last_day, quantity), 0)
    FROM planning_forecast WHERE last_day >= %(today)s - %(back)s
  UNION ALL SELECT item_id, hashtextextended(concat_ws('|', 'x', id, kind, release_on, due_on, quantity), 0)
    FROM planning_proposal WHERE status = 'firm'
  UNION ALL SELECT item_id, hashtextextended(concat_ws('|', 'm', id, valid_from, valid_to), 0)
    FROM product_bom WHERE status <> 'draft'
) facts GROUP BY item
"""
_CHANGED = f"""
SELECT n.item, n.mark FROM ({_FACTS}) n LEFT JOIN planning_itemmark m ON m.item_id = n.item
WHERE m.mark IS DISTINCT FROM n.mark
"""  # noqa: S608 - both are texts of this file
_COMMON = """
SELECT (coalesce(sum(h::numeric), 0) % 9223372036854775783)::bigint FROM (
  SELECT hashtextextended(u::text, 1) AS h FROM inventory_itemunit u
  UNION ALL SELECT hashtextextended(u::text, 2) FROM inventory_unit u
  UNION ALL SELECT hashtextextended(concat_ws('|', i.id, b.id, b.valid_from, b.valid_to), 3)
    FROM inventory_item i LEFT JOIN product_bom b ON b.item_id = i.id AND b.status <> 'draft' WHERE i.is_phantom
) facts
"""


def marks(today: date, choices: PlanningRules) -> dict[int, int]:
    """Of every item, now. One query."""
    return _asked(_FACTS, today, choices)


def changed_marks(today: date, choices: PlanningRules) -> dict[int, int]:
    """Of the items that aren't any more as they were planned. One query."""
    return _asked(_CHANGED, today, choices)


def _asked(query: str, today: date, choices: PlanningRules) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"today": today, "back": choices.back_days, "forward": choices.forward_days})
        return dict(cursor.fetchall())


def common_mark(choices: PlanningRules, days: Iterable[date]) -> int:
    """Of what every item's plan hangs on: rules, working days, units, phantoms. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMON)
        mark = int(cursor.fetchone()[0])
    rest = (choices.horizon_days, choices.back_days, choices.forward_days, choices.patience_days)
    text = ",".join(map(str, [*rest, *(day.toordinal() for day in days)]))
    return mark ^ zlib.crc32(text.encode())
