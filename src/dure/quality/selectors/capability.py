"""Capability of characteristics from what inspections have measured."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from dure.quality.models import Characteristic, InspectionLine, Measurement
from dure.quality.spc.capability import Capability, Limits, by_percentiles, capability
from dure.quality.spc.measured import Base, Estimator, phase_one
from dure.quality.spc.summary import Summary, percentile, summary

MOST = 5000
ENOUGH = 100
"""Values from which percentiles of a tail say something."""
LOW, HIGH = 0.00135, 0.99865


@dataclass(frozen=True, slots=True)
class Found:
    """overall: Pp, Ppk by all values. within: Cp, Cpk by the spread inside subgroups, with the base it comes from.

    percentiles: Pp and Ppk by percentiles (ISO 22514-2), only of many values. why_not: a reason instead of figures.
    """

    characteristic: Characteristic
    values: tuple[float, ...]
    summary: Summary | None = None
    overall: Capability | None = None
    within: Capability | None = None
    base: Base | None = None
    percentiles: tuple[float | None, float] | None = None
    why_not: str = ""


def measured_characteristics(text: str = "") -> QuerySet[Characteristic]:
    """Those of which values are known."""
    known = InspectionLine.objects.filter(measurements__isnull=False).values("characteristic")
    rows = Characteristic.objects.filter(kind=Characteristic.Kind.MEASURED, pk__in=known).select_related("item")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(item__name__icontains=text) | Q(item__code__icontains=text))
    return rows.order_by("item__code", "position")


def limits_of(row: Characteristic) -> Limits:
    return Limits(*(None if one is None else float(one) for one in (row.lower, row.upper, row.target)))


def capability_of(
    row: Characteristic, *, since: datetime | None = None, until: datetime | None = None, work_unit: int | None = None
) -> Found:
    """The newest values at most `MOST`, in the order of their inspections; those taken back don't count."""
    rows = Measurement.objects.filter(line__characteristic=row, undone_at=None)
    if since:
        rows = rows.filter(measured_at__gte=since)
    if until:
        rows = rows.filter(measured_at__lt=until)
    if work_unit:
        rows = rows.filter(line__inspection__work_unit=work_unit)
    rows = rows.order_by("-line__inspection__begun_at", "-line__inspection", "-piece")[:MOST]
    told = [(pk, float(value)) for pk, value in reversed(rows.values_list("line__inspection", "value"))]
    groups = [[value for _pk, value in part] for _key, part in groupby(told, key=lambda one: one[0])]
    return _figured(row, [value for _pk, value in told], groups)


def _figured(row: Characteristic, values: list[float], groups: list[list[float]]) -> Found:
    if len(values) < 2:
        return Found(row, tuple(values), why_not="few")
    told, limits = summary(values), limits_of(row)
    if not told.sd:
        return Found(row, tuple(values), told, why_not="same")
    overall = capability(limits, told.mean, told.sd, count=told.count)
    base = _within(values, groups)
    within = None
    if base is not None and base.sigma > 0:
        within = capability(limits, told.mean, base.sigma, count=told.count, freedom=base.freedom)
    return Found(row, tuple(values), told, overall, within, base, _percentiles(limits, values))


def _within(values: list[float], groups: list[list[float]]) -> Base | None:
    """Pooled over inspections of several values where most values come from such, by moving ranges otherwise.

    An inspection that is half measured, or cut off by `MOST`, doesn't change the way.
    """
    several = [group for group in groups if len(group) > 1]
    if len(several) > 1 and 2 * sum(map(len, several)) > len(values):
        return phase_one(several, Estimator.POOLED)
    return phase_one([[value] for value in values], Estimator.MOVING_RANGE)


def _percentiles(limits: Limits, values: list[float]) -> tuple[float | None, float] | None:
    if len(values) < ENOUGH:
        return None
    try:
        return by_percentiles(limits, percentile(values, LOW), percentile(values, 0.5), percentile(values, HIGH))
    except ValueError:
        return None
