"""Capability and performance of a process against its limits. Pure.

Cp, Cpk: by the spread within subgroups; Pp, Ppk: by the overall standard deviation (n - 1, not corrected by c4);
Cm, Cmk: the same of a short run on one machine (ISO 22514-3). Intervals: Cp and Pp by chi-square (NIST e-Handbook
6.1.6), Cpk and Ppk by Bissell (1990). Percentile method: ISO 22514-2.
"""

from dataclasses import dataclass
from math import sqrt

from dure.quality.spc.distributions import below, chi2_quantile, normal_quantile


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper specification limit, one of them at least; target: the middle of both when none is given."""

    lower: float | None
    upper: float | None
    target: float | None = None

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise ValueError("a limit is needed")
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise ValueError("the lower limit is not below the upper one")

    @property
    def width(self) -> float | None:
        return None if self.lower is None or self.upper is None else self.upper - self.lower

    @property
    def aim(self) -> float | None:
        if self.target is not None:
            return self.target
        return None if self.lower is None or self.upper is None else (self.lower + self.upper) / 2


def with_bonus(limits: Limits, size: float, most_material: float) -> Limits:
    """A positional tolerance at maximum material condition grows by what the hole is above its smallest size
    (ASME Y14.5, 7.3). size: of the hole, on average for indices."""
    bonus = max(0.0, size - most_material)
    lower = None if limits.lower is None else limits.lower - bonus
    return Limits(lower, None if limits.upper is None else limits.upper + bonus, limits.target)


@dataclass(frozen=True, slots=True)
class Index:
    """An index with its two-sided interval; low and high are None where there is none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Capability:
    """two_sided: Cp, Pp or Cm, None with one limit. nearest: Cpk, Ppk or Cmk. toward: Cpm, against the target.

    ppm: parts in a million outside, were the values normally distributed with this mean and spread.
    """

    mean: float
    sigma: float
    two_sided: Index | None
    nearest: Index
    lower: float | None
    upper: float | None
    toward: float | None
    ppm: float


def capability(
    limits: Limits, mean: float, sigma: float, *, count: int = 0, freedom: float = 0, confidence: float = 0.95
) -> Capability:
    """count: values; freedom: degrees of freedom of sigma, nought for count - 1. No intervals below three values.

    Raises ValueError for a spread that isn't above nought.
    """
    if sigma <= 0:
        raise ValueError("no spread: all values are the same, or the gauge is too coarse")
    lower = None if limits.lower is None else (mean - limits.lower) / (3 * sigma)
    upper = None if limits.upper is None else (limits.upper - mean) / (3 * sigma)
    nearest = min(side for side in (lower, upper) if side is not None)
    known = freedom or count - 1
    return Capability(
        mean=mean,
        sigma=sigma,
        two_sided=None if limits.width is None else spread_index(limits.width / (6 * sigma), known, confidence),
        nearest=nearest_index(nearest, count, known, confidence),
        lower=lower,
        upper=upper,
        toward=_toward(limits, mean, sigma),
        ppm=ppm(limits, mean, sigma),
    )


def spread_index(value: float, freedom: float, confidence: float = 0.95) -> Index:
    """Of Cp, Pp, Cm: the interval of the standard deviation turned over."""
    if freedom < 2:
        return Index(value)
    tail = (1 - confidence) / 2
    low, high = (sqrt(chi2_quantile(share, freedom) / freedom) for share in (tail, 1 - tail))
    return Index(value, value * low, value * high)


def nearest_index(value: float, count: int, freedom: float, confidence: float = 0.95) -> Index:
    """Of Cpk, Ppk, Cmk (Bissell's approximation)."""
    if count < 3:
        return Index(value)
    half = normal_quantile((1 + confidence) / 2) * sqrt(1 / (9 * count) + value * value / (2 * freedom))
    return Index(value, value - half, value + half)


def _toward(limits: Limits, mean: float, sigma: float) -> float | None:
    if limits.width is None or limits.aim is None:
        return None
    return limits.width / (6 * sqrt(sigma * sigma + (mean - limits.aim) ** 2))


def nearest_toward(limits: Limits, mean: float, sigma: float) -> float:
    """Cpmk: the nearest limit against the spread about the target. Raises ValueError without a target."""
    if limits.aim is None:
        raise ValueError("a target is needed")
    sides = [abs(side - mean) * (1 if inside else -1) for side, inside in _sides(limits, mean)]
    return min(sides) / (3 * sqrt(sigma * sigma + (mean - limits.aim) ** 2))


def _sides(limits: Limits, mean: float) -> list[tuple[float, bool]]:
    rows = []
    if limits.lower is not None:
        rows.append((limits.lower, mean >= limits.lower))
    if limits.upper is not None:
        rows.append((limits.upper, mean <= limits.upper))
    return rows


def ppm(limits: Limits, mean: float, sigma: float) -> float:
    low = 0.0 if limits.lower is None else below((limits.lower - mean) / sigma)
    high = 0.0 if limits.upper is None else below((mean - limits.upper) / sigma)
    return 1e6 * (low + high)


def by_percentiles(limits: Limits, low: float, middle: float, high: float) -> tuple[float | None, float]:
    """Pp and Ppk of values that aren't normal: low, middle, high are their 0.135, 50 and 99.865 percentiles."""
    if not low < middle < high:
        raise ValueError("the percentiles must rise")
    sides = []
    if limits.lower is not None:
        sides.append((middle - limits.lower) / (middle - low))
    if limits.upper is not None:
        sides.append((limits.upper - middle) / (high - middle))
    return None if limits.width is None else limits.width / (high - low), min(sides)
