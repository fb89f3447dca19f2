"""Acts of a stock-keeper, each with a slip of its own that can be taken back: in, out, to another place, picked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item, Location, Reservation, StockMove
from dure.inventory.picking import Need
from dure.inventory.selectors.slips import moves_to_take_back, slip_of
from dure.inventory.services.lots import Receipt, receive
from dure.inventory.services.movement import Movement
from dure.inventory.services.moves import lock_worths, move, take_back
from dure.inventory.services.reserving import reserve
from dure.inventory.slips import PATTERNS, Slip
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import next_number


def _numbered(slip: Slip, moved_at: datetime | None = None) -> str:
    return next_number(str(slip), timezone.localdate(moved_at or clock.now()), pattern=PATTERNS[slip])


@transaction.atomic
def receive_goods(
    *, receipts: Sequence[Receipt], source: Location, by: Person | None, moved_at: datetime | None = None
) -> list[StockMove]:
    """Take goods in without an order, such as the stock of the first day. Raises what `receive` raises."""
    if source.is_owned:
        raise Invalid("Goods come from outside our own stock.")
    return receive(receipts, source=source, by=by, document=_numbered(Slip.RECEIPT, moved_at), moved_at=moved_at)


@transaction.atomic
def carry(*, slip: Slip, movements: Sequence[Movement], by: Person | None) -> list[StockMove]:
    """Issue, scrap or transfer goods under one number. Raises Invalid without a reason where the act wants one."""
    if slip in {Slip.ISSUE, Slip.SCRAP} and not all(one.reason.strip() for one in movements):
        raise Invalid("Give a reason.")
    return move(movements, by=by, document=_numbered(slip))


@transaction.atomic
def pick(*, document: str, target: Location, by: Person | None, quantities: Mapping[int, Decimal]) -> list[StockMove]:
    """Bring what is reserved for a document to a place of ours where it waits, and keep it reserved there.

    quantities: by id of the reservation; what is left of one stays where it is. Raises Conflict when less is reserved,
    Invalid for a place outside, and what `move` raises.
    """
    if target.kind != Location.Kind.STOCK:
        raise Invalid("What is picked waits at a place of our own stock.")
    rows = _reserved(document, quantities)
    _shrink(rows, quantities)
    movements = [
        Movement(row.balance.item, quantities[row.pk], row.balance.location, target, row.balance.lot, reason=document)
        for row in rows
        if row.balance.location_id != target.pk
    ]
    if not movements:
        raise Conflict("It lies there already.")
    made = move(movements, by=by, document=_numbered(Slip.PICK))
    reserve(document, _needs(rows, quantities, target), partial=False)
    return made


def _reserved(document: str, quantities: Mapping[int, Decimal]) -> list[Reservation]:
    wanted = Reservation.objects.filter(document=document, pk__in=quantities)
    items = Item.objects.filter(pk__in=wanted.values("balance__item_id")).in_bulk()
    if items:
        lock_worths(items)
    rows = list(wanted.select_related("balance__item", "balance__location", "balance__lot").order_by("pk"))
    if len(rows) < len(quantities) or not rows:
        raise Conflict("Nothing is reserved for %(document)s.", document=document)
    for row in rows:
        if not 0 < quantities[row.pk] <= row.quantity:
            raise Conflict("More of %(item)s is picked than is reserved.", item=row.balance.item.name)
    return rows


def _shrink(rows: Sequence[Reservation], quantities: Mapping[int, Decimal]) -> None:
    gone = [row.pk for row in rows if quantities[row.pk] == row.quantity]
    Reservation.objects.filter(pk__in=gone).delete()
    smaller = [row for row in rows if row.pk not in gone]
    for row in smaller:
        row.quantity -= quantities[row.pk]
    Reservation.objects.bulk_update(smaller, ["quantity"])


def _needs(rows: Sequence[Reservation], quantities: Mapping[int, Decimal], place: Location) -> list[Need]:
    """The same goods, kept again where they lie now."""
    return [
        Need(
            row.line,
            row.balance.item_id,
            quantities[row.pk],
            within=frozenset({place.pk}),
            lots=frozenset({row.balance.lot_id}),  # type: ignore[arg-type]
        )
        for row in rows
    ]


@transaction.atomic
def take_slip_back(*, document: str, by: Person | None, reason: str) -> list[StockMove]:
    """Undo all that a slip of stock's own moved. Raises Conflict for another context's document or one undone already.

    What was picked is reserved again where it came from.
    """
    slip = slip_of(document)
    if slip is None:
        raise Conflict("This document is taken back where it was made.")
    moves = moves_to_take_back(document)
    if not moves:
        raise Conflict("This is already taken back.")
    if slip is not Slip.PICK:
        return take_back(moves, by=by, reason=reason)
    return _unpick(moves, by, reason)


def _unpick(moves: Sequence[StockMove], by: Person | None, reason: str) -> list[StockMove]:
    """The moves back, with what they carried reserved again for the order that their reason names."""
    order = moves[0].reason
    lock_worths({one.item_id: one.item for one in moves})
    kept = list(Reservation.objects.filter(document=order).select_related("balance").order_by("pk"))
    needs = [need for one in moves for need in _given_up(one, kept)]
    Reservation.objects.filter(pk__in=[row.pk for row in kept if row.quantity == 0]).delete()
    Reservation.objects.bulk_update([row for row in kept if row.quantity > 0], ["quantity"])
    back = take_back(moves, by=by, reason=reason)
    reserve(order, needs, partial=False)
    return back


def _given_up(one: StockMove, kept: Sequence[Reservation]) -> list[Need]:
    """Takes what the move carried off the reservations where it lies; what is to be reserved where it came from."""
    left, needs = one.quantity, []
    for row in kept:
        at = row.balance
        if (at.item_id, at.location_id, at.lot_id) == (one.item_id, one.to_location_id, one.lot_id) and left > 0:
            part = min(left, row.quantity)
            row.quantity, left = row.quantity - part, left - part
            lots = frozenset({one.lot_id})
            needs.append(Need(row.line, one.item_id, part, within=frozenset({one.from_location_id}), lots=lots))  # type: ignore[arg-type]
    if left > 0:
        raise Conflict("Part of what was picked has left already.")
    return [need for need in needs if need.quantity > 0]
