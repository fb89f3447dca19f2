"""Which shift of an area a handover is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dure.kernel.errors import Invalid, NotFound
from dure.performance.handover.models import Handover
from dure.performance.periods import midnight
from dure.plant.models import Area, Shift, WorkUnit
from dure.plant.selectors import planned_spans, prepare, units_of_area

_DAY = timedelta(days=1)
_FIRST, _LAST = date(1970, 1, 1), date(2999, 12, 31)
LOOK_BACK = 4
"""Days within which the shift that began last is looked for: over a long weekend."""
LATE = timedelta(hours=1)
"""So long after a change of shifts the one before is offered first while nobody has given it over."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift of an area on a day, from the first to the last planned minute of its work units.

    code is empty for a whole day on which no shift is planned.
    """

    area: Area
    day: date
    code: str
    name: str
    starts_at: datetime
    ends_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.area)


def zone_of(area: Area) -> ZoneInfo:
    return ZoneInfo(area.site.time_zone)


def turns(area: Area, first: date, last: date) -> list[Turn]:
    """The shifts that begin on some days, in their order; the whole day where none does. Two queries and calendars.

    Raises Invalid for days that no calendar goes to.
    """
    if not _FIRST <= first <= last <= _LAST:
        raise Invalid("%(text)s is no date", text=first.isoformat())
    zone = zone_of(area)
    days = [first + at * _DAY for at in range((last - first).days + 1)]
    ends = _ends(list(units_of_area(area)), midnight(first, zone), midnight(last, zone) + 2 * _DAY)
    names = dict(Shift.objects.filter(site=area.site_id).values_list("code", "name"))
    found = [Turn(area, day, code, names.get(code, code), *ends[day, code]) for day, code in ends if day in days]
    begun = {one.day for one in found}
    found += [
        Turn(area, day, "", "", midnight(day, zone), midnight(day + _DAY, zone)) for day in days if day not in begun
    ]
    return sorted(found, key=lambda one: (one.day, one.starts_at, one.code))


def _ends(
    units: Sequence[WorkUnit], start: datetime, end: datetime
) -> dict[tuple[date, str], tuple[datetime, datetime]]:
    """Day and code of a shift → the first and the last planned minute of some work units in it."""
    prepare([unit.pk for unit in units])
    ends: dict[tuple[date, str], tuple[datetime, datetime]] = {}
    for span in (span for unit in units for span in planned_spans(unit, start, end)):
        first, last = ends.get((span.shift_date, span.shift), (span.start, span.end))
        ends[span.shift_date, span.shift] = min(first, span.start), max(last, span.end)
    return ends


def turn(area: Area, day: date, code: str | None) -> Turn:
    """The shift of a day by its code, None: the first. Raises NotFound, and Invalid as `turns`."""
    found = next((one for one in turns(area, day, day) if code in (None, one.code)), None)
    if found is None:
        raise NotFound("There is no shift %(shift)s on this day.", shift=code)
    return found


def to_hand_over(area: Area, now: datetime) -> Turn:
    """The shift that began last; shortly after a change the one before it, until that is given over."""
    today = now.astimezone(zone_of(area)).date()
    rows = turns(area, today - LOOK_BACK * _DAY, today)
    begun = [one for one in rows if one.code and one.starts_at <= now]
    if not begun:
        return next(one for one in rows if one.day == today)
    last = begun[-1]
    if len(begun) > 1 and now < last.starts_at + LATE and given_over(begun[-2]) is None:
        return begun[-2]
    return last


def given_over(one: Turn) -> Handover | None:
    """The handover of a shift that holds."""
    rows = Handover.objects.filter(area=one.area, shift_date=one.day, shift=one.code, undone_at=None)
    return rows.select_related("signed_by", "received_by").first()


class Around(NamedTuple):
    """The shifts before and after one, within a day, and all of its day."""

    earlier: Turn | None
    later: Turn | None
    of_day: list[Turn]


def around(one: Turn) -> Around:
    rows = turns(one.area, one.day - _DAY, one.day + _DAY)
    at = rows.index(one)
    of_day = [row for row in rows if row.day == one.day]
    return Around(rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None, of_day)
