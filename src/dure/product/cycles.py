"""Ideal cycle times taken from routings. Pure.

A routing's run time is what a planner believes; a person may have timed the machine and know better.
So a figure from a routing follows the routing, and a person's figure stays until a person changes it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds per piece that an operation of a routing takes on a work unit."""

    operation_id: int
    work_unit_id: int
    seconds: Decimal


@dataclass(frozen=True, slots=True)
class Known:
    """The ideal cycle that holds for an item on a work unit. from_person: a person gave it."""

    seconds: Decimal
    from_person: bool


class Outcome(StrEnum):
    SET = "set"
    """nothing is known yet, or it came from a routing: take the routing's"""
    SAME = "same"
    ASK = "ask"
    """a person gave another figure: propose and wait"""


@dataclass(frozen=True, slots=True)
class Proposal:
    timed: Timed
    known: Known | None
    outcome: Outcome


def proposals(timed: Iterable[Timed], known: Mapping[int, Known]) -> list[Proposal]:
    """What an approved routing means for ideal cycles; known: by work unit.

    A work unit that does two operations of the routing has no single cycle per piece and is left out,
    as is an operation without a run time.
    """
    rows = [row for row in timed if row.seconds > 0]
    times = Counter(row.work_unit_id for row in rows)
    return [
        Proposal(row, known.get(row.work_unit_id), _outcome(row, known.get(row.work_unit_id)))
        for row in rows
        if times[row.work_unit_id] == 1
    ]


def _outcome(row: Timed, known: Known | None) -> Outcome:
    if known is not None and known.seconds == row.seconds:
        return Outcome.SAME
    return Outcome.ASK if known is not None and known.from_person else Outcome.SET
