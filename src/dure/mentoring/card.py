"""Practice cards (우수사례 카드): how far one has come, and what it may claim. Pure.

A card may be called proven only by an effect that was measured: its 95 % interval lies wholly on the good side of
nothing. Words of its author never make it so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CardState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Better(StrEnum):
    """Which way a figure has to go to be better."""

    LOWER = "lower"
    HIGHER = "higher"


class Proof(StrEnum):
    """What a card may claim. NONE: nothing was measured; UNCLEAR: the interval holds nothing too."""

    NONE = "none"
    PROVEN = "proven"
    UNCLEAR = "unclear"
    WORSE = "worse"


STEPS: Mapping[CardState, frozenset[CardState]] = {
    CardState.DRAFT: frozenset({CardState.PUBLISHED}),
    CardState.PUBLISHED: frozenset({CardState.REPLACED, CardState.WITHDRAWN}),
    CardState.REPLACED: frozenset(),
    CardState.WITHDRAWN: frozenset(),
}


def may_become(now: str, then: CardState) -> bool:
    return then in STEPS[CardState(now)]


@dataclass(frozen=True, slots=True)
class Measured:
    """An effect as it was measured: change of a figure in its own unit, with its 95 % interval.

    n_before, n_after: days (or pieces) that it rests on. method: a key of how it was estimated. on: the day of it.
    """

    figure: str
    unit: str
    better: str
    effect: float
    low: float
    high: float
    n_before: int
    n_after: int
    method: str
    on: date

    def __post_init__(self) -> None:
        if not self.low <= self.effect <= self.high:
            raise ValueError("an effect lies within its interval")
        if min(self.n_before, self.n_after) < 1:
            raise ValueError("nothing was measured")

    @property
    def proof(self) -> Proof:
        return proof_of(self.better, self.low, self.high)


def proof_of(better: str, low: float, high: float) -> Proof:
    """What one interval says of a figure that is better lower or higher."""
    down, up = high < 0, low > 0
    if not down and not up:
        return Proof.UNCLEAR
    return Proof.PROVEN if down == (Better(better) is Better.LOWER) else Proof.WORSE


def proof_of_all(effects: Iterable[Proof]) -> Proof:
    """What several effects say together: one that got worse forbids to call the card proven."""
    found = set(effects)
    for verdict in (Proof.WORSE, Proof.PROVEN, Proof.UNCLEAR):
        if verdict in found:
            return Proof.UNCLEAR if verdict is Proof.WORSE and Proof.PROVEN in found else verdict
    return Proof.NONE
