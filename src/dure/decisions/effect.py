"""What came of a decision: the mean after against the mean before, with an error that stands days alike. Pure.

The model is an interrupted series with a step, y = a + b·[after] + e (Wagner and others 2002, J Clin Pharm Ther 27:299;
without trends, for which two weeks are too short). Days that follow each other are alike, so the variance of b is that
of Newey and West (1987, Econometrica 55:703) with Bartlett weights, corrected by n/(n − 2); its number of lags is the
rule 4(n/100)^(2/9) of Newey and West (1994). The interval uses Student's t with n − 2 degrees of freedom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, sqrt

from dure.quality.spc.distributions import t_quantile

LEAST = 5
"""Fewer days than this on either side tell nothing."""

Days = Mapping[int, float]
"""Number of the day → the figure of that day; days without one are left out."""


@dataclass(frozen=True, slots=True)
class Effect:
    """difference: mean after − mean before, in the figure's unit, from low to high with the confidence asked for.

    before, after: the means. days_*: how many days they are of.
    """

    difference: float
    error: float
    low: float
    high: float
    before: float
    after: float
    days_before: int
    days_after: int
    lags: int

    @property
    def is_clear(self) -> bool:
        """Whether nought lies outside of the interval."""
        return self.low > 0 or self.high < 0


def effect(before: Days, after: Days, *, confidence: float = 0.95, lags: int | None = None) -> Effect | None:
    """None with too little data. lags: days whose likeness is counted in; None for the rule."""
    if len(before) < LEAST or len(after) < LEAST:
        return None
    n = len(before) + len(after)
    used = lag_rule(n) if lags is None else lags
    means = _mean(before), _mean(after)
    error = sqrt(max(variance(before, after, used), 0.0))
    difference = means[1] - means[0]
    reach = t_quantile((1 + confidence) / 2, n - 2) * error
    return Effect(
        difference, error, difference - reach, difference + reach, *means, len(before), len(after), used
    )  # fmt: skip


def against(own: Days, control: Days) -> dict[int, float]:
    """The figure less that of a scope in which nothing was changed, of the days on which both have one."""
    return {day: value - control[day] for day, value in own.items() if day in control}


def lag_rule(n: int) -> int:
    return floor(4 * float((n / 100) ** (2 / 9)))


def variance(before: Days, after: Days, lags: int) -> float:
    """Of the difference of the means: Σ over pairs of days of weight × share × residual, both ways, times n/(n − 2)."""
    shares = _shares(before, -1) | _shares(after, 1)
    total = sum(value * value for value in shares.values())
    for lag in range(1, lags + 1):
        pairs = sum(value * shares[day - lag] for day, value in shares.items() if day - lag in shares)
        total += 2 * (1 - lag / (lags + 1)) * pairs
    n = len(shares)
    return total * n / (n - 2)


def _shares(side: Days, sign: int) -> dict[int, float]:
    """What each day's residual adds to the error of the difference."""
    mean = _mean(side)
    return {day: sign * (value - mean) / len(side) for day, value in side.items()}


def _mean(side: Days) -> float:
    return sum(side.values()) / len(side)
