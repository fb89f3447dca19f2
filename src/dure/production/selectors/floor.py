"""What the pages of the floor ask: places, what happened at them, steps and reports."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.plant.models import WorkUnit
from dure.production.models import (
    OperationReport,
    OperationStep,
    OrderHold,
    OrderOperation,
    ReworkRoute,
    StartRule,
    UnitOutage,
    WorkOrder,
)
from dure.production.selectors.flowing import flows

SHOWN = timedelta(hours=24)


def step(step_id: int) -> OperationStep:
    """An act with its operation. Raises NotFound."""
    found = OperationStep.objects.select_related("operation__order", "work_unit").filter(pk=step_id).first()
    if found is None:
        raise NotFound("This act does not exist.")
    return found


def report(report_id: int) -> OperationReport:
    """A report by its step's id. Raises NotFound."""
    found = OperationReport.objects.select_related("step__operation__order").filter(pk=report_id).first()
    if found is None:
        raise NotFound("This report does not exist.")
    return found


def steps_of(work_unit: WorkUnit, since: datetime | None = None) -> QuerySet[OperationStep]:
    """Acts at a work unit of a time, the newest first, those taken back too."""
    rows = OperationStep.objects.filter(work_unit=work_unit, noted_at__gte=since or clock.now() - SHOWN)
    rows = rows.select_related("operation__order", "person", "undone_by", "report")
    return rows.order_by("-pk")


def last_step_at(work_unit: WorkUnit) -> OperationStep | None:
    """What was done last at a work unit and holds."""
    rows = OperationStep.objects.filter(work_unit=work_unit, undone_at=None)
    return rows.select_related("operation__order").order_by("-pk").first()


def waiting_rework() -> list[OrderOperation]:
    """Operations with pieces for rework that nobody has sent anywhere."""
    rows = OrderOperation.objects.filter(rework__gt=0, order__closed_at=None).select_related("order__item")
    return [row for row in rows.order_by("order__due_at", "number") if row.rework > row.routed]


def rework_targets(operation: OrderOperation) -> list[OrderOperation]:
    """Where an operation's rework may go back to: itself and those before it."""
    rows = OrderOperation.objects.filter(order=operation.order_id, number__lte=operation.number)
    return list(rows.exclude(status=OrderOperation.Status.SKIPPED).order_by("-number"))


def routes_of(operation: OrderOperation) -> QuerySet[ReworkRoute]:
    """Where pieces of an operation were sent, the newest first."""
    return (
        ReworkRoute.objects.filter(step__operation=operation).select_related("target", "step__person").order_by("-pk")
    )


def start_rules() -> dict[str, str]:
    """Check → what it does; those without a row warn."""
    known = dict(StartRule.objects.values_list("check_of", "level"))
    return {check: known.get(check, StartRule.Level.WARN.value) for check in StartRule.Check.values}


def outage(work_unit: WorkUnit) -> UnitOutage | None:
    """Since when and why a work unit is out of service; None when it is in service."""
    return UnitOutage.objects.filter(work_unit=work_unit, ended_at=None).select_related("taken_out_by").first()


def operations_of(order_id: int) -> list[tuple[OrderOperation, object]]:
    """The operations of an order with the pieces that lie ready at each."""
    way = flows([order_id]).get(order_id)
    rows = OrderOperation.objects.filter(order=order_id).select_related("work_center", "rework_of").order_by("number")
    return [(row, way.available(row.pk) if way else None) for row in rows]


def operations_in(order: WorkOrder) -> QuerySet[OrderOperation]:
    return OrderOperation.objects.filter(order=order).select_related("operation").order_by("number", "pk")


def holds_of(order: WorkOrder) -> QuerySet[OrderHold]:
    return OrderHold.objects.filter(order=order).select_related("held_by", "ended_by")


def orders_like(order: WorkOrder) -> list[WorkOrder]:
    """Released orders of the same item and revisions, of which they may be made one."""
    rows = WorkOrder.objects.filter(item=order.item_id, bom=order.bom_id, routing=order.routing_id, status="released")
    return list(rows.exclude(pk=order.pk).filter(merged_into=None).order_by("due_at", "number")[:20])


def merged_into(order: WorkOrder) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(merged_into=order).order_by("number")
