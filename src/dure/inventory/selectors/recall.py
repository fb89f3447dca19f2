"""A recall: all that was made of suspect lots, where it is now, and whether every piece is accounted for."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet, Sum

from dure.inventory.models import Balance, Location, Lot, LotLink
from dure.inventory.selectors.genealogy import Step, downstream

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shipment:
    """What of a lot a document brought to customers or into process, less what came back with the same document."""

    lot: int
    document: str
    quantity: Decimal
    first_at: datetime


@dataclass(slots=True)
class LotAccount:
    """Where the quantity of a lot has gone, in its item's unit.

    came: from suppliers and production; found: more at stock-takes, or opening stock; joined: from
    other lots. issued: to production, of which `used` is known to have gone into other lots; works: what of it still
    lies in each work order.
    """

    lot: Lot
    depth: int
    came: Decimal = ZERO
    found: Decimal = ZERO
    joined: Decimal = ZERO
    shipped: Decimal = ZERO
    issued: Decimal = ZERO
    used: Decimal = ZERO
    scrapped: Decimal = ZERO
    lost: Decimal = ZERO
    returned: Decimal = ZERO
    became: Decimal = ZERO
    in_stock: Decimal = ZERO
    places: list[Balance] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    works: list[Shipment] = field(default_factory=list)

    @property
    def in_process(self) -> Decimal:
        """What went to production and is not yet in another lot."""
        return self.issued - self.used

    @property
    def all_in(self) -> Decimal:
        return self.came + self.found + self.joined

    @property
    def other(self) -> Decimal:
        """Lost at stock-takes, sent back to the supplier, become part of other lots."""
        return self.lost + self.returned + self.became

    @property
    def unaccounted(self) -> Decimal:
        """What came less all that is known of it: zero unless the books and the shelves were tampered with."""
        out = self.shipped + self.issued + self.scrapped + self.lost + self.returned + self.became
        return self.all_in - out - self.in_stock


@dataclass(frozen=True, slots=True)
class Recall:
    accounts: list[LotAccount]
    steps: list[Step]

    @property
    def shipments(self) -> list[Shipment]:
        return [shipment for account in self.accounts for shipment in account.shipments]

    @property
    def works(self) -> list[Shipment]:
        """What lies in work orders and has not come out of them yet."""
        return [work for account in self.accounts for work in account.works]

    @property
    def is_complete(self) -> bool:
        return all(account.unaccounted == 0 for account in self.accounts)


def recall(suspects: Collection[Lot]) -> Recall:
    """The suspect lots and all that was made of them, the suspects first. Five queries, whatever their number."""
    steps = downstream(suspects)
    depths: dict[int, int] = {lot.pk: 0 for lot in suspects}
    for step in steps:
        depths.setdefault(step.lot, step.depth)
    rows = Lot.objects.select_related("item").filter(pk__in=depths)
    accounts = {row.pk: LotAccount(row, depths[row.pk]) for row in rows}
    _add_moves(accounts)
    for balance in _balances(accounts):
        accounts[balance.lot_id].in_stock += balance.quantity
        accounts[balance.lot_id].places.append(balance)
    _add_links(accounts)
    ordered = sorted(accounts.values(), key=lambda one: (one.depth, one.lot.item.code, one.lot.number))
    return Recall(ordered, steps)


def _add_links(accounts: dict[int, LotAccount]) -> None:
    """What went into other lots is used, and no longer lies in the work order that it went into."""
    rows = LotLink.objects.filter(source_id__in=accounts, is_undone=False).order_by()
    linked = {(lot, document): sum_ for lot, document, sum_ in rows.values_list("source_id", "document").annotate(
        Sum("quantity")
    )}  # fmt: skip
    for (lot, _), quantity in linked.items():
        accounts[lot].used += quantity
    for lot in {lot for lot, _ in linked}:
        accounts[lot].used -= accounts[lot].became
    for account in accounts.values():
        left = [
            replace(one, quantity=one.quantity - linked.get((one.lot, one.document), ZERO)) for one in account.works
        ]
        account.works = [one for one in left if one.quantity > 0]


def _balances(accounts: Collection[int]) -> QuerySet[Balance]:
    rows = Balance.objects.filter(lot_id__in=accounts, quantity__gt=0)
    return rows.select_related("location", "item").order_by("location__code")


_MOVES = """
WITH change AS (
  SELECT m.lot_id AS lot, CASE WHEN t.is_own THEN f.kind ELSE t.kind END AS kind, m.document, m.moved_at,
    CASE WHEN t.is_own THEN m.quantity ELSE -m.quantity END AS quantity
  FROM inventory_stockmove m
  JOIN (SELECT *, kind IN ('stock', 'quarantine', 'transit') AS is_own FROM inventory_location) f
    ON f.id = m.from_location_id
  JOIN (SELECT *, kind IN ('stock', 'quarantine', 'transit') AS is_own FROM inventory_location) t
    ON t.id = m.to_location_id
  WHERE m.lot_id = ANY(%(lots)s) AND f.is_own <> t.is_own
  UNION ALL
  SELECT lot_id, 'became', '', moved_at, -quantity FROM inventory_stockmove
    WHERE lot_id = ANY(%(lots)s) AND to_lot_id IS NOT NULL
  UNION ALL
  SELECT to_lot_id, 'joined', '', moved_at, quantity FROM inventory_stockmove WHERE to_lot_id = ANY(%(lots)s)
)
SELECT lot, kind, CASE WHEN kind IN ('customer', 'supplier', 'production') THEN document ELSE '' END,
  coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0), coalesce(-sum(quantity) FILTER (WHERE quantity < 0), 0),
  min(moved_at)
FROM change GROUP BY 1, 2, 3 ORDER BY 1, 6
"""


def _add_moves(accounts: dict[int, LotAccount]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, {"lots": list(accounts)})
        for lot, kind, document, came, went, first_at in cursor.fetchall():
            _add(accounts[lot], kind, came, went)
            if kind == Location.Kind.CUSTOMER and went != came:
                accounts[lot].shipments.append(Shipment(lot, document, went - came, first_at))
            elif kind == Location.Kind.PRODUCTION and went > came:
                accounts[lot].works.append(Shipment(lot, document, went - came, first_at))


def _add(account: LotAccount, kind: str, came: Decimal, went: Decimal) -> None:
    net = came - went
    match kind:
        case Location.Kind.CUSTOMER:
            account.shipped -= net
        case Location.Kind.SCRAP:
            account.scrapped -= net
        case Location.Kind.DIFFERENCE:
            account.found, account.lost = account.found + came, account.lost + went
        case Location.Kind.SUPPLIER:
            account.came, account.returned = account.came + max(net, ZERO), account.returned + max(-net, ZERO)
        case Location.Kind.MAINTENANCE:
            account.issued, account.used = account.issued - net, account.used - net
        case Location.Kind.PRODUCTION:
            # An order that makes a lot doesn't use it, so what came back under its number was never used.
            account.came, account.issued = account.came + max(net, ZERO), account.issued + max(-net, ZERO)
        case "became":
            account.became += went
        case "joined":
            account.joined += came
