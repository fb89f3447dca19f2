"""Constants of control charts, computed from the normal distribution for any size of subgroup. Pure.

d2 and d3 are mean and standard deviation of the range of n values (Tippett 1925), c4 the bias of the sample standard
deviation; the others follow from them (ASTM STP 15D / E2587; NIST e-Handbook 6.3.2).
"""

from functools import lru_cache
from math import exp, lgamma, sqrt
from typing import NamedTuple

from dure.quality.spc.distributions import below, density

_REACH, _STEP = 9.0, 0.05
"""The integrals stop where less than 1e-18 of the distribution is left; trapezia are exact to 1e-12 there."""


class Constants(NamedTuple):
    """Of subgroups of n values, by their usual names."""

    n: int
    a: float
    a2: float
    a3: float
    c4: float
    b3: float
    b4: float
    b5: float
    b6: float
    d2: float
    d3: float
    d_1: float
    d_2: float
    d_3: float
    d_4: float
    e2: float


def c4(n: float) -> float:
    """E(s) / sigma of n values. Raises ValueError below two."""
    if n < 2:
        raise ValueError("a standard deviation needs two values")
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))


@lru_cache(maxsize=64)
def d2(n: int) -> float:
    """E(range) / sigma of n values. Raises ValueError below two."""
    if n < 2:
        raise ValueError("a range needs two values")
    steps = round(_REACH / _STEP)
    grid = [below(i * _STEP) for i in range(-steps, steps + 1)]
    return _STEP * sum(1 - (1 - share) ** n - share**n for share in grid)


@lru_cache(maxsize=64)
def d3(n: int) -> float:
    """Standard deviation of the range / sigma of n values: from E(W²) = 2 ∫ w P(W > w) dw, by Simpson's rule."""
    steps = 240
    width = 2 * _REACH / steps
    total = sum(
        (4 if i % 2 else 2) * (i * width) * (1 - range_below(i * width, n)) for i in range(1, steps)
    )  # both ends are nought
    return sqrt(2 * total * width / 3 - d2(n) ** 2)


def range_below(w: float, n: int) -> float:
    """Share of the ranges of n standard normal values that are below w."""
    steps = round(_REACH / 0.1)
    places = (i * 0.1 for i in range(-steps - round(w / 0.1), steps + 1))
    return min(1.0, 0.1 * sum(n * density(x) * (below(x + w) - below(x)) ** (n - 1) for x in places))


@lru_cache(maxsize=64)
def constants(n: int) -> Constants:
    """All constants for subgroups of n values, 2 or more."""
    c, mean, spread = c4(n), d2(n), d3(n)
    lost = sqrt(max(0.0, 1 - c * c))
    return Constants(
        n=n, a=3 / sqrt(n), a2=3 / (mean * sqrt(n)), a3=3 / (c * sqrt(n)), c4=c,
        b3=max(0.0, 1 - 3 * lost / c), b4=1 + 3 * lost / c, b5=max(0.0, c - 3 * lost), b6=c + 3 * lost,
        d2=mean, d3=spread, d_1=max(0.0, mean - 3 * spread), d_2=mean + 3 * spread,
        d_3=max(0.0, 1 - 3 * spread / mean), d_4=1 + 3 * spread / mean, e2=3 / mean,
    )  # fmt: skip
