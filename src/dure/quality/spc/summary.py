"""Mean, standard deviation and percentiles that keep their digits. Pure.

`statistics` of the standard library adds fractions, so that no digit is lost however large the mean is beside the
spread (NIST StRD, univariate: NumAcc3, NumAcc4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import mean, stdev


@dataclass(frozen=True, slots=True)
class Summary:
    """sd: of the sample, by n - 1; None of a single value."""

    count: int
    mean: float
    sd: float | None
    low: float
    high: float


def summary(values: Sequence[float]) -> Summary:
    """Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    spread = float(stdev(values)) if len(values) > 1 else None
    return Summary(len(values), float(mean(values)), spread, min(values), max(values))


def autocorrelation(values: Sequence[float]) -> float:
    """Of each value with the next (lag 1), as NIST StRD defines it. Raises ValueError when all values are the same."""
    exact = [Fraction(value) for value in values]
    centre = sum(exact) / len(exact)
    away = [value - centre for value in exact]
    total = sum(value * value for value in away)
    if total == 0:
        raise ValueError("all values are the same")
    return float(sum(a * b for a, b in pairwise(away)) / total)


def percentile(values: Sequence[float], share: float) -> float:
    """By straight lines between the ordered values, the first at 0 and the last at 1 (Hyndman and Fan's type 7)."""
    rows = sorted(values)
    place = share * (len(rows) - 1)
    index = min(int(place), len(rows) - 2) if len(rows) > 1 else 0
    if len(rows) == 1:
        return rows[0]
    return rows[index] + (place - index) * (rows[index + 1] - rows[index])
