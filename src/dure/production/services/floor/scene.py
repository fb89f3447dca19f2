"""The frame of every act at an operation: what is locked, what stands there, what was sent before."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

from dure.events import append
from dure.events.statements import Slot, fixed
from dure.kernel import clock
from dure.plant.models import Person, WorkUnit
from dure.production.errors import NotNow, SentDifferently
from dure.production.events import OperationActed
from dure.production.flow import Flow
from dure.production.models import OperationRun, OperationStep, OrderOperation, RunMember, UnitRecord, WorkOrder
from dure.production.operating import Act, Status, after
from dure.production.selectors.flowing import flow_of, operations_of
from dure.production.services.making.batch import check
from dure.production.services.record import locked
from dure.web.live import announce


@dataclass(slots=True)
class Scene:
    """All that an act may change, locked. operations: of all orders that are touched, by id.

    known: the step that was made when the same act was sent before; then there is nothing left to do.
    """

    client_id: uuid.UUID
    asked: dict[str, Any]
    operation: OrderOperation
    orders: dict[int, WorkOrder]
    operations: dict[int, OrderOperation]
    work_unit: WorkUnit | None
    record: UnitRecord | None
    open_run: OperationRun | None
    members: list[RunMember]
    """of the open run, when it is a batch"""
    person: Person | None
    at: datetime
    now: datetime
    known: OperationStep | None = None

    @property
    def order(self) -> WorkOrder:
        return self.orders[self.operation.order_id]

    def flow(self, order_id: int | None = None) -> Flow:
        wanted = order_id or self.operation.order_id
        return flow_of(one for one in self.operations.values() if one.order_id == wanted)

    @property
    def runs_here(self) -> bool:
        """Whether the open run of the work unit is this operation's, alone or in a batch."""
        return self.open_run is not None and self.operation.pk in {self.open_run.operation_id, *self._member_ids}

    @property
    def _member_ids(self) -> list[int]:
        return [one.operation_id for one in self.members]

    def running_operations(self) -> list[OrderOperation]:
        """Operations that the open run works on."""
        if self.open_run is None:
            return []
        ids = self._member_ids or [self.open_run.operation_id]
        return [self.operations[pk] for pk in ids if pk in self.operations]


def enter(
    *,
    client_id: uuid.UUID,
    act: Act,
    operation: OrderOperation,
    work_unit: WorkUnit | None,
    person: Person | None,
    at: datetime | None,
    asked: dict[str, Any] | None = None,
    beside: Sequence[OrderOperation] = (),
) -> Scene:
    """Lock the work unit, then the orders that the act may touch, by their ids; `at` never lies ahead of now.

    Raises SentDifferently when the id was used for something else, NotReleased and WorkOrderIsClosed for orders of
    which nothing can be done any more.
    """
    content = _content(act, operation, work_unit, at, asked or {})
    record = locked(work_unit.pk) if work_unit is not None else None
    run = next(iter(_open_run(work_unit.pk)), None) if work_unit is not None else None
    members = _members(run.pk) if run is not None else []
    ids = {operation.order_id, *(one.order_id for one in beside), *(one.operation.order_id for one in members)}
    if run is not None:
        ids.add(run.work_order_id)
    # From here on no other session changes what is read below.
    by_id = {row.pk: row for row in _locked_orders(list(ids))}
    operations = {row.pk: row for row in _locked_operations(list(by_id))}
    for row in operations.values():
        row.order = by_id[row.order_id]
    known = _known(client_id, content)
    if known is None:
        for row in (operation, *beside):
            check(by_id[row.order_id])
    now = clock.now()
    return Scene(
        client_id=client_id,
        asked=content,
        operation=operations[operation.pk],
        orders=by_id,
        operations=operations,
        work_unit=work_unit,
        record=record,
        open_run=run,
        members=members,
        person=person,
        at=min(at or now, now),
        now=now,
        known=known,
    )


@fixed
def _members(run: Slot) -> QuerySet[RunMember]:
    return RunMember.objects.filter(run=run).select_related("operation").order_by("pk")


