"""What is free to be taken, and the proposal of what to take."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from dure.events.statements import Slot, fixed
from dure.inventory.models import Balance, Item, Location, Lot, Reservation
from dure.inventory.picking import Need, Pick, Pile, allocate
from dure.kernel import clock


@dataclass(frozen=True, slots=True)
class Proposal:
    picks: list[Pick]
    missing: dict[int, Decimal]
    """what could not be found, by line"""


_PILE = ("pk", "item_id", "location_id", "lot_id", "quantity", "reserved", "lot__expires_on", "lot__created_at")


def free_piles(items: Collection[int]) -> list[Pile]:
    """What may be used of the items: at places of stock, of lots that are available, not reserved. One query."""
    return [
        Pile(pk, item, location, lot, quantity - reserved, expires_on, came_at)
        for pk, item, location, lot, quantity, reserved, expires_on, came_at in _free(list(items))
    ]


@fixed
def _free(items: Slot) -> QuerySet[Balance, tuple[Any, ...]]:
    rows = Balance.objects.filter(item=items.any, quantity__gt=F("reserved"), location__kind=Location.Kind.STOCK)
    return rows.filter(Q(lot=None) | Q(lot__status=Lot.Status.AVAILABLE)).order_by().values_list(*_PILE)


def free_by_item(items: Collection[int]) -> dict[int, Decimal]:
    """What `free_piles` finds of each item that hasn't expired; nothing where it finds none. One query."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    today = timezone.localdate(clock.now())
    for pile in free_piles(items):
        if pile.expires_on is None or pile.expires_on >= today:
            found[pile.item] += pile.free
    return found


def kept_by_item(documents: Collection[str]) -> dict[tuple[str, int], Decimal]:
    """(document, item) → what is kept for it; nothing where there is none. One query."""
    found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for document, item, quantity in _kept(list(documents)):
        found[document, item] += quantity
    return found


@fixed
def _kept(documents: Slot) -> QuerySet[Reservation, tuple[str, int, Decimal]]:
    rows = Reservation.objects.filter(document=documents.any).order_by()
    return rows.values_list("document", "balance__item", "quantity")


def first_expired_first(items: Collection[int]) -> frozenset[int]:
    """Ids of those items of which goes first what expires first."""
    return frozenset(Item.objects.filter(pk__in=items, removal=Item.Removal.FEFO).values_list("pk", flat=True))


def proposed_picks(needs: Sequence[Need], *, on: date | None = None, piles: Sequence[Pile] | None = None) -> Proposal:
    """Which lots and places to take the needs from, without keeping them. Two queries, whatever the lines.

    piles: what is free of their items, where that was asked before; they are used up.
    """
    items = {need.item for need in needs}
    day = on or timezone.localdate(clock.now())
    shelves = free_piles(items) if piles is None else piles
    return Proposal(*allocate(needs, shelves, day, first_expired_first(items)))
