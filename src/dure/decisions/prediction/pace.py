"""How fast a machine works, hour by hour, whatever it makes: a series that a watch can look at. Pure.

Each item has its own level, the median of its seconds a piece. What an hour should have taken is the sum over its
pieces; what it took is the time in which the machine ran. The value is a hundred times the natural logarithm of their
ratio: about the percentage by which the hour was slower, and as far from nought for half as for twice the pace.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

HOUR_US = 3_600_000_000
FEWEST_HOURS = 5
"""of one item alone, for its level to be known"""
LEAST_SECONDS = 600.0
"""An hour with less running time says nothing of the pace."""

Value = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Hour:
    """at_us: its beginning. seconds: that the machine ran. pieces: that it counted, for each item."""

    at_us: int
    seconds: float
    pieces: Mapping[str, float]

    @property
    def is_telling(self) -> bool:
        return self.seconds >= LEAST_SECONDS and bool(self.pieces)


def levels(hours: Sequence[Hour]) -> dict[str, float]:
    """Item → seconds a piece, from hours in which nothing else was made. Items with few such hours aren't known."""
    found: dict[str, list[float]] = defaultdict(list)
    for hour in hours:
        if hour.is_telling and len(hour.pieces) == 1:
            ((item, pieces),) = hour.pieces.items()
            found[item].append(hour.seconds / pieces)
    return {item: median(own) for item, own in sorted(found.items()) if len(own) >= FEWEST_HOURS}


def slowness(hours: Sequence[Hour], known: Mapping[str, float]) -> list[Value]:
    """(beginning of the hour, per cent slower than the levels), without hours of items that have no level."""
    return [
        (hour.at_us, 100 * log(hour.seconds / sum(count * known[item] for item, count in hour.pieces.items())))
        for hour in hours
        if hour.is_telling and hour.pieces.keys() <= known.keys()
    ]
