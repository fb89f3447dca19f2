"""What a tile of the boards shows: a work unit as it is now and the figures of its shift."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dure.performance.cells import Bucket, cells
from dure.performance.elements import Elements
from dure.performance.kpis import MAIN, Figure, evaluate_all
from dure.performance.periods import By, Period
from dure.plant.models import WorkUnit
from dure.plant.selectors import planned_spans, shift_at
from dure.production.selectors import pages
from dure.production.selectors.pages import UnitNow

FIGURES_S = 5.0
"""Shift figures move slowly; they are worked out anew after this, however often a page asks."""
LOOK_BACK = timedelta(hours=16)
BAR = 40
BAR_STEP = 28
_kept: dict[tuple[int, datetime], tuple[float, dict[str, Figure], Elements]] = {}


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """The running shift of a work unit, or since midnight outside of a shift. code is empty then."""

    code: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of a small chart: x and heights in units of the drawing."""

    hour: datetime
    x: int
    good: float
    reject: float
    produced: Decimal


@dataclass(frozen=True, slots=True)
class Tile:
    """now: as the machine is. figures: KPIs of the shift by code, elements: what they are made from."""

    now: UnitNow
    shift: ShiftNow
    figures: dict[str, Figure]
    elements: Elements
    bars: tuple[Bar, ...]

    @property
    def oee(self) -> float | None:
        return self.figures["oee"].value


def tiles(units: Sequence[WorkUnit], now: datetime) -> list[Tile]:
    """Tiles of work units, in their order."""
    states = pages.units_now(units, now=now)
    shifts = {unit.pk: shift_now(unit, now) for unit in units}
    figures = _figures(units, shifts, now)
    return [Tile(state, shifts[state.unit.pk], *figures[state.unit.pk], bars(state.hours)) for state in states]


def shift_now(unit: WorkUnit, now: datetime) -> ShiftNow:
    """When the running shift began; outside of a shift the local day counts."""
    key = shift_at(unit, now)
    if key is None:
        return ShiftNow("", pages.day_start(now))
    spans = planned_spans(unit, now - LOOK_BACK, now)
    mine = [span.start for span in spans if (span.shift_date, span.shift) == (key.shift_date, key.shift)]
    return ShiftNow(key.shift, min(mine, default=pages.day_start(now)))


def bars(hours: Iterable[tuple[datetime, pages.Figures]]) -> tuple[Bar, ...]:
    """Hours as bars, the highest filling the drawing."""
    rows = list(hours)
    most = max((figures.produced for _, figures in rows), default=Decimal(0)) or Decimal(1)
    return tuple(
        Bar(
            hour,
            number * BAR_STEP,
            round(float((figures.produced - figures.reject) / most) * BAR, 1),
            round(float(figures.reject / most) * BAR, 1),
            figures.produced,
        )
        for number, (hour, figures) in enumerate(rows)
    )


def _figures(
    units: Sequence[WorkUnit], shifts: dict[int, ShiftNow], now: datetime
) -> dict[int, tuple[dict[str, Figure], Elements]]:
    found: dict[int, tuple[dict[str, Figure], Elements]] = {}
    missing: dict[datetime, list[WorkUnit]] = {}
    tick = time.monotonic()
    for unit in units:
        start = shifts[unit.pk].start
        kept = _kept.get((unit.pk, start))
        if kept is not None and tick - kept[0] < FIGURES_S:
            found[unit.pk] = kept[1:]
        else:
            missing.setdefault(start, []).append(unit)
    for start, group in missing.items():
        for unit_id, elements in elements_between(group, start, now).items():
            found[unit_id] = (evaluate_all([elements], MAIN), elements)
            _kept[unit_id, start] = (tick, *found[unit_id])
    if len(_kept) > 10_000:
        _kept.clear()
    return found


def elements_between(units: Sequence[WorkUnit], start: datetime, end: datetime) -> dict[int, Elements]:
    """Time elements and quantities of each work unit between two moments."""
    if not units or start >= end:
        return {unit.pk: Elements() for unit in units}
    zone = ZoneInfo(units[0].work_center.area.site.time_zone)
    # A moment in the whole day would be read from the roll-up, which lags behind the last minute.
    found = cells(units, Period(start, end, zone), By.TOTAL, end)
    return {unit.pk: found.get((unit.pk, Bucket()), Elements()) for unit in units}
