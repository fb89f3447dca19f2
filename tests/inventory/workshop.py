"""A small plant that does any of its stock acts on demand, and the sums that must be right after each."""

from decimal import Decimal

from django.db import IntegrityError, connection

from dure.inventory.models import Item, Location, Lot, StockMove, StockTake
from dure.inventory.selectors import stock_now
from dure.inventory.services import (
    Movement,
    Need,
    NewLot,
    Receipt,
    approve_stock_take,
    count,
    move,
    move_reserved,
    receive,
    release,
    reserve,
    set_lot_status,
    set_standard_costs,
    split_lot,
    start_stock_take,
    take_back,
)
from dure.kernel.errors import DureError
from tests.inventory.shelves import item

Step = tuple[int, int, int, int]
"""(act, which goods, which of the possibilities, how much)."""

WRONG = """
WITH ends AS (
  SELECT item_id, from_location_id AS place, lot_id, -quantity AS quantity, -second_quantity AS second
    FROM inventory_stockmove
  UNION ALL
  SELECT item_id, to_location_id, coalesce(to_lot_id, lot_id), quantity, second_quantity FROM inventory_stockmove
), own AS (
  SELECT id FROM inventory_location WHERE kind IN ('stock', 'quarantine', 'transit')
), moved AS (
  SELECT item_id, place, lot_id, sum(quantity) AS quantity, coalesce(sum(second), 0) AS second
  FROM ends WHERE place IN (SELECT id FROM own) GROUP BY 1, 2, 3
), worth AS (
  SELECT i.id, i.code, CASE WHEN i.kind IN ('raw', 'packaging', 'consumable') THEN 'material'
      WHEN i.kind = 'merchandise' THEN 'merchandise' ELSE 'goods' END AS account,
    coalesce(w.quantity, 0) AS quantity, coalesce(w.value, 0) AS value
  FROM inventory_item i LEFT JOIN inventory_worth w ON w.item_id = i.id
)
SELECT 'balance differs from moves', b.id::text, b.quantity::text, m.quantity::text
  FROM inventory_balance b
  FULL JOIN moved m ON m.item_id = b.item_id AND m.place = b.location_id AND m.lot_id IS NOT DISTINCT FROM b.lot_id
  WHERE coalesce(b.quantity, 0) <> coalesce(m.quantity, 0) OR coalesce(b.second_quantity, 0) <> coalesce(m.second, 0)
UNION ALL
SELECT 'negative', id::text, quantity::text, reserved::text FROM inventory_balance
  WHERE quantity < 0 OR reserved < 0 OR reserved > quantity OR second_quantity < 0
    OR (quantity = 0 AND second_quantity <> 0)
UNION ALL
SELECT 'reserved differs', b.id::text, b.reserved::text, coalesce(r.sum, 0)::text FROM inventory_balance b
  LEFT JOIN (SELECT balance_id, sum(quantity) FROM inventory_reservation GROUP BY 1) r ON r.balance_id = b.id
  WHERE b.reserved <> coalesce(r.sum, 0)
UNION ALL
SELECT 'worth differs from balances', w.code, w.quantity::text, coalesce(b.sum, 0)::text FROM worth w
  LEFT JOIN (SELECT item_id, sum(quantity) FROM inventory_balance GROUP BY 1) b ON b.item_id = w.id
  WHERE w.quantity <> coalesce(b.sum, 0)
UNION ALL
SELECT 'worth differs from moves', w.code, w.value::text, v.sum::text FROM worth w
  JOIN (SELECT item_id, sum(value) FROM (
      SELECT item_id, CASE WHEN to_location_id IN (SELECT id FROM own) THEN value ELSE -value END AS value
        FROM inventory_stockmove
      UNION ALL SELECT item_id, change FROM inventory_revaluation) changes GROUP BY 1) v ON v.item_id = w.id
  WHERE w.value <> v.sum
UNION ALL
SELECT 'books differ from stock', a.purpose, coalesce(l.sum, 0)::text, coalesce(w.sum, 0)::text
  FROM ledger_account a
  LEFT JOIN (SELECT account_id, sum(debit - credit) FROM ledger_line GROUP BY 1) l ON l.account_id = a.id
  LEFT JOIN (SELECT account, sum(value) FROM worth GROUP BY 1) w ON w.account = a.purpose
  WHERE a.purpose IN ('material', 'goods', 'merchandise') AND coalesce(l.sum, 0) <> coalesce(w.sum, 0)
"""
"""What doesn't add up, in one statement and so at one moment, in words of its own and not of the code under test."""


def wrong() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return cursor.fetchall()


