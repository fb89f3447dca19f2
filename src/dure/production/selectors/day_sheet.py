"""The sheet of a day's work at a work unit (작업일보): what was reported, and empty rows for what is to be done."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from dure.plant.models import WorkUnit
from dure.plant.selectors.planned import planned_spans
from dure.production.models import OperationReport, OperationRun, OrderOperation, ReportLoss
from dure.production.selectors.dispatch import dispatch

ZERO = Decimal(0)
_LAST = datetime.max.replace(tzinfo=UTC)
_ROWS = 12


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An operation on the sheet, with what stands already: from when to when it ran, pieces, reasons, who."""

    operation: OrderOperation
    began_at: datetime | None
    ended_at: datetime | None
    counter_from: Decimal | None
    counter_to: Decimal | None
    good: Decimal
    rework: Decimal
    rejected: Decimal
    reasons: str
    people: str

    @property
    def is_begun(self) -> bool:
        return self.began_at is not None


def day_sheet(work_unit: WorkUnit, day: date) -> list[SheetRow]:
    """Rows by due date, order and operation: the same order on paper and where it is typed in."""
    start, end = begins_at(work_unit, day), begins_at(work_unit, day + timedelta(days=1))
    runs = _runs(work_unit, start, end)
    reports = _reports(work_unit, start, end)
    found = {*runs, *reports, *_next(work_unit, end)}
    wanted = OrderOperation.objects.filter(pk__in=found).select_related("order__item")
    rows = sorted(wanted, key=lambda row: (row.order.due_at or _LAST, row.order.number, row.number))
    return [_row(row, runs.get(row.pk, []), reports.get(row.pk, [])) for row in rows]


def begins_at(work_unit: WorkUnit, day: date) -> datetime:
    """When the sheet of a day begins: at midnight, or where the shift ends that came over midnight."""
    midnight = timezone.make_aware(datetime.combine(day, time()))
    night = planned_spans(work_unit, midnight, midnight + timedelta(hours=12))
    return max([midnight, *(span.end for span in night if span.shift_date < day)])


def turns_at(work_unit: WorkUnit, day: date) -> time:
    """Times of day before this one lie on the day after the sheet's, also when nobody worked the night before."""
    return max(timezone.localtime(begins_at(work_unit, one)).time() for one in (day, day + timedelta(days=1)))


def _next(unit: WorkUnit, end: datetime) -> set[int]:
    """What belongs on the paper of a day: what runs, what is due within a day after it, the first of the list."""
    tasks = dispatch(unit)
    due = [task for task in tasks if task.is_here or (task.order.due_at or _LAST) < end + timedelta(days=1)]
    return {task.operation.pk for task in (*due, *tasks[:_ROWS])}


def _runs(unit: WorkUnit, start: datetime, end: datetime) -> dict[int, list[OperationRun]]:
    rows = OperationRun.objects.filter(Q(ended_at=None) | Q(ended_at__gte=start), work_unit=unit, started_at__lt=end)
    found: dict[int, list[OperationRun]] = {}
    for run in rows.prefetch_related("members").order_by("started_at"):
        if run.ended_at is None or run.ended_at > run.started_at:
            for pk in [one.operation_id for one in run.members.all()] or [run.operation_id]:
                if pk is not None:
                    found.setdefault(pk, []).append(run)
    return found


def _reports(unit: WorkUnit, start: datetime, end: datetime) -> dict[int, list[OperationReport]]:
    rows = OperationReport.objects.filter(
        step__work_unit=unit, step__at__gte=start, step__at__lt=end, step__undone_at=None
    )
    found: dict[int, list[OperationReport]] = {}
    for one in rows.select_related("step__person").prefetch_related("losses__reason").order_by("step__at"):
        found.setdefault(one.step.operation_id, []).append(one)
    return found


def _row(operation: OrderOperation, runs: list[OperationRun], reports: list[OperationReport]) -> SheetRow:
    losses: list[ReportLoss] = [loss for one in reports for loss in one.losses.all()]
    readings = [one for one in reports if one.counter_from is not None]
    return SheetRow(
        operation=operation,
        began_at=runs[0].started_at if runs else None,
        ended_at=runs[-1].ended_at if runs else None,
        counter_from=readings[0].counter_from if readings else None,
        counter_to=readings[-1].counter_to if readings else None,
        good=sum((one.good for one in reports), ZERO),
        rework=sum((one.rework for one in reports), ZERO),
        rejected=sum((one.rejected for one in reports), ZERO),
        reasons=", ".join(f"{one.reason} {one.quantity.normalize():f}" for one in losses if one.reason),
        people=", ".join(dict.fromkeys(str(one.step.person) for one in reports if one.step.person)),
    )
