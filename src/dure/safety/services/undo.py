"""Taking back a change, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change
from dure.safety.models import (
    CorrectiveAction,
    ErgonomicTask,
    HoursWorked,
    Lifting,
    Posture,
    ReportPoint,
    RiskAssessment,
    RiskBand,
    RiskLine,
    RiskParticipant,
)

_UNDONE = (
    CorrectiveAction, ErgonomicTask, HoursWorked, Lifting, Posture, ReportPoint, RiskBand, RiskLine, RiskParticipant,
)  # fmt: skip
TABLES = {model.__name__: model for model in _UNDONE}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `undo_change`, and Conflict for what is approved or in force by now."""
    record, row = undo_change(record_id=record_id, by=by, tables=TABLES)
    if isinstance(row, RiskLine | RiskParticipant) and row.assessment.status != RiskAssessment.Status.OPEN:
        raise Conflict("It is approved and stays as it is. Assess the work again.")
    if isinstance(row, RiskBand) and row.matrix.in_force_from is not None:
        raise Conflict("This version is in force and stays as it is. Make a new one.")
    return record, row
