"""Reports: good pieces and losses in one act, with all that follows from them, in one transaction."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from dure.events import append
from dure.events.together import together
from dure.inventory.models import Location, Lot
from dure.inventory.selectors import in_item_unit
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkUnit
from dure.production.errors import BadQuantity, NothingRuns, TooMany
from dure.production.events import OperationReported
from dure.production.flow import Flow
from dure.production.models import (
    Completion,
    HandEntry,
    OperationReport,
    OperationRun,
    OperationStep,
    OrderOperation,
    RejectReason,
    ReportLoss,
)
from dure.production.operating import Act, Status
from dure.production.readings import pieces_between
from dure.production.selectors.counted import counted_since_report
from dure.production.services.floor.entering import enter_pieces
from dure.production.services.floor.scene import Scene, enter, next_status, settle_order, write
from dure.production.services.floor.starting import last_run, share_of
from dure.production.services.floor.stopping import lost
from dure.production.services.making.batch import Made, Spent
from dure.production.services.making.completing import complete
from dure.production.services.making.issuing import Issue, issue

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Loss:
    """Pieces that are no good. kind: reject or rework."""

    quantity: Decimal
    kind: str = HandEntry.Kind.REJECT.value
    reason: RejectReason | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Readings of a counter: all pieces between them, good or not. digits: of its highest number, 0: as it reads."""

    start: Decimal
    end: Decimal
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Packs:
    """Full packs or pallets of good pieces, and loose ones. unit: code of a unit that the item is kept in."""

    count: Decimal
    unit: str
    loose: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Said:
    """What a person reports: good pieces, a reading or packs (one of them), and the losses.

    consumed: goods that went in now, with their lots. used, outputs, spent, lot, serials, location and
    second_quantity: of the completion, see `Made`; only with the last operation.
    """

    good: Decimal | None = None
    reading: Reading | None = None
    packs: Packs | None = None
    losses: Sequence[Loss] = ()
    consumed: Sequence[Issue] = ()
    used: Mapping[int, Decimal] = field(default_factory=dict)
    outputs: Mapping[int, Decimal] = field(default_factory=dict)
    spent: Mapping[int, Spent] = field(default_factory=dict)
    lot: Lot | None = None
    serials: Sequence[str] = ()
    location: Location | None = None
    second_quantity: Decimal | None = None
    note: str = ""

    def lost(self, kind: str) -> Decimal:
        return sum((one.quantity for one in self.losses if one.kind == kind), ZERO)

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "good": self.good,
            "reading": [self.reading.start, self.reading.end, self.reading.digits] if self.reading else None,
            "packs": [self.packs.count, self.packs.unit, self.packs.loose] if self.packs else None,
            "losses": [[one.kind, one.quantity, one.reason.pk if one.reason else None] for one in self.losses],
            "consumed": [[one.item.pk, one.quantity, one.lot.pk if one.lot else None] for one in self.consumed],
            "used": {str(key): value for key, value in self.used.items()},
            "outputs": {str(key): value for key, value in self.outputs.items()},
            "lot": self.lot.pk if self.lot else None,
            "serials": list(self.serials),
        }


@together
def report(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    work_unit: WorkUnit | None,
    person: Person,
    said: Said,
    at: datetime | None = None,
    replaces: OperationReport | None = None,
) -> OperationStep:
    """Report pieces of an operation that runs or has run on a work unit (none: done outside, by a subcontractor).

    What is consumed goes into the order; where no machine counts, the pieces are entered by hand; good pieces flow
    to the next operation, and those of the last one complete the order. Raises BadQuantity, TooMany, NothingRuns,
    NotNow, SentDifferently, and what issuing, entering and completing raise; then nothing is done.
    """
    scene = enter(
        client_id=client_id,
        act=Act.REPORT,
        operation=operation,
        work_unit=work_unit,
        person=person,
        at=at,
        asked=said.asked,
    )
    if scene.known is not None:
        return scene.known
    row, status = scene.operation, _status(scene)
    run, good = _run(scene), _good(said, row)
    _check(said, good, scene)
    moves = issue(scene.order, said.consumed, by=person, moved_at=scene.at) if said.consumed else []
    is_batch = run is not None and share_of(run, row) is not None
    # The machine can't tell apart the pieces of a batch.
    counted = None if is_batch else _counted(scene)
    step = write(scene, Act.REPORT, status, run=run, note=said.note.strip())
    found = _save(step, said, good, counted, replaces)
    found.moves.add(*moves)
    if run is not None:
        item = row.order.item if is_batch else None
        found.entries.add(*enter_pieces(step, run, good, said.losses, item=item))
    _add(row, good, said, 1)
    step.completion = _complete(scene, said, good)
    if step.completion is not None:
        step.save(update_fields=["completion"])
        settle_order(row.order)
    _tell(step, found)
    return step


def _status(scene: Scene) -> Status:
    """What is done outside begins with what comes back. Raises NotNow."""
    is_first = scene.operation.status == Status.WAITING
    return Status.RUNNING if is_first and scene.operation.is_subcontracted else next_status(scene, Act.REPORT)


