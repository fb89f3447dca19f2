"""Questions about performance. Each takes `now`, so that a report of the past can be made again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from dure.performance import facts
from dure.performance.cells import Bucket, Cells, cells
from dure.performance.elements import Elements, total
from dure.performance.energy.pieces import Spent, energy_and_pieces
from dure.performance.energy.waste import Peak, Standing, peaks, standing
from dure.performance.kpis import BY_CODE, Figure, evaluate_all
from dure.performance.losses import Loss
from dure.performance.lost import Held, Told, held_up, told
from dure.performance.periods import By, Period
from dure.performance.reported import OFFERS, reported
from dure.performance.scope import Scope
from dure.performance.setups import Counted, MeasuredSetup, changeovers, counted_changeovers, measured_setups
from dure.performance.targets import Targets
from dure.performance.time_elements import Piece, Planned, tiling
from dure.plant.models import WorkUnit
from dure.production.selectors import performance as production

__all__ = [
    "BY_CODE", "OFFERS", "Counted", "Held", "MeasuredSetup", "Peak", "Row", "Spent", "Standing", "Told", "by_pace",
    "changeovers", "counted_changeovers", "energy_and_pieces", "figure_of", "held_up", "kpi_rows", "losses",
    "measured_setups", "peaks", "plan_and_actual", "reported", "rows_by_scope", "scope_row", "standing",
    "time_pieces", "told",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a scope in a bucket. parts: the elements of each work unit, by id."""

    scope: Scope
    bucket: Bucket
    elements: Elements
    figures: dict[str, Figure]
    parts: dict[int, Elements]


def kpi_rows(scope: Scope, period: Period, by: By, now: datetime, codes: Iterable[str] = BY_CODE) -> list[Row]:
    """One row for each bucket, in their order."""
    return rows_of(scope, cells(scope.units, period, by, now), codes)


def rows_of(scope: Scope, found: Cells, codes: Iterable[str] = BY_CODE) -> list[Row]:
    """Rows from cells; those of other scopes' work units are left out."""
    wanted, names = set(scope.unit_ids), list(codes)
    buckets: dict[Bucket, dict[int, Elements]] = defaultdict(dict)
    for (unit_id, bucket), elements in found.items():
        if unit_id in wanted:
            buckets[bucket][unit_id] = elements
    return [_row(scope, bucket, parts, names) for bucket, parts in sorted(buckets.items())]


def rows_by_scope(scopes: Sequence[Scope], found: Cells, codes: Iterable[str] = BY_CODE) -> list[Row]:
    """One row for each scope over all buckets of the cells."""
    by_unit: dict[int, list[Elements]] = defaultdict(list)
    for (unit_id, _), elements in found.items():
        by_unit[unit_id].append(elements)
    sums = {unit_id: total(parts) for unit_id, parts in by_unit.items()}
    names = list(codes)
    return [
        _row(scope, Bucket(), {unit_id: sums[unit_id] for unit_id in scope.unit_ids if unit_id in sums}, names)
        for scope in scopes
    ]


def scope_row(scope: Scope, period: Period, now: datetime, codes: Iterable[str] = BY_CODE) -> Row:
    """The figures of a scope over the whole period."""
    return rows_by_scope([scope], cells(scope.units, period, By.TOTAL, now), codes)[0]


def _row(scope: Scope, bucket: Bucket, parts: dict[int, Elements], codes: Iterable[str]) -> Row:
    return Row(scope, bucket, total(parts.values()), evaluate_all(parts.values(), codes), parts)


def figure_of(rows: Iterable[Row], code: str) -> Figure:
    """A KPI over some rows of one scope together, such as the hours of a shift."""
    parts: dict[int, list[Elements]] = defaultdict(list)
    for row in rows:
        for unit, elements in row.parts.items():
            parts[unit].append(elements)
    return evaluate_all([total(one) for one in parts.values()], [code])[code]


def time_pieces(scope: Scope, period: Period, now: datetime) -> dict[int, tuple[Piece, ...]]:
    """Work unit id → its time as pieces without a gap, each with its element (six queries and the plan)."""
    found = facts.load(scope.units, period.start, period.end, period.zone, now)
    return {unit: tuple(found.pieces(unit)) for unit in scope.unit_ids}


def losses(scope: Scope, period: Period, now: datetime) -> list[Loss]:
    """The part of each stop in planned work, those wholly outside it left out (two queries and the plan)."""
    until = min(period.end, now)
    if until <= period.start:
        return []
    plans = facts.plans(scope.units, period.start, until, period.zone)
    names = {unit.pk: unit for unit in scope.units}
    found = []
    for row in production.stops(scope.unit_ids, period.start, until):
        start, end = max(row.started_at, period.start), min(row.ended_at or until, until)
        seconds = _worked_s(plans[row.work_unit_id], start, end)
        if seconds > 0:
            unit = names[row.work_unit_id]
            found.append(
                Loss(
                    row.id,
                    unit.code,
                    unit.name,
                    row.reason or "",
                    row.reason_name or "",
                    row.group or row.reason or "",
                    row.group_name or row.reason_name or "",
                    row.kind or "",
                    row.started_at,
                    seconds,
                    row.started_at >= period.start,
                )
            )
    return found


