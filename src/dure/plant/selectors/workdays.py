"""On which days a plant works at all, as lead times are counted."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dure.plant import public_holidays
from dure.plant.calendar import WORK, Calendar, Deviation, Pattern, ordered
from dure.plant.models import CalendarEntry, Shift, Site
from dure.plant.selectors.planned import pattern_of

_DAY = timedelta(days=1)


def working_days(first: date, last: date) -> list[date]:
    """Days between both, included, on which some shift of the first site works, holidays and closed days left out.

    A plant without shifts works every day. Four queries.
    """
    site = Site.objects.order_by("pk").first()
    shifts = list(Shift.objects.filter(site=site).prefetch_related("breaks")) if site else []
    if site is None or not shifts:
        return [first + n * _DAY for n in range((last - first).days + 1)]
    zone = ZoneInfo(site.time_zone)
    start, end = datetime.combine(first, time(), zone), datetime.combine(last + 2 * _DAY, time(), zone)
    entries = CalendarEntry.objects.filter(
        site=site, work_center=None, work_unit=None, ends_at__gt=start, starts_at__lt=end
    )
    calendar = Calendar(
        zone,
        tuple(_for_all(pattern_of(shift)) for shift in shifts),
        ordered(Deviation(e.kind, e.starts_at, e.ends_at, e.shift_code) for e in entries),
        public_holidays.is_holiday_in(site.holiday_country),
    )
    found = {span.shift_date for span in calendar.spans(start, end) if span.kind == WORK}
    return sorted(day for day in found if first <= day <= last)


def public_holidays_here() -> Callable[[date], bool]:
    """Whether a day is a public holiday, substitutes included, where the first site stands; without one in Korea."""
    site = Site.objects.order_by("pk").first()
    return public_holidays.is_holiday_in(site.holiday_country if site else "KR")


def _for_all(pattern: Pattern) -> Pattern:
    """A line's own shift works beside the site's: here any of them makes a working day."""
    return Pattern(
        pattern.code, pattern.starts, pattern.ends, pattern.weekdays, pattern.valid_from, pattern.valid_to,
        pattern.works_on_holidays, pattern.breaks,
    )  # fmt: skip