@fixed
def _locked_orders(orders: Slot) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.select_for_update(of=("self",)).filter(pk=orders.any)
    return rows.select_related("item").order_by("pk")


@fixed
def _locked_operations(orders: Slot) -> QuerySet[OrderOperation]:
    rows = OrderOperation.objects.select_for_update(of=("self",)).filter(order=orders.any)
    return rows.select_related("operation").order_by("pk")


def _content(
    act: Act, operation: OrderOperation, unit: WorkUnit | None, at: datetime | None, more: dict[str, Any]
) -> dict[str, Any]:
    values = {"act": act.value, "operation": operation.pk, "work_unit": unit.pk if unit else None, "at": at, **more}
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def _known(client_id: uuid.UUID, content: dict[str, Any]) -> OperationStep | None:
    found = next(iter(_sent(client_id)), None)
    if found is not None and found.asked != content:
        raise SentDifferently("This was sent already with another content. Look at the list of what was done.")
    return found


@fixed
def _sent(client_id: Slot) -> QuerySet[OperationStep]:
    return OperationStep.objects.filter(client_id=client_id).order_by()


@fixed
def _open_run(work_unit: Slot) -> QuerySet[OperationRun]:
    return OperationRun.objects.select_for_update(of=("self",)).filter(work_unit=work_unit, ended_at=None).order_by()


def next_status(scene: Scene, act: Act, operation: OrderOperation | None = None) -> Status:
    """The status that the act leads to. Raises NotNow."""
    row = operation or scene.operation
    found = after(Status(row.status), act, runs_elsewhere=runs_elsewhere(row, scene.work_unit))
    if found is None:
        raise NotNow(
            "%(operation)s of %(order)s is %(status)s now.",
            operation=str(row),
            order=row.order.number,
            status=row.get_status_display(),
        )
    return found


@fixed
def units_running(operation: Slot) -> QuerySet[OperationRun, int]:
    """Ids of the work units on which an operation runs, alone or in a batch."""
    rows = OperationRun.objects.filter(Q(operation=operation) | Q(members__operation=operation), ended_at=None)
    return rows.order_by().values_list("work_unit_id", flat=True)


def runs_elsewhere(operation: OrderOperation, work_unit: WorkUnit | None) -> bool:
    here = work_unit.pk if work_unit is not None else None
    return any(one != here for one in units_running(operation.pk))


def write(
    scene: Scene, act: Act, status: Status, operation: OrderOperation | None = None, **values: Any
) -> OperationStep:
    """Note the act and set the status of its operation. The first step carries the id that was sent."""
    row = operation or scene.operation
    is_first = row.pk == scene.operation.pk
    step = OperationStep.objects.create(
        client_id=scene.client_id if is_first else uuid.uuid5(scene.client_id, str(row.pk)),
        operation=row,
        work_unit=scene.work_unit,
        act=act.value,
        at=scene.at,
        noted_at=scene.now,
        person=scene.person,
        asked=scene.asked if is_first else {},
        status_before=row.status,
        order_status_before=row.order.status,
        **values,
    )
    row.status = status.value
    row.save(update_fields=["status"])
    append(
        OperationActed(
            step_id=step.pk,
            work_order_id=row.order_id,
            operation_id=row.pk,
            work_unit_id=scene.work_unit.pk if scene.work_unit else None,
            act=act.value,
        )
    )
    if scene.work_unit is not None:
        announce(f"unit:{scene.work_unit.pk}")
    return step


def settle_order(order: WorkOrder) -> None:
    """Running while somebody works on it, done once the last operations are over, else released."""
    flow = flow_of(rows := operations_of([order.pk]))
    ends = [one for one in flow.operations if flow.is_last(one.id) and not one.is_skipped]
    if any(one.status in {Status.RUNNING, Status.SETUP} for one in rows):
        status = WorkOrder.Status.RUNNING
    elif ends and all(one.is_over for one in ends):
        status = WorkOrder.Status.DONE
    else:
        status = WorkOrder.Status.RELEASED
    order.status = status
    WorkOrder.objects.filter(pk=order.pk).update(status=status)
