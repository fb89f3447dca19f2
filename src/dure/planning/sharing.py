"""Work units that take several orders at once (ovens, kettles, freezers): how much goes in, and what together. Pure.

Loads are whole numbers: hundredths of a piece or kilogram, or millionths of a full load.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any

from dure.planning.changeovers import Kind
from dure.product.times import Step

HUNDREDTHS, MILLIONTHS = 100, 1_000_000
Ways = Sequence[tuple[int, Step]]


class Measure(StrEnum):
    """What a load is counted in. ROUTING: full with the pieces of a batch that the item's routing tells."""

    PIECES = "pieces"
    KG = "kg"
    ROUTING = "routing"


class Together(StrEnum):
    """What may go in at once. Never what differs in allergens."""

    ITEM = "item"
    """The same operation of the same item."""
    GROUP = "group"
    """Items of a group that take the same time."""
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Room:
    """What a work unit holds. capacity: pieces or kilograms, of no meaning where the routing tells it."""

    measure: Measure
    capacity: Decimal = Decimal(0)
    together: Together = Together.ITEM

    @property
    def holds(self) -> int:
        return MILLIONTHS if self.measure is Measure.ROUTING else int(self.capacity * HUNDREDTHS)

    def load(self, step: Step, pieces: Decimal, kg: Decimal | None) -> int | None:
        """What so many pieces take at once, also if that is more than it holds; None where nobody has told it. kg: of
        a piece."""
        at_once = pieces if step.batch is None else min(pieces, step.batch)
        if self.measure is Measure.ROUTING:
            return None if step.batch is None else max(int(MILLIONTHS * at_once / step.batch), 1)
        one = Decimal(1) if self.measure is Measure.PIECES else kg
        return None if one is None else max(int((at_once * one * HUNDREDTHS).to_integral_value(ROUND_CEILING)), 1)

    def filled(self, step: Step, kg: Decimal | None) -> Step:
        """The times of what is more than it holds: as many loads as it takes, one after the other."""
        one = Decimal(1) if self.measure is Measure.PIECES else kg
        if step.batch is None or one is None or self.measure is Measure.ROUTING:
            return step
        return replace(step, batch=min(step.batch, self.capacity / one))


@dataclass(frozen=True, slots=True)
class Fit:
    """Where an operation can be done, and its load. is_known: whether anybody has told how much room it takes."""

    ways: tuple[tuple[int, Step], ...]
    load: int = 1
    is_known: bool = True


def fit(ways: Ways, rooms: Mapping[int, Room], pieces: Decimal, kg: Decimal | None) -> Fit:
    """Work units that hold it all at once, or, where none does, the largest ones with a load after the other, and
    nothing beside it; those that do one order at a time stay. What is counted otherwise than on the first doesn't."""
    shared = [(unit, step) for unit, step in ways if unit in rooms]
    if not shared:
        return Fit(tuple(ways))
    measure = rooms[shared[0][0]].measure
    ways = [(unit, step) for unit, step in ways if unit not in rooms or rooms[unit].measure is measure]
    loads = [rooms[unit].load(step, pieces, kg) for unit, step in shared if rooms[unit].measure is measure]
    known = [one for one in loads if one is not None]
    load, is_known = max(known, default=0), len(known) == len(loads)
    if is_known and any(unit in rooms and load <= rooms[unit].holds for unit, _ in ways):
        return Fit(tuple(way for way in ways if way[0] not in rooms or load <= rooms[way[0]].holds), load)
    most = max(rooms[unit].holds for unit, _ in ways if unit in rooms)
    kept = [(unit, step) for unit, step in ways if unit not in rooms or rooms[unit].holds == most]
    split = tuple((unit, rooms[unit].filled(step, kg) if unit in rooms else step) for unit, step in kept)
    return Fit(split, most, is_known)


def family(ways: Ways, rooms: Mapping[int, Room], centers: Mapping[int, int], kind: Kind) -> tuple[Any, ...] | None:
    """What operations have in common that may be done at once, by the strictest of their work units; None: nothing
    but what is the same operation of the same item may be. centers: work unit → its work center."""
    rules = {rooms[unit].together if unit in rooms else Together.ITEM for unit, _ in ways}
    where = frozenset(centers.get(unit, 0) for unit, _ in ways)
    if Together.ITEM in rules or not rules or (Together.GROUP in rules and not kind.group):
        return None
    if Together.GROUP in rules:
        return where, kind.allergens, kind.group, ways[0][1].run_s
    return where, kind.allergens
