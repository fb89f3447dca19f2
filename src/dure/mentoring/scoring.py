"""Points and levels of an assessment. Pure.

An item has points; a level of 0 to the table's top level earns that share of them. What doesn't apply to a plant is
left out: its points count neither as earned nor as possible, and the total is brought to the table's full points.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

LEAST_PEERS = 5
"""Fewer plants than this in a group would let one be recognised."""
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Given:
    """An item with its answer. level: None while it isn't answered. is_left_out: it doesn't apply here."""

    module: str
    area: str
    points: int
    level: int | None
    is_left_out: bool = False


@dataclass(slots=True)
class Sum:
    """points: of all items; possible: of those that were answered and apply; earned: by their levels."""

    points: int = 0
    possible: int = 0
    earned: Decimal = Decimal(0)
    asked: int = 0
    answered: int = 0

    def add(self, one: Given, top: int) -> None:
        self.points += one.points
        self.asked += 1
        if one.is_left_out:
            self.answered += 1
        elif one.level is not None:
            self.answered += 1
            self.possible += one.points
            self.earned += Decimal(one.points * one.level) / top

    @property
    def share(self) -> Decimal | None:
        """Percent of the possible points, one decimal; None where nothing is possible."""
        if not self.possible:
            return None
        return (100 * self.earned / self.possible).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def score(self) -> Decimal | None:
        """Points out of `points`, one decimal, as if what is left out had earned what the rest did."""
        if not self.possible:
            return None
        return (self.points * self.earned / self.possible).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def is_whole(self) -> bool:
        return self.answered == self.asked


@dataclass(slots=True)
class Result:
    """by_module, by_area: in the order in which they first come."""

    total: Sum = field(default_factory=Sum)
    by_module: dict[str, Sum] = field(default_factory=dict)
    by_area: dict[str, Sum] = field(default_factory=dict)


def result(rows: Iterable[Given], top: int) -> Result:
    """top: the highest level, from which an item earns all its points."""
    found = Result()
    for row in rows:
        found.total.add(row, top)
        found.by_module.setdefault(row.module, Sum()).add(row, top)
        found.by_area.setdefault(row.area, Sum()).add(row, top)
    return found


def cut_of(score: Decimal | None, cuts: Sequence[int]) -> int | None:
    """Which of the rising cut-offs the score has reached, from 0; None below the first or without a score."""
    if score is None:
        return None
    reached = [at for at, least in enumerate(cuts) if score >= least]
    return reached[-1] if reached else None


def level_by(value: Decimal, steps: Sequence[Decimal]) -> int:
    """The level that a measured figure reaches: how many of its steps it has come to.

    steps: the figure from which level 1, 2, 3 … holds. Where they fall, a smaller figure is the better one.
    """
    falls = len(steps) > 1 and steps[0] > steps[-1]
    return sum(value <= step if falls else value >= step for step in steps)


def step_fault(steps: Sequence[Decimal]) -> bool:
    """Whether steps neither rise nor fall all the way."""
    pairs = list(pairwise(steps))
    return not (all(a < b for a, b in pairs) or all(a > b for a, b in pairs))


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """One decimal, rounded down so that 100 means all; None of nothing."""
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(_TENTH, ROUND_DOWN)


def changes(now: Mapping[str, Sum], before: Mapping[str, Sum]) -> dict[str, Decimal]:
    """Percentage points by which each module that both have stands higher than before."""
    found = {}
    for key, one in now.items():
        old = before[key].share if key in before else None
        if one.share is not None and old is not None:
            found[key] = one.share - old
    return found
