"""What holds from which moment on, asked by time. Pure.

Rules change rarely and are asked for at every observation: a sorted list of beginnings and what
holds from each, found by bisection; what is made of several rules together is made once, when
first asked for.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

ALWAYS_US = -(2**63)
"""Before every observation."""


class Span(NamedTuple, Generic[T]):
    """Something that holds from one moment (µs) to another (None: on and on)."""

    start_us: int
    end_us: int | None
    what: T

    def covers(self, time_us: int) -> bool:
        return self.start_us <= time_us and (self.end_us is None or time_us < self.end_us)


class Timeline(Generic[T]):
    """beginnings: moments (µs) from which something else may hold. make: what holds from such a moment on."""

    __slots__ = ("_made", "_make", "_starts")

    def __init__(self, beginnings: Iterable[int], make: Callable[[int], T]) -> None:
        self._starts = sorted({ALWAYS_US, *beginnings})
        self._make = make
        self._made: list[T | None] = [None] * len(self._starts)

    def at(self, time_us: int) -> T:
        """What holds at a moment. O(log n) in the number of changes."""
        place = bisect_right(self._starts, time_us) - 1 if len(self._starts) > 1 else 0
        found = self._made[place]
        if found is None:
            found = self._made[place] = self._make(self._starts[place])
        return found


def beginnings(spans: Iterable[Span[T]]) -> Iterable[int]:
    """The moments at which what holds may change."""
    for span in spans:
        yield span.start_us
        if span.end_us is not None:
            yield span.end_us


def holding(spans: Sequence[Span[T]], time_us: int) -> list[T]:
    """What of these holds at a moment, in the order given."""
    return [span.what for span in spans if span.covers(time_us)]
