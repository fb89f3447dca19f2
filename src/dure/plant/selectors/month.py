"""A month of the calendar as people look at it: per day its shifts, holiday and deviations."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from dure.kernel import clock
from dure.plant import public_holidays
from dure.plant.calendar import Span
from dure.plant.models import CalendarEntry, Site, WorkUnit
from dure.plant.selectors.planned import calendar_of
from dure.plant.selectors.tree import active_units

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day. shifts: (code, local start, local end, minutes of planned work) of the shifts that begin on it."""

    day: date
    is_in_month: bool
    is_today: bool
    holiday: str
    shifts: list[tuple[str, time, time, int]]
    entries: list[CalendarEntry]


def month(site: Site, first: date, unit: WorkUnit | None, language: str) -> list[list[MonthDay]]:
    """The weeks (Monday first) that a month touches; of the site's first work unit when none is given."""
    zone = ZoneInfo(site.time_zone)
    unit = unit or active_units().filter(work_center__area__site=site).first()
    start = first - first.weekday() * _DAY
    end = (first + 31 * _DAY).replace(day=1)
    days = [start + n * _DAY for n in range(((end - start).days + 6) // 7 * 7)]
    since, until = _midnight(days[0], zone), _midnight(days[-1] + _DAY, zone)
    spans = calendar_of(unit).spans(since, until + _DAY) if unit else []
    entries = list(_entries(site, unit, since, until))
    today = clock.now().astimezone(zone).date()
    found = [
        MonthDay(
            day,
            day.month == first.month,
            day == today,
            public_holidays.name_of(site.holiday_country, day, language),
            _shifts([span for span in spans if span.shift_date == day], zone),
            [entry for entry in entries if _touches(entry, day, zone)],
        )
        for day in days
    ]
    return [found[at : at + 7] for at in range(0, len(found), 7)]


def _entries(site: Site, unit: WorkUnit | None, since: datetime, until: datetime) -> list[CalendarEntry]:
    found = CalendarEntry.objects.filter(site=site, starts_at__lt=until, ends_at__gt=since)
    if unit is not None:
        everywhere = Q(work_unit=None, work_center=None)
        found = found.filter(Q(work_unit=unit) | Q(work_unit=None, work_center=unit.work_center_id) | everywhere)
    return list(found.select_related("work_unit", "work_center"))


def _shifts(spans: list[Span], zone: ZoneInfo) -> list[tuple[str, time, time, int]]:
    rows = []
    for code in dict.fromkeys(span.shift for span in spans):
        mine = [span for span in spans if span.shift == code]
        worked = sum((span.end - span.start for span in mine if span.kind == "work"), timedelta())
        rows.append((code, _local(mine[0].start, zone), _local(mine[-1].end, zone), int(worked.total_seconds() // 60)))
    return rows


def _local(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time()


def _touches(entry: CalendarEntry, day: date, zone: ZoneInfo) -> bool:
    return entry.starts_at < _midnight(day + _DAY, zone) and entry.ends_at > _midnight(day, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
