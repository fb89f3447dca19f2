"""Taking back a change of mentors, factories and plans, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.mentoring.models import (
    Factory,
    FactoryNeed,
    Handover,
    Mentor,
    MentorAbsence,
    MentorConflict,
    MentorSkill,
    ResidencyWeek,
)
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change

_UNDONE = (
    Factory, FactoryNeed, Handover, Mentor, MentorAbsence, MentorConflict, MentorSkill, ResidencyWeek,
)  # fmt: skip
TABLES = {model.__name__: model for model in _UNDONE}


@transaction.atomic
def undo_residency_change(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `undo_change`, and Conflict for parts of a residency that has ended."""
    record, row = undo_change(record_id=record_id, by=by, tables=TABLES)
    if isinstance(row, Handover | ResidencyWeek) and row.residency.ended_at is not None:
        raise Conflict("This residency has ended.")
    return record, row
