"""Quantiles and tails of the distributions that intervals and tests ask for. Pure.

The normal distribution is the standard library's; incomplete gamma and beta functions are mpmath's (decision 0082).
"""

from collections.abc import Callable
from functools import lru_cache
from math import erfc, exp, pi, sqrt
from statistics import NormalDist

import mpmath

_NORMAL = NormalDist()


def density(z: float) -> float:
    """Of the standard normal distribution."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def below(z: float) -> float:
    """Share of the standard normal distribution below z; exact far out in the tail too."""
    return 0.5 * erfc(-z / sqrt(2))


def normal_quantile(share: float) -> float:
    return _NORMAL.inv_cdf(share)


def chi2_below(x: float, freedom: float) -> float:
    if x <= 0:
        return 0.0
    return float(mpmath.gammainc(freedom / 2, 0, x / 2, regularized=True))


def f_above(x: float, over: float, under: float) -> float:
    """Share of the F distribution with `over` and `under` degrees of freedom above x."""
    if x <= 0:
        return 1.0
    return float(mpmath.betainc(under / 2, over / 2, 0, under / (under + over * x), regularized=True))


def t_below(x: float, freedom: float) -> float:
    tail = 0.5 * f_above(x * x, 1, freedom)
    return 1 - tail if x > 0 else tail


def rising_root(function: Callable[[float], float], goal: float, low: float, high: float) -> float:
    """Where a rising function reaches `goal` between low and high, by halving to the last bit that counts."""
    for _step in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) < goal:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=512)
def chi2_quantile(share: float, freedom: float) -> float:
    top = freedom + 20 * sqrt(2 * freedom) + 40
    return rising_root(lambda x: chi2_below(x, freedom), share, 0.0, top)


@lru_cache(maxsize=512)
def t_quantile(share: float, freedom: float) -> float:
    return rising_root(lambda x: t_below(x, freedom), share, -1e4, 1e4)
