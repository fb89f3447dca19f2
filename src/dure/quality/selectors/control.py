"""Processes that are out of control: charts whose signals wait for an answer, and how far their points lie off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from statistics import fmean

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from dure.quality.charting import Group, distances, lines, looks_back
from dure.quality.models import Chart, ChartLimits, ChartSignal
from dure.quality.selectors.charts import base_of, groups_of, settings_of
from dure.quality.spc.runs import LONGEST, Rule
from dure.quality.words import RULE_SENTENCES, STATISTICS

_MOST = 20_000
"""Subgroups of a month that days are told of: one in two minutes."""


def out_of_control(since: datetime) -> dict[Chart, list[ChartSignal]]:
    """Charts in use → their signals without an answer, oldest first, held against the limits in force; only where the
    newest is no older than `since`. One query."""
    newest = ChartLimits.objects.filter(chart=OuterRef("chart")).order_by("-version").values("pk")[:1]
    rows = ChartSignal.objects.filter(answered_at=None, chart__is_active=True, limits=Subquery(newest))
    rows = rows.order_by("chart_id", "at", "pk").select_related(
        "chart__characteristic__item", "chart__work_unit", "limits", "inspection__work_unit", "inspection__lot",
        "inspection__order",
    )  # fmt: skip
    found = {
        signals[0].chart: signals for _, told in groupby(rows, lambda row: row.chart_id) if (signals := list(told))
    }
    return {chart: signals for chart, signals in found.items() if signals[-1].at >= since}


@dataclass(frozen=True, slots=True)
class Course:
    """How a chart runs. at: its newest point. values: the newest of the statistic that fired, oldest first; lower,
    upper: the limits of the last one, None where it has none. off: how far each point since it began lies off the
    centre, in standard errors."""

    at: datetime
    values: tuple[float, ...]
    lower: float | None
    upper: float | None
    off: tuple[float, ...]


def course_of(signal: ChartSignal, *, began: datetime) -> Course | None:
    """Of the pattern that the signal tells, with all points since `began`, as far as a pattern can reach. None when
    its points were taken back. Three queries."""
    chart, settings = signal.chart, settings_of(signal.chart)
    base = base_of(chart, signal.limits)
    if looks_back(settings) is None:
        groups = groups_of(chart, since=signal.limits.from_at)
    else:
        groups = groups_of(chart, newest=LONGEST + 1)
    drawn = lines(settings, base, groups) if len(groups) > 1 else ()
    line = next((one for one in drawn if one.name == signal.statistic), None)
    if line is None:
        return None
    points = min(max(len(signal.values), sum(one.at >= began for one in groups), 1), LONGEST + 1)
    off = tuple(distances(settings, base, groups[-points:]))
    return Course(groups[-1].at, line.values[-LONGEST - 1 :], line.lower[-1], line.upper[-1], off)


def sentence_of(rule: str) -> str:
    """What a rule that fired says, in the reader's language."""
    return str(RULE_SENTENCES[Rule(rule)])


def statistic_of(signal: ChartSignal) -> str:
    """Of what it is a signal, in the reader's language."""
    return str(STATISTICS[signal.statistic])


def distance_by_day(limits: ChartLimits, first: date, last: date) -> dict[date, float]:
    """Mean distance of each day's points from the centre, in standard errors of a point. Three queries."""
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    groups = groups_of(limits.chart, since=start, until=end, most=_MOST)
    return {day: fmean(off) for day, found in _by_day(groups) if (off := _off(limits, found))}


def _by_day(groups: Iterable[Group]) -> Iterable[tuple[date, list[Group]]]:
    rows = sorted(groups, key=lambda one: one.at)
    return ((day, list(found)) for day, found in groupby(rows, lambda one: timezone.localdate(one.at)))


def _off(limits: ChartLimits, groups: list[Group]) -> list[float]:
    return distances(settings_of(limits.chart), base_of(limits.chart, limits), groups)
