"""How long the operations of completed orders took, and what that costs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from dure.commerce.selectors import Rates
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post
from dure.plant.selectors import planned_spans
from dure.product.models import Operation
from dure.product.selectors import step_of
from dure.production.making import STEP, ZERO
from dure.production.models import OperationRun, OrderTime
from dure.production.services.making.batch import Batch, Job, Spent

SECONDS = Decimal(3600)
Source = OrderTime.Source


def spend(batch: Batch) -> None:
    """Each job's times, booked from what is applied to work in process; its cost and its entry.

    A time entered by hand comes first, then the planned time within which the order ran on a
    machine of the operation's work center, then what the routing allows for the pieces begun.
    """
    operations = _operations({job.order.routing_id for job in batch.jobs if job.order.routing_id})
    jobs = [job for job in batch.jobs if operations.get(job.order.routing_id)]
    if not jobs:
        return
    rates, runs = Rates(batch.day), _run_seconds(jobs, batch.moment)
    postings = {}
    for job in jobs:
        of_job = operations[job.order.routing_id]
        left = _left(job, of_job, runs.get(job.order.pk, {}))
        for operation in of_job:
            _add_time(job, operation, left.get(operation.pk), rates)
        postings[job.order.number] = _posting(job, batch)
    entries = {entry.document: entry for entry in post(postings.values(), by=batch.by)}
    for job in jobs:
        job.completion.entry = entries.get(job.order.number)
        job.cost += sum((one.labour + one.machine + one.overhead for one in job.times), ZERO)


def _operations(routings: Collection[int]) -> dict[int, list[Operation]]:
    found: dict[int, list[Operation]] = defaultdict(list)
    rows = Operation.objects.filter(routing__in=routings, is_subcontracted=False) if routings else ()
    for row in rows:
        found[row.routing_id].append(row)
    return found


def allowed_s(operation: Operation, count: Decimal, *, is_first: bool) -> Decimal:
    """Seconds that the routing allows for so many pieces; set-up with the first ones."""
    step = step_of(operation)
    return step.working_s(count) + (step.setup_s if is_first else ZERO)


def _allowed(job: Job, operation: Operation) -> Decimal:
    return allowed_s(operation, job.completion.started, is_first=not job.begun_before)


def _left(job: Job, operations: Sequence[Operation], by_center: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Seconds of machines by operation: those of a work center are shared by what is allowed for its operations."""
    found = {}
    for center, seconds in by_center.items():
        here = [one for one in operations if one.work_center_id == center]
        weights = [_allowed(job, one) or Decimal(1) for one in here]
        for one, weight in zip(here, weights, strict=True):
            found[one.pk] = seconds * weight / sum(weights, ZERO)
    return found


def _add_time(job: Job, operation: Operation, ran_s: Decimal | None, rates: Rates) -> None:
    hourly = rates.of(operation.work_center_id)
    given = job.made.spent.get(operation.number)
    if given is not None:
        source = Source.HAND
    elif ran_s is not None:
        source, given = Source.RUN, Spent(ran_s)
    else:
        source, given = Source.ROUTING, Spent(_allowed(job, operation))
    labour_s = given.machine_s * hourly.people if given.labour_s is None else given.labour_s
    cost = hourly.rate.spent(given.machine_s / SECONDS, labour_s / SECONDS)
    job.times.append(
        OrderTime(
            order=job.order,
            completion=job.completion,
            operation_number=operation.number,
            work_center_id=operation.work_center_id,
            source=source,
            machine_s=given.machine_s.quantize(STEP),
            labour_s=labour_s.quantize(STEP),
            labour=won(cost.labour),
            machine=won(cost.machine),
            overhead=won(cost.overhead),
            fixed=won(hourly.rate.fixed * given.machine_s / SECONDS),
        )
    )


def _posting(job: Job, batch: Batch) -> Posting:
    posting = Posting(batch.day, "Time of production", job.order.number)
    for time in job.times:
        posting.debit(Purpose.WORK_IN_PROCESS, time.labour + time.machine + time.overhead)
        posting.credit(Purpose.LABOUR_APPLIED, time.labour)
        posting.credit(Purpose.MACHINE_APPLIED, time.machine)
        posting.credit(Purpose.OVERHEAD_APPLIED, time.overhead)
    return posting


def _run_seconds(jobs: Sequence[Job], until: datetime) -> dict[int, dict[int, Decimal]]:
    """Order → work center → seconds within planned time that it ran there and that no completion has counted yet."""
    rows = OperationRun.objects.filter(work_order__in=[job.order.pk for job in jobs], started_at__lt=until)
    found: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    by_order = {job.order.pk: job for job in jobs}
    for run in rows.select_related("work_unit").order_by("started_at"):
        end = min(run.ended_at or until, until)
        found[run.work_order_id][run.work_unit.work_center_id] += _planned_s(run.work_unit_id, run.started_at, end)
        by_order[run.work_order_id].work_unit = run.work_unit.code
    if found:
        counted = OrderTime.objects.filter(order__in=found, source=Source.RUN, completion__undone_at=None)
        for order, center, seconds in counted.values_list("order", "work_center", "machine_s"):
            found[order][center] = max(found[order][center] - seconds, ZERO)
    return found


def _planned_s(unit: int, start: datetime, end: datetime) -> Decimal:
    """Seconds of planned work; where no shifts are known, all of them."""
    spans = planned_spans(unit, start, end)
    if not spans:
        return Decimal(str((end - start).total_seconds()))
    return Decimal(str(sum((span.end - span.start).total_seconds() for span in spans if span.kind == "work")))
