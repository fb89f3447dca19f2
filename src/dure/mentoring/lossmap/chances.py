"""Which losses are worth a task first. Pure.

A loss is proposed when it is surely one (its low end lies above zero), when something says that it can be less, and
when nobody works on it yet. What it could be less by isn't guessed: of time it is what the best quarter of the unit's
own days shows; of late goods, dead stock, power of standing machines,
peaks over the own limit and goods thrown away it is all of it, at the low end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dure.mentoring.lossmap.parts import Part

WHOLE = frozenset({Part.LATE, Part.DEAD, Part.PEAK, Part.SCRAPPED, Part.STANDING})
NEVER = frozenset({Part.NO_DATA, Part.PLANNED_STOP, Part.HELD, Part.WALKING})


@dataclass(frozen=True, slots=True)
class Candidate:
    """id: of the loss's row. gain: won a month that the best quarter of days shows; None: no days to compare."""

    id: int
    part: Part
    place: int | None
    kind: str
    low: float | None
    mid: float | None
    gain: float | None

    @property
    def chance(self) -> float:
        """Won a month that may be had."""
        if self.low is None or self.mid is None or self.low <= 0 or self.part in NEVER:
            return 0.0
        if self.part in WHOLE:
            return self.low
        return min(max(self.gain or 0.0, 0.0), self.mid)


def first_tasks(
    found: Iterable[Candidate], taken: Collection[tuple[str, int | None]], count: int = 5
) -> list[Candidate]:
    """The largest chances, one of a kind of loss and place. taken: (kind, place) that somebody works on already."""
    chosen: dict[tuple[str, int | None], Candidate] = {}
    for one in sorted(found, key=lambda row: (-row.chance, row.id)):
        key = one.kind, one.place
        if one.chance > 0 and key not in taken and key not in chosen:
            chosen[key] = one
    return list(chosen.values())[:count]
