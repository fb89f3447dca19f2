"""Days, weeks and months as titles and cells name them. Pure."""

import re
from calendar import monthrange
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta

from dure.exchange.sheets import words

_MONTH_DAY = re.compile(r"(\d{1,2})\s*[/.월]\s*(?:/\s*)?(\d{1,2})\s*일?(?:\s*\(?[월화수목금토일]\)?)?")
_YEAR_MONTH = re.compile(r"'?(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*월?")
_MONTH = re.compile(r"(\d{1,2})\s*월")
_WEEK = re.compile(r"(?:(\d{4})\s*[-./년]?\s*)?(?:W\s*(\d{1,2})|(\d{1,2})\s*주(?:차)?)", re.IGNORECASE)
_WITHIN = re.compile(r"(.+?)\s*[~∼～]\s*(.+)")
WEEK = timedelta(days=6)
_YEARS = 5

Period = tuple[date, date]
"""First and last day, both included."""


def day_of(title: str, today: date) -> date | None:
    """The day that a title names; one without a year is the nearest to today."""
    for part in (title, title.replace(" / ", " "), *title.split(" / ")):
        try:
            found = None if part.isdecimal() else words.day(part)
        except words.Unreadable:
            found = _nearest_day(_MONTH_DAY.fullmatch(words.text(part)), today)
        if found is not None:
            return found
    return None


def days_of(titles: Mapping[int, str], today: date) -> dict[int, date]:
    """Column → day, of those whose titles are days."""
    return {at: day for at, title in titles.items() if (day := day_of(title, today)) is not None}


def _nearest_day(match: re.Match[str] | None, today: date) -> date | None:
    if match is None:
        return None
    days = []
    for year in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):
            days.append(date(year, int(match[1]), int(match[2])))
    return min(days, key=lambda one: abs(one - today)) if days else None


def period_of(title: str, today: date) -> Period | None:
    """The month, week (ISO 8601) or range of days that a text names; without a year the one nearest to today.

    A single day names a month where it is its first, and a week where it is a Monday: which of both, when it is
    both, only other titles can tell (see `periods_of`).
    """
    for part in (title, *title.split(" / ")):
        plain = words.text(part)
        found = _range(plain, today) or _month(plain, today) or _week(plain, today)
        if found is not None:
            return found
    day = day_of(title, today)
    if day is None:
        return None
    return month_from(day) if day.day == 1 else (day, day + WEEK) if day.weekday() == 0 else None


def periods_of(titles: Mapping[int, str], today: date) -> dict[int, Period]:
    """Column → period, of those whose titles name one."""
    found = {at: period for at, title in titles.items() if (period := period_of(title, today)) is not None}
    days = {at: day_of(titles[at], today) for at in found}
    mondays = [at for at, day in days.items() if day is not None and day.weekday() == 0]
    if len(mondays) > 1 and any(days[at].day != 1 for at in mondays):  # type: ignore[union-attr]
        # A row of Mondays is weeks, also where one of them begins a month.
        found |= {at: (day, day + WEEK) for at, day in days.items() if day is not None and at in mondays}
    return found


def month_from(day: date) -> Period:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _range(plain: str, today: date) -> Period | None:
    match = _WITHIN.fullmatch(plain)
    if match is None:
        return None
    first, last = day_of(match[1], today), day_of(match[2], today)
    return (first, last) if first is not None and last is not None and first <= last else None


def _month(plain: str, today: date) -> Period | None:
    if re.fullmatch(r"20\d{2}(0[1-9]|1[0-2])", plain, re.ASCII):
        plain = f"{plain[:4]}-{plain[4:]}"
    full = _YEAR_MONTH.fullmatch(plain)
    if full is not None:
        year = int(full[1]) + (2000 if len(full[1]) == 2 else 0)
        # 12/7 is a day in December, not July 2012: nobody expects orders of so long ago.
        is_near = abs(year - today.year) <= _YEARS
        return month_from(date(year, int(full[2]), 1)) if 1 <= int(full[2]) <= 12 and is_near else None
    bare = _MONTH.fullmatch(plain)
    if bare is None or not 1 <= int(bare[1]) <= 12:
        return None
    months = [date(year, int(bare[1]), 1) for year in (today.year - 1, today.year, today.year + 1)]
    return month_from(min(months, key=lambda one: abs(one - today)))


def _week(plain: str, today: date) -> Period | None:
    match = _WEEK.fullmatch(plain)
    if match is None:
        return None
    number = int(match[2] or match[3])
    years = [int(match[1])] if match[1] else [today.year - 1, today.year, today.year + 1]
    found = []
    for year in years:
        with suppress(ValueError):
            found.append(date.fromisocalendar(year, number, 1))
    first = min(found, key=lambda one: abs(one - today)) if found else None
    return None if first is None else (first, first + WEEK)


def period_name(period: Period) -> str:
    """As `period_of` reads it again: 2026-11, 2026-W48, or both days."""
    first, last = period
    if period == month_from(first):
        return f"{first:%Y-%m}"
    if first.weekday() == 0 and last == first + WEEK:
        year, week, _day = first.isocalendar()
        return f"{year}-W{week:02}"
    return f"{first.isoformat()}~{last.isoformat()}"
