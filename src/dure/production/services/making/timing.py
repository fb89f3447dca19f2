"""How long the operations of completed orders took, and what that costs."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
from dure.production.models import OperationRun, OrderOperation, OrderTime, RunMember
from dure.production.services.making.batch import Batch, Job, Spent

SECONDS = Decimal(3600)
Source = OrderTime.Source


@dataclass(slots=True)
class Ran:
    """Seconds within planned time that an order ran and that no completion has counted yet: by the number of the
    operation, and by work center where the run names none."""

    by_operation: dict[int, Decimal]
    by_center: dict[int, Decimal]


def spend(batch: Batch) -> None:
    """Each job's times, booked from what is applied to work in process; its cost and its entry.

    A time entered by hand comes first, then the planned time within which the order ran on a
    machine of the operation's work center, then what the routing allows for the pieces begun. An operation that was
    left out takes none.
    """
    operations = _operations({job.order.routing_id for job in batch.jobs if job.order.routing_id})
    jobs = [job for job in batch.jobs if operations.get(job.order.routing_id)]
    if not jobs:
        return
    rates, runs = Rates(batch.day), _run_seconds(jobs, batch.moment)
    skipped = _skipped([job.order.pk for job in jobs])
    postings = {}
    for job in jobs:
        of_job = operations[job.order.routing_id]
        left = _left(job, of_job, runs.get(job.order.pk))
        for operation in (one for one in of_job if (job.order.pk, one.number) not in skipped):
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


def _skipped(orders: Collection[int]) -> set[tuple[int, int]]:
    """(order, number) of operations that were left out."""
    rows = OrderOperation.objects.filter(order__in=orders, status=OrderOperation.Status.SKIPPED)
    return set(rows.values_list("order_id", "number"))


def allowed_s(operation: Operation, count: Decimal, *, is_first: bool) -> Decimal:
    """Seconds that the routing allows for so many pieces; set-up with the first ones."""
    step = step_of(operation)
    return step.working_s(count) + (step.setup_s if is_first else ZERO)


def _allowed(job: Job, operation: Operation) -> Decimal:
    return allowed_s(operation, job.completion.started, is_first=not job.begun_before)


def _left(job: Job, operations: Sequence[Operation], ran: Ran | None) -> dict[int, Decimal]:
    """Seconds of machines by operation: those of a work center are shared by what is allowed for its operations."""
    if ran is None:
        return {}
    found = {one.pk: ran.by_operation[one.number] for one in operations if one.number in ran.by_operation}
    for center, seconds in ran.by_center.items():
        here = [one for one in operations if one.work_center_id == center]
        weights = [_allowed(job, one) or Decimal(1) for one in here]
        for one, weight in zip(here, weights, strict=True):
            found[one.pk] = found.get(one.pk, ZERO) + seconds * weight / sum(weights, ZERO)
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


def _run_seconds(jobs: Sequence[Job], until: datetime) -> dict[int, Ran]:
    """Order → time of its runs; a batch's is shared by the pieces of its orders."""
    by_order = {job.order.pk: job for job in jobs}
    found: dict[int, Ran] = defaultdict(lambda: Ran(defaultdict(Decimal), defaultdict(Decimal)))
    for run, order, operation, share in _runs_of(by_order, until):
        seconds = _planned_s(run.work_unit_id, run.started_at, min(run.ended_at or until, until)) * share
        if operation is None:
            found[order].by_center[run.work_unit.work_center_id] += seconds
        else:
            found[order].by_operation[operation] += seconds
        by_order[order].work_unit = run.work_unit.code
    if found:
        _take_off_counted(found)
    return found


def _runs_of(orders: Collection[int], until: datetime) -> list[tuple[OperationRun, int, int | None, Decimal]]:
    """(run, order, number of the operation, its share of the run's time), the earliest first.

    What was done again in an operation inserted for it is time of the operation whose pieces they were.
    """
    rows = OperationRun.objects.filter(work_order__in=orders, started_at__lt=until)
    own = rows.select_related("work_unit", "operation__rework_of").order_by("started_at")
    batches = _batches(orders)
    found = [
        (run, run.work_order_id, _number(run.operation) if run.operation else None, Decimal(1))
        for run in own
        if run.pk not in batches
    ]
    for members in batches.values():
        whole = sum((one.quantity for one in members), ZERO)
        found += [
            (one.run, one.operation.order_id, _number(one.operation), one.quantity / whole)
            for one in members
            if one.operation.order_id in orders and one.run.started_at < until
        ]
    return sorted(found, key=lambda one: one[0].started_at)


def _number(operation: OrderOperation) -> int:
    return (operation.rework_of or operation).number


def _batches(orders: Collection[int]) -> dict[int, list[RunMember]]:
    """Runs in which these orders were one batch with others, with all of their members."""
    runs = RunMember.objects.filter(operation__order__in=orders).values("run")
    found: dict[int, list[RunMember]] = defaultdict(list)
    for one in RunMember.objects.filter(run__in=runs).select_related("run__work_unit", "operation__rework_of"):
        found[one.run_id].append(one)
    return found


def _take_off_counted(found: dict[int, Ran]) -> None:
    counted = OrderTime.objects.filter(order__in=found, source=Source.RUN, completion__undone_at=None)
    for order, number, center, seconds in counted.values_list("order", "operation_number", "work_center", "machine_s"):
        ran = found[order]
        place, key = (ran.by_operation, number) if number in ran.by_operation else (ran.by_center, center)
        if key in place:
            place[key] = max(place[key] - seconds, ZERO)


def _planned_s(unit: int, start: datetime, end: datetime) -> Decimal:
    """Seconds of planned work; where no shifts are known, all of them."""
    spans = planned_spans(unit, start, end)
    if not spans:
        return Decimal(str((end - start).total_seconds()))
    return Decimal(str(sum((span.end - span.start).total_seconds() for span in spans if span.kind == "work")))
