"""What tells a chance, and the simple ones that any model has to be better than. Pure, standard library only.

Rows have the columns of the table that was learnt from; a chance is that of the outcome 1.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, expm1, isnan, log
from typing import Protocol

from dure.decisions.prediction.table import Row, Table
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid

EDGE = 1e-4
"""Nothing is told with less doubt than that."""


class Model(Protocol):
    def chance(self, rows: Sequence[Row]) -> tuple[float, ...]: ...


class Learner(Protocol):
    """name: as it is shown and kept."""

    @property
    def name(self) -> str: ...

    def fit(self, table: Table) -> Model: ...


def kept(chance: float) -> float:
    """Within the edges; Invalid for what isn't a number."""
    if isnan(chance):
        raise Invalid("A chance isn't a number.")
    return min(1 - EDGE, max(EDGE, chance))


def rate(outcomes: Sequence[float]) -> float:
    """Share of ones; a half one and a half nought are added, so that it is never nought or one (Jeffreys)."""
    return (sum(outcomes) + 0.5) / (len(outcomes) + 1)


@dataclass(frozen=True, slots=True)
class Same:
    value: float

    def chance(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return (self.value,) * len(rows)


@dataclass(frozen=True, slots=True)
class Climatology:
    """The share of ones so far, for every row."""

    name: str = mark("climatology")

    def fit(self, table: Table) -> Model:
        return Same(kept(rate(_some(table).outcomes)))


@dataclass(frozen=True, slots=True)
class _ByValue:
    at: int
    rates: dict[float, float]
    other: float

    def chance(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return tuple(self.rates.get(row[self.at], self.other) for row in rows)


@dataclass(frozen=True, slots=True)
class ByValue:
    """The share of ones for each value of one column: of the last outcome it is "as it was last time", of a kind it is
    that kind's own rate. Rates of few rows are drawn to the rate of all by `weight` rows."""

    column: str
    weight: float = 2.0

    @property
    def name(self) -> str:
        return f"by {self.column}"

    def fit(self, table: Table) -> Model:
        every = rate(_some(table).outcomes)
        found: dict[float, list[float]] = defaultdict(list)
        for value, outcome in zip(table.column(self.column), table.outcomes, strict=True):
            found[value].append(outcome)
        rates = {
            value: kept((sum(own) + self.weight * every) / (len(own) + self.weight))
            for value, own in found.items()
            if not isnan(value)
        }
        return _ByValue(table.columns.index(self.column), rates, kept(every))


@dataclass(frozen=True, slots=True)
class Weibull:
    """at: column of the age. shape, scale: of the age at the event. horizon: ahead, in the unit of the age."""

    at: int
    shape: float
    scale: float
    horizon: float
    other: float

    def chance(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return tuple(kept(self._one(row[self.at])) for row in rows)

    def _one(self, age: float) -> float:
        return self.other if isnan(age) else -expm1(-_hazard(age, self.horizon, self.shape) / self.scale**self.shape)


Pairs = Counter[tuple[float, float]]
"""how many rows have this age and outcome"""


@dataclass(frozen=True, slots=True)
class AgeWeibull:
    """The chance of an event within `horizon` by the age since the last one alone: 1 - exp(-((a + h)ᵏ - aᵏ) / sᵏ), its
    shape and scale by the greatest likelihood of the outcomes. A row without an event is a censored age."""

    column: str
    horizon: float

    @property
    def name(self) -> str:
        return f"age by {self.column}"

    def fit(self, table: Table) -> Model:
        pairs = Counter(
            (age, outcome)
            for age, outcome in zip(table.column(self.column), table.outcomes, strict=True)
            if not isnan(age)
        )
        every = kept(rate(_some(table).outcomes))
        if any(age < 0 for age, _ in pairs):
            raise Invalid("An age is below nought.")
        if not any(outcome for _, outcome in pairs) or all(outcome for _, outcome in pairs):
            return Same(every)
        log_shape = _least(lambda x: self._loss(pairs, exp(x)), log(0.2), log(10.0))
        rates = self._log_rate(pairs, exp(log_shape))
        return Weibull(
            table.columns.index(self.column), exp(log_shape), exp(-rates / exp(log_shape)), self.horizon, every
        )  # fmt: skip

    def _loss(self, pairs: Pairs, shape: float) -> float:
        return _unlikely(pairs, self.horizon, shape, self._log_rate(pairs, shape))

    def _log_rate(self, pairs: Pairs, shape: float) -> float:
        """Log of scale ** -shape that fits a shape best."""
        hazards = sum(count * _hazard(age, self.horizon, shape) for (age, _), count in pairs.items())
        middle = -log(hazards / pairs.total())
        return _least(lambda x: _unlikely(pairs, self.horizon, shape, x), middle - 20, middle + 5)


def _hazard(age: float, horizon: float, shape: float) -> float:
    return float((age + horizon) ** shape - age**shape)


def _unlikely(pairs: Pairs, horizon: float, shape: float, log_rate: float) -> float:
    total = 0.0
    for (age, outcome), count in pairs.items():
        hazard = max(1e-12, exp(log_rate) * _hazard(age, horizon, shape))
        total += count * (-log(max(1e-300, -expm1(-hazard))) if outcome else hazard)
    return total


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley is least, by the golden section, to a hundred-thousandth of the stretch."""
    golden = 0.6180339887498949
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > 1e-5 * max(1.0, abs(high)):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(right)
    return (low + high) / 2


def _some(table: Table) -> Table:
    if not len(table):
        raise Invalid("There are no rows to learn from.")
    return table
