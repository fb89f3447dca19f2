"""Starting and finishing a work order on a work unit (ISA-95 job response)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dure.events import append
from dure.plant.models import Person, WorkUnit
from dure.production.errors import NothingRuns, NotReleased, WorkOrderIsClosed
from dure.production.events import RunEnded, RunStarted
from dure.production.models import OperationRun, OrderOperation, WorkOrder
from dure.production.operating import Status
from dure.production.services.making.freezing import add_operations
from dure.production.services.record import first_free_moment, locked
from dure.web.live import announce

_CLOSED = (WorkOrder.Status.DONE, WorkOrder.Status.CANCELLED)


@transaction.atomic
def start_run(*, work_order: WorkOrder, work_unit: WorkUnit, person: Person | None) -> OperationRun:
    """Start an order on a work unit; what ran there ends at the same moment.

    The start lies after everything already counted. Starting what already runs there changes
    nothing. Of the order's operations the first that is open runs. Raises WorkOrderIsClosed, NotReleased.
    """
    record = locked(work_unit.pk)
    order = WorkOrder.objects.select_for_update().get(pk=work_order.pk)
    if order.status in _CLOSED:
        raise WorkOrderIsClosed("Order %(number)s is finished or cancelled.", number=order.number)
    if order.status == WorkOrder.Status.PLANNED:
        raise NotReleased("Release %(number)s first.", number=order.number)
    open_run = _open_run(work_unit.pk)
    if open_run is not None and open_run.work_order_id == order.pk:
        return open_run
    moment = first_free_moment(record)
    if open_run is not None:
        moment = max(moment, open_run.started_at)
        _end(open_run, moment, person)
        _pause(open_run.work_order_id)
    operation = _operation(order, work_unit)
    run = OperationRun.objects.create(
        work_order=order, operation=operation, work_unit=work_unit, started_at=moment, started_by=person
    )
    WorkOrder.objects.filter(pk=order.pk).update(status=WorkOrder.Status.RUNNING)
    append(RunStarted(run_id=run.pk, work_unit_id=work_unit.pk, started_at=moment))
    announce(f"unit:{work_unit.pk}")
    return run


@transaction.atomic
def end_run(*, work_unit: WorkUnit, person: Person | None, is_order_done: bool = True) -> OperationRun:
    """End what runs on a work unit. The order is done, or goes back to be continued later.

    An order that still runs elsewhere stays running. Raises NothingRuns.
    """
    record = locked(work_unit.pk)
    run = _open_run(work_unit.pk)
    if run is None:
        raise NothingRuns("No order runs on %(unit)s.", unit=work_unit.name)
    _end(run, max(first_free_moment(record), run.started_at), person)
    if is_order_done and not _runs_elsewhere(run.work_order_id):
        OrderOperation.objects.filter(pk=run.operation_id).update(status=Status.DONE.value)
        WorkOrder.objects.filter(pk=run.work_order_id).update(status=WorkOrder.Status.DONE)
    else:
        _pause(run.work_order_id)
    announce(f"unit:{work_unit.pk}")
    return run


def _open_run(work_unit_id: int) -> OperationRun | None:
    return OperationRun.objects.select_for_update().filter(work_unit_id=work_unit_id, ended_at=None).first()


def _operation(order: WorkOrder, work_unit: WorkUnit) -> OrderOperation:
    """The order's operation that runs now, which is the first open one of the work unit's work center."""
    add_operations([order])
    rows = list(OrderOperation.objects.filter(order=order).order_by("number"))
    is_open = [one for one in rows if one.status not in {Status.DONE, Status.SKIPPED}]
    here = [one for one in is_open if one.work_center_id in {None, work_unit.work_center_id}]
    found = next(iter(here or is_open or rows))
    OrderOperation.objects.filter(pk=found.pk).update(status=Status.RUNNING.value)
    return found


def _end(run: OperationRun, moment: datetime, person: Person | None) -> None:
    run.ended_at = moment
    run.ended_by = person
    run.save(update_fields=["ended_at", "ended_by"])
    for pk in [*run.members.values_list("operation", flat=True)] or [run.operation_id]:
        still = OperationRun.objects.filter(Q(operation=pk) | Q(members__operation=pk), ended_at=None)
        if pk and not still.exists():
            rows = OrderOperation.objects.filter(pk=pk, status__in=(Status.RUNNING, Status.SETUP))
            rows.update(status=Status.PAUSED.value)
    append(RunEnded(run_id=run.pk, work_unit_id=run.work_unit_id, ended_at=moment))


def _pause(work_order_id: int) -> None:
    if not _runs_elsewhere(work_order_id):
        WorkOrder.objects.filter(pk=work_order_id).update(status=WorkOrder.Status.RELEASED)


def _runs_elsewhere(work_order_id: int) -> bool:
    return OperationRun.objects.filter(work_order_id=work_order_id, ended_at=None).exists()