def _run(scene: Scene) -> OperationRun | None:
    """The run that the pieces are of. Raises NothingRuns."""
    if scene.work_unit is None:
        if not scene.operation.is_subcontracted:
            raise NothingRuns("Say on which work unit %(operation)s was done.", operation=str(scene.operation))
        return None
    run = scene.open_run if scene.runs_here else last_run(scene.operation, scene.work_unit)
    if run is None:
        raise NothingRuns(
            "%(operation)s doesn't run on %(unit)s.", operation=str(scene.operation), unit=scene.work_unit.name
        )
    return run


def _good(said: Said, row: OrderOperation) -> Decimal:
    """Good pieces by what was said. Raises BadQuantity, Invalid."""
    if [said.good, said.reading, said.packs].count(None) != 2:
        raise Invalid("Give the good pieces, or a reading, or packs.")
    losses = sum((one.quantity for one in said.losses), ZERO)
    if said.reading is not None:
        good = pieces_between(said.reading.start, said.reading.end, said.reading.digits) - losses
    elif said.packs is not None:
        good = in_item_unit(row.order.item, said.packs.count, said.packs.unit) + said.packs.loose
    else:
        good = said.good or ZERO
    if good < 0 or any(one.quantity <= 0 for one in said.losses):
        raise BadQuantity("A quantity is not negative.")
    if not good + losses:
        raise BadQuantity("Say how many pieces came out.")
    return good


def _check(said: Said, good: Decimal, scene: Scene) -> None:
    """Raises TooMany for more pieces than lie ready, Invalid for what only the last operation can say."""
    flow, row = scene.flow(), scene.operation
    ready = flow.available(row.pk)
    total = good + sum((one.quantity for one in said.losses), ZERO)
    if ready is not None and total > ready:
        raise TooMany(
            "Only %(ready)s pieces have come to %(operation)s; you report %(total)s.",
            ready=f"{max(ready, ZERO).normalize():f}",
            operation=str(row),
            total=f"{total.normalize():f}",
        )
    says_more = said.used or said.outputs or said.spent or said.lot or said.serials or said.second_quantity
    if says_more and (not flow.is_last(row.pk) or not good):
        raise Invalid("What was used and what came out beside is told with good pieces of the last operation.")
    if any(one.reason is not None and not one.reason.is_active for one in said.losses):
        raise Invalid("Choose a reason that is in use; good pieces have none.")


def _counted(scene: Scene) -> tuple[Decimal, Decimal] | None:
    """What the machine counted since the report before, and rejected of it; None where nothing counts."""
    if scene.work_unit is None:
        return None
    return counted_since_report(scene.operation, scene.work_unit, scene.at)


def _save(
    step: OperationStep,
    said: Said,
    good: Decimal,
    counted: tuple[Decimal, Decimal] | None,
    replaces: OperationReport | None,
) -> OperationReport:
    found = OperationReport.objects.create(
        step=step,
        good=good,
        rework=said.lost(HandEntry.Kind.REWORK),
        rejected=said.lost(HandEntry.Kind.REJECT),
        counted=counted[0] if counted else None,
        counted_rejects=counted[1] if counted else ZERO,
        counter_from=said.reading.start if said.reading else None,
        counter_to=said.reading.end if said.reading else None,
        packs=said.packs.count if said.packs else None,
        pack_unit=said.packs.unit if said.packs else "",
        replaces=replaces,
    )
    ReportLoss.objects.bulk_create(
        ReportLoss(report=found, kind=one.kind, quantity=one.quantity, reason=one.reason) for one in said.losses
    )
    return found


def _add(row: OrderOperation, good: Decimal, said: Said, sign: int) -> None:
    row.good += sign * good
    row.rework += sign * said.lost(HandEntry.Kind.REWORK)
    row.rejected += sign * said.lost(HandEntry.Kind.REJECT)
    row.save(update_fields=["good", "rework", "rejected"])


def _complete(scene: Scene, said: Said, good: Decimal) -> Completion | None:
    """What is good at the last operation is good for the order; the losses of all operations go with it."""
    flow: Flow = scene.flow()
    if good <= 0 or not flow.is_last(scene.operation.pk):
        return None
    order = scene.order
    made = Made(
        order,
        good,
        lost(order, flow.rejected),
        lot=said.lot,
        used=said.used,
        outputs=said.outputs,
        spent=said.spent,
        serials=said.serials,
        location=said.location,
        second_quantity=said.second_quantity,
    )
    return complete(made, by=scene.person, made_at=scene.at)


def _tell(step: OperationStep, found: OperationReport) -> None:
    append(
        OperationReported(
            step_id=step.pk,
            work_order_id=step.operation.order_id,
            operation_id=step.operation_id,
            work_unit_id=step.work_unit_id,
            good=found.good,
            rework=found.rework,
            rejected=found.rejected,
        )
    )
