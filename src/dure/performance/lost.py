"""What elements don't tell of losses: failures that are waiting, pieces made as set-ups ended, what hangs on a unit.

A reason that waits for material or room makes a stop a failure of ISO 22400-2 when its kind is unplanned; who asks for
losses wants to know that the machine wasn't broken.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dure.performance import facts, rollup
from dure.performance.elements import NONE, Elements
from dure.performance.facts import Facts
from dure.performance.line_states import line
from dure.performance.periods import Period, midnight
from dure.performance.scope import Level, Scope
from dure.performance.time_elements import Piece
from dure.performance.verdict import SPOILS, Doubt

_TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Told:
    """By work unit id and day of the shift. waits_s: seconds of failure in stops that wait for material or room; first:
    pieces of hours in which a set-up ended; setups: set-ups that ended, by work unit."""

    waits_s: dict[tuple[int, date], float]
    first: dict[tuple[int, date], Elements]
    setups: dict[int, int]


def told(scope: Scope, period: Period, now: datetime) -> Told:
    """Of whole days (six queries and the plan)."""
    days = frozenset(period.days())
    # The last shift may end tomorrow.
    end = midnight(period.last_day, period.zone) + _TWO_DAYS
    found = facts.load(scope.units, period.start, end, period.zone, now)
    waits: dict[tuple[int, date], float] = defaultdict(float)
    hours: set[tuple[int, datetime]] = set()
    setups: dict[int, int] = {}
    for unit in scope.unit_ids:
        pieces = [piece for piece in found.pieces(unit) if piece.planned.day in days]
        for day, seconds in _waits(found, unit, pieces):
            waits[unit, day] += seconds
        ends = list(_setups(pieces))
        setups[unit] = len(ends)
        hours |= {(unit, _hour(end)) for end in ends}
    return Told(dict(waits), _first(found, days, hours), setups)


def _waits(found: Facts, unit: int, pieces: Sequence[Piece]) -> Iterator[tuple[date, float]]:
    waiting = {row.id for row in found.stops.get(unit, ()) if row.waits_for}
    for piece in pieces:
        if piece.element == "adet" and piece.is_failure and piece.stop is not None and piece.stop.id in waiting:
            yield piece.planned.day, piece.seconds


def _setups(pieces: Sequence[Piece]) -> Iterator[datetime]:
    """When set-ups ended."""
    for at, piece in enumerate(pieces[:-1]):
        if piece.element.startswith("aust") and not pieces[at + 1].element.startswith("aust"):
            yield piece.end


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _first(
    found: Facts, days: frozenset[date], hours: set[tuple[int, datetime]]
) -> dict[tuple[int, date], Elements]:  # fmt: skip
    sums: dict[tuple[int, date], Elements] = {}
    for row in found.quantities:
        day = rollup.shift_of(row, found)[0]
        if day in days and (row.work_unit_id, _hour(row.hour)) in hours:
            key = row.work_unit_id, day
            sums[key] = sums.get(key, NONE) + rollup.quantity(row, found)
    return sums


@dataclass(frozen=True, slots=True)
class Held:
    """Share of time in which a line could go no faster than a unit: alone; shared with another by halves; alone or with
    another. is_known: the figures allow an answer. Of a unit alone in its line all that the line makes goes through it,
    but nobody knows whether more was wanted."""

    low: float
    mid: float
    high: float
    is_known: bool = True


def held_up(scope: Scope, period: Period, now: datetime) -> dict[int, Held]:
    """Work unit id → how much hung on it, each compared with those of its work center. Not longer than 35 days."""
    found: dict[int, Held] = {}
    for center in scope.grouped(Level.WORK_CENTER):
        if len(center.units) == 1:
            found[center.unit_ids[0]] = Held(0.0, 1.0, 1.0)
            continue
        course = line(center, period, now)
        is_known = SPOILS.isdisjoint(course.verdict.doubts) and bool(course.base_s)
        # Machines that never wait for each other don't hold each other up.
        is_known = is_known and Doubt.NO_WAITING not in course.verdict.doubts
        for unit in center.unit_ids:
            sums = course.sums.get(unit)
            if not is_known:
                found[unit] = Held(0.0, 0.0, 1.0, is_known=False)
            elif sums is None:
                found[unit] = Held(0.0, 0.0, 0.0)
            else:
                low, high = sums.sole / course.base_s, min(sums.held_up / course.base_s, 1.0)
                found[unit] = Held(low, (low + high) / 2, high)
    return found