class Workshop:
    """Acts are refused now and then, as in life; what is refused must leave nothing behind."""

    def __init__(self) -> None:
        Location.objects.create(code="A-01")
        self.goods = [
            item("RICE"),
            item("MILK", tracking="lot", shelf_life_days=10),
            item("CAKE", kind="finished", tracking="lot", costing="standard"),
            item("HAM", kind="merchandise", unit_id="EA", second_unit_id="kg"),
        ]
        self.places = {one.code: one for one in Location.objects.all()}
        self.acts = [
            self.receive,
            self.receive,
            self.use,
            self.sell,
            self.scrap,
            self.transfer,
            self.undo,
            self.reserve,
            self.release,
            self.ship,
            self.split,
            self.change_status,
            self.count,
            self.revalue,
        ]

    def do(self, step: Step) -> bool:
        """Whether it could be done."""
        act, goods, which, quantity = step
        try:
            self.acts[act % len(self.acts)](self.goods[goods % len(self.goods)], which, Decimal(quantity))
        except DureError:
            return False
        except IntegrityError as error:  # held by another session in the same moment
            if "not available" not in str(error):
                raise
            return False
        return True

    def receive(self, one: Item, which: int, quantity: Decimal) -> None:
        source = self.places["PRODUCTION" if which % 3 == 0 else "SUPPLIER"]
        value = None if which % 5 == 0 else quantity * (which % 90) + which % 7
        second = quantity * 3 + which % 2 if one.second_unit_id else None
        new = NewLot(one) if one.tracking == Item.Tracking.LOT else None
        target = self.places[("STOCK", "A-01", "QUARANTINE")[which % 3]]
        receive([Receipt(one, quantity, target, value, new=new, second_quantity=second)], source=source, by=None)

    def use(self, one: Item, which: int, quantity: Decimal) -> None:
        self._out(one, which, quantity, "PRODUCTION")

    def sell(self, one: Item, which: int, quantity: Decimal) -> None:
        self._out(one, which, quantity, "CUSTOMER")

    def scrap(self, one: Item, which: int, quantity: Decimal) -> None:
        self._out(one, which, quantity, "SCRAP")

    def transfer(self, one: Item, which: int, quantity: Decimal) -> None:
        self._out(one, which, quantity, ("STOCK", "A-01", "QUARANTINE")[which % 3])

    def _out(self, one: Item, which: int, quantity: Decimal, target: str) -> None:
        rows = list(stock_now(items=[one.pk]))
        if rows:
            row = rows[which % len(rows)]
            move([Movement(row.item, quantity, row.location, self.places[target], row.lot)], by=None, document="T")

    def undo(self, one: Item, which: int, quantity: Decimal) -> None:
        moves = list(StockMove.objects.filter(item=one, reverses=None).order_by("-pk")[:5])
        if moves:
            take_back([moves[which % len(moves)]], by=None, reason="wrong")

    def reserve(self, one: Item, which: int, quantity: Decimal) -> None:
        reserve(f"SO{which % 3}", [Need(1, one.pk, quantity), Need(2, self.goods[which % 4].pk, quantity)])

    def release(self, one: Item, which: int, quantity: Decimal) -> None:
        release(f"SO{which % 3}", lines=[1] if which % 2 else None)

    def ship(self, one: Item, which: int, quantity: Decimal) -> None:
        quantities = {1: quantity} if which % 2 else None
        move_reserved(f"SO{which % 3}", target=self.places["CUSTOMER"], by=None, quantities=quantities)

    def split(self, one: Item, which: int, quantity: Decimal) -> None:
        rows = [row for row in stock_now(items=[one.pk]) if row.lot]
        if rows:
            row = rows[which % len(rows)]
            split_lot(lot=row.lot, location=row.location, quantity=quantity, by=None)

    def change_status(self, one: Item, which: int, quantity: Decimal) -> None:
        lots = list(Lot.objects.filter(item=one).order_by("pk"))
        if lots:
            status = (Lot.Status.AVAILABLE, Lot.Status.HOLD, Lot.Status.QUARANTINE)[which % 3]
            set_lot_status([lots[which % len(lots)]], status, reason="check", by=None)

    def count(self, one: Item, which: int, quantity: Decimal) -> None:
        opened = StockTake.objects.filter(status="open").first()
        if opened is None:
            opened = start_stock_take(locations=[self.places["STOCK"]], by=None)
        elif which % 3 == 0:
            approve_stock_take(stock_take=opened, by=None, reason="count", leave_uncounted=True)
            return
        rows = list(stock_now(items=[one.pk], location=self.places["STOCK"]))
        if rows:
            row = rows[which % len(rows)]
            count(stock_take=opened, item=one, location=row.location, lot=row.lot, quantity=quantity, by=None)

    def revalue(self, one: Item, which: int, quantity: Decimal) -> None:
        set_standard_costs({one: Decimal(which % 200) / 4}, by=None, reason="prices")
