"""How far a case has come, from the states it went through up to a day. Pure.

Names of states are those of the life cycle; a version of it that renames one of them must keep these.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum


class Milestone(StrEnum):
    APPLIED = "applied"
    SELECTED = "selected"
    AGREED = "agreed"
    FINISHED = "finished"


REACHED_BY: Mapping[Milestone, frozenset[str]] = {
    Milestone.APPLIED: frozenset({"submitted"}),
    Milestone.SELECTED: frozenset({"selected"}),
    Milestone.AGREED: frozenset({"agreed"}),
    Milestone.FINISHED: frozenset({"settling", "aftercare"}),
}
FALLEN = frozenset({"withdrawn", "terminated"})
"""Whoever came here keeps nothing but having applied."""


def reached(states: Sequence[str]) -> frozenset[Milestone]:
    """Of the states in their order. A case that fell away counts as an application only."""
    been = set(states)
    found = {milestone for milestone, names in REACHED_BY.items() if been & names}
    return frozenset(found & {Milestone.APPLIED} if been & FALLEN else found)


def share(part: int, whole: int | None) -> int | None:
    """Whole percent, half up; None without a target above nought."""
    return (200 * part + whole) // (2 * whole) if whole else None


def overlaps(spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, str, int, int]]:
    """Of named spans of day numbers, both ends included: the days that two of them share."""
    rows = sorted(spans, key=lambda one: (one[1], one[2], one[0]))
    return [
        (one[0], other[0], max(one[1], other[1]), min(one[2], other[2]))
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if max(one[1], other[1]) <= min(one[2], other[2])
    ]
