"""The load of work on the body. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.plant.models import Area, Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row
from dure.safety.models import ErgonomicTask, Lifting, Posture
from dure.safety.services.files import attach

_PATTERN = "EG{yy}-{n:03}"


@transaction.atomic
def add_task(
    *, area: Area, task: str, recorded_on: date, by: Person, picture: bytes | None = None, **values: Any
) -> ErgonomicTask:
    """A task that is hard on the body. Raises Invalid, WrongFile."""
    made = ErgonomicTask(area=area, task=task, recorded_on=recorded_on, **values)
    attach(made, "picture", picture)
    made.number = next_number("ergonomic_task", recorded_on, pattern=_PATTERN)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_task(
    *,
    record: ErgonomicTask,
    by: Person,
    picture: bytes | None = None,
    picture_after: bytes | None = None,
    **values: Any,
) -> ErgonomicTask:
    """Raises Invalid, WrongFile. Files are never overwritten."""
    row = ErgonomicTask.objects.select_for_update().get(pk=record.pk)
    for field, data in (("picture", picture), ("picture_after", picture_after)):
        if data is not None:
            before = getattr(row, field).name
            attach(row, field, data)
            values[field] = getattr(row, field).name
            setattr(row, field, before)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def set_lifting(*, task: ErgonomicTask, stage: str, by: Person, **values: Any) -> Lifting:
    """Measures of a lift, before or after the measure. Raises Invalid."""
    row = Lifting.objects.select_for_update().filter(task=task, stage=stage).first()
    if row is None:
        row = Lifting(task=task, stage=stage, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def set_posture(*, task: ErgonomicTask, stage: str, by: Person, **values: Any) -> Posture:
    """A posture, before or after the measure. Raises Invalid."""
    row = Posture.objects.select_for_update().filter(task=task, stage=stage).first()
    if row is None:
        row = Posture(task=task, stage=stage, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row
