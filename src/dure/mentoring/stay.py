"""The days of a residency (상주): weeks, working days over public holidays, attendance. Pure.

A residency of w weeks begins on a day and ends on the last working day before w × 7 days have gone by. Working days
are Monday to Friday without public holidays, their substitutes included. Weeks are counted from the first day.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dure.kernel.errors import Invalid

LONGEST_WEEKS = 8
_DAY = timedelta(days=1)
IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a residency; days: its working days."""

    number: int
    first: date
    last: date
    days: tuple[date, ...]


def working_days(first: date, last: date, is_holiday: IsHoliday) -> list[date]:
    """Working days from the first to the last day, both included."""
    return [day for day in _days(first, last) if day.weekday() < 5 and not is_holiday(day)]


def end_of(first: date, weeks: int, is_holiday: IsHoliday) -> date:
    """The last working day of a stay of so many weeks. Raises Invalid when not one day of it is worked."""
    if weeks < 1:
        raise Invalid("A residency takes a week at least.")
    worked = working_days(first, first + weeks * 7 * _DAY - _DAY, is_holiday)
    if not worked:
        raise Invalid("There is no working day between these days.")
    return worked[-1]


def weeks_between(first: date, last: date) -> int:
    """Weeks that a stay touches, counted from its first day."""
    return ((last - first).days // 7) + 1


def weeks_of(first: date, last: date, is_holiday: IsHoliday) -> list[Week]:
    """The weeks of a stay, the last one cut at its last day."""
    found = []
    for number in range(weeks_between(first, last)):
        begins = first + number * 7 * _DAY
        ends = min(begins + 6 * _DAY, last)
        found.append(Week(number + 1, begins, ends, tuple(working_days(begins, ends, is_holiday))))
    return found


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two stays, given by first and last day, share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Working days of one mentor. planned: of the whole stay; due: until today, without days of leave; present: of
    those that are due; extra: days present that were no working days."""

    planned: int
    due: int
    present: int
    extra: int

    @property
    def share(self) -> float | None:
        """Present among the days that were due; None before the first."""
        return self.present / self.due if self.due else None


def attendance(worked: Collection[date], away: Collection[date], present: Collection[date], today: date) -> Attendance:
    """Count one mentor's days. worked: working days of the stay; away: days of leave; present: days with a log."""
    planned = {day for day in worked if day not in away}
    due = {day for day in planned if day <= today}
    came = set(present)
    return Attendance(len(planned), len(due), len(due & came), len(came - planned))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY
