"""How often a rule would have rung, from the history, before anybody has to hear it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from dure.decisions.conditions import Edge, Memory, Sample, follow
from dure.decisions.models import AlarmRule, Subject
from dure.decisions.selectors.rules import condition_of, is_in_planned_time
from dure.decisions.selectors.samples import samples_of
from dure.performance.periods import By, Period
from dure.performance.scope import scope_of
from dure.performance.selectors import Row, figure_of, kpi_rows
from dure.plant.selectors import shift_at

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOST_DAYS = 30
MOST_SAMPLES = 400_000
"""More readings than this aren't looked at: the days told are then fewer than asked for."""


@dataclass(frozen=True, slots=True)
class Rang:
    """It would have rung at `at`; until: when it would have returned, None while it still stands."""

    at: datetime
    until: datetime | None
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """days: how many were looked at. with_values: of how many there was anything. samples: values that were there."""

    rule: AlarmRule
    days: int
    with_values: int
    samples: int
    rang: list[Rang]

    @property
    def per_day(self) -> float:
        """Of the days of which there was anything."""
        return len(self.rang) / max(self.with_values, 1)


def preview(rule: AlarmRule, *, days: int, now: datetime) -> Preview:
    """What an unsaved rule would have done; other alarms that would have suppressed it aren't asked."""
    samples: list[Sample] = []
    looked, with_values = 0, 0
    for start, end in _days_back(now, min(max(days, 1), MOST_DAYS)):
        found = _samples(rule, start, end)
        if looked and len(samples) + len(found) > MOST_SAMPLES:
            break
        known = {one.at for one in found}
        samples = [*found, *(one for one in samples if one.at not in known)]
        looked += 1
        with_values += bool(found)
    begin = now - looked * DAY
    edges, _memory = follow(condition_of(rule), samples, Memory(), start=begin, until=now)
    return Preview(rule, looked, with_values, len(samples), [one for one in _rang(edges) if _counts(rule, one)])


def _days_back(now: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    for day in range(1, days + 1):
        yield now - day * DAY, now - (day - 1) * DAY


def _samples(rule: AlarmRule, start: datetime, end: datetime) -> list[Sample]:
    if rule.subject == Subject.KPI:
        return _kpi_by_hour(rule, start, end)
    return samples_of([rule], {rule.pk: start}, end)[rule.pk]


def _counts(rule: AlarmRule, rang: Rang) -> bool:
    return not rule.only_planned or is_in_planned_time(rule, rang.at)


def _rang(edges: Sequence[Edge]) -> list[Rang]:
    found: list[Rang] = []
    for one in edges:
        if one.is_on:
            found.append(Rang(one.at, None, one.value))
        elif found:
            found[-1] = Rang(found[-1].at, one.at, found[-1].value)
    return found


def _kpi_by_hour(rule: AlarmRule, start: datetime, end: datetime) -> list[Sample]:
    """The KPI at each full hour, summed up from whole hours: as the watch tells it, but for parts of hours."""
    scope, zone = scope_of(rule.scope), timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    back = timedelta(seconds=rule.window_s) if rule.window_s else DAY
    rows = kpi_rows(scope, Period(start - back, end, zone), By.HOUR, end, [rule.kpi])
    by_hour = {datetime.fromisoformat(row.bucket.moment): row for row in rows}
    marks = [hour + HOUR for hour in sorted(by_hour) if hour + HOUR > start and hour + HOUR <= end]
    return [Sample(mark, _kpi(rule, by_hour, _begin(rule, scope.unit_ids, mark, back), mark)) for mark in marks]


def _begin(rule: AlarmRule, units: Sequence[int], mark: datetime, back: timedelta) -> datetime | None:
    """Of the time that a mark sums up: of the window, or of the shift that its last hour belongs to."""
    if rule.window_s:
        return mark - back
    for unit in units:
        key = shift_at(unit, mark - HOUR / 2)
        if key is not None:
            begin = mark - HOUR
            while begin > mark - DAY and shift_at(unit, begin - HOUR / 2) == key:
                begin -= HOUR
            return begin
    return None


def _kpi(rule: AlarmRule, by_hour: dict[datetime, Row], begin: datetime | None, mark: datetime) -> float | None:
    if begin is None:
        return None
    found = [row for hour, row in by_hour.items() if begin <= hour < mark]
    return figure_of(found, rule.kpi).value if found else None
