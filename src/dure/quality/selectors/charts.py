"""Points and limits of control charts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from dure.quality.charting import Group, Settings
from dure.quality.models import Characteristic, Chart, ChartLimits, ChartSignal, Measurement
from dure.quality.spc.attribute import Count as Found
from dure.quality.spc.measured import Base, Estimator
from dure.quality.spc.runs import Rule

MOST = 400
"""Subgroups that are drawn or frozen from at most."""
_ORDER = ("line__inspection__begun_at", "line__inspection", "piece", "pk")


def charts(text: str = "") -> QuerySet[Chart]:
    """With how many signals wait for an answer."""
    rows = Chart.objects.select_related("characteristic__item", "work_unit").annotate(
        waiting=Count("signals", filter=Q(signals__answered_at=None))
    )
    named = Q(characteristic__name__icontains=text) | Q(characteristic__item__name__icontains=text)
    return rows.filter(named | Q(characteristic__item__code__icontains=text)) if text else rows


def settings_of(chart: Chart) -> Settings:
    return Settings(
        kind=chart.kind, size=chart.size, rules=tuple(Rule(one) for one in chart.rules), weight=chart.weight,
        width=chart.width, slack=chart.slack, threshold=chart.threshold,
    )  # fmt: skip


def limits_in_force(chart: Chart) -> ChartLimits | None:
    """The newest version."""
    return chart.limits.order_by("-version").first()


def base_of(chart: Chart, limits: ChartLimits) -> Base:
    estimator = Estimator(limits.estimator or Estimator.RANGE)
    return Base(limits.mean, limits.sigma, chart.size, estimator, limits.freedom, limits.groups)


def groups_of(
    chart: Chart,
    *,
    newest: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = MOST,
) -> list[Group]:
    """Subgroups in the order in which their inspections began, whole ones only; newest: at most so many at the end.

    A subgroup lies within one inspection: `size` values of pieces that follow each other, or all pieces of what is
    counted.
    """
    rows = Measurement.objects.filter(line__characteristic=chart.characteristic_id, undone_at=None)
    if chart.work_unit_id:
        rows = rows.filter(line__inspection__work_unit=chart.work_unit_id)
    if since:
        rows = rows.filter(line__inspection__begun_at__gte=since)
    if until:
        rows = rows.filter(line__inspection__begun_at__lte=until)
    inspections = rows.order_by().values_list("line__inspection").distinct()
    newest = min(newest or most, most)
    recent = list(inspections.order_by("-line__inspection__begun_at", "-line__inspection")[:newest])
    rows = rows.filter(line__inspection__in=[pk for (pk, *_rest) in recent]).order_by(*_ORDER)
    told = rows.values_list(
        "line__inspection", "line__inspection__number", "line__inspection__pieces", "measured_at", "value", "is_good"
    )
    found: list[Group] = []
    for _inspection, parts in groupby(told, key=lambda row: row[0]):
        found += _of_inspection(chart, list(parts))
    return found[-newest:]


_Told = tuple[int, str, int, datetime, object, bool]


def _of_inspection(chart: Chart, rows: Sequence[_Told]) -> Iterable[Group]:
    key, number, pieces = rows[0][:3]
    if chart.kind in (Chart.Kind.P, Chart.Kind.NP, Chart.Kind.C, Chart.Kind.U):
        return [] if len(rows) < pieces else [Group((key, 0), rows[-1][3], count=_count(chart, rows), label=number)]
    chunks = [rows[at : at + chart.size] for at in range(0, len(rows) - chart.size + 1, chart.size)]
    return [
        Group((key, at), chunk[-1][3], tuple(float(str(row[4])) for row in chunk), label=number)
        for at, chunk in enumerate(chunks)
    ]


def _count(chart: Chart, rows: Sequence[_Told]) -> Found:
    if chart.kind in (Chart.Kind.P, Chart.Kind.NP):
        return Found(sum(not row[5] for row in rows), len(rows))
    total = sum(float(str(row[4])) for row in rows)
    return Found(total, 1.0 if chart.kind == Chart.Kind.C else float(len(rows)))


def signals_of(chart: Chart) -> QuerySet[ChartSignal]:
    return chart.signals.select_related("inspection", "held_lot", "order_hold__order", "answered_by", "limits")


def unanswered() -> list[ChartSignal]:
    """The newest signal of each chart that waits for an answer, newest first."""
    rows = ChartSignal.objects.filter(answered_at=None, chart__is_active=True).order_by("chart_id", "-at", "-pk")
    rows = rows.distinct("chart_id").select_related("chart__characteristic__item", "chart__work_unit", "inspection")
    return sorted(rows, key=lambda row: row.at, reverse=True)


def kinds_for(characteristic: Characteristic) -> list[str]:
    """Kinds of charts that fit what is looked at."""
    kind = Chart.Kind
    if characteristic.kind == Characteristic.Kind.MEASURED:
        return [kind.XBAR_R, kind.XBAR_S, kind.I_MR, kind.EWMA, kind.CUSUM]
    return [kind.P, kind.NP] if characteristic.kind == Characteristic.Kind.GOOD else [kind.C, kind.U]
