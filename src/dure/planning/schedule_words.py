"""What happens to a plan that is followed, as facts that say so. Pure.

Facts of two moments are compared rather than every change caught: what is missed once is seen a minute later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dure.planning.workshop import Key

SLOW_MIN = 20
"""A running operation that ends so many minutes later or earlier than the plan says is told."""


class Happening(StrEnum):
    NEW_ORDER = "new_order"
    GONE_ORDER = "gone_order"
    DUE = "due"
    WEIGHT = "weight"
    STOP = "stop"
    LONGER_STOP = "longer_stop"
    BACK = "back"
    ABSENT = "absent"
    PRESENT = "present"
    MATERIAL = "material"
    MORE_PIECES = "more_pieces"
    SLOWER = "slower"
    FASTER = "faster"


@dataclass(frozen=True, slots=True)
class Happened:
    """about: id of the order, work unit, person or item. minutes: by how much; days for material; since 1970 for the
    expected end of a stop. pieces: more to make."""

    kind: Happening
    about: int
    minutes: int = 0
    number: int = 0
    pieces: str = ""

    @property
    def what(self) -> tuple[str, int, int]:
        """By which it is known again, whatever became of its figures."""
        return self.kind.value, self.about, self.number

    def as_row(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value, "about": self.about, "minutes": self.minutes, "number": self.number,
            "pieces": self.pieces,
        }  # fmt: skip


def what_of(row: Mapping[str, Any]) -> tuple[str, int, int]:
    """`what` of a row that `as_row` wrote."""
    return row["kind"], row["about"], row["number"]


@dataclass(frozen=True, slots=True)
class Facts:
    """As of the moment `at`, in minutes since 1970. stops: work unit → until when it stands. dues, weights: order →
    its due time, its weight. away: (person, begin, end). arrivals: purchase line → (item, when). left: operation →
    pieces that are left. ends: running operation → its end."""

    stops: Mapping[int, int] = field(default_factory=dict)
    dues: Mapping[int, int | None] = field(default_factory=dict)
    weights: Mapping[int, int] = field(default_factory=dict)
    away: frozenset[tuple[int, int, int]] = frozenset()
    arrivals: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    left: Mapping[Key, float] = field(default_factory=dict)
    ends: Mapping[Key, int] = field(default_factory=dict)
    at: int = 0

    def as_row(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "stops": [list(one) for one in self.stops.items()],
            "dues": [list(one) for one in self.dues.items()],
            "weights": [list(one) for one in self.weights.items()],
            "away": sorted(map(list, self.away)),
            "arrivals": [[line, *row] for line, row in self.arrivals.items()],
            "left": [[*key, left] for key, left in self.left.items()],
            "ends": [[*key, end] for key, end in self.ends.items()],
            "at": self.at,
        }


def facts_from(row: Mapping[str, Any]) -> Facts:
    """What `as_row` wrote; an empty row are no facts."""
    return Facts(
        dict(row.get("stops", ())),
        dict(row.get("dues", ())),
        dict(row.get("weights", ())),
        frozenset((person, begin, end) for person, begin, end in row.get("away", ())),
        {line: (item, when) for line, item, when in row.get("arrivals", ())},
        {(order, number): left for order, number, left in row.get("left", ())},
        {(order, number): end for order, number, end in row.get("ends", ())},
        row.get("at", 0),
    )


def happened(before: Facts, now: Facts) -> list[Happened]:
    """What a plan made of the facts before doesn't know."""
    return [*_orders(before, now), *_stops(before, now), *_rest(before, now), *_work(before, now)]


def _orders(before: Facts, now: Facts) -> Iterator[Happened]:
    for order, due in now.dues.items():
        if order not in before.dues:
            yield Happened(Happening.NEW_ORDER, order)
        elif due != (old := before.dues[order]):
            yield Happened(Happening.DUE, order, (due or 0) - (old or 0) if due and old else 0)
        elif now.weights.get(order, 1) != before.weights.get(order, 1):
            yield Happened(Happening.WEIGHT, order, now.weights.get(order, 1))
    for order in before.dues:
        # One that is done has no pieces left, and goes without a word.
        if order not in now.dues and any(left > 0 for key, left in before.left.items() if key[0] == order):
            yield Happened(Happening.GONE_ORDER, order)


def _stops(before: Facts, now: Facts) -> Iterator[Happened]:
    for unit, until in now.stops.items():
        old = before.stops.get(unit)
        if old is None:
            yield Happened(Happening.STOP, unit, until)
        elif until - old >= SLOW_MIN:
            yield Happened(Happening.LONGER_STOP, unit, until)
    for unit in before.stops:
        if unit not in now.stops:
            yield Happened(Happening.BACK, unit)


def _rest(before: Facts, now: Facts) -> Iterator[Happened]:
    gone = sorted(now.away - before.away)
    for person, begin, end in gone:
        yield Happened(Happening.ABSENT, person, end - begin)
    changed = {person for person, _, _ in gone}
    for person, begin, end in sorted(before.away - now.away):
        # One that is over goes without a word, one that was only changed is told already.
        if end > now.at and person not in changed:
            yield Happened(Happening.PRESENT, person, end - max(begin, now.at))
    for line, (item, when) in now.arrivals.items():
        if line in before.arrivals and (days := (when - before.arrivals[line][1]) // 1440) > 0:
            yield Happened(Happening.MATERIAL, item, days)


def _work(before: Facts, now: Facts) -> Iterator[Happened]:
    for key, left in now.left.items():
        if key in before.left and left > before.left[key]:
            yield Happened(Happening.MORE_PIECES, key[0], number=key[1], pieces=f"{left - before.left[key]:g}")
    for key, end in now.ends.items():
        late = end - before.ends.get(key, end)
        if abs(late) >= SLOW_MIN:
            yield Happened(Happening.SLOWER if late > 0 else Happening.FASTER, key[0], abs(late), key[1])
