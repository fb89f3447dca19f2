"""Taking back the last act at an operation with everything that followed from it, and doing it right instead."""

import uuid

from django.db.models import F, Q

from dure.events import append
from dure.events.together import together
from dure.plant.models import Person
from dure.production.errors import TakeBackLaterFirst
from dure.production.events import OperationActTakenBack
from dure.production.models import OperationReport, OperationRun, OperationStep, OrderOperation, ReworkRoute
from dure.production.operating import Act, Status
from dure.production.services.entries import take_entry_back
from dure.production.services.floor.mounting import take_mounts_back
from dure.production.services.floor.reporting import Said, report
from dure.production.services.floor.running import count_again, reopen
from dure.production.services.floor.scene import Scene, enter, settle_order, units_running
from dure.production.services.making.issuing import undo_issue
from dure.production.services.making.undoing import undo_completion
from dure.web.live import announce

_BEGAN = frozenset({Act.START, Act.RESUME, Act.CHANGE_OVER})


@together
def undo_step(*, step: OperationStep, person: Person, why: str = "") -> OperationStep:
    """Take back the last act of an operation on its work unit; a batch's for all of its orders. Twice is as once.

    A report goes with its entries, completion, stock, lots, consumption, cost and genealogy. Raises
    TakeBackLaterFirst when something that was done since rests on it, NotEnough when its goods have left,
    WorkOrderIsClosed, Conflict when what a machine counted since can't be counted again.
    """
    steps = _together_with(step)
    scene = _enter(steps, person)
    if steps[0].undone_at is not None:
        return step
    for one in steps:
        _check_last(one)
    for one in steps:
        one.operation = scene.operations[one.operation_id]
        _UNDO[Act(one.act)](scene, one, why)
        one.undone_at, one.undone_by, one.undone_why = scene.now, person, why.strip()
        one.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _restore(scene, steps)
    step.refresh_from_db()
    return step


@together
def correct_report(
    *, client_id: uuid.UUID, step: OperationStep, person: Person, said: Said, why: str = ""
) -> OperationStep:
    """Take a report back and make the right one in its place, for the same moment; the wrong one stays to be seen.

    Raises what `undo_step` and `report` raise.
    """
    known = OperationStep.objects.filter(client_id=client_id).first()
    if known is None:
        undo_step(step=step, person=person, why=why)
    return report(
        client_id=client_id,
        operation=step.operation,
        work_unit=step.work_unit,
        person=person,
        said=said,
        at=step.at,
        replaces=step.report,
    )


def _together_with(step: OperationStep) -> list[OperationStep]:
    """The step with those of the same batch, as they are in the tables."""
    rows = OperationStep.objects.select_related("operation", "work_unit", "run", "displaced", "completion")
    if step.group is not None:
        return list(rows.filter(group=step.group).order_by("pk"))
    return [rows.get(pk=step.pk)]


def _enter(steps: list[OperationStep], person: Person) -> Scene:
    first = steps[0]
    beside = [one.operation for one in steps[1:]]
    if first.displaced is not None and first.displaced.operation is not None:
        beside += [first.displaced.operation, *(m.operation for m in first.displaced.members.all())]
    scene = enter(
        client_id=uuid.uuid4(),
        act=Act(first.act),
        operation=first.operation,
        work_unit=first.work_unit,
        person=person,
        at=None,
        beside=beside,
    )
    for one in steps:
        one.refresh_from_db(fields=["undone_at"])
    return scene


def _check_last(step: OperationStep) -> None:
    rows = OperationStep.objects.filter(operation=step.operation_id, work_unit=step.work_unit_id, undone_at=None)
    if step.act == Act.REPORT:
        # Pausing and going on change nothing of what was reported.
        rows = rows.filter(Q(act=Act.REPORT) | Q(completion__isnull=False))
    later = rows.filter(pk__gt=step.pk).order_by("-pk").first()
    if later is not None:
        raise TakeBackLaterFirst("Take back what was done after it first: %(act)s.", act=later.get_act_display())


def _undo_begin(scene: Scene, step: OperationStep, why: str) -> None:
    run = step.run
    if run is None:
        return
    run.refresh_from_db()
    if run.setup_until is not None and step.status_before == Status.SETUP:
        run.setup_until = None
        run.save(update_fields=["setup_until"])
        return
    if run.ended_at == run.started_at:  # by another order of the same batch
        return
    # Still ended, with nothing since: what had made it end was taken back after its operation had been finished.
    if not (was_open := run.ended_at is None):
        _check_nothing_since(run)
    assert step.work_unit is not None
    count_again(step.work_unit, run.started_at, scene.person)
    run.ended_at, run.ended_by = run.started_at, scene.person
    run.save(update_fields=["ended_at", "ended_by"])
    if step.act == Act.CHANGE_OVER:
        take_mounts_back(step.work_unit, run.started_at)
    if step.displaced is not None and was_open:
        _run_again(scene, step.displaced)


def _check_nothing_since(run: OperationRun) -> None:
    """Raises TakeBackLaterFirst when another run that holds has begun on the machine since this one ended."""
    later = OperationRun.objects.filter(work_unit=run.work_unit_id, started_at__gte=run.ended_at).exclude(pk=run.pk)
    # One that was taken back ended where it began.
    if later.filter(Q(ended_at=None) | Q(ended_at__gt=F("started_at"))).exists():
        raise TakeBackLaterFirst("Another order was started here since; take that back first.")


