"""Levels JS1, JS2 and JS3 from a plant's own figures: what each asks, and when it is held. Pure.

The levels are those of the Jeonbuk smart-factory programme: partial standardisation (기초1), results counted
automatically (기초2), decisions supported in real time (중간1 and 2). No source publishes figures for them: the
thresholds here are a first proposal, which each plant or region replaces by its own.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    NONE = 0
    JS1 = 1
    JS2 = 2
    JS3 = 3


LEVELS = (Level.JS1, Level.JS2, Level.JS3)


class Measure(StrEnum):
    """What a figure is: a share of a whole from 0 to 1, seconds, or a number."""

    SHARE = "share"
    SECONDS = "seconds"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A criterion comes to hold at `reach` and holds on until it is worse than `keep`. is_asked: it counts at all."""

    reach: float
    keep: float
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that a level asks. less_is_better: the figure must be at most, not at least, the threshold."""

    key: str
    level: Level
    measure: Measure
    usual: Threshold
    less_is_better: bool = False


def _share(key: str, level: Level, reach: float, keep: float) -> Criterion:
    return Criterion(key, level, Measure.SHARE, Threshold(reach, keep))


def _seconds(key: str, level: Level, reach: float, keep: float) -> Criterion:
    return Criterion(key, level, Measure.SECONDS, Threshold(reach, keep), less_is_better=True)


CRITERIA = (
    _share("bom", Level.JS1, 0.90, 0.85),
    _share("routing", Level.JS1, 0.90, 0.85),
    _share("standard", Level.JS1, 0.80, 0.75),
    _share("equipment", Level.JS1, 0.90, 0.85),
    _share("partners", Level.JS1, 0.90, 0.85),
    _share("audits", Level.JS1, 0.80, 0.70),
    _share("counted", Level.JS2, 0.80, 0.70),
    _seconds("latency", Level.JS2, 60, 120),
    _share("reasons", Level.JS2, 0.80, 0.70),
    _share("connected", Level.JS2, 0.70, 0.60),
    _share("schedules", Level.JS3, 0.70, 0.60),
    _seconds("schedule-pace", Level.JS3, 3_600, 5_400),
    _share("alarms", Level.JS3, 0.80, 0.70),
    _seconds("alarm-pace", Level.JS3, 600, 900),
    _share("advice", Level.JS3, 0.50, 0.40),
    _share("scheduled", Level.JS3, 0.80, 0.70),
    _share("followed", Level.JS3, 0.60, 0.50),
    _share("due", Level.JS3, 0.90, 0.85),
    Criterion("predictions", Level.JS3, Measure.NUMBER, Threshold(1, 1)),
)
BY_KEY = {one.key: one for one in CRITERIA}
USUAL = {one.key: one.usual for one in CRITERIA}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured criterion. value None: no data. part of whole: what a share is made of; of other figures `whole` is
    how many measurements stand behind it."""

    value: float | None = None
    part: float | None = None
    whole: float | None = None


NO_DATA = Figure()


def share_of(part: float, whole: float) -> Figure:
    """A share; without anything to take it of there is no data, never 100 %."""
    return Figure(part / whole, part, whole) if whole > 0 else NO_DATA


@dataclass(frozen=True, slots=True)
class Judged:
    """holds: it is met now, or it was before and is kept. lacks: how far the figure is from what would be needed."""

    criterion: Criterion
    threshold: Threshold
    figure: Figure
    holds: bool

    @property
    def is_only_kept(self) -> bool:
        """It holds, but by the lower threshold: it would not come to hold today."""
        return self.holds and not meets(self.criterion, self.figure, self.threshold.reach)

    @property
    def lacks(self) -> float | None:
        if self.figure.value is None:
            return None
        far = self.threshold.reach - self.figure.value
        return max(-far if self.criterion.less_is_better else far, 0.0)


def meets(criterion: Criterion, figure: Figure, threshold: float) -> bool:
    if figure.value is None:
        return False
    if criterion.less_is_better:
        return figure.value <= threshold
    return figure.value >= threshold


def judge(
    figures: Mapping[str, Figure], thresholds: Mapping[str, Threshold], held: Collection[str] = ()
) -> list[Judged]:
    """The criteria that are asked, in their order. held: keys of those that held the last time (hysteresis)."""
    return [
        _judged(one, thresholds[one.key], figures.get(one.key, NO_DATA), one.key in held)
        for one in CRITERIA
        if one.key in thresholds and thresholds[one.key].is_asked
    ]


def _judged(criterion: Criterion, threshold: Threshold, figure: Figure, was_held: bool) -> Judged:
    needed = threshold.keep if was_held else threshold.reach
    return Judged(criterion, threshold, figure, meets(criterion, figure, needed))


def level_of(judged: Sequence[Judged]) -> Level:
    """The highest level of which all criteria hold, and all those of the levels below. One that asks nothing is not
    held."""
    asked = Counter(one.criterion.level for one in judged)
    held = Counter(one.criterion.level for one in judged if one.holds)
    found = Level.NONE
    for level in LEVELS:
        if not asked[level] or held[level] < asked[level]:
            break
        found = level
    return found


def missing_for(judged: Sequence[Judged], level: Level) -> list[Judged]:
    """The criteria that keep the plant from a level, those of lower levels first."""
    return [one for one in judged if one.criterion.level <= level and not one.holds]


def wrong_thresholds(thresholds: Mapping[str, Threshold]) -> list[str]:
    """Keys of criteria whose thresholds can't be: to be kept is harder than to be reached, or a share beyond 1."""
    return [key for key, one in thresholds.items() if key in BY_KEY and not _fits(BY_KEY[key], one)]


def _fits(criterion: Criterion, one: Threshold) -> bool:
    in_order = one.keep >= one.reach if criterion.less_is_better else one.keep <= one.reach
    return in_order and min(one.reach, one.keep) >= 0 and (criterion.measure is not Measure.SHARE or one.reach <= 1)


def unasked_levels(thresholds: Mapping[str, Threshold]) -> list[Level]:
    """Levels of which nothing is asked: nobody could reach them."""
    asked = {BY_KEY[key].level for key, one in thresholds.items() if key in BY_KEY and one.is_asked}
    return [level for level in LEVELS if level not in asked]


def differs(claimed: Level, computed: Level) -> int:
    """How many levels the claim lies above (+) or below (-) what the plant's own figures say."""
    return int(claimed) - int(computed)


def shown_up_to(chosen: Level | None, computed: Level) -> Level:
    """The highest level whose pages fit: a fixed one, or (None) the next above what is held, so that it can be
    reached."""
    return chosen if chosen is not None else Level(min(computed + 1, Level.JS3))
