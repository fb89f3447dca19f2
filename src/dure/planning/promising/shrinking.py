"""Means and spreads of groups, drawn towards what surrounds them as far as chance alone would part them. Pure."""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from math import erfc, exp, pi, sqrt
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from dure.planning.promising.chances import NORMAL, SHARES, Quantiles

Floats = NDArray[np.float64]
Key = TypeVar("Key", bound=Hashable)
SHAPE_ROWS = 100.0
"""A shape counts half when there are as many rows behind it."""


class Groups(Generic[Key]):
    """Rows by key. keys: in order of their first row; at: the group of each row; first: the first row of each."""

    def __init__(self, keys: Sequence[Key]) -> None:
        number: dict[Key, int] = {}
        self.at = np.array([number.setdefault(key, len(number)) for key in keys], np.int64)
        self.keys = list(number)
        self.first = np.unique(self.at, return_index=True)[1]

    def sums(self, values: Floats) -> Floats:
        """Over the rows of each group."""
        return np.bincount(self.at, values, len(self.keys)).astype(np.float64)

    def means(self, values: Floats, weights: Floats) -> Floats:
        """Of each group."""
        return self.sums(values * weights) / self.sums(weights)

    def parts(self, weights: Floats) -> Floats:
        """The variance of each group's mean of values that each have a variance of 1."""
        return self.sums(weights**2) / self.sums(weights) ** 2


def between(means: Floats, errors: Floats, centre: Floats, free: int) -> float:
    """The variance of the true means around their centres, beyond what the variances of their errors explain
    (DerSimonian and Laird 1986). free: degrees of freedom."""
    if free <= 0:
        return 0.0
    precise = 1 / errors
    spread = float(np.sum(precise * (means - centre) ** 2)) - free
    return max(0.0, spread / float(precise.sum() - (precise**2).sum() / precise.sum()))


def drawn(means: Floats, errors: Floats, centre: Floats, doubt: Floats, spread: float) -> tuple[Floats, Floats]:
    """(means drawn towards their centres, their standard deviations). errors: variances of the means. doubt: standard
    deviations of the centres. spread: variance of the true means."""
    own = spread / (spread + errors)
    return centre + own * (means - centre), np.sqrt(own * errors + (1 - own) ** 2 * doubt**2)


def expected_longer(mean: Floats, scale: Floats, least: Floats) -> tuple[Floats, Floats]:
    """(mean, variance) of normal values of which it is known that they are larger than `least`."""
    z = (least - mean) / scale
    tail = np.array([max(0.5 * erfc(one / sqrt(2)), 1e-300) for one in z.tolist()])
    density = np.array([exp(-0.5 * one * one) / sqrt(2 * pi) for one in z.tolist()])
    hazard = np.where(z > 30, z, density / tail)
    return mean + scale * hazard, scale**2 * np.clip(1 + z * hazard - hazard**2, 0.0, 1.0)


def moved_right(values: Floats, weights: Floats, is_over: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(values in order, their weights) when the weight of each that isn't over is shared by all that are larger
    (Efron 1967); the largest counts as over."""
    order = np.lexsort((~is_over, values))
    values, weights, is_over = values[order], weights[order].copy(), is_over[order]
    for at in np.flatnonzero(~is_over[:-1]).tolist():
        rest = weights[at + 1 :]
        rest *= 1 + weights[at] / rest.sum()
        weights[at] = 0.0
    return values, weights


def quantiles(values: Floats, weights: Floats) -> Floats:
    """At the levels of a distribution, of values in order; between two of them in proportion."""
    middles = (np.cumsum(weights) - weights / 2) / weights.sum()
    return np.interp(SHARES, middles, values)


def shape(values: Floats, weights: Floats, is_over: NDArray[np.bool_], otherwise: Floats) -> Floats:
    """Quantiles of values, blended with those of another shape the more the fewer rows there are."""
    own = len(values) / (len(values) + SHAPE_ROWS)
    return own * quantiles(*moved_right(values, weights, is_over)) + (1 - own) * otherwise


_PARTS = np.diff([0.0, *((np.array(SHARES[:-1]) + SHARES[1:]) / 2), 1.0])


def mean_of(values: Floats) -> float:
    """Of a distribution with these quantiles."""
    return float(np.sum(_PARTS * values))


def standard(values: Floats) -> Quantiles:
    """Quantiles of the same shape with mean 0 and standard deviation 1; the normal where all are equal."""
    apart = values - mean_of(values)
    spread = float(np.sqrt(mean_of(apart**2)))
    return NORMAL if spread < 1e-9 else rising(apart / spread)


def rising(values: Floats) -> Quantiles:
    """None is smaller than the one in front of it; rounding alone could make one so."""
    found = np.maximum.accumulate(values)
    assert all(one <= other for one, other in pairwise(found.tolist()))
    return tuple(found.tolist())
