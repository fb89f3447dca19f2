"""Results, held counts and orders, for their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from dure.kernel.errors import NotFound
from dure.production.models import HeldCount, OperationRun, ProductionResult, ResultCorrection, WorkOrder
from dure.production.selectors import figures
from dure.production.selectors.figures import Figures, ResultRow


def results(day: date, *, work_unit_id: int | None = None, order: str = "", shift: str = "") -> list[ResultRow]:
    """Rows of one shift day with corrections, newest hour first. Rows outside a shift count to their local day."""
    rows = ProductionResult.objects.filter(shift_date=day) | ProductionResult.objects.filter(
        shift_date=None, hour__date=day
    )
    rows = rows.select_related("work_unit", "run__work_order", "item")
    if work_unit_id:
        rows = rows.filter(work_unit_id=work_unit_id)
    if order:
        rows = rows.filter(run__work_order__number=order)
    if shift:
        rows = rows.filter(shift=shift)
    return figures.with_corrections(rows.order_by("-hour", "work_unit__code", "source"))


def result(result_id: int) -> ResultRow:
    """One row with its corrections. Raises NotFound."""
    found = ProductionResult.objects.select_related("work_unit", "run__work_order", "item").filter(pk=result_id)
    rows = figures.with_corrections(found)
    if not rows:
        raise NotFound("This result does not exist.")
    return rows[0]


def correction(correction_id: int) -> ResultCorrection:
    """A correction. Raises NotFound."""
    found = ResultCorrection.objects.select_related("result").filter(pk=correction_id).first()
    if found is None:
        raise NotFound("This correction does not exist.")
    return found


def total(rows: list[ResultRow]) -> Figures:
    """Sum over rows."""
    return sum((row.held for row in rows), Figures())


def held_counts(*, work_unit_id: int | None = None) -> QuerySet[HeldCount]:
    """Counts that wait for a decision, oldest first."""
    rows = HeldCount.objects.filter(decision=HeldCount.Decision.OPEN)
    if work_unit_id:
        rows = rows.filter(work_unit_id=work_unit_id)
    return rows.select_related("work_unit", "signal").order_by("time")


def decided_counts(since: datetime) -> QuerySet[HeldCount]:
    """Counts decided since a moment, newest first."""
    rows = HeldCount.objects.exclude(decision=HeldCount.Decision.OPEN).filter(decided_at__gte=since)
    return rows.select_related("work_unit", "signal", "decided_by").order_by("-decided_at")


def held_count(held_count_id: int) -> HeldCount:
    """A held count. Raises NotFound."""
    found = HeldCount.objects.select_related("work_unit", "signal").filter(pk=held_count_id).first()
    if found is None:
        raise NotFound("This held count does not exist.")
    return found


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A work order, what it made so far, and where it runs."""

    order: WorkOrder
    made: Figures
    runs: tuple[OperationRun, ...]

    @property
    def progress(self) -> Decimal:
        return self.made.good / self.order.quantity


def orders(*, is_open: bool = True, text: str = "") -> QuerySet[WorkOrder]:
    """Open orders by due date, or closed ones, the newest first. text: in the number, or the item's code or name."""
    closed = (WorkOrder.Status.DONE, WorkOrder.Status.CANCELLED)
    rows = WorkOrder.objects.select_related("item", "work_center")
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(item__code__icontains=text) | Q(item__name__icontains=text))
    return rows.exclude(status__in=closed) if is_open else rows.filter(status__in=closed).order_by("-pk")


def order_rows(found: Sequence[WorkOrder]) -> list[OrderRow]:
    """Orders with what was made of them and where they run."""
    made = figures.by_order({row.pk for row in found})
    running: dict[int, list[OperationRun]] = {}
    for run in OperationRun.objects.filter(work_order__in=found, ended_at=None).select_related("work_unit"):
        running.setdefault(run.work_order_id, []).append(run)
    return [OrderRow(row, made.get(row.pk, Figures()), tuple(running.get(row.pk, ()))) for row in found]


def order(number: str) -> WorkOrder:
    """An order by number. Raises NotFound."""
    found = WorkOrder.objects.select_related("item").filter(number=number).first()
    if found is None:
        raise NotFound("There is no order %(number)s.", number=number)
    return found


def startable(work_center_id: int) -> QuerySet[WorkOrder]:
    """Open orders that may start on a work unit of a work center."""
    rows = WorkOrder.objects.filter(status__in=WorkOrder.OPEN)
    rows = rows.filter(work_center=None) | rows.filter(work_center_id=work_center_id)
    return rows.select_related("item").order_by("due_at", "number")
