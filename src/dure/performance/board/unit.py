"""One work unit in detail: its ribbon, its hours, its stops."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from dure.kernel.errors import Invalid
from dure.performance import selectors
from dure.performance.board.tiles import ShiftNow
from dure.performance.periods import Period
from dure.performance.scope import Level, Scope
from dure.plant.models import WorkUnit
from dure.production import ribbon
from dure.production.selectors import figures, pages
from dure.production.unit import UnitState

_HOUR = timedelta(hours=1)
TICKS = 8


class Zoom(StrEnum):
    HOUR = "hour"
    SHIFT = "shift"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A drawn ribbon: pieces, marks of time (x, moment), seconds by state, and where one may go."""

    zoom: Zoom
    back: int
    start: datetime
    end: datetime
    pieces: tuple[ribbon.Piece, ...]
    ticks: tuple[tuple[float, datetime], ...]
    seconds: dict[UnitState, float]


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour: pieces, what was planned, and seconds a piece while it produced (None without pieces)."""

    hour: datetime
    good: Decimal
    reject: Decimal
    rework: Decimal
    planned: Decimal | None
    cycle_s: float | None


def zoom_of(text: str) -> Zoom:
    """Raises Invalid for a word that is no zoom."""
    try:
        return Zoom(text or Zoom.SHIFT)
    except ValueError as error:
        raise Invalid("Unknown zoom %(zoom)s.", zoom=text) from error


def window(zoom: Zoom, back: int, shift: ShiftNow, now: datetime) -> tuple[datetime, datetime]:
    """From and to of a ribbon, `back` windows before the running one."""
    if zoom is Zoom.HOUR:
        return now - _HOUR * (back + 1), now - _HOUR * back
    if zoom is Zoom.DAY:
        start = pages.day_start(now) - timedelta(days=back)
        return start, min(start + timedelta(days=1), now)
    length = max(timedelta(hours=8), now - shift.start)
    return (shift.start, now) if not back else (shift.start - length * back, shift.start - length * (back - 1))


def drawn(unit: WorkUnit, zoom: Zoom, back: int, shift: ShiftNow, now: datetime) -> Ribbon:
    """The ribbon of a work unit."""
    start, end = window(zoom, back, shift, now)
    end = max(end, start + timedelta(minutes=1))
    spans = pages.intervals(unit.pk, start, end)
    step = (end - start) / TICKS
    ticks = tuple((ribbon.WIDTH * number / TICKS, start + step * number) for number in range(TICKS))
    return Ribbon(
        zoom,
        back,
        start,
        end,
        tuple(ribbon.lay_out(spans, start, end)),
        ticks,
        ribbon.seconds_by_state(spans, start, end),
    )


def hours(unit: WorkUnit, start: datetime, now: datetime) -> list[Hour]:
    """Hours from `start` to now, the newest first, with the plan where an ideal cycle is known."""
    first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    made = figures.by_hour(unit.pk, first, now)
    planned = {row.hour: row.planned for row in _plan(unit, first, now)}
    spans = pages.intervals(unit.pk, first, now)
    rows = []
    while first < now:
        upto = min(first + _HOUR, now)
        sums = made.get(first, figures.Figures())
        working = ribbon.seconds_by_state(spans, first, upto)[UnitState.PRODUCING]
        cycle = working / float(sums.produced) if sums.produced else None
        rows.append(Hour(first, sums.good, sums.reject, sums.rework, planned.get(first), cycle))
        first += _HOUR
    return rows[::-1]


def _plan(unit: WorkUnit, start: datetime, now: datetime) -> list[selectors.PlannedHour]:
    if start >= now:
        return []
    zone = ZoneInfo(unit.work_center.area.site.time_zone)
    scope = Scope(Level.WORK_UNIT, unit.code, unit.name, (unit,))
    return selectors.plan_and_actual(scope, Period(start, now, zone), now)
