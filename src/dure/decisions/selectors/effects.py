"""What came of a recommendation that was accepted: figures of the days before and after, and their difference."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from dure.decisions.deciding import Status
from dure.decisions.effect import Effect, against, effect
from dure.decisions.models import Recommendation
from dure.decisions.sources.registry import source_of
from dure.performance.periods import By, days
from dure.performance.scope import scope_of
from dure.performance.selectors import BY_CODE, kpi_rows
from dure.web.templatetags.dure import number, percent

DAYS = 14
"""So many whole days before and after the day of the decision, which itself is left out."""
Series = dict[date, float]


class Stage(StrEnum):
    NOT_ACCEPTED = "not_accepted"
    NO_FIGURE = "no_figure"
    TOO_LITTLE = "too_little"
    SO_FAR = "so_far"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it. figure: what was measured; is_against: less what changed elsewhere meanwhile.
    reading: how its source wants it read."""

    stage: Stage
    figure: str = ""
    effect: Effect | None = None
    is_against: bool = False
    days_after: int = 0
    is_ratio: bool = False
    reading: str = ""

    @property
    def shown(self) -> dict[str, str]:
        """Figures of the effect as the page says them."""
        names = ("before", "after", "difference", "low", "high") if self.effect is not None else ()
        values = {name: getattr(self.effect, name) for name in names}
        return {name: percent(value) if self.is_ratio else number(value, 2) for name, value in values.items()}


def came_of(row: Recommendation, now: datetime) -> Came:
    """As far as the days allow by now."""
    if row.status != Status.ACCEPTED or row.decided_at is None:
        return Came(Stage.NOT_ACCEPTED)
    day = timezone.localdate(row.decided_at)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    first, last = day - timedelta(days=DAYS), min(day + timedelta(days=DAYS), yesterday)
    own = _own(row, first, max(last, day), now)
    if own is None:
        return Came(Stage.NO_FIGURE)
    figure, is_ratio = _figure(row)
    control = _kpi(row.kpi, row.control, first, max(last, day), now) if row.control and row.kpi else None
    before, after = _sides(own, day), _sides(own, day, is_after=True)
    if control is not None:
        other = _sides(control, day), _sides(control, day, is_after=True)
        before, after = against(before, other[0]), against(after, other[1])
    found = effect(before, after)
    stage = Stage.TOO_LITTLE if found is None else Stage.WHOLE if last >= day + timedelta(days=DAYS) else Stage.SO_FAR
    reading = source_of(row.kind).reading()
    return Came(stage, figure, found, control is not None, max((last - day).days, 0), is_ratio, reading)


def _own(row: Recommendation, first: date, last: date, now: datetime) -> Series | None:
    series = source_of(row.kind).series(row, first, last)
    if series is not None or not row.kpi:
        return series
    return _kpi(row.kpi, row.scope, first, last, now)


def _kpi(code: str, scope: str, first: date, last: date, now: datetime) -> Series:
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    rows = kpi_rows(scope_of(scope), days(first, last, zone), By.DAY, now, [code])
    figures = ((date.fromisoformat(one.bucket.moment), one.figures[code].value) for one in rows)
    return {day: value for day, value in figures if value is not None}


def _figure(row: Recommendation) -> tuple[str, bool]:
    kpi = BY_CODE.get(row.kpi)
    if kpi is not None:
        return _(kpi.name), kpi.unit == "ratio"
    return _(row.effect_unit) if row.effect_unit else "", False


def _sides(series: Series, day: date, *, is_after: bool = False) -> dict[int, float]:
    return {one.toordinal(): value for one, value in series.items() if (one > day if is_after else one < day)}
