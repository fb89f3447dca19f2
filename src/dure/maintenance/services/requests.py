"""Requests for repairs from the floor. Keyword-only; each verb is one transaction."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.maintenance.models import WorkRequest
from dure.maintenance.services.files import attach
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.services import next_number
from dure.plant.services.records import change_row, checked, record_change
from dure.production.models import Call, CallKind

_PATTERN = "MR{yy}{mm}-{n:03}"


@transaction.atomic
def ask(
    *, client_id: uuid.UUID, by: Person | None, work_unit: WorkUnit | None = None, tool: Tool | None = None,
    text: str = "", urgency: str = WorkRequest.Urgency.WORSE, picture: bytes | None = None,
    at: datetime | None = None, call: Call | None = None,
) -> WorkRequest:  # fmt: skip
    """Ask for a repair. by: none from a tablet without anybody. The same client_id asks once.

    Raises Invalid without words and picture, WrongFile.
    """
    known = WorkRequest.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    now = clock.now()
    made = WorkRequest(
        client_id=client_id, work_unit=work_unit, tool=tool, text=text.strip()[:500], urgency=urgency, call=call,
        reported_at=min(at or now, now), reported_by=by,
    )  # fmt: skip
    attach(made, "picture", picture)
    made.number = next_number("work_request", timezone.localdate(now), pattern=_PATTERN)
    checked(made)
    made.save()
    record_change(made, verb="added", by=by)
    return made


@transaction.atomic
def ask_for_call(*, call: Call, by: Person) -> WorkRequest:
    """Make a request of a call for help with a machine; once is as twice. Raises Invalid for another kind of call."""
    if call.kind != CallKind.MACHINE:
        raise Invalid("Only a call about a machine becomes a request.")
    known = WorkRequest.objects.filter(call=call).first()
    if known is not None:
        return known
    text = call.note or call.cause or str(call.get_kind_display())
    return ask(
        client_id=uuid.uuid5(call.client_id, "request"), by=call.called_by or by, work_unit=call.work_unit, text=text,
        urgency=WorkRequest.Urgency.STOPPED, at=call.called_at, call=call,
    )  # fmt: skip


@transaction.atomic
def decline(*, request: WorkRequest, answer: str, by: Person) -> WorkRequest:
    """Say why nothing is done. Raises Invalid without words, Conflict once there is a job."""
    row = WorkRequest.objects.select_for_update().get(pk=request.pk)
    if row.status == WorkRequest.Status.TAKEN:
        raise Conflict("A job was made of it already.")
    if not answer.strip():
        raise Invalid("Say why, so that the one who asked knows.")
    change_row(row, {"status": WorkRequest.Status.DECLINED, "answer": answer.strip()}, by=by)
    return row


def set_status(row: WorkRequest, status: str, *, by: Person | None) -> None:
    change_row(row, {"status": status}, by=by)
