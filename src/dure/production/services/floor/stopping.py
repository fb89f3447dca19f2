"""Ending: pause, finish, skip."""

import uuid
from datetime import datetime
from decimal import Decimal

from dure.events.together import together
from dure.plant.models import Person, WorkUnit
from dure.production.errors import NothingRuns, NotNow
from dure.production.models import Completion, OperationRun, OperationStep, OrderOperation, WorkOrder
from dure.production.operating import Act, Status
from dure.production.services.floor.running import end, moment_of
from dure.production.services.floor.scene import Scene, enter, next_status, settle_order, write
from dure.production.services.making.batch import Made
from dure.production.services.making.completing import complete

ZERO = Decimal(0)


@together
def pause(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    work_unit: WorkUnit,
    person: Person | None,
    at: datetime | None = None,
    note: str = "",
) -> OperationStep:
    """Put an operation aside on a work unit; a batch with all of its orders. Raises NothingRuns, NotNow."""
    scene = enter(client_id=client_id, act=Act.PAUSE, operation=operation, work_unit=work_unit, person=person, at=at)
    if scene.known is not None:
        return scene.known
    run = _ended(scene)
    rows = [one for one in scene.running_operations() if one.status in {Status.RUNNING, Status.SETUP}]
    group = scene.client_id if len(rows) > 1 else None
    steps = {
        row.pk: write(
            scene, Act.PAUSE, next_status(scene, Act.PAUSE, row), row, run=run, note=note.strip(), group=group
        )
        for row in rows
    }
    for row in rows:
        settle_order(row.order)
    return steps[scene.operation.pk]


@together
def finish(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    work_unit: WorkUnit | None,
    person: Person | None,
    at: datetime | None = None,
    note: str = "",
) -> OperationStep:
    """An operation is over; with the last one the order. work_unit: none for what is done outside, or is paused.

    Of a batch the run goes on until all of its orders are finished. Raises NothingRuns, NotNow, and what
    completing raises.
    """
    scene = enter(client_id=client_id, act=Act.FINISH, operation=operation, work_unit=work_unit, person=person, at=at)
    if scene.known is not None:
        return scene.known
    row, run = scene.operation, None
    if scene.runs_here:
        others = [one for one in scene.running_operations() if one.pk != row.pk and one.status == Status.RUNNING]
        run = scene.open_run if others else _ended(scene)
    elif work_unit is not None and row.status == Status.RUNNING:
        raise NothingRuns("No order runs on %(unit)s.", unit=work_unit.name)
    status = next_status(scene, Act.FINISH)
    step = write(scene, Act.FINISH, status, run=run, note=note.strip())
    step.completion = _last_completion(scene)
    if step.completion is not None:
        step.save(update_fields=["completion"])
    settle_order(row.order)
    return step


@together
def skip(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    person: Person | None,
    reason: str,
    at: datetime | None = None,
) -> OperationStep:
    """Leave an operation out; pieces go past it. Raises NotNow, also for the last one once pieces wait for it."""
    scene = enter(client_id=client_id, act=Act.SKIP, operation=operation, work_unit=None, person=person, at=at)
    if scene.known is not None:
        return scene.known
    flow, row = scene.flow(), scene.operation
    if flow.is_last(row.pk) and any(one.good for one in flow.operations):
        raise NotNow("Pieces wait for %(operation)s: report how many are good instead.", operation=str(row))
    step = write(scene, Act.SKIP, next_status(scene, Act.SKIP), note=reason.strip())
    settle_order(row.order)
    return step


def _ended(scene: Scene) -> OperationRun:
    """The open run, ended at the moment of the act. Raises NothingRuns."""
    run = scene.open_run
    if run is None or not scene.runs_here or scene.record is None:
        name = scene.work_unit.name if scene.work_unit else str(scene.operation)
        raise NothingRuns("%(operation)s doesn't run on %(unit)s.", operation=str(scene.operation), unit=name)
    end(run, moment_of(scene.record, scene.at, scene.person), scene.person)
    return run


def _last_completion(scene: Scene) -> Completion | None:
    """Close the order's making once its last operations are over: nothing more comes."""
    order, flow = scene.order, scene.flow()
    ends = [one for one in flow.operations if flow.is_last(one.id) and not one.is_skipped]
    if not flow.is_last(scene.operation.pk) or not all(one.is_over for one in ends):
        return None
    if Completion.objects.filter(order=order, undone_at=None, is_final=True).exists():
        return None
    return complete(Made(order, ZERO, lost(order, flow.rejected), is_final=True), by=scene.person, made_at=scene.at)


def lost(order: WorkOrder, rejected: Decimal) -> Decimal | None:
    """Rejects that no completion has counted yet; None when nobody reported any, then the plan's are taken."""
    return max(rejected - order.rejected, ZERO) if rejected else None
