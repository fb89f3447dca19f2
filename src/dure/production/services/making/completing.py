"""Completing orders: one or hundreds, in the same fixed number of statements."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from dure.events import append_many
from dure.events.statements import Slot, execute, fixed, insert
from dure.events.together import together
from dure.inventory.services import release_many
from dure.kernel import clock
from dure.plant.models import Person
from dure.production.events import WorkOrderCompleted
from dure.production.models import Completion, OperationReport, OperationRun, OrderMove, OrderOutput, WorkOrder
from dure.production.selectors import figures
from dure.production.services.making.batch import Batch, Made, load
from dure.production.services.making.consuming import consume
from dure.production.services.making.planning import locked_orders
from dure.production.services.making.receiving import receive
from dure.production.services.making.timing import spend

Status = WorkOrder.Status


def complete(made: Made, *, by: Person | None, made_at: datetime | None = None) -> Completion:
    """As `complete_many`, of one order."""
    return complete_many([made], by=by, made_at=made_at)[0]


@together
def complete_many(made: Sequence[Made], *, by: Person | None, made_at: datetime | None = None) -> list[Completion]:
    """Take off what the pieces have used, book their time, take them into stock with their lots. All or none.

    A fixed number of queries, however many orders. Raises ComponentsMissing, NotReleased,
    WorkOrderIsClosed, BadQuantity, Invalid, and what moving raises (a lot on hold, a closed month).
    """
    if not made:
        return []
    now = clock.now()
    moment = made_at or now
    batch = load(made, by=by, moment=moment, now=now, day=timezone.localdate(moment))
    consume(batch)
    spend(batch)
    receive(batch)
    _save(batch)
    return [job.completion for job in batch.jobs]


@together
def complete_counted(
    orders: Sequence[WorkOrder], *, by: Person | None, is_final: bool | None = None
) -> list[Completion]:
    """Complete orders with what machines and people have counted since the last time. Orders without news are left.

    So are those whose pieces people report: each report of the last operation completes them.
    """
    # Locked before they are compared, so that two sessions don't both complete the same pieces.
    reported = OperationReport.objects.filter(step__operation__order__in=orders, step__undone_at=None)
    left = set(reported.values_list("step__operation__order", flat=True))
    locked = locked_orders([order for order in orders if order.pk not in left])
    counts = figures.by_order({order.pk for order in locked})
    made = []
    for order in (order for order in locked if order.pk in counts):
        good, rejected = counts[order.pk].good - order.received, counts[order.pk].reject - order.rejected
        if good > 0 or rejected > 0:
            made.append(Made(order, max(good, Decimal(0)), max(rejected, Decimal(0)), is_final, is_more=True))
    return complete_many(made, by=by)


def _save(batch: Batch) -> None:
    batch.moving.write()
    insert(job.completion for job in batch.jobs)
    insert(one for job in batch.jobs for one in (*job.issues, *job.receipts))
    insert(one for job in batch.jobs for one in job.times)
    linked = [one for job in batch.jobs for one in job.earlier]
    if linked:
        OrderMove.objects.bulk_update(linked, ["linked"])
    outputs = [one for job in batch.jobs for one in job.outputs]
    if outputs:
        OrderOutput.objects.bulk_update(outputs, ["received"])
    _save_components(batch)
    _save_orders(batch)
    append_many(
        [
            WorkOrderCompleted(
                work_order_id=job.order.pk,
                completion_id=job.completion.pk,
                good=job.completion.good,
                is_final=job.completion.is_final,
            )
            for job in batch.jobs
        ]
    )


def _save_components(batch: Batch) -> None:
    rows = {one.component_id: one.component for job in batch.jobs for one in job.issues}
    if rows:
        # Written out: the ORM's bulk_update takes longer than all moves of a large batch.
        execute(
            "UPDATE production_ordercomponent c SET issued = n.issued"
            " FROM unnest(%s::bigint[], %s::numeric[]) AS n (id, issued) WHERE c.id = n.id",
            [list(rows), [row.issued for row in rows.values()]],
        )


def _save_orders(batch: Batch) -> None:
    finals = [job.order.pk for job in batch.jobs if job.completion.is_final]
    running = set()
    if finals:
        running = set(_running(finals))
        release_many([job.order.number for job in batch.jobs if job.completion.is_final])
    for job in batch.jobs:
        order, done = job.order, job.completion
        order.received += done.good
        order.rejected += done.rejected
        order.wip += job.cost - done.value
        if done.is_final and order.pk not in running:
            order.status = Status.DONE
    orders = [job.order for job in batch.jobs]
    execute(
        "UPDATE production_workorder o SET received = n.received, rejected = n.rejected, wip = n.wip,"
        " status = n.status, lot_id = n.lot FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[],"
        " %s::numeric[], %s::text[], %s::bigint[]) AS n (id, received, rejected, wip, status, lot)"
        " WHERE o.id = n.id",
        [
            [one.pk for one in orders],
            [one.received for one in orders],
            [one.rejected for one in orders],
            [one.wip for one in orders],
            [one.status for one in orders],
            [one.lot_id for one in orders],
        ],
    )


@fixed
def _running(orders: Slot) -> QuerySet[OperationRun, int]:
    rows = OperationRun.objects.filter(work_order=orders.any, ended_at=None)
    return rows.order_by().values_list("work_order", flat=True)
