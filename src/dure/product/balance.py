"""How evenly work is shared out in a line, and how much of it adds value. Pure; times in seconds for one piece.

- takt time = time at work ÷ demand: Ohno, Toyota Production System, Productivity Press 1988.
- efficiency of the line (편성효율, LOB) E = Σt ÷ (m · c), m the places and c the longest station time: Scholl,
  Balancing and Sequencing of Assembly Lines, 2nd ed., Physica 1999, ch. 2.
- balance delay d = (m · c - Σt) ÷ (m · c) = 1 - E: Kilbridge and Wester, "The balance delay problem", Management
  Science 8 (1961).
- smoothness index SI = √Σ(c - Tk)²: Moodie and Young, "A heuristic method of assembly line balancing", Journal of
  Industrial Engineering 16 (1965).

A station with k places side by side takes a k-th of its time for each piece and counts as k in m and in Σ.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from math import gcd, sqrt

_PARTS_OF_A_SECOND = 10_000
"""Times have four decimals."""


class Worth(StrEnum):
    """What a work element is to the customer, as in lean work: Womack and Jones, Lean Thinking, 1996."""

    VALUE = "value"
    NEEDED = "needed"
    WASTE = "waste"


@dataclass(frozen=True, slots=True)
class Sums:
    """Seconds by what they are worth."""

    value: Decimal = Decimal(0)
    needed: Decimal = Decimal(0)
    waste: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.value + self.needed + self.waste

    @property
    def value_share(self) -> float | None:
        """Share that adds value; None without any time."""
        return float(self.value / self.total) if self.total else None

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(self.value - other.value, self.needed - other.needed, self.waste - other.waste)


def sums(parts: Iterable[tuple[str, Decimal]]) -> Sums:
    """Of (worth, seconds)."""
    found = {worth: Decimal(0) for worth in Worth}
    for worth, seconds in parts:
        found[Worth(worth)] += seconds
    return Sums(found[Worth.VALUE], found[Worth.NEEDED], found[Worth.WASTE])


@dataclass(frozen=True, slots=True)
class Balance:
    """cycle: the longest station time, that of one with k places side by side counted as a k-th. places: of all
    stations, each of one person or machine. least: no line for the takt has fewer places. over: how many stations
    take longer than the takt. takt, least and fill are None where no takt is known."""

    stations: int
    places: int
    total: Decimal
    cycle: Decimal
    efficiency: float
    delay: float
    smoothness: float
    takt: Decimal | None = None
    least: int | None = None
    over: int = 0
    fill: float | None = None
    """Share of the time of all places at the takt that is work: Σt ÷ (m · takt)."""

    @property
    def an_hour(self) -> float:
        """Pieces that the line makes in an hour at its cycle."""
        return 3600 / float(self.cycle)


def takt_s(minutes: Decimal, demand: Decimal) -> Decimal:
    """Seconds in which one piece must be done: the time at work, breaks taken off, by the pieces wanted in it."""
    return minutes * 60 / demand


def balance(
    loads: Sequence[Decimal], takt: Decimal | None = None, places: Sequence[int] | None = None
) -> Balance | None:
    """Of the time of each station and its places side by side, one each unless told; None without work."""
    side = [1] * len(loads) if places is None else list(places)
    paces = [load / count for load, count in zip(loads, side, strict=True)]
    total, cycle = sum(loads, Decimal(0)), max(paces, default=Decimal(0))
    if not total:
        return None
    room = sum(side) * cycle
    found = Balance(
        stations=len(loads),
        places=sum(side),
        total=total,
        cycle=cycle,
        efficiency=float(total / room),
        delay=float((room - total) / room),
        smoothness=sqrt(sum(count * (cycle - pace) ** 2 for count, pace in zip(side, paces, strict=True))),
    )
    if takt is None:
        return found
    return replace(
        found, takt=takt, least=int((total / takt).to_integral_value(ROUND_CEILING)),
        over=sum(pace > takt for pace in paces), fill=float(total / (found.places * takt)),
    )  # fmt: skip


def whole(times: Sequence[Decimal]) -> tuple[list[int], Decimal]:
    """The times as whole numbers, as small as can be, and the seconds that one of them stands for."""
    parts = [int(time * _PARTS_OF_A_SECOND) for time in times]
    common = gcd(*parts) or 1
    return [part // common for part in parts], Decimal(common) / _PARTS_OF_A_SECOND


def out_of_order(
    stations: Mapping[Hashable, int | None], pairs: Iterable[tuple[Hashable, Hashable]]
) -> list[tuple[Hashable, Hashable]]:
    """Pairs (first, then) of which the second is done at an earlier station than the first."""
    placed = ((first, then, stations.get(first), stations.get(then)) for first, then in pairs)
    return [(first, then) for first, then, a, b in placed if a is not None and b is not None and b < a]
