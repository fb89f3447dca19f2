"""Verbs of the handover: sign, take back, receive, add a word, tick what is done."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.performance.handover.access import LEADERS
from dure.performance.handover.models import Handover, HandoverAddition, HandoverTask
from dure.performance.handover.picture import picture_of
from dure.performance.handover.shifts import Turn
from dure.plant.models import Person


@transaction.atomic
def sign(*, turn: Turn, note: str, tasks: Sequence[str], by: Person) -> Handover:
    """Give a shift over with what its page shows now. Raises Invalid before it began, Conflict when it was signed."""
    now = clock.now()
    if now < turn.starts_at:
        raise Invalid("This shift hasn't begun yet.")
    picture = picture_of(turn, now)
    try:
        with transaction.atomic():
            row = Handover.objects.create(
                area=turn.area, shift_date=turn.day, shift=turn.code, shift_name=turn.name, starts_at=turn.starts_at,
                ends_at=turn.ends_at, picture=picture, note=note.strip(), signed_by=by, signed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("This shift was given over already.") from error
    HandoverTask.objects.bulk_create(
        HandoverTask(handover=row, number=number, text=text) for number, text in enumerate(tasks, start=1)
    )
    return row


@transaction.atomic
def take_back(*, handover_id: int, by: Person) -> Handover:
    """Take a handover back that nobody has received; it stays in the tables. Raises Conflict."""
    row = _open(handover_id)
    if row.received_at is not None:
        raise Conflict("%(person)s has read it; write an addition instead.", person=str(row.received_by))
    row.undone_by, row.undone_at = by, clock.now()
    row.save(update_fields=["undone_by", "undone_at"])
    return row


@transaction.atomic
def receive(*, handover_id: int, by: Person) -> Handover:
    """The leader who comes has read it. The same person twice is once. Raises Denied and Conflict."""
    row = _open(handover_id)
    if LEADERS.isdisjoint(by.roles):
        raise Denied("Only somebody who leads a shift can take it over.")
    if row.signed_by_id == by.pk:
        raise Denied("Somebody else than who gave it over has to read it.")
    if row.received_by_id == by.pk:
        return row
    if row.received_at is not None:
        raise Conflict("%(person)s has taken it over already.", person=str(row.received_by))
    row.received_by, row.received_at = by, clock.now()
    row.save(update_fields=["received_by", "received_at"])
    return row


@transaction.atomic
def add(*, handover_id: int, text: str, by: Person) -> HandoverAddition:
    """Put a word to a signed handover. Raises Invalid without words."""
    row = _open(handover_id)
    if not text.strip():
        raise Invalid("Write what is to be added.")
    return HandoverAddition.objects.create(handover=row, text=text.strip(), written_by=by, written_at=clock.now())


@transaction.atomic
def tick(*, task_id: int, is_done: bool, by: Person) -> HandoverTask:
    """Say that a thing was done, or that it wasn't after all. Who ticked it first stays."""
    task = HandoverTask.objects.select_for_update().get(pk=task_id)
    _open(task.handover_id)
    if is_done != (task.done_at is not None):
        task.done_at, task.done_by = (clock.now(), by) if is_done else (None, None)
        task.save(update_fields=["done_at", "done_by"])
    return task


def _open(handover_id: int) -> Handover:
    row = Handover.objects.select_for_update().get(pk=handover_id)
    if row.undone_at is not None:
        raise Conflict("This handover was taken back.")
    return row
