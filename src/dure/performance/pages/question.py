"""What a page was asked: scope and period, read from the address so that a link says it all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.performance import periods
from dure.performance.periods import Period
from dure.performance.scope import LEVEL_NAMES, Scope, choices, scope_of

SPANS = ("day", "week", "month", "free")


@dataclass(frozen=True, slots=True)
class Question:
    """span: day, week, month or free. day: any day of the period, or its first for a free one."""

    scope: Scope
    period: Period
    span: str
    day: date
    now: datetime

    @property
    def title(self) -> str:
        """The period in words."""
        first, last = self.period.first_day, self.period.last_day
        if self.span == "month":
            return formats.date_format(first, "YEAR_MONTH_FORMAT")
        if self.span == "day":
            return formats.date_format(first, "DATE_FORMAT") + f" ({_(WEEKDAYS[first.weekday()])})"
        return f"{formats.date_format(first, 'SHORT_DATE_FORMAT')} – {formats.date_format(last, 'SHORT_DATE_FORMAT')}"

    @property
    def scope_name(self) -> str:
        return self.scope.name or str(_("Whole plant"))

    @property
    def scope_level(self) -> str:
        return str(LEVEL_NAMES[self.scope.level])

    def query(self, **other: object) -> str:
        """This question as the end of an address, with some parts changed."""
        parts: dict[str, object] = {"scope": self.scope.key, "span": self.span, "day": self.day.isoformat()}
        if self.span == "free":
            parts |= {"from": self.period.first_day.isoformat(), "to": self.period.last_day.isoformat()}
        return "?" + urlencode({name: value for name, value in (parts | other).items() if value != ""})

    @property
    def earlier(self) -> str:
        before = self.period.previous()
        return self.query(**_ends(before))

    @property
    def later(self) -> str:
        """The next period, or empty when it hasn't begun."""
        if self.period.end > self.now:
            return ""
        length = self.period.last_day - self.period.first_day
        first = self.period.last_day + timedelta(days=1)
        return self.query(**_ends(periods.days(first, first + length, self.period.zone)))

    @property
    def spans(self) -> list[tuple[str, str, str]]:
        """(name, word, address) of the choices of a span."""
        words = {"day": _("Day"), "week": _("Week"), "month": _("Month")}
        return [(name, word, self.query(span=name)) for name, word in words.items()]

    @property
    def scopes(self) -> list[tuple[str, str]]:
        return [(key, _INDENT * depth + (name or _("Whole plant"))) for key, name, depth in choices()]


_INDENT = "\u2003"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _ends(period: Period) -> dict[str, object]:
    first, last = period.first_day.isoformat(), period.last_day.isoformat()
    return {"day": first, "from": first, "to": last}


def read(given: QueryDict, span: str = "day") -> Question:
    """The question in an address; what is left out is everything, today. Raises Invalid and NotFound."""
    zone, now = ZoneInfo(timezone.get_current_timezone_name()), clock.now()
    span = given.get("span", span)
    if span not in SPANS:
        raise Invalid("%(text)s is no span of time", text=span)
    day = _date(given.get("day") or now.astimezone(zone).date().isoformat())
    if span == "free":
        day = _date(given.get("from") or day.isoformat())
        period = periods.days(day, _date(given.get("to") or day.isoformat()), zone)
    else:
        period = {"day": lambda d, z: periods.days(d, d, z), "week": periods.week, "month": periods.month}[span](
            day, zone
        )
    return Question(scope_of(given.get("scope", "")), period, span, day, now)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("%(text)s is no date", text=text) from error
