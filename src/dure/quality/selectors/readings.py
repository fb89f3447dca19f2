"""Lowest, last and highest reading of a signal in an interval."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dure.kernel import clock
from dure.telemetry.history.series import Series, series

_POINTS = 1000


@dataclass(frozen=True, slots=True)
class Figures:
    low: Decimal
    high: Decimal
    last: Decimal
    count: int


def figures_of(signal: int, start: datetime, end: datetime) -> Figures | None:
    """None when it told no number in [start, end)."""
    return summed(series(signal, clock.to_us(start), clock.to_us(end), _POINTS))


def summed(found: Series) -> Figures | None:
    """Texts, truth values and gaps are no readings."""
    parts = [
        (float(one.value), float(one.value), float(one.value), 1)
        for one in found.points
        if isinstance(one.value, int | float) and not isinstance(one.value, bool)
    ] + [
        (one.low, one.high, one.last if one.last is not None else one.high, one.numbers)
        for one in found.buckets
        if one.low is not None and one.high is not None
    ]
    if not parts:
        return None
    low, high = min(one[0] for one in parts), max(one[1] for one in parts)
    return Figures(*(Decimal(repr(one)) for one in (low, high, parts[-1][2])), sum(one[3] for one in parts))
