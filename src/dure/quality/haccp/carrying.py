"""Which allergens a work unit still carries from what ran on it. Pure."""

from collections.abc import Iterable, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ran:
    """An item that ran since the last cleaning."""

    item: str
    allergens: Set[str]


@dataclass(frozen=True, slots=True)
class Carried:
    allergens: Set[str]
    items: tuple[str, ...]
    """Which brought them, in their order."""


def carried(ran: Iterable[Ran], wanted: Set[str]) -> Carried:
    """What would get into goods that have only the `wanted` allergens."""
    foreign = [(one.item, one.allergens - wanted) for one in ran]
    names = tuple(dict.fromkeys(item for item, left in foreign if left))
    return Carried(frozenset().union(*(left for _item, left in foreign)), names)
