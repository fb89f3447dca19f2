"""What many documents keep and use, in a few statements for all of them: hundreds of orders at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from dure.events.statements import Slot, execute, fixed, insert
from dure.events.together import together
from dure.inventory.models import Balance, Item, Location, Lot, Reservation
from dure.inventory.picking import Need, Pile, allocate
from dure.inventory.selectors.free import free_piles
from dure.inventory.services.moves import lock_worths

ZERO = Decimal(0)
Key = tuple[str, int]
"""(document, line)"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A quantity that a line of a document takes, in the item's own unit."""

    document: str
    line: int
    item: Item
    quantity: Decimal
    location: Location
    lot: Lot | None


def _fefo(items: Iterable[Item]) -> frozenset[int]:
    return frozenset(item.pk for item in items if item.removal == Item.Removal.FEFO)


def _numbered(needs: Mapping[str, Sequence[Need]]) -> tuple[list[Need], list[Key]]:
    """The needs of all documents with numbers of their own for lines, and what document and line each number is."""
    keys: dict[Key, int] = {}
    found = []
    for document, wanted in needs.items():
        for need in wanted:
            number = keys.setdefault((document, need.line), len(keys))
            found.append(Need(number, need.item, need.quantity, need.minimum_days, need.within, need.lots))
    return found, list(keys)


@together
def reserve_many(
    needs: Mapping[str, Sequence[Need]], *, items: Mapping[int, Item], on: date, locked: bool = False
) -> dict[Key, Decimal]:
    """Keep stock for the lines of many documents that have none yet, the first documents first; what is missing.

    items: those of the needs, by id. locked: their worths are locked already.
    """
    if not locked:
        lock_worths(dict(items))
    wanted, keys = _numbered(needs)
    picks, missing = allocate(wanted, free_piles(items), on, _fefo(items.values()))
    kept: dict[tuple[int, int], Decimal] = {}
    for pick in picks:
        kept[pick.line, pick.balance] = kept.get((pick.line, pick.balance), ZERO) + pick.quantity
    insert(
        Reservation(document=keys[line][0], line=keys[line][1], balance_id=balance, quantity=quantity)
        for (line, balance), quantity in kept.items()
    )
    return {keys[line]: quantity for line, quantity in missing.items()}


@together
def take(
    needs: Mapping[str, Sequence[Need]], *, items: Mapping[int, Item], on: date, beside: Sequence[Taken] = ()
) -> tuple[list[Taken], dict[Key, Decimal]]:
    """What the lines of documents use: what is reserved for them first, then what is free. (taken, what is missing).

    The reservations are used up by it; the goods are moved by the caller in the same transaction,
    who has locked the worths of the items. Lots on hold stay where they are. beside: what was taken
    before and is not moved yet.
    """
    wanted, keys = _numbered(needs)
    own = _own_piles(set(needs))
    found: list[tuple[int, int, Decimal]] = []
    used: dict[int, Decimal] = {}
    rest = [_from_own(need, own.get(keys[need.line], ()), found, used) for need in wanted]
    left = [one for one in rest if one is not None]
    # Read before reservations are used up: what they kept would be free then, and be taken twice.
    piles = _without(free_piles(items), beside) if left else []
    _use_up(used)
    more, missing = allocate(left, piles, on, _fefo(items.values()))
    found += [(pick.line, pick.balance, pick.quantity) for pick in more]
    sums: dict[tuple[int, int], Decimal] = {}
    for line, balance, quantity in found:
        sums[line, balance] = sums.get((line, balance), ZERO) + quantity
    rows = {row.pk: row for row in _balances(list({balance for _, balance in sums}))}
    taken = [
        Taken(*keys[line], items[rows[balance].item_id], quantity, rows[balance].location, rows[balance].lot)
        for (line, balance), quantity in sums.items()
    ]
    return taken, {keys[line]: quantity for line, quantity in missing.items()}


def _without(piles: list[Pile], beside: Sequence[Taken]) -> list[Pile]:
    gone: dict[tuple[int, int, int | None], Decimal] = {}
    for one in beside:
        key = one.item.pk, one.location.pk, one.lot.pk if one.lot else None
        gone[key] = gone.get(key, ZERO) + one.quantity
    for pile in piles:
        pile.free -= gone.get((pile.item, pile.location, pile.lot), ZERO)
    return piles


def _own_piles(documents: Collection[str]) -> dict[Key, list[tuple[int, int, int | None, Decimal]]]:
    """(reservation, balance, lot, quantity) of what may be used, in the order in which it was kept."""
    found: dict[Key, list[tuple[int, int, int | None, Decimal]]] = {}
    for pk, document, line, balance, lot, status, quantity in _reserved(list(documents)):
        if status in (None, Lot.Status.AVAILABLE):
            found.setdefault((document, line), []).append((pk, balance, lot, quantity))
    return found


@fixed
def _reserved(documents: Slot) -> QuerySet[Reservation, tuple[Any, ...]]:
    names = ("pk", "document", "line", "balance_id", "balance__lot_id", "balance__lot__status", "quantity")
    return Reservation.objects.filter(document=documents.any).order_by("pk").values_list(*names)


@fixed
def _balances(wanted: Slot) -> QuerySet[Balance]:
    return Balance.objects.filter(pk=wanted.any).order_by().select_related("location", "lot")


def _from_own(
    need: Need,
    piles: Sequence[tuple[int, int, int | None, Decimal]],
    found: list[tuple[int, int, Decimal]],
    used: dict[int, Decimal],
) -> Need | None:
    """What of the need is left after its own reservations; None: nothing."""
    left = need.quantity
    for pk, balance, lot, quantity in piles:
        part = min(left, quantity - used.get(pk, ZERO))
        if part > 0 and (need.lots is None or lot in need.lots):
            used[pk] = used.get(pk, ZERO) + part
            found.append((need.line, balance, part))
            left -= part
    return Need(need.line, need.item, left, need.minimum_days, need.within, need.lots) if left > 0 else None


def _use_up(used: Mapping[int, Decimal]) -> None:
    if not used:
        return
    ids, quantities = list(used), list(used.values())
    # In one statement each, so that the trigger on reservations works once.
    gone = execute(
        "DELETE FROM inventory_reservation r USING unnest(%s::bigint[], %s::numeric[]) AS u (id, quantity)"
        " WHERE r.id = u.id AND r.quantity <= u.quantity",
        [ids, quantities],
    )
    if gone < len(ids):
        execute(
            "UPDATE inventory_reservation r SET quantity = r.quantity - u.quantity"
            " FROM unnest(%s::bigint[], %s::numeric[]) AS u (id, quantity) WHERE r.id = u.id",
            [ids, quantities],
        )


def release_many(documents: Collection[str]) -> None:
    """Give up all that is reserved for documents. The caller has locked the worths of their items."""
    execute("DELETE FROM inventory_reservation WHERE document = ANY(%s)", [list(documents)])
