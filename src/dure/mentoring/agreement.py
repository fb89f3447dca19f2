"""How far two assessors agree who scored the same items apart from each other. Pure.

Cohen's kappa, weighted (Cohen 1968): 1 is full agreement, 0 what chance alone would give with each assessor's own use
of the levels. Linear weights 1 - |i - j| / (k - 1), quadratic ones 1 - (i - j)² / (k - 1)². The standard error is that
of Fleiss, Cohen and Everitt, *Large sample standard errors of kappa and weighted kappa*, Psychological Bulletin 72
(1969) 323-327; it is meant for many items, so with fewer than about thirty the interval is a rough one.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NINETY_FIVE = 1.959963984540054
FEW = 30
"""Items below which an interval by a large-sample error is only rough."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """value: 1 full agreement, 0 as by chance. error: standard error. low, high: 95 % interval, within -1 and 1."""

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """same, near: how many of `n` items got the same level, or one step apart.

    linear, quadratic: None where there is nothing to tell, because chance alone would give full agreement.
    """

    n: int
    same: int
    near: int
    linear: Kappa | None
    quadratic: Kappa | None

    @property
    def is_rough(self) -> bool:
        return self.n < FEW


def agreement(pairs: Sequence[tuple[int, int]], top: int) -> Agreement:
    """Of pairs of levels from 0 to `top`, the first assessor's and the second's. Raises ValueError for other levels."""
    if top < 1 or any(not 0 <= level <= top for pair in pairs for level in pair):
        raise ValueError(f"levels go from 0 to {top}")
    apart = [abs(first - second) for first, second in pairs]
    return Agreement(
        len(pairs), apart.count(0), apart.count(1), kappa(pairs, top, power=1), kappa(pairs, top, power=2)
    )  # fmt: skip


def kappa(pairs: Sequence[tuple[int, int]], top: int, *, power: int) -> Kappa | None:
    """Weighted kappa; power 1: linear weights, 2: quadratic. None without pairs or where chance agrees fully."""
    if not pairs:
        return None
    steps, n = range(top + 1), len(pairs)
    share = {pair: count / n for pair, count in Counter(pairs).items()}
    row = [sum(part for (i, _j), part in share.items() if i == level) for level in steps]
    column = [sum(part for (_i, j), part in share.items() if j == level) for level in steps]
    weight = [[1 - (abs(i - j) / top) ** power for j in steps] for i in steps]
    observed = sum(part * weight[i][j] for (i, j), part in share.items())
    expected = sum(row[i] * column[j] * weight[i][j] for i in steps for j in steps)
    if math.isclose(expected, 1):
        return None
    value = (observed - expected) / (1 - expected)
    by_row = [sum(weight[i][j] * column[j] for j in steps) for i in steps]
    by_column = [sum(weight[i][j] * row[i] for i in steps) for j in steps]
    spread = sum(
        part * (weight[i][j] - (by_row[i] + by_column[j]) * (1 - value)) ** 2 for (i, j), part in share.items()
    )
    left = max(spread - (value - expected * (1 - value)) ** 2, 0.0)
    error = math.sqrt(left / n) / (1 - expected)
    reach = NINETY_FIVE * error
    return Kappa(value, error, max(value - reach, -1.0), min(value + reach, 1.0))
