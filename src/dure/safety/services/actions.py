"""Corrective actions. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Area, Person
from dure.plant.roles import Role
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, remove_row
from dure.safety.models import ActionEvidence, CorrectiveAction
from dure.safety.services.files import DOCUMENTS, attach

_PATTERN = "CA{yy}{mm}-{n:03}"
CLOSERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})


@transaction.atomic
def add_action(*, text: str, area: Area, owner: Person, due_on: date, by: Person, **values: Any) -> CorrectiveAction:
    """Ask somebody to put something right by a day: values work_unit, and what it comes from. Raises Invalid."""
    number = next_number("corrective_action", timezone.localdate(clock.now()), pattern=_PATTERN)
    made = CorrectiveAction(number=number, text=text, area=area, owner=owner, due_on=due_on, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_action(*, action: CorrectiveAction, by: Person, **values: Any) -> CorrectiveAction:
    """Its words, who and by when. Raises Conflict when it is closed."""
    row = _open(action)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_evidence(*, action: CorrectiveAction, data: bytes, by: Person, note: str = "") -> ActionEvidence:
    """A picture or document that shows it is done. Raises WrongFile, Conflict when it is closed."""
    row = _open(action)
    _refuse_strangers(row, by)
    made = ActionEvidence(action=row, note=note.strip(), added_by=by)
    attach(made, "file", data, allowed=DOCUMENTS)
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_evidence(*, evidence: ActionEvidence, by: Person) -> CorrectiveAction:
    """Take a wrong picture away while the action is open. The file stays where it was put, so that it can come back."""
    row = _open(evidence.action)
    _refuse_strangers(row, by)
    remove_row(evidence, by=by)
    return row


@transaction.atomic
def close_action(*, action: CorrectiveAction, done: str, by: Person) -> CorrectiveAction:
    """It is put right. Raises Invalid without words or evidence, Conflict when it is closed, Denied for strangers."""
    row = _open(action)
    _refuse_strangers(row, by)
    if not done.strip():
        raise Invalid("Say what was done.")
    if not row.evidence.exists():
        raise Invalid("Add a picture or a document first: nothing is closed without evidence.")
    change_row(row, {"done": done.strip(), "closed_by": by, "closed_at": clock.now()}, by=by)
    return row


@transaction.atomic
def reopen_action(*, action: CorrectiveAction, by: Person) -> CorrectiveAction:
    """It was not put right after all. Raises Conflict when it is open, Denied for those who don't lead."""
    row = CorrectiveAction.objects.select_for_update().get(pk=action.pk)
    if row.closed_at is None:
        raise Conflict("This is open already.")
    if CLOSERS.isdisjoint(by.roles):
        raise Denied("Only a supervisor opens it again.")
    change_row(row, {"closed_by": None, "closed_at": None}, by=by)
    return row


def _open(action: CorrectiveAction) -> CorrectiveAction:
    row = CorrectiveAction.objects.select_for_update().get(pk=action.pk)
    if row.closed_at is not None:
        raise Conflict("This is put right already.")
    return row


def _refuse_strangers(row: CorrectiveAction, by: Person) -> None:
    if row.owner_id != by.pk and CLOSERS.isdisjoint(by.roles):
        raise Denied("Only the person who was asked, or a supervisor, does this.")
