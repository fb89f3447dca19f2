"""Changing shifts with their breaks, and single deviations of the calendar."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Break, CalendarEntry, Person, Shift, Site
from dure.plant.services.records import add_row, change_row, plan_changed, remove_row

LONGEST = timedelta(days=92)


@transaction.atomic
def add_shift(*, by: Person | None, breaks: Sequence[tuple[time, time]] = (), **values: Any) -> Shift:
    """Add a shift pattern with its breaks (local time of day)."""
    shift = Shift(**values)
    _check_weekdays(shift.weekdays)
    add_row(shift, by=by)
    _set_breaks(shift, breaks)
    return shift


@transaction.atomic
def change_shift(
    *, shift: Shift, by: Person | None, from_day: date, breaks: Sequence[tuple[time, time]], **values: Any
) -> Shift:
    """Change a shift from a day on: what was before keeps its times, because results were made under them."""
    _check_weekdays(values.get("weekdays", shift.weekdays))
    if from_day <= shift.valid_from:
        change_row(shift, values, by=by)
        _set_breaks(shift, breaks)
        return shift
    if shift.valid_to and from_day > shift.valid_to:
        raise Conflict("This shift ended on %(day)s already.", day=shift.valid_to)
    kept = {"site": shift.site, "work_center": shift.work_center, "code": shift.code, "name": shift.name}
    facts = {"starts": shift.starts, "ends": shift.ends, "weekdays": shift.weekdays}
    until = shift.valid_to
    change_row(shift, {"valid_to": from_day - timedelta(days=1)}, by=by)
    fresh = kept | facts | {"works_on_holidays": shift.works_on_holidays, "valid_to": until} | values
    return add_shift(by=by, breaks=breaks, **(fresh | {"valid_from": from_day}))


@transaction.atomic
def add_entry(
    *, site: Site, kind: str, starts_at: datetime, ends_at: datetime, by: Person | None, **values: Any
) -> CalendarEntry:
    """Add overtime, a closed time or planned maintenance for the site, a work center or a work unit."""
    if ends_at <= starts_at:
        raise Invalid("The end must come after the beginning.")
    if ends_at - starts_at > LONGEST:
        raise Invalid("An entry may last %(days)s days at most.", days=LONGEST.days)
    entry = CalendarEntry(site=site, kind=kind, starts_at=starts_at, ends_at=ends_at, **values)
    add_row(entry, by=by)
    return entry


@transaction.atomic
def remove_entry(*, entry: CalendarEntry, by: Person | None) -> None:
    """Take a deviation out of the calendar; the record of changes keeps it."""
    remove_row(entry, by=by)


def _set_breaks(shift: Shift, breaks: Sequence[tuple[time, time]]) -> None:
    shift.breaks.all().delete()
    outside = [starts for starts, _ends in breaks if not _within(shift, starts)]
    if outside:
        raise Invalid("The break at %(time)s lies outside the shift.", time=f"{outside[0]:%H:%M}")
    if _overlap(shift, breaks):
        raise Invalid("The breaks overlap.")
    for starts, ends in breaks:
        Break.objects.create(shift=shift, starts=starts, ends=ends)
    plan_changed(shift)


def _overlap(shift: Shift, breaks: Sequence[tuple[time, time]]) -> bool:
    """Whether two breaks share time, counted in minutes from the shift's start."""

    def minutes(moment: time) -> int:
        return (moment.hour * 60 + moment.minute - shift.starts.hour * 60 - shift.starts.minute) % 1440

    spans = sorted((minutes(starts), minutes(ends)) for starts, ends in breaks)
    return any(end <= start for start, end in spans) or any(a[1] > b[0] for a, b in pairwise(spans))


def _within(shift: Shift, moment: time) -> bool:
    if shift.ends <= shift.starts:
        return moment >= shift.starts or moment < shift.ends
    return shift.starts <= moment < shift.ends


def _check_weekdays(weekdays: Sequence[int]) -> None:
    if not weekdays:
        raise Invalid("Choose at least one weekday.")
