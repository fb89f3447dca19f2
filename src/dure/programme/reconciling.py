"""Payments here against those of the state's subsidy system (보탬e), line by line. Pure.

The state's system is where money is really moved; here it is only mirrored. A line there and a payment here are the
same when case and document are; what then differs is said, and what stands on one side alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    ONLY_HERE = "only-here"
    ONLY_THERE = "only-there"
    WON = "won"
    """another amount"""
    DAY = "day"
    """another day"""
    TWICE = "twice"
    """more than one line there with this case and document"""


@dataclass(frozen=True, slots=True)
class Line:
    """case: its number. row: of the file, 0 for what stands here."""

    case: str
    document: str
    day: date
    won: Decimal
    row: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.case.strip().upper(), "".join(c for c in self.document if c.isalnum()).upper()


@dataclass(frozen=True, slots=True)
class Difference:
    kind: Kind
    here: Line | None
    there: Line | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """same: lines that agree. differences: by case and document. The sums are of all lines of each side."""

    same: int
    differences: tuple[Difference, ...]
    won_here: Decimal
    won_there: Decimal


def compare(here: Iterable[Line], there: Iterable[Line]) -> Comparison:
    """What agrees and what doesn't. Lines here have each case and document once."""
    ours, theirs = {line.key: line for line in here}, list(there)
    often = Counter(line.key for line in theirs)
    first = {line.key: line for line in reversed(theirs)}
    found, same = [], 0
    for key in sorted({*ours, *first}):
        mine, other = ours.get(key), first.get(key)
        if mine is None or other is None:
            found.append(Difference(Kind.ONLY_THERE if mine is None else Kind.ONLY_HERE, mine, other))
        elif mine.won != other.won:
            found.append(Difference(Kind.WON, mine, other))
        elif mine.day != other.day:
            found.append(Difference(Kind.DAY, mine, other))
        else:
            same += 1
    again = [line for line in theirs if often[line.key] > 1 and line is not first[line.key]]
    found += [Difference(Kind.TWICE, ours.get(line.key), line) for line in again]
    zero = Decimal(0)
    return Comparison(
        same, tuple(found), sum((line.won for line in ours.values()), zero), sum((line.won for line in theirs), zero)
    )
