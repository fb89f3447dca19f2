"""Beginning: start, resume, change over, several orders in one batch."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from dure.events.statements import Slot, fixed
from dure.events.together import together
from dure.kernel.errors import Invalid
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.roles import Role
from dure.production import start_checks
from dure.production.errors import AlreadyChanged, BadQuantity, NotReady
from dure.production.models import OperationRun, OperationStep, OrderOperation, RunMember
from dure.production.operating import Act, Status
from dure.production.selectors.readiness import Finding, findings, holds_of, outages
from dure.production.services.floor.mounting import put_on
from dure.production.services.floor.running import Share, begin
from dure.production.services.floor.scene import Scene, enter, next_status, settle_order, write

CHIEFS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.OWNER})


@together
def start(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    work_unit: WorkUnit,
    person: Person | None,
    at: datetime | None = None,
    allowed_by: Person | None = None,
    has_happened: bool = False,
    note: str = "",
) -> OperationStep:
    """Start an operation on a work unit; what runs there ends. After a change over, setting up ends.

    has_happened: it was done already, without the network: what speaks against it is noted, not refused.
    allowed_by: the supervisor who lets it begin although something blocks it. Raises NotReady, NotNow,
    NotReleased, WorkOrderIsClosed, SentDifferently.
    """
    scene = enter(client_id=client_id, act=Act.START, operation=operation, work_unit=work_unit, person=person, at=at)
    if scene.known is not None:
        return scene.known
    return _begin(scene, Act.START, allowed_by, has_happened=has_happened, note=note)


@together
def resume(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    work_unit: WorkUnit,
    person: Person | None,
    at: datetime | None = None,
    allowed_by: Person | None = None,
    has_happened: bool = False,
    note: str = "",
) -> OperationStep:
    """Go on with an operation, with what else of its batch is paused. Raises what `start` raises."""
    last = last_run(operation, work_unit)
    members = list(last.members.select_related("operation")) if last is not None else []
    scene = enter(
        client_id=client_id, act=Act.RESUME, operation=operation, work_unit=work_unit, person=person, at=at,
        beside=[one.operation for one in members if one.operation.status == Status.PAUSED],
    )  # fmt: skip
    if scene.known is not None:
        return scene.known
    rows = [(scene.operations.get(one.operation_id), one.quantity) for one in members]
    shares = [(row, share) for row, share in rows if row and (row.status == Status.PAUSED or row == scene.operation)]
    if len(shares) > 1:
        return _begin_batch(scene, Act.RESUME, shares, allowed_by, has_happened=has_happened, note=note)
    return _begin(scene, Act.RESUME, allowed_by, has_happened=has_happened, note=note)


@together
def change_over(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    work_unit: WorkUnit,
    person: Person | None,
    tools: Sequence[Tool] | None = None,
    at: datetime | None = None,
    allowed_by: Person | None = None,
    has_happened: bool = False,
    note: str = "",
) -> OperationStep:
    """Begin to set a work unit up for an operation: its time counts from here, what ran there ends.

    tools: what is mounted from now on, instead of what was; None leaves it. Raises what `start` raises.
    """
    scene = enter(
        client_id=client_id, act=Act.CHANGE_OVER, operation=operation, work_unit=work_unit, person=person, at=at,
        asked={"tools": None if tools is None else sorted(tool.pk for tool in tools)},
    )  # fmt: skip
    if scene.known is not None:
        return scene.known
    step = _begin(scene, Act.CHANGE_OVER, allowed_by, has_happened=has_happened, note=note, tools=tools)
    if tools is not None and step.run is not None:
        put_on(tools, work_unit, moment=step.run.started_at, by=person)
    return step


@together
def start_batch(
    *,
    client_id: uuid.UUID,
    shares: Sequence[Share],
    work_unit: WorkUnit,
    person: Person | None,
    at: datetime | None = None,
    allowed_by: Person | None = None,
    has_happened: bool = False,
) -> OperationStep:
    """Start operations of several orders as one batch: one run whose time they share by their pieces.

    Raises Invalid for fewer than two or for two of one order, BadQuantity, and what `start` raises.
    """
    if len({row.order_id for row, _ in shares}) < max(len(shares), 2):
        raise Invalid("A batch is made of two or more orders.")
    if any(share <= 0 for _, share in shares):
        raise BadQuantity("The quantity must be more than zero.")
    rows = [row for row, _ in shares]
    scene = enter(
        client_id=client_id, act=Act.START, operation=rows[0], work_unit=work_unit, person=person, at=at,
        asked={"shares": [[row.pk, str(share)] for row, share in shares]}, beside=rows[1:],
    )  # fmt: skip
    if scene.known is not None:
        return scene.known
    held = [(scene.operations[row.pk], share) for row, share in shares]
    return _begin_batch(scene, Act.START, held, allowed_by, has_happened=has_happened, note="")


def _begin(
    scene: Scene,
    act: Act,
    allowed_by: Person | None,
    *,
    has_happened: bool,
    note: str,
    tools: Sequence[Tool] | None = None,
) -> OperationStep:
    row = scene.operation
    status = next_status(scene, act)
    if scene.runs_here:
        found = _once_more(scene, row, allowed_by, has_happened=has_happened)
        return _end_setup(scene, act, status, found, allowed_by)
    sets_up = act == Act.CHANGE_OVER
    found = _checked(scene, row, allowed_by, tools, has_happened=has_happened, sets_up=sets_up)
    run, displaced = begin(scene, [(row, row.planned)])
    step = write(
        scene, act, status, run=run, displaced=displaced, checks=found, allowed_by=allowed_by, note=note.strip()
    )
    settle_order(row.order)
    return step


def _end_setup(
    scene: Scene, act: Act, status: Status, found: list[dict[str, object]], allowed_by: Person | None
) -> OperationStep:
    run = scene.open_run
    if act != Act.START or scene.operation.status != Status.SETUP or run is None:
        raise AlreadyChanged("%(operation)s runs here already.", operation=str(scene.operation))
    run.setup_until = max(scene.at, run.started_at)
    run.save(update_fields=["setup_until"])
    return write(scene, act, status, run=run, checks=found, allowed_by=allowed_by)


def _begin_batch(
    scene: Scene, act: Act, shares: Sequence[Share], allowed_by: Person | None, *, has_happened: bool, note: str
) -> OperationStep:
    status = {row.pk: next_status(scene, act, row) for row, _ in shares}
    if scene.runs_here:
        raise AlreadyChanged("%(operation)s runs here already.", operation=str(scene.operation))
    found = {row.pk: _checked(scene, row, allowed_by, None, has_happened=has_happened) for row, _ in shares}
    run, displaced = begin(scene, shares)
    first = None
    for row, _ in shares:
        step = write(
            scene, act, status[row.pk], row, run=run, displaced=displaced, checks=found[row.pk],
            allowed_by=allowed_by, group=scene.client_id, note=note.strip(),
        )  # fmt: skip
        first = step if row.pk == scene.operation.pk else first
    for row, _ in shares:
        settle_order(row.order)
    assert first is not None
    return first


def _checked(
    scene: Scene,
    row: OrderOperation,
    allowed_by: Person | None,
    tools: Sequence[Tool] | None,
    *,
    has_happened: bool,
    sets_up: bool = False,
) -> list[dict[str, object]]:
    """What speaks against it, to be kept with the step. Raises NotReady unless somebody may and does allow it."""
    assert scene.work_unit is not None
    found = findings(
        row, scene.work_unit, person=scene.person, at=scene.at, flow=scene.flow(row.order_id), to_mount=tools,
        sets_up=sets_up,
    )  # fmt: skip
    return _weighed(found, allowed_by, has_happened=has_happened)


def _once_more(
    scene: Scene, row: OrderOperation, allowed_by: Person | None, *, has_happened: bool
) -> list[dict[str, object]]:
    """What stops a start whatever was checked before setting up: outages, holds, what contexts above ask for."""
    assert scene.work_unit is not None
    found = [*outages(scene.work_unit), *holds_of({row.order_id})[row.order_id]]
    found += (one for ask in start_checks.askers() for one in ask(row, scene.work_unit, scene.at))
    return _weighed(found, allowed_by, has_happened=has_happened)


def _weighed(found: list[Finding], allowed_by: Person | None, *, has_happened: bool) -> list[dict[str, object]]:
    blocks = [one for one in found if one.blocks]
    is_allowed = allowed_by is not None and not CHIEFS.isdisjoint(allowed_by.roles)
    if blocks and not has_happened and not is_allowed:
        raise NotReady("%(reasons)s", reasons=" ".join(str(one.sentence) for one in blocks))
    return [_kept(one) for one in found]


def _kept(one: Finding) -> dict[str, object]:
    return {
        "check": one.check,
        "blocks": one.blocks,
        "message": one.message,
        "params": {name: str(value) for name, value in one.params.items()},
    }


def last_run(operation: OrderOperation, work_unit: WorkUnit) -> OperationRun | None:
    """The run of the operation on the work unit that is open or was the last, alone or in a batch."""
    return next(iter(_last_run(operation.pk, work_unit.pk)), None)


@fixed
def _last_run(operation: Slot, work_unit: Slot) -> QuerySet[OperationRun]:
    rows = OperationRun.objects.filter(Q(operation=operation) | Q(members__operation=operation), work_unit=work_unit)
    # One that was taken back ended where it began.
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=F("started_at")))
    return rows.order_by("-started_at", "-pk")[:1]


def share_of(run: OperationRun, operation: OrderOperation) -> Decimal | None:
    """Pieces of the operation in a batch; None when the run is its own."""
    return next(iter(_share(run.pk, operation.pk)), None)


@fixed
def _share(run: Slot, operation: Slot) -> QuerySet[RunMember, Decimal]:
    return RunMember.objects.filter(run=run, operation=operation).order_by().values_list("quantity", flat=True)
