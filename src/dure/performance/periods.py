"""Periods as people say them: local dates and times in, aware moments out; and how time is cut up. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dure.kernel.errors import Invalid

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST = timedelta(days=800)


class By(StrEnum):
    """How a report is cut. SHIFT, DAY, WEEK, MONTH and of whole days ITEM go by the day on which a shift starts."""

    TOTAL = "total"
    HOUR = "hour"
    SHIFT = "shift"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ITEM = "item"
    ORDER = "order"


BY_DAY = frozenset({By.TOTAL, By.SHIFT, By.DAY, By.WEEK, By.MONTH})


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to before `end`, both aware, with the zone in which days are counted."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise Invalid("The period ends before it begins")
        if self.end - self.start > LONGEST:
            raise Invalid("A period can't be longer than %(days)s days", days=LONGEST.days)

    @property
    def first_day(self) -> date:
        return self.start.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        """The local date of the last moment."""
        return (self.end - timedelta(microseconds=1)).astimezone(self.zone).date()

    @property
    def is_whole_days(self) -> bool:
        midnight = time()
        return all(moment.astimezone(self.zone).time() == midnight for moment in (self.start, self.end))

    def days(self) -> Iterator[date]:
        day = self.first_day
        while day <= self.last_day:
            yield day
            day += _DAY

    def hours(self) -> Iterator[datetime]:
        """Starts of the clock hours that the period touches."""
        hour = self.start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        while hour < self.end:
            yield hour
            hour += _HOUR

    def previous(self) -> "Period":
        """The period just before: of as many days, or for a calendar month the month before."""
        first, after = self.first_day, self.last_day + _DAY
        if self.is_whole_days and first.day == 1 and after.day == 1 and month_of(self.last_day) == first:
            return days((first - _DAY).replace(day=1), first - _DAY, self.zone)
        if self.is_whole_days:
            return days(first - (after - first), first - _DAY, self.zone)
        return Period(self.start - (self.end - self.start), self.start, self.zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a local date begins, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days(first: date, last: date, zone: ZoneInfo) -> Period:
    """Whole local days, both included."""
    return Period(midnight(first, zone), midnight(last + _DAY, zone), zone)


def week(day: date, zone: ZoneInfo) -> Period:
    """The ISO week, Monday to Sunday, of a day."""
    monday = week_of(day)
    return days(monday, monday + 6 * _DAY, zone)


def month(day: date, zone: ZoneInfo) -> Period:
    first = month_of(day)
    return days(first, month_of(first + 31 * _DAY) - _DAY, zone)


def week_of(day: date) -> date:
    return day - day.weekday() * _DAY


def month_of(day: date) -> date:
    return day.replace(day=1)


def bucket_of(by: By, day: date) -> date:
    """The first day of the bucket of a day-like cut that `day` falls into."""
    return {By.WEEK: week_of, By.MONTH: month_of}.get(by, lambda same: same)(day)


def parse_moment(text: str, zone: ZoneInfo, *, is_end: bool = False, now: datetime | None = None) -> datetime:
    """A moment from `2026-03-02`, `2026-03-02 08:30`, an ISO time with or without offset, today, yesterday or now.

    Without an offset it is local. A date alone means the beginning of that day, or as an end its
    last moment, so that `--from 2026-03-01 --to 2026-03-31` is the whole month. Raises Invalid.
    """
    bare = text.strip()
    if now is not None and bare in ("now", "today", "yesterday"):
        if bare == "now":
            return now
        bare = (now.astimezone(zone).date() - (_DAY if bare == "yesterday" else 0 * _DAY)).isoformat()
    try:
        if _DATE.fullmatch(bare):
            day = date.fromisoformat(bare)
            return midnight(day + _DAY if is_end else day, zone)
        moment = datetime.fromisoformat(bare)
    except (ValueError, OverflowError) as error:
        raise Invalid("%(text)s is no time: write it like 2026-03-02 or 2026-03-02 08:30", text=text) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def parse_by(text: str, allowed: frozenset[By] = frozenset(By)) -> By:
    """A cut by its name. Raises Invalid with the names that are allowed."""
    try:
        by = By(text)
    except ValueError:
        by = None
    if by is None or by not in allowed:
        names = ", ".join(one.value for one in By if one in allowed)
        raise Invalid("%(text)s is no cut: choose one of %(names)s", text=text, names=names)
    return by
