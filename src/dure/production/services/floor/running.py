"""Runs of operations on work units, from and to the moments that people told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from dure.events import append
from dure.kernel.errors import Conflict
from dure.plant.models import Person, WorkUnit
from dure.production.events import RunEnded, RunStarted
from dure.production.models import OperationRun, OrderOperation, ProductionResult, RunMember, UnitRecord
from dure.production.operating import Status
from dure.production.services.floor.scene import Scene, settle_order, units_running
from dure.production.services.record import free_from
from dure.production.services.recounts import ask_recounts, check_reach

_NEAR = timedelta(minutes=1)
"""Clocks of a tablet and a machine may differ by so much without a recount."""
Share = tuple[OrderOperation, Decimal]


def begin(scene: Scene, shares: Sequence[Share]) -> tuple[OperationRun, OperationRun | None]:
    """Run an operation, or several as one batch, on the scene's work unit; (the run, what ended to make room)."""
    assert scene.work_unit is not None
    assert scene.record is not None
    displaced = scene.open_run
    moment = moment_of(scene.record, scene.at, scene.person)
    last = OperationRun.objects.filter(work_unit=scene.work_unit).exclude(ended_at=None).order_by("-ended_at").first()
    if last is not None and last.ended_at is not None:
        moment = max(moment, last.ended_at)
    if displaced is not None:
        moment = max(moment, displaced.started_at)
        end(displaced, moment, scene.person)
        put_aside(scene)
    first = shares[0][0]
    run = OperationRun.objects.create(
        work_order=first.order,
        operation=first,
        work_unit=scene.work_unit,
        started_at=moment,
        started_by=scene.person,
    )
    if len(shares) > 1:
        RunMember.objects.bulk_create(RunMember(run=run, operation=row, quantity=share) for row, share in shares)
    append(RunStarted(run_id=run.pk, work_unit_id=run.work_unit_id, started_at=moment))
    return run, displaced


def put_aside(scene: Scene) -> None:
    """The operations whose run has ended for another one pause, where nobody else works on them."""
    for row in scene.running_operations():
        if not units_running(row.pk):
            row.status = Status.PAUSED.value
            row.save(update_fields=["status"])
    for order in {one.order_id: one.order for one in scene.running_operations()}.values():
        settle_order(order)


def end(run: OperationRun, moment: datetime, person: Person | None) -> None:
    run.ended_at, run.ended_by = max(moment, run.started_at), person
    run.save(update_fields=["ended_at", "ended_by"])
    append(RunEnded(run_id=run.pk, work_unit_id=run.work_unit_id, ended_at=run.ended_at))


def reopen(run: OperationRun) -> None:
    """Let a run go on as if it had not ended; the caller knows that nothing else ran meanwhile."""
    run.ended_at, run.ended_by = None, None
    run.save(update_fields=["ended_at", "ended_by"])
    append(RunStarted(run_id=run.pk, work_unit_id=run.work_unit_id, started_at=run.started_at))


def moment_of(record: UnitRecord, at: datetime, person: Person | None) -> datetime:
    """The moment from which a change holds: the told one, where what was counted since can be counted again.

    What a tablet tells hours later so falls to the right run. Where the event log no longer reaches back, or the
    two differ by a minute at most, it holds after the last observation.
    """
    if record.last_time is None or record.last_time - at <= _NEAR:
        return free_from(record, at)
    if not was_counted(record.work_unit_id, at):
        return at
    try:
        check_reach([record.work_unit_id])
    except Conflict:
        return free_from(record, at)
    ask_recounts(work_unit_ids=[record.work_unit_id], since=at, person_id=person.pk if person else None)
    return at


def was_counted(work_unit_id: int, since: datetime) -> bool:
    """Whether a machine's pieces were counted there at or after a moment."""
    rows = ProductionResult.objects.filter(work_unit=work_unit_id, last_at__gte=since)
    return rows.exclude(source=ProductionResult.Source.HAND).exists()


def count_again(work_unit: WorkUnit, since: datetime, person: Person | None) -> None:
    """Have what was counted since a moment fall to other runs. Raises Conflict when the event log can't tell."""
    if was_counted(work_unit.pk, since):
        ask_recounts(work_unit_ids=[work_unit.pk], since=since, person_id=person.pk if person else None)
