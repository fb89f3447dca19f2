"""The step of a line at the change, and the slope of a line, each with its interval. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from dure.mentoring.effects.design import Sides, step_rows, trend_rows
from dure.mentoring.effects.likeness import Fit, fit
from dure.mentoring.effects.result import Days, Shape

ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class Step:
    """Like an Estimate, but only the figures of the fit. likeness: ρ of neighbouring days. uneven: scatter of
    days after ÷ before."""

    effect: float
    low: float
    high: float
    error: float
    likeness: float
    uneven: float = 1.0

    @property
    def is_clear(self) -> bool:
        return self.low > 0 or self.high < 0


def step(
    sides: Sides, shape: Shape, with_weekdays: bool, weights: Mapping[int, float] | None, confidence: float
) -> Step | None:
    """None where days are too few for what is asked of them."""
    rows = step_rows(sides, shape, with_weekdays, weights)
    size = max(_size(sides.before), _size(sides.after))
    return _told(fit(sides.days, rows, min(sides.after)), confidence, size)


def slope(line: Days, with_weekdays: bool, weights: Mapping[int, float] | None, confidence: float) -> Step | None:
    """A day, of a straight line."""
    return _told(fit(sorted(line), trend_rows(line, with_weekdays, weights)), confidence, _size(line))


def _told(found: Fit | None, confidence: float, size: float) -> Step | None:
    """size: of the figures. Where days don't scatter at all, what is left is rounding."""
    if found is None:
        return None
    nought = ROUNDING * size
    if found.error <= nought:
        effect = found.centre if abs(found.centre) > nought else 0.0
        return Step(effect, effect, effect, 0.0, 0.0)
    low, high = found.interval(confidence)
    return Step(found.centre, low, high, found.error, found.rho, found.uneven)


def _size(line: Days) -> float:
    return max(abs(value) for value in line.values())
