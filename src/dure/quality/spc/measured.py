"""Shewhart charts of measured values: mean and range, mean and standard deviation, single values. Pure.

Phase I: `phase_one` estimates mean and sigma from subgroups of the process as it is, by a stated estimator. Phase II:
the lines below hold later subgroups against that base. NIST e-Handbook 6.3.2; ASTM E2587.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

from dure.quality.spc.constants import c4, constants, d2
from dure.quality.spc.lines import Line, level

Subgroups = Sequence[Sequence[float]]


class Estimator(StrEnum):
    """How the spread within subgroups is estimated."""

    RANGE = "range"
    DEVIATION = "deviation"
    POOLED = "pooled"
    MOVING_RANGE = "moving_range"


@dataclass(frozen=True, slots=True)
class Base:
    """What a chart holds its points against. sigma: of single values within a subgroup; size: values in a subgroup.

    freedom: degrees of freedom of sigma, for its interval; groups: how many subgroups it comes from.
    """

    mean: float
    sigma: float
    size: int
    estimator: Estimator
    freedom: float
    groups: int


class Uneven(ValueError):
    """Subgroups of different sizes, or too few."""


def phase_one(groups: Subgroups, estimator: Estimator) -> Base:
    """Mean and sigma of the process. Raises Uneven for fewer than two points, or sizes the estimator can't take."""
    if len(groups) < 2:
        raise Uneven("a base needs two subgroups")
    size = 0 if estimator is Estimator.POOLED else _size(groups)
    mean = fmean([value for group in groups for value in group])
    sigma, freedom = _SPREADS[estimator](groups, size)
    return Base(mean, sigma, size or max(map(len, groups)), estimator, freedom, len(groups))


def _size(groups: Subgroups) -> int:
    sizes = {len(group) for group in groups}
    if len(sizes) != 1:
        raise Uneven("subgroups of different sizes")
    return sizes.pop()


def _by_range(groups: Subgroups, size: int) -> tuple[float, float]:
    if size < 2:
        raise Uneven("a range needs two values")
    c = constants(size)
    mean_range = fmean([max(group) - min(group) for group in groups])
    # Patnaik (1950): the mean range of k subgroups has about this many degrees of freedom.
    spread = (c.d3 / c.d2) ** 2 / len(groups)
    return mean_range / c.d2, 1 / (-2 + 2 * sqrt(1 + 2 * spread)) + 0.25


def _by_deviation(groups: Subgroups, size: int) -> tuple[float, float]:
    if size < 2:
        raise Uneven("a standard deviation needs two values")
    c = c4(size)
    mean_sd = fmean([float(stdev(group)) for group in groups])
    spread = (1 - c * c) / (c * c) / len(groups)
    return mean_sd / c, 0.5 / spread


def _pooled(groups: Subgroups, _size: int) -> tuple[float, float]:
    """Subgroups may differ in size: each counts by its degrees of freedom."""
    if min(map(len, groups)) < 2:
        raise Uneven("a standard deviation needs two values")
    freedom = sum(len(group) - 1 for group in groups)
    squares = sum(float(stdev(group)) ** 2 * (len(group) - 1) for group in groups)
    return sqrt(squares / freedom) / c4(freedom + 1), float(freedom)


def _by_moving_range(groups: Subgroups, size: int) -> tuple[float, float]:
    if size != 1:
        raise Uneven("single values only")
    singles = [group[0] for group in groups]
    moving = moving_ranges(singles)
    # Cryer and Ryan (1990): neighbouring moving ranges share a value, which leaves about 0.62 (n - 1).
    return fmean(moving) / d2(2), max(1.0, 0.62 * (len(singles) - 1))


_SPREADS = {
    Estimator.RANGE: _by_range,
    Estimator.DEVIATION: _by_deviation,
    Estimator.POOLED: _pooled,
    Estimator.MOVING_RANGE: _by_moving_range,
}


def moving_ranges(singles: Sequence[float]) -> list[float]:
    return [abs(later - earlier) for earlier, later in pairwise(singles)]


def means(base: Base, groups: Subgroups) -> Line:
    """The mean of each subgroup within three standard errors of the base's mean."""
    error = base.sigma / sqrt(base.size)
    limits = base.mean - 3 * error, base.mean + 3 * error
    return level("mean", [fmean(group) for group in groups], base.mean, error, limits)


def ranges(base: Base, groups: Subgroups) -> Line:
    c = constants(base.size)
    values = [max(group) - min(group) for group in groups]
    limits = c.d_1 * base.sigma, c.d_2 * base.sigma
    return level("range", values, c.d2 * base.sigma, c.d3 * base.sigma, limits)


def deviations(base: Base, groups: Subgroups) -> Line:
    c = constants(base.size)
    limits = c.b5 * base.sigma, c.b6 * base.sigma
    lost = sqrt(1 - c.c4**2)
    return level("deviation", [float(stdev(g)) for g in groups], c.c4 * base.sigma, lost * base.sigma, limits)


def singles(base: Base, values: Sequence[float]) -> Line:
    limits = base.mean - 3 * base.sigma, base.mean + 3 * base.sigma
    return level("value", values, base.mean, base.sigma, limits)


def moving(base: Base, values: Sequence[float]) -> Line:
    """From the second value on; the place of each is that of the later value."""
    c = constants(2)
    limits = 0.0, c.d_2 * base.sigma
    return level("moving range", moving_ranges(values), c.d2 * base.sigma, c.d3 * base.sigma, limits)
