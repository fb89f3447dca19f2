"""Savings that may be the same won: effects on one figure, in one place, over the same days. Pure.

Two tasks that change one machine within the same weeks both see the whole change of its figure. Nobody can tell whose
it is, so only one of such savings is counted: the largest, which the figure showed at least.
"""

from collections.abc import Iterable
from dataclasses import dataclass

EVERYWHERE = "*"
"""The place that all others are inside of."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one task is said to save in a year. places: names of what its figure is of (work units, a customer, an item,
    EVERYWHERE), none where nobody knows any more; first, last: numbers of the days that count as after."""

    key: int
    figure: str
    places: frozenset[str]
    first: int
    last: int
    won: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """A saving that isn't counted, the one that is counted instead, and the days that both look at."""

    left_out: Claim
    counted: Claim
    first: int
    last: int


def overlap(one: Claim, other: Claim) -> bool:
    """The same figure, the same place or one inside the other, and days in common."""
    inside = one.places <= other.places or other.places <= one.places or EVERYWHERE in one.places | other.places
    is_known = bool(one.places) and bool(other.places)
    return one.figure == other.figure and inside and is_known and max(one.first, other.first) <= min(
        one.last, other.last
    )  # fmt: skip


def overlaps(claims: Iterable[Claim]) -> list[Overlap]:
    """The savings to leave out, each with a larger one that stays. Those that stay don't overlap each other."""
    kept: list[Claim] = []
    found: list[Overlap] = []
    for one in sorted(claims, key=lambda claim: (-claim.won, claim.key)):
        larger = next((other for other in kept if overlap(one, other)), None)
        if larger is None:
            kept.append(one)
        else:
            found.append(Overlap(one, larger, max(one.first, larger.first), min(one.last, larger.last)))
    return found
