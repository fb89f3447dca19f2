"""From readings of a stopwatch to a standard time. Pure; times in seconds, shares in percent.

normal time = mean of the readings × rating ÷ 100; standard time = normal time × (1 + allowances ÷ 100): International
Labour Office, *Introduction to Work Study*, 4th ed., 1992; Niebel, Freivalds, *Methods, Standards, and Work Design*,
11th ed., 2003, where the number of cycles is n = (t·s ÷ (k·mean))² with Student's t of n − 1 degrees of freedom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, sqrt

from dure.quality.spc.distributions import t_quantile

LEAST_FOR_FENCES = 5
"""Fewer readings than this have no quartiles worth the name."""
LEAST_FOR_CYCLES = 3
_STEP = Decimal("0.0001")
_FENCE = Decimal("1.5")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Allowances:
    """Percent of the normal time: for the person, for fatigue, and for delays that can't be avoided."""

    personal: Decimal = Decimal(0)
    fatigue: Decimal = Decimal(0)
    delay: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.personal + self.fatigue + self.delay


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one element. deviation: of the readings, None of one alone. normal, standard: for one piece.

    needed: cycles for the wanted precision, None of fewer than three readings.
    """

    count: int
    mean: Decimal
    least: Decimal
    most: Decimal
    deviation: float | None
    normal: Decimal
    standard: Decimal
    needed: int | None

    @property
    def is_enough(self) -> bool:
        return self.needed is not None and self.count >= self.needed


def figures(
    readings: Sequence[Decimal],
    *,
    rating: Decimal,
    allowances: Allowances,
    pieces: Decimal = Decimal(1),
    precision: Decimal = Decimal(5),
    confidence: Decimal = Decimal(95),
) -> Figures | None:
    """None without a reading. pieces: made by each time that the element is done.

    precision: percent of the mean that the answer may be off by, with the confidence in percent.
    """
    if not readings:
        return None
    count = len(readings)
    mean = sum(readings, Decimal(0)) / count
    normal = mean * rating / _HUNDRED / pieces
    standard = normal * (1 + allowances.total / _HUNDRED)
    return Figures(
        count, mean.quantize(_STEP, ROUND_HALF_UP), min(readings), max(readings), deviation(readings),
        normal.quantize(_STEP, ROUND_HALF_UP), standard.quantize(_STEP, ROUND_HALF_UP),
        cycles_needed(readings, precision, confidence),
    )  # fmt: skip


def deviation(readings: Sequence[Decimal]) -> float | None:
    """Standard deviation of the sample."""
    if len(readings) < 2:
        return None
    values = [float(one) for one in readings]
    mean = sum(values) / len(values)
    return sqrt(sum((one - mean) ** 2 for one in values) / (len(values) - 1))


def cycles_needed(
    readings: Sequence[Decimal], precision: Decimal = Decimal(5), confidence: Decimal = Decimal(95)
) -> int | None:
    """Cycles that the precision takes, all told; None of fewer than three readings."""
    spread = deviation(readings)
    if spread is None or len(readings) < LEAST_FOR_CYCLES:
        return None
    mean = float(sum(readings, Decimal(0))) / len(readings)
    t = t_quantile((1 + float(confidence) / 100) / 2, len(readings) - 1)
    return max(1, ceil((t * spread / (float(precision) / 100 * mean)) ** 2 - 1e-9))


def outliers(readings: Sequence[Decimal]) -> list[int]:
    """Places of readings that lie more than 1.5 quartile distances off the quartiles (Tukey 1977); for a person to
    judge, since what was seen counts for more than what is far away.
    """
    if len(readings) < LEAST_FOR_FENCES:
        return []
    ordered = sorted(readings)
    low, high = _quartile(ordered, Decimal("0.25")), _quartile(ordered, Decimal("0.75"))
    reach = (high - low) * _FENCE
    return [at for at, one in enumerate(readings) if not low - reach <= one <= high + reach]


def _quartile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """Between the two readings next to the place, as spreadsheets take it."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
