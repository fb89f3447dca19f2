"""How much of a component may be weighed out: the limits round its target, and where a weight lies. Pure and exact."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

WIDTH = 1000
"""Units of the drawn bar."""


class Judged(StrEnum):
    UNDER = "under"
    WITHIN = "within"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Side:
    """How far a weight may lie off on one side, in percent of the target or in the item's unit; both: the tighter."""

    percent: Decimal | None = None
    quantity: Decimal | None = None

    def of(self, target: Decimal) -> Decimal:
        given = [] if self.percent is None else [target * self.percent / 100]
        return min(given if self.quantity is None else [*given, self.quantity], default=Decimal(0))


@dataclass(frozen=True, slots=True)
class Limits:
    """Both limits belong to what is right."""

    target: Decimal
    low: Decimal
    high: Decimal

    def judge(self, total: Decimal) -> Judged:
        if total < self.low:
            return Judged.UNDER
        return Judged.WITHIN if total <= self.high else Judged.OVER


def limits(target: Decimal, below: Side, above: Side) -> Limits:
    return Limits(target, max(target - below.of(target), Decimal(0)), target + above.of(target))


@dataclass(frozen=True, slots=True)
class Bar:
    """Places on a bar of WIDTH: where the limits, what was there before, and the whole end."""

    low: int
    high: int
    before: int
    total: int

    @property
    def band(self) -> int:
        return max(self.high - self.low, 6)

    @property
    def added(self) -> int:
        return max(self.total - self.before, 0)


def bar(bounds: Limits, before: Decimal, total: Decimal) -> Bar:
    """The target stands at four fifths, so that too much is seen; what lies beyond ends at the edge."""
    whole = bounds.target * 5 / 4

    def at(value: Decimal) -> int:
        return min(max(int(value * WIDTH / whole), 0), WIDTH) if whole else 0

    return Bar(at(bounds.low), at(bounds.high), at(before), at(total))
