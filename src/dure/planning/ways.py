"""How long it takes to carry pieces from one work center to another. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dure.planning.scheduling.problem import Table


class Level(StrEnum):
    AREA = "area"
    CENTER = "center"


Spot = tuple[Level, int]
"""An area or a work center, with its id."""
ELSEWHERE = 0
"""Place of what stands nowhere in the plant: no way leads there or comes from there."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Minutes from a spot to another one; also back, unless the way back has its own."""

    start: Spot
    end: Spot
    minutes: int


@dataclass(frozen=True, slots=True)
class Ways:
    """areas: work center → its area."""

    legs: Sequence[Leg] = ()
    areas: Mapping[int, int] = field(default_factory=dict)

    def minutes(self, center: int, other: int) -> int:
        """From a work center to another one; 0 where nothing is known, and within one.

        The leg that says most goes first: between work centers, then from one to an area, then between areas; of
        equal ones the one that is meant for this direction, then the longest.
        """
        if center == other:
            return 0
        here, there = self._spots(center), self._spots(other)
        found = [
            (sum(level is Level.CENTER for level, _ in (one.start, one.end)), is_forth, one.minutes)
            for one in self.legs
            for is_forth, start, end in ((True, one.start, one.end), (False, one.end, one.start))
            if start in here and end in there
        ]
        return max(found)[2] if found else 0

    def _spots(self, center: int) -> set[Spot]:
        return {(Level.CENTER, center), (Level.AREA, self.areas.get(center, 0))}

    def table(self, centers: Sequence[int]) -> Table:
        """From place to place: the work centers from 1 on, what stands elsewhere at 0; () where no way takes time."""
        rows = tuple(tuple(self.minutes(one, other) for other in centers) for one in centers)
        if not any(map(any, rows)):
            return ()
        return ((0,) * (len(centers) + 1), *((0, *row) for row in rows))
