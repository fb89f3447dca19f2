"""Rules that tell a process from chance by the pattern of its points. Pure.

Western Electric, Statistical Quality Control Handbook (1956), and Nelson, Journal of Quality Technology 16 (1984) 237.
Points are given by their distance from the centre in standard errors (z); None breaks a pattern.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from dure.quality.spc.lines import EDGE

Z = Sequence[float | None]


class Rule(StrEnum):
    """The value is kept in the database: never change one."""

    BEYOND_3 = "beyond_3"
    TWO_OF_THREE = "two_of_three"
    FOUR_OF_FIVE = "four_of_five"
    EIGHT_ONE_SIDE = "eight_one_side"
    NINE_ONE_SIDE = "nine_one_side"
    SIX_RISING = "six_rising"
    FOURTEEN_ALTERNATING = "fourteen_alternating"
    FIFTEEN_CLOSE = "fifteen_close"
    EIGHT_AWAY = "eight_away"


WESTERN_ELECTRIC = (Rule.BEYOND_3, Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE, Rule.EIGHT_ONE_SIDE)
NELSON = (
    Rule.BEYOND_3, Rule.NINE_ONE_SIDE, Rule.SIX_RISING, Rule.FOURTEEN_ALTERNATING, Rule.TWO_OF_THREE,
    Rule.FOUR_OF_FIVE, Rule.FIFTEEN_CLOSE, Rule.EIGHT_AWAY,
)  # fmt: skip


class Fired(NamedTuple):
    """A rule fired at the point `at` (from 0); points: those that make the pattern, `at` last."""

    rule: Rule
    at: int
    points: tuple[int, ...]


def fired(z: Z, rules: Iterable[Rule]) -> list[Fired]:
    """Every firing, by point and then in the order of the rules asked for."""
    found = [one for rule in rules for one in _SEARCHES[rule](rule, z)]
    return sorted(found, key=lambda one: one.at)


def _window(z: Z, end: int, length: int) -> list[float] | None:
    """The `length` points up to `end`, None when there are not so many or one is missing."""
    if end + 1 < length:
        return None
    rows = [value for value in z[end + 1 - length : end + 1] if value is not None]
    return rows if len(rows) == length else None


def _some_beyond(need: int, length: int, edge: float) -> Callable[[Rule, Z], list[Fired]]:
    """`need` of `length` points beyond `edge` on the same side, the newest of them among them."""

    def search(rule: Rule, z: Z) -> list[Fired]:
        found = []
        for at, newest in enumerate(z):
            if newest is None or abs(newest) <= edge + EDGE:
                continue
            side = 1 if newest > 0 else -1
            start = max(0, at + 1 - length)
            hits = tuple(i for i in range(start, at + 1) if _beyond(z[i], side, edge))
            if len(hits) >= need:
                found.append(Fired(rule, at, hits))
        return found

    return search


def _beyond(value: float | None, side: int, edge: float) -> bool:
    return value is not None and value * side > edge + EDGE


def _pattern(length: int, holds: Callable[[list[float]], bool]) -> Callable[[Rule, Z], list[Fired]]:
    """All of the last `length` points together make the pattern."""

    def search(rule: Rule, z: Z) -> list[Fired]:
        found = []
        for at in range(len(z)):
            rows = _window(z, at, length)
            if rows is not None and holds(rows):
                found.append(Fired(rule, at, tuple(range(at + 1 - length, at + 1))))
        return found

    return search


def _steps(rows: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(rows)]


def _steady(rows: list[float]) -> bool:
    steps = _steps(rows)
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _alternating(rows: list[float]) -> bool:
    steps = _steps(rows)
    return all(a * b < 0 for a, b in pairwise(steps))


_SEARCHES: dict[Rule, Callable[[Rule, Z], list[Fired]]] = {
    Rule.BEYOND_3: _some_beyond(1, 1, 3.0),
    Rule.TWO_OF_THREE: _some_beyond(2, 3, 2.0),
    Rule.FOUR_OF_FIVE: _some_beyond(4, 5, 1.0),
    Rule.EIGHT_ONE_SIDE: _some_beyond(8, 8, 0.0),
    Rule.NINE_ONE_SIDE: _some_beyond(9, 9, 0.0),
    Rule.SIX_RISING: _pattern(6, _steady),
    Rule.FOURTEEN_ALTERNATING: _pattern(14, _alternating),
    Rule.FIFTEEN_CLOSE: _pattern(15, lambda rows: all(abs(value) < 1 - EDGE for value in rows)),
    Rule.EIGHT_AWAY: _pattern(8, lambda rows: all(abs(value) > 1 + EDGE for value in rows)),
}
LONGEST = 15
"""No pattern is longer: a chart that is checked point by point needs no more of the past."""
