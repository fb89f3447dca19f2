"""Planned time of work units, from the tables. Calendars are kept in memory: a recorder asks for every count."""

import time
from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dure.plant import public_holidays
from dure.plant.calendar import WORK, Calendar, Deviation, Pattern, ShiftKey, Span, ordered
from dure.plant.models import CalendarEntry, Shift, WorkUnit

FRESH_S = 5.0
"""A change made by another process is seen after this at the latest; one by this process at once."""
_known: dict[int, tuple[float, Calendar]] = {}


def planned_spans(work_unit: WorkUnit | int, start: datetime, end: datetime) -> list[Span]:
    """Planned work, breaks and maintenance of a work unit within [start, end), UTC, without overlap."""
    return calendar_of(work_unit).spans(start, end)


def work_spans(work_unit: WorkUnit | int, start: datetime, end: datetime) -> list[Span]:
    """Planned work alone, without breaks and maintenance."""
    return [span for span in planned_spans(work_unit, start, end) if span.kind == WORK]


def worked_s(work_unit: WorkUnit | int, start: datetime, end: datetime) -> float:
    """Seconds of planned work; all of them where none was planned, since somebody worked."""
    spans = work_spans(work_unit, start, end) if start < end else []
    return sum((span.end - span.start).total_seconds() for span in spans) or (end - start).total_seconds()


def shift_at(work_unit: WorkUnit | int, moment: datetime) -> ShiftKey | None:
    """The shift that a moment belongs to, or None outside of planned time."""
    return calendar_of(work_unit).shift_at(moment)


def calendar_of(work_unit: WorkUnit | int) -> Calendar:
    """The calendar of a work unit; at most FRESH_S old."""
    unit = work_unit if isinstance(work_unit, int) else work_unit.pk
    prepare([unit])
    return _known[unit][1]


def prepare(unit_ids: Iterable[int]) -> None:
    """Make the calendars of many work units fresh in a fixed number of queries, before asking for each."""
    now = time.monotonic()
    stale = [unit for unit in unit_ids if unit not in _known or now - _known[unit][0] > FRESH_S]
    for unit, calendar in _load(stale).items() if stale else ():
        known = _known.get(unit)
        # A calendar that did not change has its days worked out already.
        _known[unit] = (now, known[1] if known is not None and known[1] == calendar else calendar)


def shifts_by_end(today: date) -> tuple[list[Shift], list[Shift]]:
    """Shifts that hold today or later, and those that have ended."""
    rows = list(Shift.objects.select_related("site", "work_center").prefetch_related("breaks"))
    ended = [shift for shift in rows if shift.valid_to is not None and shift.valid_to < today]
    return [shift for shift in rows if shift not in ended], ended


def forget(**_change: object) -> None:
    """Read the tables again at the next question; called after every change of a calendar's table."""
    _known.clear()


def _load(unit_ids: Collection[int]) -> dict[int, Calendar]:
    units = list(WorkUnit.objects.filter(pk__in=unit_ids).select_related("work_center__area__site"))
    if missing := set(unit_ids) - {unit.pk for unit in units}:
        raise WorkUnit.DoesNotExist(f"no work unit {sorted(missing)}")
    sites = {unit.work_center.area.site_id for unit in units}
    shifts = list(Shift.objects.filter(site__in=sites).order_by("starts", "pk").prefetch_related("breaks"))
    entries = list(CalendarEntry.objects.filter(site__in=sites))
    return {unit.pk: _calendar(unit, shifts, entries) for unit in units}


def _calendar(unit: WorkUnit, shifts: Iterable[Shift], entries: Iterable[CalendarEntry]) -> Calendar:
    site, center = unit.work_center.area.site, unit.work_center_id
    return Calendar(
        ZoneInfo(site.time_zone),
        tuple(
            pattern_of(shift) for shift in shifts if shift.site_id == site.pk and shift.work_center_id in (None, center)
        ),
        ordered(
            Deviation(e.kind, e.starts_at, e.ends_at, e.shift_code)
            for e in entries
            if e.site_id == site.pk
            and (e.work_unit_id == unit.pk or (e.work_unit_id is None and e.work_center_id in (None, center)))
        ),
        public_holidays.is_holiday_in(site.holiday_country),
    )


def pattern_of(shift: Shift) -> Pattern:
    return Pattern(
        code=shift.code,
        starts=shift.starts,
        ends=shift.ends,
        weekdays=frozenset(shift.weekdays),
        valid_from=shift.valid_from,
        valid_to=shift.valid_to,
        works_on_holidays=shift.works_on_holidays,
        breaks=tuple((pause.starts, pause.ends) for pause in shift.breaks.all()),
        is_own=shift.work_center_id is not None,
    )
