"""From days to rows of a regression: sides of the change, weekdays, slopes, weights, the control taken off. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from dure.mentoring.effects.result import Days, Season, Shape

LEAST = 8
"""Fewer days than this on either side tell nothing."""
FOR_SLOPES = 60
"""Days on either side from which slopes can be told from levels."""
FOR_WEEKDAYS = 28
"""Days in all from which weekdays get levels of their own."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A line cut at the change, the days of settling left out."""

    before: Days
    after: Days
    change: int

    @property
    def days(self) -> list[int]:
        return sorted(self.before) + sorted(self.after)

    def value(self, day: int) -> float:
        return self.before[day] if day in self.before else self.after[day]

    @property
    def is_enough(self) -> bool:
        return min(len(self.before), len(self.after)) >= LEAST

    def without(self, left_out: Sequence[int]) -> "Sides":
        gone = set(left_out)
        before = {day: value for day, value in self.before.items() if day not in gone}
        return Sides(before, {day: value for day, value in self.after.items() if day not in gone}, self.change)


def cut(days: Days, change: int, settle: int) -> Sides:
    before = {day: float(value) for day, value in days.items() if day < change}
    after = {day: float(value) for day, value in days.items() if day >= change + settle}
    return Sides(before, after, change)


def heavy(days: Days, weights: Mapping[int, float] | None) -> Days:
    """Days that have a weight."""
    if weights is None:
        return days
    return {day: value for day, value in days.items() if weights.get(day, 0) > 0}


def less(days: Days, control: Days) -> dict[int, float]:
    """The line less the control, of days on which both have a figure."""
    return {day: value - control[day] for day, value in days.items() if day in control}


def shape_for(sides: Sides) -> Shape:
    return Shape.SLOPES if min(len(sides.before), len(sides.after)) >= FOR_SLOPES else Shape.LEVEL


def has_weekdays(sides: Sides, season: Season) -> bool:
    if season == Season.NONE:
        return False
    return season == Season.WEEKDAY or len(sides.before) + len(sides.after) >= FOR_WEEKDAYS


def weekday_columns(days: Sequence[int]) -> list[int]:
    """Weekdays that get a column: seen more than once, the first of them being what the others are held against."""
    seen = [day % 7 for day in days]
    return sorted({one for one in seen if seen.count(one) > 1})[1:]


def step_rows(
    sides: Sides, shape: Shape, with_weekdays: bool, weights: Mapping[int, float] | None
) -> list[list[float]]:
    """A row a day: 1, weekdays, slopes, the step, the figure less their mean. The slope after is centred on the days
    after, so that the step is the mean distance of those days from the line before."""
    days = sides.days
    level = _mean(sides.value(day) for day in days)
    middle = sum(sides.before) / len(sides.before)
    reach = (days[-1] - days[0]) or 1
    centre = _mean_day(sides.after, weights)
    columns = weekday_columns(days) if with_weekdays else []
    rows = []
    for day in days:
        is_after = day in sides.after
        row = [1.0, *(float(day % 7 == one) for one in columns)]
        if shape == Shape.SLOPES:
            row += [(day - middle) / reach, (day - centre) / reach if is_after else 0.0]
        rows.append([*row, float(is_after), sides.value(day) - level])
    return weighted(days, rows, weights)


def trend_rows(line: Days, with_weekdays: bool, weights: Mapping[int, float] | None = None) -> list[list[float]]:
    """A row a day: 1, weekdays, the day, the figure less their mean; what is asked for is the slope a day."""
    days, level = sorted(line), _mean(line.values())
    middle = sum(days) / len(days)
    columns = weekday_columns(days) if with_weekdays else []
    rows = [[1.0, *(float(day % 7 == one) for one in columns), day - middle, line[day] - level] for day in days]
    return weighted(days, rows, weights)


def level_rows(line: Days, with_weekdays: bool) -> list[list[float]]:
    """A row a day: weekdays, 1, the figure less their mean; what is asked for is the level of the first weekday."""
    days, level = sorted(line), _mean(line.values())
    columns = weekday_columns(days) if with_weekdays else []
    return [[*(float(day % 7 == one) for one in columns), 1.0, line[day] - level] for day in days]


def weighted(days: Sequence[int], rows: list[list[float]], weights: Mapping[int, float] | None) -> list[list[float]]:
    """Rows times the root of their day's weight: a day's variance is in inverse proportion to its weight."""
    if weights is None:
        return rows
    mean = sum(weights[day] for day in days) / len(days)
    return [[sqrt(weights[day] / mean) * value for value in row] for day, row in zip(days, rows, strict=True)]


def mean_of(line: Days, weights: Mapping[int, float] | None) -> float:
    if weights is None:
        return _mean(line.values())
    return sum(value * weights[day] for day, value in line.items()) / sum(weights[day] for day in line)


def _mean_day(line: Days, weights: Mapping[int, float] | None) -> float:
    return mean_of({day: float(day) for day in line}, weights)


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / len(every)
