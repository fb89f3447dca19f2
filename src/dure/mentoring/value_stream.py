"""Figures of a value stream: how long a piece is on its way, and how much of that time adds value. Pure.

Rother, Shook, *Learning to See*, 1999: what lies before an operation lasts as many days as customers take to draw it;
the ladder has those days on top and the time at work below; takt is the time at work in a day over a day's demand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

DAY_S = 86_400


class Source(StrEnum):
    """Where a figure is from."""

    RECORDS = "records"
    ROUTING = "routing"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation. cycle_s: one piece comes out every so often; work_s: one piece is in work so long; value_s: what
    of it adds value. changeover_s, availability (0 to 1), stock: None where nobody knows. stock: pieces before it.
    """

    name: str
    cycle_s: float
    work_s: float
    value_s: float
    changeover_s: float | None = None
    availability: float | None = None
    people: float | None = None
    stock: float | None = None

    @property
    def real_cycle_s(self) -> float:
        """With the time lost to stops; the plain cycle where the availability isn't known."""
        return self.cycle_s / self.availability if self.availability else self.cycle_s


@dataclass(frozen=True, slots=True)
class Stream:
    """What the map says. waits_d: days before each operation, then those of finished goods; None where unknown.

    day_s: seconds at work in a day. Lead time: calendar time of a piece, a day of stock being a day.
    """

    steps: Sequence[Step]
    waits_d: Sequence[float | None]
    takt_s: float | None
    day_s: float

    @property
    def unknown(self) -> int:
        """Stocks that nobody knows; the lead time is longer by them."""
        return sum(1 for days in self.waits_d if days is None)

    @property
    def waiting_d(self) -> float:
        return sum(days for days in self.waits_d if days is not None)

    @property
    def work_s(self) -> float:
        return sum(step.work_s for step in self.steps)

    @property
    def value_s(self) -> float:
        return sum(step.value_s for step in self.steps)

    @property
    def lead_d(self) -> float:
        return self.waiting_d + self.work_s / self.day_s

    @property
    def share(self) -> float | None:
        """Of the lead time that adds value, both counted in time at work."""
        whole = self.lead_d * self.day_s
        return self.value_s / whole if whole else None

    def over_takt(self) -> list[int]:
        """Places of operations that are slower than the takt."""
        if self.takt_s is None:
            return []
        return [at for at, step in enumerate(self.steps) if step.real_cycle_s > self.takt_s]


def stream(steps: Sequence[Step], *, finished: float | None, demand: float, day_s: float) -> Stream:
    """finished: pieces of finished goods that lie; demand: pieces a day; day_s: seconds at work in a day."""
    stocks = [*(step.stock for step in steps), finished]
    waits = [None if lies is None or demand <= 0 else lies / demand for lies in stocks]
    return Stream(steps, waits, day_s / demand if demand > 0 else None, day_s)
