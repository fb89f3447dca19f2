"""Lots and serial numbers: making them, receiving into them, letting them be used or not, splitting and merging."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dure.events.statements import Slot, fixed, insert
from dure.events.together import together
from dure.inventory.models import Item, Location, Lot, StockMove
from dure.inventory.services.genealogy import Link, link_lots
from dure.inventory.services.movement import Movement
from dure.inventory.services.moves import lock_worths, move
from dure.inventory.shelf_life import use_by
from dure.inventory.slips import LOT_PATTERNS
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import change_row, unused_numbers

Status = Lot.Status
_WAYS = {
    Status.AVAILABLE: {Status.HOLD, Status.QUARANTINE, Status.REJECTED},
    Status.QUARANTINE: {Status.AVAILABLE, Status.HOLD, Status.REJECTED},
    Status.HOLD: {Status.AVAILABLE, Status.QUARANTINE, Status.REJECTED},
    Status.REJECTED: {Status.HOLD, Status.QUARANTINE},
}
"""A rejected lot is used again only after another look."""


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to be. number: empty for the next one by the pattern of lots (or of serials); expires_on: None for what
    the item's shelf life and the ingredients say."""

    item: Item
    number: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    ingredients: Sequence[Lot] = ()
    status: str = Status.AVAILABLE
    status_reason: str = ""
    supplier_number: str = ""
    origin: str = ""
    document: str = ""


@together
def add_lots(wanted: Sequence[NewLot], *, on: date | None = None, are_free: bool = False) -> list[Lot]:
    """Make lots, in one statement for all. are_free: their numbers come from `lot_numbers`.

    Raises Invalid for an item without lots, Conflict for a number in use.
    """
    day = on or timezone.localdate(clock.now())
    for one in wanted:
        if one.item.tracking == Item.Tracking.NONE:
            raise Invalid("%(item)s is not tracked by lot.", item=one.item.name)
    named = [one for one in wanted if one.number]
    if not are_free:
        _check_new({(one.item.pk, one.number) for one in named}, len(named))
    numbers = _numbers(wanted, day)
    return insert(_lot(one, number, day) for one, number in zip(wanted, numbers, strict=True))


def _check_new(keys: set[tuple[int, str]], count: int) -> None:
    if not count:
        return
    rows = Lot.objects.filter(item_id__in={item for item, _ in keys}, number__in={number for _, number in keys})
    used = {key for key in rows.values_list("item_id", "number") if key in keys}
    if used or len(keys) < count:
        raise Conflict("The number %(number)s is in use.", number=next(iter(sorted(n for _, n in used)), "?"))


def _numbers(wanted: Sequence[NewLot], day: date) -> list[str]:
    fresh = {}
    for kind in _PATTERNS:
        count = sum(not one.number and one.item.tracking == kind for one in wanted)
        fresh[kind] = iter(lot_numbers(kind, day, count))
    return [one.number or next(fresh[Item.Tracking(one.item.tracking)]) for one in wanted]


_PATTERNS = {Item.Tracking.LOT: LOT_PATTERNS["lot"], Item.Tracking.SERIAL: LOT_PATTERNS["serial"]}
"""How lots and pieces are numbered until a person says otherwise."""


@fixed
def _used(numbers: Slot) -> QuerySet[Lot, str]:
    return Lot.objects.filter(number=numbers.any).order_by().values_list("number", flat=True)


def lot_numbers(tracking: str, day: date, count: int) -> list[str]:
    """Numbers for lots or pieces to be. Who moves goods in the same transaction takes them before it locks worths."""
    kind = Item.Tracking(tracking)
    return unused_numbers(str(kind), day, count, _used, pattern=_PATTERNS[kind])


