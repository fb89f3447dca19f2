"""What was known at a moment, and tables of features made from it. Pure.

A feature is a function of a `Past`, which is cut off at its moment: it tells no later value, so a feature can't look
ahead. A value counts from when it was known, not from when it was true. `looking_ahead` finds features that bring the
future along by another way (a name kept outside, a table read beside).
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import fmean

from dure.decisions.prediction.table import Table
from dure.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a signal or of results, in the order in which they were known. known_us: rises."""

    known_us: tuple[int, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.known_us) != len(self.values):
            raise Invalid("A series needs a moment for each value.")
        if any(later < earlier for earlier, later in zip(self.known_us, self.known_us[1:], strict=False)):
            raise Invalid("The values of a series must stand in the order of their time.")

    def until(self, moment_us: int) -> "Series":
        """What was known before the moment."""
        end = bisect_left(self.known_us, moment_us)
        return Series(self.known_us[:end], self.values[:end])


class Past:
    """Some series until a moment, which itself is not part of it."""

    def __init__(self, series: Mapping[str, Series], moment_us: int) -> None:
        self.moment_us = moment_us
        self._series = series

    def values(self, name: str, within_us: int | None = None) -> tuple[float, ...]:
        """Known ones of the last `within_us`, or all; NaN are left out. Raises KeyError for an unknown series."""
        one = self._series[name]
        end = bisect_left(one.known_us, self.moment_us)
        first = 0 if within_us is None else bisect_left(one.known_us, self.moment_us - within_us, 0, end)
        return tuple(value for value in one.values[first:end] if not isnan(value))

    def last(self, name: str) -> float:
        """The newest value; NaN without one."""
        found = self.values(name)
        return found[-1] if found else nan

    def mean(self, name: str, within_us: int | None = None) -> float:
        found = self.values(name, within_us)
        return fmean(found) if found else nan


Feature = Callable[[Past], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A row to be made: its chance is asked at moment_us, its outcome is known at known_us, not before."""

    moment_us: int
    known_us: int
    outcome: float
    group: str = ""


def table_of(features: Mapping[str, Feature], series: Mapping[str, Series], rows: Sequence[Asked]) -> Table:
    """One row for each that is asked, in the order of their moments."""
    ordered = sorted(rows, key=lambda row: row.moment_us)
    return Table(
        columns=tuple(features),
        rows=tuple(_row(features, series, row.moment_us) for row in ordered),
        outcomes=tuple(row.outcome for row in ordered),
        moments=tuple(row.moment_us for row in ordered),
        known=tuple(row.known_us for row in ordered),
        groups=tuple(row.group for row in ordered),
    )


def _row(features: Mapping[str, Feature], series: Mapping[str, Series], moment_us: int) -> tuple[float, ...]:
    past = Past(series, moment_us)
    return tuple(float(feature(past)) for feature in features.values())


def looking_ahead(
    make: Callable[[Mapping[str, Series]], Mapping[str, Feature]],
    series: Mapping[str, Series],
    moments: Sequence[int],
) -> list[str]:
    """Names of features that come out otherwise when the world ends at the moment. make: the features, from the series
    that they may keep; asked once with all of them and once for each moment with what was known then."""
    whole, found = make(series), set[str]()
    for moment_us in moments:
        known = {name: one.until(moment_us) for name, one in series.items()}
        past, then = Past(series, moment_us), make(known)
        found |= {name for name in whole if not _same(_asked(whole[name], past), _asked(then[name], past))}
    return sorted(found)


def _asked(feature: Feature, past: Past) -> float:
    """NaN for what the feature can't tell from so little."""
    try:
        return float(feature(past))
    except (IndexError, KeyError, ValueError, ZeroDivisionError):
        return nan


def _same(one: float, other: float) -> bool:
    return one == other or (isnan(one) and isnan(other))
