"""What may happen while a plan is carried out, as chances: how long work really takes, stops, work done again, late
material. Pure values; `history` finds them in what was measured.

A distribution is told by what it has at each of some values of the standard normal one (at the same share of it), so
measured ones and formulas are drawn alike, and tails are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, isfinite
from statistics import NormalDist

from dure.kernel.errors import Invalid

EDGE, STEPS = 4, 50
"""Distributions are told from -4 to 4 standard deviations of the normal one, each in 50 steps."""
NORMAL = tuple(at / STEPS for at in range(-EDGE * STEPS, EDGE * STEPS + 1))
SHARES = tuple(NormalDist().cdf(one) for one in NORMAL)
"""The share of a distribution that is no larger than each of its quantiles."""
Quantiles = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TimeChance:
    """The logarithm of actual by planned minutes: `location` + `scale` times a value of `shape`. doubt: standard
    deviation of what is not known of the location, the same for all that is drawn from it in one future."""

    location: float = 0.0
    scale: float = 0.0
    shape: Quantiles = NORMAL
    doubt: float = 0.0

    def __post_init__(self) -> None:
        _check_quantiles(self.shape)
        is_sound = isfinite(self.location) and 0 <= self.scale < 10 and 0 <= self.doubt < 10
        _check(is_sound, "The spread of times is not a number of its kind: %(at)s.", self.scale)


@dataclass(frozen=True, slots=True)
class StopChance:
    """Stops of a unit while it runs: how many a minute is a value of a gamma distribution with `count` as its shape
    over `ran_min` (so many were seen in so many minutes), the same for one future. minutes: quantiles of how long."""

    count: float
    ran_min: float
    minutes: Quantiles

    def __post_init__(self) -> None:
        _check_quantiles(self.minutes)
        _check(self.count > 0 and self.ran_min > 0, "Stops are counted over some minutes: %(at)s.", self.ran_min)
        _check(self.minutes[0] >= 0, "A stop takes no minutes or more: %(at)s.", self.minutes[0])


@dataclass(frozen=True, slots=True)
class Chances:
    """times: by (unit, kind of operation); where that is not known that of the unit, else of the plant. unit_sway,
    plant_sway: standard deviation of the logarithm by which all times of a unit, of the plant, are longer or shorter
    in one period than in the next. stops: by unit. again: by kind, the chance that an operation has to be done once
    more. delays: by material, quantiles of the minutes by which what is still to come is late. setup: as times. What
    is left out takes as long as planned, or never happens."""

    plant: TimeChance = field(default_factory=TimeChance)
    units: Mapping[int, TimeChance] = field(default_factory=dict)
    times: Mapping[tuple[int, str], TimeChance] = field(default_factory=dict)
    setup: TimeChance = field(default_factory=TimeChance)
    unit_sway: float = 0.0
    plant_sway: float = 0.0
    stops: Mapping[int, StopChance] = field(default_factory=dict)
    again: Mapping[str, float] = field(default_factory=dict)
    delays: Mapping[int, Quantiles] = field(default_factory=dict)

    def __post_init__(self) -> None:
        is_sound = 0 <= self.unit_sway < 10 and 0 <= self.plant_sway < 10
        _check(is_sound, "The spread of times is not a number of its kind: %(at)s.", self.unit_sway)
        for kind, chance in self.again.items():
            _check(0 <= chance < 1, "The chance that work is done again lies between 0 and 1: %(at)s.", kind)
        for quantiles in self.delays.values():
            _check_quantiles(quantiles)

    def time_of(self, unit: int, kind: str) -> TimeChance:
        """The nearest that is known."""
        return self.times.get((unit, kind)) or self.units.get(unit) or self.plant


def quantiles_of(values: Sequence[float], weights: Sequence[float] | None = None) -> Quantiles:
    """The quantiles of values, each with its weight; steps between them. Raises Invalid without values."""
    _check(bool(values), "There is nothing to take quantiles of.", "")
    pairs = sorted(zip(values, weights or [1.0] * len(values), strict=True))
    total, reached, at, found = sum(weight for _, weight in pairs), pairs[0][1], 0, []
    for share in SHARES:
        while at < len(pairs) - 1 and reached < share * total:
            at += 1
            reached += pairs[at][1]
        found.append(float(pairs[at][0]))
    return tuple(found)


def lognormal_minutes(median_min: float, scale: float) -> Quantiles:
    """Quantiles of minutes whose logarithm is normal."""
    return tuple(median_min * exp(scale * one) for one in NORMAL)


def _check_quantiles(quantiles: Quantiles) -> None:
    _check(
        len(quantiles) == len(NORMAL), "A distribution is told by another number of quantiles: %(at)s.", len(quantiles)
    )
    is_rising = all(isfinite(one) for one in quantiles) and all(one <= other for one, other in pairwise(quantiles))
    _check(is_rising, "The quantiles of a distribution don't rise: %(at)s.", quantiles[0])


def _check(holds: bool, message: str, at: object) -> None:
    if not holds:
        raise Invalid(message, at=str(at)[:60])
