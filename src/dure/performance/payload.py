"""Rows of results and KPIs as plain values: what the command line prints and the API answers, one shape for both."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from dure.performance.cells import Bucket, cells
from dure.performance.elements import Elements, standard_names, total
from dure.performance.kpis import BY_CODE, Figure
from dure.performance.periods import By, Period
from dure.performance.scope import Level, Scope
from dure.performance.selectors import Row, kpi_rows, rows_of
from dure.production.selectors import performance as production


@dataclass(frozen=True, slots=True)
class ResultOut:
    """Quantities of one work unit in one bucket. Exactly the fields of the chosen cut are filled."""

    work_unit: str
    name: str
    start: str | None
    date: str | None
    shift: str | None
    item: str | None
    order: str | None
    produced: int | float
    good: int | float
    reject: int | float
    rework: int | float
    automatic: int | float
    by_hand: int | float


@dataclass(frozen=True, slots=True)
class FigureOut:
    """A KPI's value, or null and the reason. notes: what a reader should know. used of `of` work units went in."""

    value: float | None
    reason: str | None
    notes: list[str]
    used: int
    of: int


@dataclass(frozen=True, slots=True)
class KpiOut:
    """KPIs and elements of one scope in one bucket."""

    scope: str
    name: str
    start: str | None
    date: str | None
    shift: str | None
    item: str | None
    order: str | None
    kpis: dict[str, FigureOut]
    elements: dict[str, float | int | None]


def number(value: Decimal) -> int | float:
    """A quantity as JSON knows it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def bucket_fields(bucket: Bucket, by: By, period: Period) -> dict[str, str | None]:
    """The bucket under the names of its cut; hours in local time with their offset."""
    fields: dict[str, str | None] = dict.fromkeys(("start", "date", "shift", "item", "order"))
    if by is By.HOUR:
        fields["start"] = datetime.fromisoformat(bucket.moment).astimezone(period.zone).isoformat()
    elif by in (By.SHIFT, By.DAY, By.WEEK, By.MONTH):
        fields["date"] = bucket.moment
        fields["shift"] = bucket.shift if by is By.SHIFT else None
    elif by in (By.ITEM, By.ORDER):
        fields[by.value] = bucket.code
    return fields


def results(scope: Scope, period: Period, by: By, now: datetime) -> dict[str, Any]:
    """Quantities of every work unit of a scope; buckets in which nothing was produced are left out."""
    found = cells(scope.units, period, by, now)
    rows: list[ResultOut] = []
    sums: list[Elements] = []
    for unit in scope.grouped(Level.WORK_UNIT):
        for row in rows_of(unit, found, ()):
            if row.elements.produced or by is By.TOTAL:
                sums.append(row.elements)
                rows.append(
                    ResultOut(unit.code, unit.name, **bucket_fields(row.bucket, by, period), **_amounts(row.elements))
                )
    held = production.held_open(scope.unit_ids, period.start, period.end)
    return {
        **heading(scope, period, by),
        "results": [asdict(row) for row in rows],
        "total": _amounts(total(sums)) | {"held": number(sum(held.values(), Decimal(0)))},
    }


def _amounts(e: Elements) -> dict[str, Any]:
    names = ("produced", "good", "reject", "rework", "automatic")
    return {name: number(getattr(e, name)) for name in names} | {"by_hand": number(e.produced - e.automatic)}


def heading(scope: Scope, period: Period, by: By) -> dict[str, Any]:
    start, end = (moment.astimezone(period.zone).isoformat() for moment in (period.start, period.end))
    return {"scope": scope.key, "from": start, "to": end, "by": by.value}


def kpis(scopes: Sequence[Scope], period: Period, by: By, now: datetime) -> dict[str, Any]:
    """KPIs of one or several scopes in each bucket."""
    rows = [kpi_out(row, by, period) for scope in scopes for row in kpi_rows(scope, period, by, now)]
    return {
        **heading(scopes[0], period, by),
        "scope": [scope.key for scope in scopes],
        "rows": [asdict(x) for x in rows],
    }


def kpi_out(row: Row, by: By, period: Period) -> KpiOut:
    return KpiOut(
        row.scope.key,
        row.scope.name,
        **bucket_fields(row.bucket, by, period),
        kpis={code: figure_out(figure) for code, figure in row.figures.items()},
        elements=standard_names(row.elements),
    )


def figure_out(figure: Figure) -> FigureOut:
    reason = None if figure.reason is None else figure.reason.value
    return FigureOut(figure.value, reason, [note.value for note in figure.notes], figure.used, figure.of)


def kpi_list() -> list[dict[str, Any]]:
    """The KPIs themselves: code, name, formula, unit, direction, row in ISO 22400-2 (null for ours)."""
    return [
        {
            "code": kpi.code,
            "name": kpi.name,
            "formula": kpi.formula,
            "unit": kpi.unit.value,
            "better": kpi.better.value,
            "iso22400": kpi.number or None,
        }
        for kpi in BY_CODE.values()
    ]
