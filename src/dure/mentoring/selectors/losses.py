"""Questions about the losses that are kept: which months, of which place, and what to work on first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dure.mentoring.loss import Loss, TaskState
from dure.mentoring.lossmap import chances, summing
from dure.mentoring.lossmap.chances import Candidate
from dure.mentoring.lossmap.parts import Part, Range
from dure.mentoring.lossmap.summing import Base, Kept, Step, Sum
from dure.mentoring.models import ImprovementTask, MonthlyLoss, UnitMonth
from dure.performance.scope import Level, Scope
from dure.plant.models import Area, WorkUnit
from dure.plant.selectors import active_areas

SPANS = (1, 3, 12)
TREND = 12


@dataclass(frozen=True)
class LossMap:
    """The losses of a place over some months, as a mean of a month. months: of those asked for, the ones that are kept.

    lines: by part and work unit; whole: all together. trend: month → all of it together.
    """

    scope: Scope
    months: list[date]
    lines: dict[tuple[Part, int | None], Sum]
    kinds: dict[Loss, Sum]
    places: dict[int | None, Sum]
    whole: Sum
    steps: list[Step]
    left_out: list[WorkUnit]
    trend: dict[date, Sum]
    units: dict[int, WorkUnit]


def loss_months() -> list[date]:
    """Months that are kept, the newest first."""
    return list(MonthlyLoss.objects.order_by("-month").values_list("month", flat=True).distinct())


def loss_map(scope: Scope, month: date, span: int) -> LossMap:
    """The `span` months that end with this one, as far as they are kept (two queries)."""
    rows, bases = _kept(scope, month, max(span, TREND)), _bases(scope, month, span)
    months = sorted({row.month for row in rows})[-span:] if rows else []
    first = _back(month, span - 1)
    months = [one for one in months if one >= first]
    asked, count = [row for row in rows if row.month >= first], max(len(months), 1)
    steps, told = summing.steps(bases, asked, count)
    units = {unit.pk: unit for unit in scope.units}
    left_out = {row.unit for row in asked if row.part in {Part.FAILURE, Part.NO_DATA}} - told - {None}
    trend = {one: summing.summed((row for row in rows if row.month == one), 1) for one in {row.month for row in rows}}
    return LossMap(
        scope, months, summing.by(asked, lambda row: (row.part, row.unit), count),
        summing.by(asked, lambda row: row.kind, count), summing.by(asked, lambda row: row.unit, count),
        summing.summed(asked, count), steps, [units[pk] for pk in sorted(left_out) if pk in units],
        dict(sorted(trend.items())), units,
    )  # fmt: skip


def _back(month: date, count: int) -> date:
    months = month.year * 12 + month.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def _kept(scope: Scope, month: date, span: int) -> list[Kept]:
    rows = MonthlyLoss.objects.filter(month__lte=month, month__gte=_back(month, span - 1))
    rows = rows if scope.level is Level.ENTERPRISE else rows.filter(work_unit__in=scope.unit_ids)
    return [kept(row) for row in rows.select_related("work_unit__work_center")]


def kept(row: MonthlyLoss) -> Kept:
    unit = row.work_unit
    won = None if row.won is None else Range(float(row.low), float(row.won), float(row.high))
    return Kept(
        row.pk, row.month, Part(row.part), Loss(row.kind), unit.pk if unit else None,
        unit.work_center.area_id if unit else None, row.hours, won, None if row.gain is None else float(row.gain),
        row.why,
    )  # fmt: skip


def _bases(scope: Scope, month: date, span: int) -> list[Base]:
    rows = UnitMonth.objects.filter(
        month__lte=month, month__gte=_back(month, span - 1), work_unit__in=scope.unit_ids
    ).values_list("work_unit_id", "planned_s", "no_data_s", "outside_s", "good_s", "hour")
    return [Base(*row[:5], None if row[5] is None else float(row[5])) for row in rows]


def first_tasks(found: LossMap) -> list[tuple[Candidate, Sum]]:
    """What to work on first: see `chances`. One query."""
    ended = (TaskState.SUSTAINED.value, TaskState.DECLINED.value)
    taken = set(ImprovementTask.objects.exclude(state__in=ended).values_list("loss", "work_unit_id"))
    by_id = {one.latest.id: one for one in found.lines.values() if one.won is not None}
    candidates = [
        Candidate(pk, one.latest.part, one.latest.unit, one.latest.kind.value, one.won.low, one.won.mid, one.gain)
        for pk, one in by_id.items()
        if one.won is not None
    ]
    return [(one, by_id[one.id]) for one in chances.first_tasks(candidates, taken)]


def tasks_of(losses: Sequence[str], scope: Scope) -> list[ImprovementTask]:
    """Tasks that work on losses of these kinds and have not ended, the newest first."""
    ended = (TaskState.SUSTAINED.value, TaskState.DECLINED.value)
    rows = ImprovementTask.objects.filter(loss__in=losses).exclude(state__in=ended).select_related("area", "work_unit")
    return list(rows if scope.level is Level.ENTERPRISE else rows.filter(work_unit__in=scope.unit_ids))


def base_of(row: MonthlyLoss) -> UnitMonth | None:
    """What the hours of a unit's loss were valued by."""
    return UnitMonth.objects.filter(month=row.month, work_unit=row.work_unit_id).first()


def bases_of(month: date) -> list[UnitMonth]:
    """What an hour of each work unit is worth in a month."""
    return list(UnitMonth.objects.filter(month=month).select_related("work_unit").order_by("work_unit__code"))


def areas_in_use() -> list[Area]:
    """Areas that may work on a loss of the whole plant."""
    return list(active_areas())
