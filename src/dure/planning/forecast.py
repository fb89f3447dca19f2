"""What is left of a forecast once orders have come in. Pure.

An order takes from the forecast of its own day's period first, then from earlier periods (the latest
first, as far back as the rules allow), then from later ones. What an order takes was foreseen; what it
can't take is additional. What is left of a period that isn't over is wanted in equal parts at the
beginning of each of its weeks that aren't over; a rest that can't be divided comes with the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """quantity: wanted from `first` to `last`, both included."""

    key: int
    first: date
    last: date
    quantity: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order of a customer, delivered or not, on the day for which it was wanted."""

    day: date
    quantity: int
    source: str


@dataclass(frozen=True, slots=True)
class Taken:
    """So much of a forecast is an order by now."""

    key: int
    source: str
    quantity: int


def consume(
    periods: Sequence[Foreseen], orders: Iterable[Ordered], *, back_days: int, forward_days: int
) -> tuple[dict[int, int], list[Taken]]:
    """(key → what is left of each period, who took what). Orders take in the order of their days."""
    left = {period.key: period.quantity for period in periods}
    taken: list[Taken] = []
    for order in sorted(orders, key=lambda o: (o.day, o.source)):
        missing = order.quantity
        for period in _in_reach(periods, order.day, back_days, forward_days):
            much = min(missing, left[period.key])
            if much:
                left[period.key] -= much
                missing -= much
                taken.append(Taken(period.key, order.source, much))
    return left, taken


def _in_reach(periods: Sequence[Foreseen], day: date, back_days: int, forward_days: int) -> list[Foreseen]:
    own = [p for p in periods if p.first <= day <= p.last]
    oldest, newest = day - timedelta(days=back_days), day + timedelta(days=forward_days)
    before = sorted((p for p in periods if oldest <= p.last < day), key=lambda p: p.last, reverse=True)
    after = sorted((p for p in periods if day < p.first <= newest), key=lambda p: p.first)
    return [*own, *before, *after]


def spread(period: Foreseen, left: int, today: date, unit: int) -> list[tuple[date, int]]:
    """(day, quantity) in multiples of `unit`, on the first day of each week (Monday) of the period from today on."""
    if left <= 0 or period.last < today:
        return []
    days = [max(period.first, today)]
    while (monday := days[-1] + timedelta(days=7 - days[-1].weekday())) <= period.last:
        days.append(monday)
    share = left // unit // len(days) * unit
    parts = [left - share * (len(days) - 1), *[share] * (len(days) - 1)]
    return [(day, much) for day, much in zip(days, parts, strict=True) if much]
