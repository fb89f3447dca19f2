"""What an estimate says: figures, how they were come by, and codes of what speaks against them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Days = Mapping[int, float]
"""Number of the day → the figure of that day; days without one are left out."""


class Method(StrEnum):
    SERIES = "series"
    """Interrupted time series: the line against itself."""
    CONTROL = "control"
    """The same of the line less a line on which nothing was changed."""


class Shape(StrEnum):
    LEVEL = "level"
    """The figure stands level before and after; the effect is the difference of the levels."""
    SLOPES = "slopes"
    """A straight line before and another after; the effect is how far the days after lie, on average, from the
    first line drawn on."""


class Season(StrEnum):
    AUTO = "auto"
    """Weekdays have levels of their own where there are enough days to tell them."""
    WEEKDAY = "weekday"
    NONE = "none"


class Code(StrEnum):
    """What speaks against an estimate. Behind each: the figures that come with it."""

    FEW_DAYS = "few_days"
    """detectable: the least effect that would be found in four of five cases."""
    REGRESSION = "regression"
    """The change followed a stretch that was unlike the time before it. stretch, earlier: their means; days: of the
    stretch; effect, low, high: without the stretch."""
    TREND_BEFORE = "trend_before"
    """It was already on its way. slope, low, high: a day; effect_low, effect_high: with slopes."""
    DENOMINATOR = "denominator"
    """Much of the change comes from what is divided by. share: of the change, 0 … 1 or beyond; before, after: the
    denominators of a day."""
    DEFINITION = "definition"
    """The figure is reckoned otherwise after. day: from which; versions: how many there are in the window."""
    EVENTS = "events"
    """Something else happened in the window. count, nearest: days from the change."""
    OUTLIER = "outlier"
    """One day carries it. day, value; effect, low, high: without it."""
    CONTROL_UNLIKE = "control_unlike"
    """Line and control drifted apart before. slope, low, high: of their difference, a day."""
    CONTROL_FEW = "control_few"
    """Most days have no figure of the control. days: lost for it."""
    SPREAD = "spread"
    """Days scatter otherwise after. ratio: standard deviation after ÷ before."""
    SLOW = "slow"
    """Days are so alike that few of them are news. likeness: of neighbours; worth: of how many independent days."""


@dataclass(frozen=True, slots=True)
class Caution:
    code: Code
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """effect: in the figure's unit, from low to high with the confidence asked for; error: its standard error.

    before, after: means of the line's own days. expected: what the days after would have been without the change, so
    that effect = after − expected. n_before, n_after: days. likeness: correlation of neighbouring days.
    """

    method: Method
    shape: Shape
    has_weekdays: bool
    effect: float
    low: float
    high: float
    error: float
    before: float
    after: float
    expected: float
    n_before: int
    n_after: int
    likeness: float
    warnings: tuple[Caution, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nought lies outside of the interval."""
        return self.low > 0 or self.high < 0

    def warning(self, code: Code) -> Caution | None:
        return next((one for one in self.warnings if one.code == code), None)


@dataclass(frozen=True, slots=True)
class TooLittle:
    """Too few days to say anything. needed_*: the least on each side."""

    n_before: int
    n_after: int
    needed_before: int
    needed_after: int