def _run_again(scene: Scene, run: OperationRun) -> None:
    """What had ended to make room runs again; its operations with it. What was finished since stays finished."""
    ids = [one.operation_id for one in run.members.all()] or [run.operation_id]
    rows = [scene.operations[pk] for pk in ids if pk in scene.operations]
    if not any(row.status in {Status.PAUSED, Status.RUNNING} and row.order.closed_at is None for row in rows):
        return
    reopen(run)
    for row in rows:
        if row.status == Status.PAUSED:
            row.status = Status.RUNNING.value
            row.save(update_fields=["status"])
        settle_order(row.order)


def _undo_end(scene: Scene, step: OperationStep, why: str) -> None:
    if step.completion is not None:
        undo_completion(step.completion, by=scene.person, reason=why)
    run = step.run
    if run is None or run.ended_at is None:
        return
    run.refresh_from_db()
    if run.ended_at is None:  # reopened for another order of the same batch
        return
    assert step.work_unit is not None
    _check_nothing_since(run)
    count_again(step.work_unit, run.ended_at, scene.person)
    reopen(run)


def _undo_skip(scene: Scene, step: OperationStep, why: str) -> None:
    step.operation.status = step.status_before
    step.operation.save(update_fields=["status"])
    flow = scene.flow(step.operation.order_id)
    rests = OperationStep.objects.filter(operation__order=step.operation.order_id, undone_at=None)
    if flow.is_last(step.operation_id) and rests.exclude(completion=None).exists():
        raise TakeBackLaterFirst("Pieces came into stock without this operation; take their report back first.")


def _undo_report(scene: Scene, step: OperationStep, why: str) -> None:
    found: OperationReport = step.report
    row = step.operation
    if row.rework - found.rework < row.routed:
        raise TakeBackLaterFirst("Pieces of this report were sent to rework; take that back first.")
    row.good -= found.good
    row.rework -= found.rework
    row.rejected -= found.rejected
    _check_flow(scene, row)
    row.save(update_fields=["good", "rework", "rejected"])
    if step.completion is not None:
        undo_completion(step.completion, by=scene.person, reason=why)
    for move in found.moves.select_related("order", "move").order_by("-pk"):
        undo_issue(move, by=scene.person, reason=why)
    assert scene.person is not None
    for entry in found.entries.filter(undone_at=None).order_by("-pk"):
        take_entry_back(entry_id=entry.pk, person=scene.person)


def _undo_route(scene: Scene, step: OperationStep, why: str) -> None:
    route: ReworkRoute = step.route
    row, target = step.operation, scene.operations.get(route.target_id or 0)
    row.routed -= route.quantity
    row.save(update_fields=["routed"])
    if target is None:
        return
    if target.steps.filter(act=Act.REPORT, undone_at=None, pk__gt=step.pk).exists():
        raise TakeBackLaterFirst(
            "%(operation)s has worked on these pieces already; take its report back first.", operation=str(target)
        )
    target.returned -= route.quantity
    target.status = route.target_status_before if target.status == Status.PAUSED else target.status
    target.save(update_fields=["returned", "status"])
    if route.is_inserted and not target.steps.exists() and not target.returned:
        route.target = None
        route.save(update_fields=["target"])
        scene.operations.pop(target.pk)
        target.delete()


_UNDO = {
    Act.START: _undo_begin,
    Act.RESUME: _undo_begin,
    Act.CHANGE_OVER: _undo_begin,
    Act.PAUSE: _undo_end,
    Act.FINISH: _undo_end,
    Act.SKIP: _undo_skip,
    Act.REPORT: _undo_report,
    Act.REWORK: _undo_route,
}


def _restore(scene: Scene, steps: list[OperationStep]) -> None:
    """Statuses as they were before, and a look at whether pieces are missing now that were worked on further down."""
    for step in steps:
        row = step.operation
        if step.act not in {Act.REPORT, Act.REWORK} or step.status_before == Status.WAITING:
            _set_status(row, step)
        _check_flow(scene, row)
        settle_order(row.order)
        append(
            OperationActTakenBack(
                step_id=step.pk,
                work_order_id=row.order_id,
                operation_id=row.pk,
                work_unit_id=step.work_unit_id,
                act=step.act,
            )
        )
    if scene.work_unit is not None:
        announce(f"unit:{scene.work_unit.pk}")


def _set_status(row: OrderOperation, step: OperationStep) -> None:
    """As before the act, unless other work units make it something else meanwhile."""
    is_running = bool(units_running(row.pk))
    was = Status(step.status_before)
    if is_running and was not in {Status.RUNNING, Status.SETUP}:
        was = Status.RUNNING
    elif not is_running and was in {Status.RUNNING, Status.SETUP}:
        was = Status.PAUSED
    row.status = was.value
    row.save(update_fields=["status"])


def _check_flow(scene: Scene, row: OrderOperation) -> None:
    over = scene.flow(row.order_id).overdrawn
    if over is not None:
        raise TakeBackLaterFirst(
            "%(operation)s has worked on these pieces already; take its report back first.",
            operation=str(scene.operations[over.id]),
        )
