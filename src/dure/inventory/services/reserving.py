"""Keeping stock for a document, giving it up, and moving what was kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.errors import NotEnough
from dure.inventory.models import Item, Location, Reservation, StockMove
from dure.inventory.picking import Need, Pick, allocate
from dure.inventory.selectors.free import first_expired_first, free_piles
from dure.inventory.services.movement import Movement
from dure.inventory.services.moves import lock_worths, move
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person


@dataclass(frozen=True, slots=True)
class Reserved:
    picks: list[Pick]
    missing: dict[int, Decimal]
    """what could not be reserved, by line"""


@transaction.atomic
def reserve(document: str, needs: Sequence[Need], *, on: date | None = None, partial: bool = True) -> Reserved:
    """Keep stock for the lines of a document, beside what it has already.

    Takes what expires first or came first, by item, from places of stock and lots that are
    available on the day. partial: keep what there is; else raises NotEnough and keeps nothing.
    Sessions that reserve or move the same items wait for each other, so nothing is kept twice.
    """
    if not document or any(need.quantity <= 0 for need in needs):
        raise Invalid("A reservation needs a document and positive quantities.")
    items = Item.objects.in_bulk({need.item for need in needs})
    lock_worths(items)
    day = on or timezone.localdate(clock.now())
    picks, missing = allocate(needs, free_piles(items), day, first_expired_first(items))
    if missing and not partial:
        raise NotEnough("Of %(count)s lines not all is there.", count=len(missing))
    kept: dict[tuple[int, int], Decimal] = {}
    for pick in picks:
        kept[pick.line, pick.balance] = kept.get((pick.line, pick.balance), Decimal(0)) + pick.quantity
    _add(document, kept)
    return Reserved(picks, missing)


def _add(document: str, kept: Mapping[tuple[int, int], Decimal]) -> None:
    standing = {(row.line, row.balance_id): row for row in Reservation.objects.filter(document=document)}
    more = [standing[key] for key in kept if key in standing]
    for row in more:
        row.quantity += kept[row.line, row.balance_id]
    Reservation.objects.bulk_update(more, ["quantity"])
    Reservation.objects.bulk_create(
        Reservation(document=document, line=line, balance_id=balance, quantity=quantity)
        for (line, balance), quantity in kept.items()
        if (line, balance) not in standing
    )


@transaction.atomic
def release(document: str, *, lines: Iterable[int] | None = None) -> int:
    """Give up what is reserved for a document, or for some of its lines. How many reservations that were."""
    rows = _locked(document, lines)
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _locked(document: str, lines: Iterable[int] | None) -> list[Reservation]:
    """The reservations, with their items locked as `move` locks them, in the order in which they were made."""
    rows = Reservation.objects.filter(document=document)
    if lines is not None:
        rows = rows.filter(line__in=list(lines))
    items = Item.objects.filter(pk__in=rows.values("balance__item_id")).in_bulk()
    if items:
        lock_worths(items)
    return list(rows.select_related("balance__item", "balance__location", "balance__lot").order_by("pk"))


@transaction.atomic
def move_reserved(
    document: str,
    *,
    target: Location,
    by: Person | None,
    quantities: Mapping[int, Decimal] | None = None,
    keep_rest: bool = True,
    measured: Mapping[tuple[int, int | None], Decimal] | None = None,
    moved_at: datetime | None = None,
) -> list[StockMove]:
    """Move what was reserved for a document, such as to customers or into production, and use the reservations up.

    quantities: how much of each line, None: all. What is left of a line stays reserved, or not
    (keep_rest). measured: second quantities by line and id of the lot, of items that have a second
    unit and of which only one location is taken from. Raises Conflict when less is reserved than
    is to be moved, LotBlocked and the other errors of `move`.
    """
    rows = _locked(document, quantities)
    if not rows:
        raise Conflict("Nothing is reserved for %(document)s.", document=document)
    parts = _parts(rows, quantities)
    over = [row.pk for row in rows if not keep_rest or parts[row.pk] == row.quantity]
    Reservation.objects.filter(pk__in=over).delete()
    smaller = [row for row in rows if keep_rest and 0 < parts[row.pk] < row.quantity]
    for row in smaller:
        row.quantity -= parts[row.pk]
    Reservation.objects.bulk_update(smaller, ["quantity"])
    movements = [
        Movement(
            row.balance.item,
            parts[row.pk],
            row.balance.location,
            target,
            row.balance.lot,
            second_quantity=(measured or {}).get((row.line, row.balance.lot_id)),
        )
        for row in rows
        if parts[row.pk]
    ]
    return move(movements, by=by, document=document, moved_at=moved_at)


def _parts(rows: Sequence[Reservation], quantities: Mapping[int, Decimal] | None) -> dict[int, Decimal]:
    """How much of each reservation is taken, the earlier ones of a line first."""
    if quantities is None:
        return {row.pk: row.quantity for row in rows}
    left = dict(quantities)
    parts = {}
    for row in rows:
        parts[row.pk] = min(row.quantity, left[row.line])
        left[row.line] -= parts[row.pk]
    short = {line: quantity for line, quantity in left.items() if quantity > 0}
    if short:
        raise Conflict("Line %(line)s lacks %(quantity)s of what is reserved.", **_first(short))
    return parts


def _first(short: Mapping[int, Decimal]) -> dict[str, object]:
    line, quantity = next(iter(short.items()))
    return {"line": line, "quantity": f"{quantity.normalize():f}"}