def _lot(one: NewLot, number: str, day: date) -> Lot:
    made_on = one.made_on or day
    expires_on = one.expires_on or use_by(
        one.item.expiry_rule, made_on, one.item.shelf_life_days, (lot.expires_on for lot in one.ingredients)
    )
    if expires_on is not None and expires_on < made_on:
        raise Invalid("Lot %(number)s would expire before it was made.", number=number)
    return Lot(
        item=one.item,
        number=number,
        status=one.status,
        status_reason=one.status_reason,
        made_on=made_on,
        expires_on=expires_on,
        supplier_number=one.supplier_number,
        origin=one.origin or one.item.origin,
        document=one.document,
    )


def note_ingredients(lot: Lot, ingredients: Iterable[Lot], *, by: Person | None) -> None:
    """More goods of other ingredients came into a lot: it expires when the earliest of them says so."""
    expires_on = use_by(
        lot.item.expiry_rule, lot.made_on, lot.item.shelf_life_days, (one.expires_on for one in ingredients)
    )
    if expires_on is not None and (lot.expires_on is None or expires_on < lot.expires_on):
        # Read anew: a hold that came while the goods waited for their turn stays.
        change_row(Lot.objects.select_for_update().get(pk=lot.pk), {"expires_on": expires_on}, by=by)
        lot.expires_on = expires_on


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that come, in the item's own unit, into the lot given or a new one.

    serials: numbers of the pieces of an item tracked by serial number; empty: numbers by the
    pattern. value: won for the whole quantity, None for what the goods cost today.
    """

    item: Item
    quantity: Decimal
    location: Location
    value: Decimal | None = None
    lot: Lot | None = None
    new: NewLot | None = None
    serials: Sequence[str] = ()
    second_quantity: Decimal | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive(
    receipts: Sequence[Receipt],
    *,
    source: Location,
    by: Person | None,
    document: str = "",
    moved_at: datetime | None = None,
) -> list[StockMove]:
    """Take goods in from suppliers, production or elsewhere, with the lots that they need. All or none.

    Raises what `add_lots` and `move` raise.
    """
    day = timezone.localdate(moved_at or clock.now())
    wanted = [(receipt, one) for receipt in receipts for one in _lots_of(receipt, document)]
    made = iter(add_lots([one for _, one in wanted if isinstance(one, NewLot)], on=day))
    lots: dict[int, list[Lot | None]] = {}
    for receipt, one in wanted:
        lots.setdefault(id(receipt), []).append(next(made) if isinstance(one, NewLot) else one)
    movements = [movement for receipt in receipts for movement in _movements(receipt, lots[id(receipt)], source)]
    return move(movements, by=by, document=document, moved_at=moved_at)


def _lots_of(receipt: Receipt, document: str) -> Iterable[NewLot | Lot | None]:
    item = receipt.item
    if item.tracking == Item.Tracking.NONE or receipt.lot is not None:
        return [receipt.lot]
    facts = {"document": document} | receipt.facts
    if item.tracking == Item.Tracking.LOT:
        return [receipt.new or NewLot(item, **facts)]
    pieces = int(receipt.quantity)
    if pieces != receipt.quantity or (receipt.serials and len(receipt.serials) != pieces):
        raise Invalid("Give one serial number for each piece of %(item)s.", item=item.name)
    return [NewLot(item, number=number, **facts) for number in receipt.serials or [""] * pieces]


def _movements(receipt: Receipt, lots: Sequence[Lot | None], source: Location) -> list[Movement]:
    count = len(lots)
    values = _evenly(receipt.value, count, Decimal(1))
    seconds = _evenly(receipt.second_quantity, count, Decimal("0.0001"))
    return [
        Movement(
            receipt.item, receipt.quantity / count, source, receipt.location, lot, value=value, second_quantity=second
        )
        for lot, value, second in zip(lots, values, seconds, strict=True)
    ]


def _evenly(amount: Decimal | None, count: int, step: Decimal) -> list[Decimal | None]:
    """The amount in `count` parts that are multiples of `step` as equal as can be."""
    if amount is None or count == 1:
        return [amount] * count
    whole, rest = divmod(int(amount / step), count)
    return [(whole + (part < rest)) * step for part in range(count)]


@transaction.atomic
def set_lot_status(lots: Sequence[Lot], status: Lot.Status, *, reason: str, by: Person | None) -> list[Lot]:
    """Release, hold, quarantine or reject lots; the reason stays in their history.

    Waits for moves of the items that are under way, so that none is used after this returns.
    What is reserved of them stays reserved and can't be moved to production or customers.
    Raises Invalid without a reason, Conflict for a step that isn't allowed (a rejected lot is
    looked at again before it is released).
    """
    if not reason.strip():
        raise Invalid("Give a reason.")
    lock_worths({lot.item_id: lot.item for lot in lots})
    rows = Lot.objects.select_for_update(of=("self",)).select_related("item").filter(pk__in=[lot.pk for lot in lots])
    for row in rows.order_by("pk"):
        if status != row.status and status not in _WAYS[Status(row.status)]:
            raise Conflict("Lot %(lot)s is %(status)s.", lot=row.number, status=row.get_status_display())
        change_row(row, {"status": status, "status_reason": reason.strip()}, by=by)
    return list(rows.all())


@transaction.atomic
def change_lot(*, row: Lot, by: Person | None, **values: Any) -> Lot:
    """Correct dates, origin or numbers of a lot. Its item and status are not changed here. Raises Invalid."""
    if {"item", "item_id", "status", "status_reason"} & set(values):
        raise Invalid("The item of a lot stays, and its status has its own way.")
    row = Lot.objects.select_for_update().get(pk=row.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def split_lot(
    *,
    lot: Lot,
    location: Location,
    quantity: Decimal,
    by: Person | None,
    number: str = "",
    second_quantity: Decimal | None = None,
    reason: str = "",
) -> Lot:
    """Make a part of a lot a lot of its own, with the same dates and status; genealogy keeps where it came from."""
    _check_divisible(lot)
    (part,) = add_lots([_alike(lot, number)])
    _become([(lot, quantity, second_quantity)], part, location, by, reason)
    return part


@transaction.atomic
def merge_lots(
    *,
    parts: Sequence[tuple[Lot, Decimal]],
    location: Location,
    by: Person | None,
    number: str = "",
    reason: str = "",
) -> Lot:
    """Put quantities of lots of one item that lie at a place together in a new lot, which expires when the first does.

    Raises Conflict when the lots are of several items or differ in status.
    """
    lots = [lot for lot, _ in parts]
    if len({lot.item_id for lot in lots}) != 1 or len({lot.status for lot in lots}) != 1:
        raise Conflict("Only lots of one item that are all in the same state can be put together.")
    _check_divisible(lots[0])
    first = min(lots, key=lambda lot: lot.expires_on or date.max)
    origins = {lot.origin for lot in lots}
    (whole,) = add_lots([_alike(first, number, origins.pop() if len(origins) == 1 else "", same_supplier=False)])
    _become([(lot, quantity, None) for lot, quantity in parts], whole, location, by, reason)
    return whole


def _check_divisible(lot: Lot) -> None:
    if lot.item.tracking != Item.Tracking.LOT:
        raise Invalid("A serial number is one piece.")


def _alike(lot: Lot, number: str, origin: str | None = None, *, same_supplier: bool = True) -> NewLot:
    return NewLot(
        lot.item,
        number=number,
        made_on=lot.made_on,
        expires_on=lot.expires_on,
        status=lot.status,
        supplier_number=lot.supplier_number if same_supplier else "",
        origin=lot.origin if origin is None else origin,
        document=lot.document,
    )


def _become(
    parts: Sequence[tuple[Lot, Decimal, Decimal | None]], lot: Lot, location: Location, by: Person | None, reason: str
) -> None:
    move(
        [
            Movement(part.item, quantity, location, location, part, to_lot=lot, second_quantity=second, reason=reason)
            for part, quantity, second in parts
        ],
        by=by,
    )
    link_lots([Link(part, lot, quantity) for part, quantity, _ in parts])
