"""Calling for help, answering, ending with a cause; and taking each back."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from dure.plant.services import add_row, change_row, remove_row
from dure.production.errors import AlreadyChanged, SentDifferently
from dure.production.events import CallAnswered, CallEnded, CallMade
from dure.production.models import Call, CallKind, CallRule, OperationRun
from dure.production.services.record import locked
from dure.web.live import announce

FIRST = {
    CallKind.MATERIAL: Role.PLANNER,
    CallKind.QUALITY: Role.QUALITY,
    CallKind.MACHINE: Role.MAINTENANCE,
    CallKind.SAFETY: Role.SUPERVISOR,
    CallKind.MENTOR: Role.MENTOR,
}
"""Who knows most of it."""


def add_first_call_rules() -> None:
    """Of a new plant: at once who knows most of it, after five minutes the supervisor too, after fifteen the owner."""
    if CallRule.objects.exists():
        return
    CallRule.objects.bulk_create(
        CallRule(kind=kind, after_s=after_s, roles=[called.value])
        for kind, role in FIRST.items()
        for after_s, called in ((0, role), (300, Role.SUPERVISOR), (900, Role.OWNER))
    )


@transaction.atomic
def call(
    *, client_id: uuid.UUID, kind: str, work_unit: WorkUnit, person: Person | None, at: datetime | None = None,
    note: str = "",
) -> Call:  # fmt: skip
    """Call for help. A second call of the kind while one is open is that one. Raises Invalid, SentDifferently."""
    if kind not in CallKind.values:
        raise Invalid("Choose what help is needed.")
    locked(work_unit.pk)
    known = Call.objects.filter(client_id=client_id).first()
    if known is not None:
        if (known.kind, known.work_unit_id) != (kind, work_unit.pk):
            raise SentDifferently("This was sent already with another content. Look at the list of what was done.")
        return known
    standing = Call.objects.filter(work_unit=work_unit, kind=kind, ended_at=None, undone_at=None).first()
    if standing is not None:
        return standing
    now = clock.now()
    row = Call.objects.create(
        client_id=client_id, kind=kind, work_unit=work_unit, note=note.strip()[:200], called_by=person,
        called_at=min(at or now, now), noted_at=now,
        run=OperationRun.objects.filter(work_unit=work_unit, ended_at=None).first(),
    )  # fmt: skip
    append(CallMade(call_id=row.pk, work_unit_id=work_unit.pk, kind=kind))
    _tell(row)
    return row


@transaction.atomic
def answer_call(*, call_id: int, person: Person) -> Call:
    """Somebody is on the way. Raises AlreadyChanged when another one is."""
    row = _open(call_id)
    if row.answered_at is not None:
        raise AlreadyChanged("%(person)s has answered already.", person=str(row.answered_by))
    row.answered_at, row.answered_by = clock.now(), person
    row.save(update_fields=["answered_at", "answered_by"])
    append(CallAnswered(call_id=row.pk, work_unit_id=row.work_unit_id, person_id=person.pk))
    _tell(row)
    return row


@transaction.atomic
def end_call(*, call_id: int, person: Person, cause: str) -> Call:
    """The trouble is over, and why it was. Who ends what nobody has answered answers it by that. Raises Invalid."""
    row = _open(call_id)
    if not cause.strip():
        raise Invalid("Say what it was.")
    now = clock.now()
    if row.answered_at is None:
        row.answered_at, row.answered_by = now, person
    row.ended_at, row.ended_by, row.cause = now, person, cause.strip()[:200]
    row.save(update_fields=["answered_at", "answered_by", "ended_at", "ended_by", "cause"])
    append(CallEnded(call_id=row.pk, work_unit_id=row.work_unit_id, person_id=person.pk))
    _tell(row)
    return row


@transaction.atomic
def undo_call(*, call_id: int, person: Person | None) -> Call:
    """Take back the last thing that happened to a call: its end, its answer, or the call itself."""
    row = Call.objects.select_for_update().get(pk=call_id)
    if row.undone_at is not None:
        raise AlreadyChanged("This call was taken back already.")
    if row.ended_at is not None:
        # Ended without an answer before: the answer goes with the end.
        if row.answered_at == row.ended_at:
            row.answered_at, row.answered_by = None, None
        row.ended_at, row.ended_by, row.cause = None, None, ""
    elif row.answered_at is not None:
        row.answered_at, row.answered_by = None, None
    else:
        row.undone_at, row.undone_by = clock.now(), person
    row.save()
    _tell(row)
    return row


@transaction.atomic
def take_call_back(*, call_id: int, person: Person | None) -> Call:
    """Take a call back that was made by mistake. Once is as twice. Raises AlreadyChanged when somebody answered it."""
    row = Call.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=call_id)
    if row.undone_at is None and row.answered_at is not None:
        raise AlreadyChanged("%(person)s has answered already.", person=str(row.answered_by))
    return row if row.undone_at is not None else undo_call(call_id=call_id, person=person)


@transaction.atomic
def set_all_call_rules(*, levels: Mapping[str, Iterable[tuple[int, Iterable[str]]]], by: Person | None) -> None:
    """Replace who is called: kind → (seconds without an answer, roles). All or none, each change with its record.

    Raises Invalid.
    """
    rows = [
        CallRule(kind=kind, after_s=after_s, roles=sorted({Role(role).value for role in roles}))
        for kind, given in levels.items()
        for after_s, roles in given
    ]
    if {row.kind for row in rows if row.after_s == 0} != levels.keys():
        raise Invalid("Say who is called at once.")
    if any(not row.roles for row in rows) or len({(row.kind, row.after_s) for row in rows}) < len(rows):
        raise Invalid("Each time has its own people.")
    known = {(row.kind, row.after_s): row for row in CallRule.objects.filter(kind__in=levels)}
    for key in known.keys() - {(row.kind, row.after_s) for row in rows}:
        remove_row(known[key], by=by)
    for row in rows:
        if (old := known.get((row.kind, row.after_s))) is not None:
            change_row(old, {"roles": row.roles}, by=by)
        else:
            add_row(row, by=by)


def _open(call_id: int) -> Call:
    row = Call.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=call_id)
    if row.ended_at is not None or row.undone_at is not None:
        raise AlreadyChanged("This call is over.")
    return row


def _tell(row: Call) -> None:
    announce(f"call:{row.pk}")
    announce(f"unit:{row.work_unit_id}")
