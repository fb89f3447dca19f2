"""The ledger of an item's stock (수불부): what came, what went, what was there after it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from dure.inventory.models import Item, Location, Lot, StockMove
from dure.inventory.models.stock import place_word
from dure.inventory.selectors.places import locations_inside


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One move, or a revaluation (`move` is None). balance and worth: quantity and won after it."""

    move: int | None
    at: datetime
    document: str
    reason: str
    source: str
    target: str
    lot: str
    change: Decimal
    value_change: Decimal
    balance: Decimal
    worth: Decimal

    @property
    def came(self) -> Decimal:
        return max(self.change, Decimal(0))

    @property
    def went(self) -> Decimal:
        return max(-self.change, Decimal(0))


@dataclass(frozen=True, slots=True)
class ItemLedger:
    opening: Decimal
    opening_worth: Decimal
    lines: list[LedgerLine]

    @property
    def closing(self) -> Decimal:
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def closing_worth(self) -> Decimal:
        return self.lines[-1].worth if self.lines else self.opening_worth


_LEDGER = """
WITH place AS (
  SELECT id, coalesce(nullif(own_name, ''), code) AS name, CASE WHEN %(places)s::bigint[] IS NULL
    THEN kind IN ('stock', 'quarantine', 'transit') ELSE id = ANY(%(places)s) END AS counts,
    kind IN ('stock', 'quarantine', 'transit') AS is_own
  FROM inventory_location
), change AS (
  SELECT m.id, m.moved_at AS at, m.document, m.reason, f.name AS source, t.name AS target, l.number AS lot,
    m.quantity * (CASE WHEN t.counts AND (%(lot)s::bigint IS NULL OR coalesce(m.to_lot_id, m.lot_id) = %(lot)s)
                       THEN 1 ELSE 0 END
                - CASE WHEN f.counts AND (%(lot)s::bigint IS NULL OR m.lot_id = %(lot)s) THEN 1 ELSE 0 END) AS quantity,
    CASE WHEN %(places)s::bigint[] IS NULL AND %(lot)s::bigint IS NULL THEN m.value ELSE 0 END
      * (CASE WHEN t.is_own THEN 1 ELSE 0 END - CASE WHEN f.is_own THEN 1 ELSE 0 END) AS value
  FROM inventory_stockmove m JOIN place f ON f.id = m.from_location_id JOIN place t ON t.id = m.to_location_id
  LEFT JOIN inventory_lot l ON l.id = m.lot_id
  WHERE m.item_id = %(item)s AND m.moved_at < %(end)s
    AND (%(lot)s::bigint IS NULL OR m.lot_id = %(lot)s OR m.to_lot_id = %(lot)s)
  UNION ALL
  SELECT NULL, revalued_at, '', reason, '', '', '', 0, change FROM inventory_revaluation
  WHERE item_id = %(item)s AND revalued_at < %(end)s AND %(places)s::bigint[] IS NULL AND %(lot)s::bigint IS NULL
), opening AS (
  SELECT coalesce(sum(quantity), 0) AS quantity, coalesce(sum(value), 0) AS value FROM change WHERE at < %(begin)s
)
SELECT c.id, c.at, c.document, c.reason, c.source, c.target, coalesce(c.lot, ''), c.quantity, c.value,
  o.quantity + sum(c.quantity) OVER w, o.value + sum(c.value) OVER w, o.quantity, o.value
FROM opening o LEFT JOIN change c ON c.at >= %(begin)s AND (c.quantity <> 0 OR c.value <> 0)
WINDOW w AS (ORDER BY c.at, c.id NULLS LAST ROWS UNBOUNDED PRECEDING) ORDER BY c.at, c.id NULLS LAST
"""


def item_ledger(
    item: Item, first: date, last: date, *, location: Location | None = None, lot: Lot | None = None
) -> ItemLedger:
    """What moved of an item from the first to the last day, with the balance after each move. One query.

    location: as seen from this place and what is inside it, so that transfers show; else from all
    that is owned. There is no value of one location or lot: worths are zero then.
    """
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    places = None if location is None else locations_inside([location.pk])
    facts = {"item": item.pk, "begin": begin, "end": end, "places": places, "lot": lot.pk if lot else None}
    with connection.cursor() as cursor:
        cursor.execute(_LEDGER, facts)
        rows = cursor.fetchall()
    opening, opening_worth = rows[0][-2:]
    return ItemLedger(opening, opening_worth, [_told(*row[:-2]) for row in rows if row[1] is not None])


def _told(*facts: Any) -> LedgerLine:
    line = LedgerLine(*facts)
    return replace(line, source=place_word(line.source), target=place_word(line.target))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def moves_of(document: str) -> QuerySet[StockMove]:
    """Moves of a document in the order in which they were made."""
    rows = StockMove.objects.filter(document=document).order_by("pk")
    return rows.select_related("item", "lot", "to_lot", "from_location", "to_location", "made_by")
