"""Which lots and places to take goods from. Pure.

What expires first, or what came first, goes first; where both are alike, the oldest row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

FAR = date.max


@dataclass(frozen=True, slots=True)
class Need:
    """A quantity in the item's own unit, wanted for a line of a document.

    minimum_days: shelf life that must be left. within: ids of the only locations to take from;
    lots: ids of the only lots. None: any.
    """

    line: int
    item: int
    quantity: Decimal
    minimum_days: int = 0
    within: frozenset[int] | None = None
    lots: frozenset[int] | None = None


@dataclass(slots=True)
class Pile:
    """What is free of an item and lot at a location."""

    balance: int
    item: int
    location: int
    lot: int | None
    free: Decimal
    expires_on: date | None = None
    came_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    line: int
    item: int
    balance: int
    location: int
    lot: int | None
    quantity: Decimal


def order(pile: Pile, by_expiry: bool) -> tuple[date, float, int, int]:
    """Sorting key: by expiry (none last) or by coming, then the older lot, then the older row."""
    came = pile.came_at.timestamp() if pile.came_at else 0.0
    return (pile.expires_on or FAR) if by_expiry else FAR, came, pile.lot or 0, pile.balance


def suits(pile: Pile, need: Need, on: date) -> bool:
    """Whether the pile may serve the need: goods may be used on their use-by date, not after it."""
    if need.within is not None and pile.location not in need.within:
        return False
    if need.lots is not None and pile.lot not in need.lots:
        return False
    return pile.expires_on is None or pile.expires_on >= on + timedelta(days=need.minimum_days)


def allocate(
    needs: Sequence[Need], piles: Iterable[Pile], on: date, by_expiry: frozenset[int] = frozenset()
) -> tuple[list[Pick], dict[int, Decimal]]:
    """(picks, what is missing by line). Needs are served in their order; piles are used up.

    by_expiry: ids of the items of which goes first what expires first.
    """
    shelves: dict[int, list[Pile]] = {}
    for pile in piles:
        if pile.free > 0:
            shelves.setdefault(pile.item, []).append(pile)
    for item, shelf in shelves.items():
        shelf.sort(key=partial(order, by_expiry=item in by_expiry))
    picks: list[Pick] = []
    missing: dict[int, Decimal] = {}
    for need in needs:
        left = _serve(need, shelves.get(need.item, ()), on, picks)
        if left > 0:
            missing[need.line] = missing.get(need.line, Decimal(0)) + left
    return picks, missing


def _serve(need: Need, shelf: Sequence[Pile], on: date, picks: list[Pick]) -> Decimal:
    left = need.quantity
    for pile in shelf:
        if left <= 0:
            break
        if pile.free <= 0 or not suits(pile, need, on):
            continue
        taken = min(left, pile.free)
        pile.free -= taken
        left -= taken
        picks.append(Pick(need.line, need.item, pile.balance, pile.location, pile.lot, taken))
    return left
