"""From an act of a device to the services that do it."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext

from dure.kernel.errors import Invalid, NotFound
from dure.plant.models import Person, WorkUnit
from dure.production.models import Call, FloorAct, OperationStep, OrderOperation, RejectReason
from dure.production.services.andon import call, take_call_back
from dure.production.services.floor.reporting import Loss, Packs, Reading, Said, report
from dure.production.services.floor.starting import change_over, resume, start
from dure.production.services.floor.stopping import finish, pause
from dure.production.services.floor.undoing import undo_step
from dure.production.tablets.acts import Act


@dataclass(slots=True)
class Done:
    """What came of an act."""

    steps: list[OperationStep] = field(default_factory=list)
    call: Call | None = None


def do(
    act: Act, unit: WorkUnit | None, operation: OrderOperation | None, person: Person, *, has_happened: bool
) -> Done:
    """Raises what the services raise, Invalid, NotFound. has_happened: it was done before the plant heard of it."""
    if act.kind == "undo":
        return _undo(act, person)
    if unit is None:
        raise NotFound("This machine isn't known here.")
    if act.kind == "call":
        made = call(client_id=act.id, kind=act.call, work_unit=unit, person=person, at=act.at, note=act.note)
        return Done(call=made)
    if operation is None:
        raise NotFound("This operation does not exist.")
    common = {"operation": operation, "work_unit": unit, "person": person, "at": act.at}
    if act.kind in BEGINS:
        begun = BEGINS[act.kind](client_id=act.id, has_happened=has_happened, note=act.note, **common)
        return Done([begun])
    if act.kind == "pause":
        return Done([pause(client_id=act.id, note=act.note, **common)])
    return Done(_report(act, common))


BEGINS = {"start": start, "resume": resume, "change_over": change_over}


def _report(act: Act, common: dict[str, object]) -> list[OperationStep]:
    """Pieces, and where it was said so the end of the operation with them."""
    is_final = act.kind == "finish"
    steps = []
    if act.has_pieces or not is_final:
        client_id = uuid.uuid5(act.id, "report") if is_final else act.id
        steps.append(report(client_id=client_id, said=_said(act), **common))
    if is_final:
        steps.append(finish(client_id=act.id, note=act.note, **common))
    return steps


def _said(act: Act) -> Said:
    """By readings of a counter, by packs, or as it was typed."""
    more = {"losses": _losses(act), "note": act.note}
    if act.counter is not None:
        return Said(reading=Reading(*act.counter), **more)
    if act.packs is not None:
        return Said(packs=Packs(*act.packs), **more)
    return Said(good=act.good or Decimal(0), **more)


def _losses(act: Act) -> list[Loss]:
    reasons = RejectReason.objects.in_bulk({one.reason for one in act.losses if one.reason is not None})
    if any(one.reason is not None and one.reason not in reasons for one in act.losses):
        raise Invalid("Choose a reason that is in use; good pieces have none.")
    return [Loss(one.quantity, one.kind, reasons.get(one.reason)) for one in act.losses]


def _undo(act: Act, person: Person) -> Done:
    """Take back what an act did. One that could not be done is done with by that."""
    given = FloorAct.objects.select_for_update().filter(client_id=act.of).first()
    if given is None:
        # Done at the desk, which has no inbox.
        step = OperationStep.objects.filter(client_id=act.of).first()
        if step is None:
            raise NotFound("What is to be taken back isn't known here.")
        return Done([undo_step(step=step, person=person)])
    if given.call is not None:
        return Done(call=take_call_back(call_id=given.call.pk, person=person))
    if given.state == FloorAct.State.REFUSED:
        given.state, given.settled_at, given.settled_by = FloorAct.State.SETTLED, act.at, person
        given.settled_note = gettext("Taken back.")
        given.save()
        return Done()
    return Done([undo_step(step=one, person=person) for one in given.steps.order_by("-pk")])
