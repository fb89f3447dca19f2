"""Taking acts: each is done or kept for a person to decide, in one transaction of its own."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from dure.events.statements import Slot, fixed
from dure.events.together import together
from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.plant.models import Person, WorkUnit
from dure.production.models import FloorAct, OrderOperation
from dure.production.tablets import acts
from dure.production.tablets.deeds import BEGINS, Done, do
from dure.production.tablets.devices import Device, sender
from dure.production.tablets.shelf import SHELF
from dure.web.live import announce
from dure.web.problems import text_of

_log = logging.getLogger(__name__)

_OF_DATABASE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)

LONG_S = 2.0
"""A device waits eight seconds for its answer. What isn't begun after two is left for its next sending, so that after a
shift without network no device gives up and sends again what the plant is still busy with."""
_LATE = timedelta(minutes=2)
"""What arrives later than this was done without network: it has happened already."""
_OLDEST = timedelta(days=7)
"""No tablet works so long without network: what is told to be older was told by a clock that is wrong."""


def take_acts(device: Device, sent: Sequence[Mapping[str, Any]], shows: object = None) -> list[dict[str, str]]:
    """{id, state, text} for each, or for the first ones where they take long: the device sends the others again.

    The text says why an act was refused, or what spoke against one that was done. shows: the moment that the device's
    clock shows now; what it told is set right by that. An act without an id is answered as refused and not kept.
    """
    off = acts.clock_off(shows, clock.now())
    began, answers = time.monotonic(), []
    try:
        for one in sent:
            answers.append(_answer(device, acts.set_right(one, off)))
            if time.monotonic() - began >= LONG_S:
                break
    finally:
        SHELF.changed(device.key)
    return answers


def _answer(device: Device, sent: Mapping[str, Any]) -> dict[str, str]:
    try:
        row = take_act(device, sent)
    except Invalid as error:
        return {"id": str(sent.get("id", "")), "state": FloorAct.State.REFUSED, "text": text_of(error)}
    text = text_of(DureError(row.message, **row.params)) if row.state == FloorAct.State.REFUSED else _warned(row)
    return {"id": str(row.client_id), "state": row.state, "text": text}


def _warned(row: FloorAct) -> str:
    """What spoke against beginning, though it was let be begun."""
    if row.kind not in BEGINS:
        return ""
    return " ".join(sentence for step in row.steps.all() for sentence in step.warnings)


@transaction.atomic
def take_act(device: Device, sent: Mapping[str, Any]) -> FloorAct:
    """Do an act, or keep it as refused with the reason. Raises Invalid without an id."""
    client_id, now = acts.id_of(sent), clock.now()
    person, is_proved = sender(device, sent)
    given = FloorAct(
        client_id=client_id, kind=str(sent.get("kind", ""))[:12], body=acts.body_of(sent), at=acts.at_of(sent, now),
        received_at=now, tablet=device.tablet, person=person, is_proved=is_proved, state=FloorAct.State.DONE,
    )  # fmt: skip
    # Sent twice at once: the second waits here for the first and finds its row.
    made = FloorAct.objects.bulk_create([given], ignore_conflicts=True)[0]
    (row,) = _kept(client_id)
    if made.received_at != row.received_at:
        return row
    row.person, row.tablet = person, device.tablet
    _try(row, sent, now)
    return row


@fixed
def _kept(client_id: Slot) -> QuerySet[FloorAct]:
    return FloorAct.objects.select_for_update().filter(client_id=client_id).order_by()


def _try(row: FloorAct, sent: Mapping[str, Any], now: datetime) -> None:
    try:
        done = _do(row, sent, now)
    except DureError as error:
        _refuse(row, error)
    except Exception as error:
        # A busy, full or lost database: the device sends the act again. Anything else would fail at each
        # sending, and with it all that the device has to tell after it.
        if _is_of_database(error):
            raise
        _log.exception("act %s of a tablet could not be done", row.client_id)
        _refuse(row, Invalid("The program failed at this. It is noted in its log; do it at the desk."))
    else:
        row.call = done.call
        row.steps.add(*done.steps)
    row.save()


def _is_of_database(error: BaseException | None) -> bool:
    """Whether the database was busy, full or away. The job queue wraps the driver's errors in one of its own."""
    while error is not None and not isinstance(error, _OF_DATABASE):
        error = error.__cause__
    return error is not None


def _refuse(row: FloorAct, error: DureError) -> None:
    """Keep the act for a supervisor, with the reason."""
    row.state, row.message = FloorAct.State.REFUSED, error.message
    row.params = {name: str(value) for name, value in error.params.items()}
    announce(f"floor-act:{row.pk}")


@together
def _do(row: FloorAct, sent: Mapping[str, Any], now: datetime) -> Done:
    """All that the act asks for, or nothing of it."""
    if row.person is None:
        raise Invalid("It isn't known who did this: the badge is not one of this plant's.")
    act = acts.read(sent, now)
    _place(row, act)
    if now - act.at > _OLDEST:
        raise Invalid("The clock of this device is wrong: it told %(at)s.", at=f"{act.at:%Y-%m-%d %H:%M}")
    return do(act, row.work_unit, row.operation, row.person, has_happened=now - act.at > _LATE)


def _place(row: FloorAct, act: acts.Act) -> None:
    """The machine and the operation of the act; none where it names none that is known."""
    row.work_unit = next(iter(_unit(act.unit)), None)
    row.operation = next(iter(_operation(act.operation)), None) if act.operation is not None else None


@fixed
def _unit(code: Slot) -> QuerySet[WorkUnit]:
    return WorkUnit.objects.filter(code=code).order_by()


@fixed
def _operation(pk: Slot) -> QuerySet[OrderOperation]:
    return OrderOperation.objects.filter(pk=pk).order_by()


@transaction.atomic
def settle(*, act_id: int, person: Person, note: str) -> FloorAct:
    """A supervisor has dealt with an act that could not be done. Raises Invalid without a word on how."""
    row = FloorAct.objects.select_for_update().get(pk=act_id)
    if not note.strip():
        raise Invalid("Say what was decided.")
    row.state, row.settled_at, row.settled_by = FloorAct.State.SETTLED, clock.now(), person
    row.settled_note = note.strip()[:200]
    row.save()
    announce(f"floor-act:{row.pk}")
    return row


@transaction.atomic
def try_again(*, act_id: int, person: Person) -> FloorAct:
    """Do a refused act now that what was in its way is gone, as its own person's. Raises what doing it raises."""
    row = FloorAct.objects.select_for_update().get(pk=act_id)
    if row.state != FloorAct.State.REFUSED:
        return row
    sent = row.body | {"id": str(row.client_id)}
    if row.person is None:
        row.person = person
    act = acts.read(sent, clock.now())
    _place(row, act)
    done = do(act, row.work_unit, row.operation, row.person, has_happened=True)
    row.state, row.call = FloorAct.State.DONE, done.call
    row.settled_at, row.settled_by = clock.now(), person
    row.save()
    row.steps.set(done.steps)
    announce(f"floor-act:{row.pk}")
    return row
