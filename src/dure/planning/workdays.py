"""Working days as numbers that can be counted with, so that a lead time of five days skips Sunday. Pure.

The first working day from today on is number 0. What is needed on a day without work must be there
on the working day before; what comes on one is there on the next.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Workdays:
    """days: all working days that can matter, sorted. Beyond them every day counts."""

    days: Sequence[date]
    today: date
    _zero: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_zero", bisect_left(self.days, self.today))

    def at_or_before(self, day: date) -> int:
        """Number of the last working day that isn't after `day`."""
        if self.days and day < self.days[0]:
            return -self._zero + (day - self.days[0]).days
        if not self.days or day > self.days[-1]:
            return self._beyond(day)
        return bisect_right(self.days, day) - 1 - self._zero

    def at_or_after(self, day: date) -> int:
        """Number of the first working day that isn't before `day`."""
        if self.days and day < self.days[0]:
            return -self._zero + (day - self.days[0]).days
        if not self.days or day > self.days[-1]:
            return self._beyond(day)
        return bisect_left(self.days, day) - self._zero

    def _beyond(self, day: date) -> int:
        last = self.days[-1] if self.days else self.today - timedelta(days=1)
        return len(self.days) - 1 - self._zero + (day - last).days

    def day(self, number: int) -> date:
        at = number + self._zero
        if 0 <= at < len(self.days):
            return self.days[at]
        if at < 0 and self.days:
            return self.days[0] + timedelta(days=at)
        last = self.days[-1] if self.days else self.today - timedelta(days=1)
        return last + timedelta(days=at - len(self.days) + 1)
