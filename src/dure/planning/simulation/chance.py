"""Distributions of times and quantities, and streams of chance that don't disturb each other. Pure.

Every draw is the quantile of one uniform number: two runs that draw from the same stream get the same luck, whatever
else differs between them (common random numbers; Law, Simulation Modeling and Analysis, 5th ed., 11.2).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from functools import cached_property
from math import exp, gamma, isfinite, log, sqrt
from random import Random
from statistics import NormalDist, fmean

from dure.kernel.errors import Invalid

_NORMAL = NormalDist()


class Distribution(ABC):
    """Of a value that is never negative. mean: exact. quantile: of a share from 0 to below 1."""

    __slots__ = ()

    @property
    @abstractmethod
    def mean(self) -> float: ...

    @abstractmethod
    def quantile(self, share: float) -> float: ...

    def draw(self, chance: Random) -> float:
        """Takes one number from the stream."""
        return self.quantile(chance.random())

    def _check(self, *, above: tuple[str, ...] = ()) -> None:
        for one in fields(self):  # type: ignore[arg-type]
            value = getattr(self, one.name)
            is_enough = value > 0 if one.name in above else value >= 0
            if not (isfinite(value) and is_enough):
                raise Invalid("A distribution: “%(name)s” can't be %(value)s.", name=one.name, value=value)


@dataclass(frozen=True)
class Fixed(Distribution):
    value: float

    def __post_init__(self) -> None:
        self._check()

    @property
    def mean(self) -> float:
        return self.value

    def quantile(self, share: float) -> float:
        return self.value


@dataclass(frozen=True)
class Uniform(Distribution):
    low: float
    high: float

    def __post_init__(self) -> None:
        self._check()
        if self.high < self.low:
            raise Invalid("A distribution: “%(name)s” can't be %(value)s.", name="high", value=self.high)

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    def quantile(self, share: float) -> float:
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True)
class Exponential(Distribution):
    average: float

    def __post_init__(self) -> None:
        self._check(above=("average",))

    @property
    def mean(self) -> float:
        return self.average

    def quantile(self, share: float) -> float:
        return -self.average * log(1 - share)


@dataclass(frozen=True)
class Lognormal(Distribution):
    """average: of the values themselves. cv: their standard deviation over their average."""

    average: float
    cv: float

    def __post_init__(self) -> None:
        self._check(above=("average",))

    @property
    def mean(self) -> float:
        return self.average

    @cached_property
    def _logs(self) -> tuple[float, float]:
        spread = log(1 + self.cv * self.cv)
        return log(self.average) - spread / 2, sqrt(spread)

    def quantile(self, share: float) -> float:
        middle, spread = self._logs
        return exp(middle + spread * _NORMAL.inv_cdf(max(share, 1e-300))) if spread else self.average


@dataclass(frozen=True)
class Weibull(Distribution):
    """shape: below 1 early failures, above 1 wear."""

    average: float
    shape: float

    def __post_init__(self) -> None:
        self._check(above=("average", "shape"))

    @property
    def mean(self) -> float:
        return self.average

    @cached_property
    def _scale(self) -> float:
        return self.average / gamma(1 + 1 / self.shape)

    def quantile(self, share: float) -> float:
        return float(self._scale * (-log(1 - share)) ** (1 / self.shape))


@dataclass(frozen=True)
class Empirical(Distribution):
    """What was measured, each value as likely as the others."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or not all(isfinite(one) and one >= 0 for one in self.values):
            raise Invalid("A distribution of measured values needs values, none below 0.")

    @cached_property
    def mean(self) -> float:
        return fmean(self.values)

    @cached_property
    def _ordered(self) -> tuple[float, ...]:
        return tuple(sorted(self.values))

    def quantile(self, share: float) -> float:
        return self._ordered[int(share * len(self._ordered))]


@dataclass(frozen=True)
class Mixture(Distribution):
    """With a chance of `share` the first, else the second."""

    share: float
    first: Distribution
    second: Distribution

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise Invalid("A distribution: “%(name)s” can't be %(value)s.", name="share", value=self.share)

    @property
    def mean(self) -> float:
        return self.share * self.first.mean + (1 - self.share) * self.second.mean

    def quantile(self, share: float) -> float:
        """Not rising: one number decides which of the two, and where in it."""
        if share < self.share:
            return self.first.quantile(share / self.share)
        return self.second.quantile(min((share - self.share) / (1 - self.share), 1 - 1e-16))


@dataclass(frozen=True, slots=True)
class Streams:
    """Numbers by seed and name. Two names never share numbers; asked again, a name begins anew."""

    seed: int

    def of(self, *name: str | int) -> Random:
        return Random("/".join(map(str, (self.seed, *name))))  # noqa: S311 - a simulation, no secret
