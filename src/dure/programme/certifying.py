"""Rules of certification: points of an answer, last day of a certificate, the number. No Django, no clock."""

import calendar
from datetime import date, timedelta
from decimal import Decimal


def points_of(value: Decimal, *, threshold: Decimal, at_most: bool, points: Decimal) -> Decimal:
    """All points on the right side of the threshold or on it, none on the other."""
    return points if (value <= threshold if at_most else value >= threshold) else Decimal(0)


def last_day(issued_on: date, months: int) -> date:
    """The day before the same day so many months later; the month's last where it has no such day (민법 160조)."""
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    if issued_on.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, issued_on.day) - timedelta(days=1)


def number_of(prefix: str, year: int, serial: int) -> str:
    return f"{prefix}-{year}-{serial:04}"