def _worked_s(plan: Sequence[facts.PlannedSpan], start: datetime, end: datetime) -> float:
    return sum(
        (upto - since).total_seconds()
        for since, upto, span in tiling(plan, start, end)
        if span is not None and span.kind is Planned.WORK
    )


@dataclass(frozen=True, slots=True)
class PlannedHour:
    """One hour of the hour-by-hour board. planned is None where no ideal cycle is known for what ran."""

    hour: datetime
    planned: Decimal | None
    actual: Decimal
    good: Decimal
    planned_s: float
    planned_total: Decimal | None
    actual_total: Decimal

    @property
    def difference(self) -> Decimal | None:
        return None if self.planned is None else self.actual - self.planned


def plan_and_actual(scope: Scope, period: Period, now: datetime) -> list[PlannedHour]:
    """Each hour's pieces against what the planned work time makes at the ideal cycle of the running order's item.

    Without a running order the item that was counted in that hour is taken, and where there is
    none the last one before it.
    """
    found = cells(scope.units, period, By.HOUR, period.end)
    plans = facts.plans(scope.units, period.start, period.end, period.zone)
    paces = _Paces(scope, period, now)
    rows, sums = [], (Decimal(0), Decimal(0))
    is_known = True
    for hour in period.hours():
        start, end = _within(hour, period)
        parts = [found.get((unit.pk, Bucket(hour.isoformat())), Elements()) for unit in scope.units]
        worked = {unit.pk: _worked_s(plans[unit.pk], start, end) for unit in scope.units}
        plan = paces.pieces(worked, hour)
        is_known = is_known and plan is not None
        done = total(parts)
        sums = (sums[0] + (plan or 0), sums[1] + done.produced)
        rows.append(
            PlannedHour(
                hour, plan, done.produced, done.good, sum(worked.values()), sums[0] if is_known else None, sums[1]
            )
        )
    return rows


def _within(hour: datetime, period: Period) -> tuple[datetime, datetime]:
    return max(hour, period.start), min(hour + timedelta(hours=1), period.end)


def by_pace(scope: Scope, period: Period, now: datetime) -> tuple[Scope, tuple[WorkUnit, ...]]:
    """The scope without the work units whose pace isn't known in all of their planned hours, and those units.

    A plan of all together would be unknown as soon as one is; it is told of the rest, and of whom it leaves out.
    """
    plans = facts.plans(scope.units, period.start, period.end, period.zone)
    paces = _Paces(scope, period, now)
    left_out = tuple(
        unit
        for unit in scope.units
        if any(
            paces.pieces({unit.pk: _worked_s(plans[unit.pk], *_within(hour, period))}, hour) is None
            for hour in period.hours()
        )
    )
    return replace(scope, units=tuple(unit for unit in scope.units if unit not in left_out)), left_out


class _Paces:
    """What a work unit was to make in an hour."""

    def __init__(self, scope: Scope, period: Period, now: datetime) -> None:
        self._ideals = facts.ideals()
        self._runs = facts.clipped_runs(scope.units, period.start, period.end, max(now, period.end))
        self._made = production.quantities(scope.unit_ids, period.start, period.end)

    def pieces(self, worked: dict[int, float], hour: datetime) -> Decimal | None:
        """None as soon as one work unit with planned time has no known pace."""
        sum_of = Decimal(0)
        for unit_id, seconds in worked.items():
            if not seconds:
                continue
            pace = self._ideals.seconds(self._item(unit_id, hour), unit_id, hour)
            if pace is None:
                return None
            sum_of += Decimal(seconds) / pace
        return sum_of.quantize(Decimal("0.1"))

    def _item(self, unit_id: int, hour: datetime) -> int | None:
        after = hour + timedelta(hours=1)
        for run in self._runs:
            if run.work_unit_id == unit_id and run.started_at < after and (run.ended_at is None or run.ended_at > hour):
                return run.item_id
        rows = [row for row in self._made if row.work_unit_id == unit_id and row.item_id is not None]
        before = [row for row in rows if row.hour <= hour]
        return before[-1].item_id if before else rows[0].item_id if rows else None


def day_of(now: datetime, period: Period) -> date:
    """The day for which targets of a period are taken: its last one that has begun."""
    return min(period.last_day, now.astimezone(period.zone).date())


def targets_of(scope: Scope, period: Period, now: datetime, codes: Iterable[str] = BY_CODE) -> dict[str, float | None]:
    """KPI code → target of a scope at the end of the period."""
    held, day = Targets(), day_of(now, period)
    return {code: held.of(code, scope, day) for code in codes}
