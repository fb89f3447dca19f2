"""Taking back a change of know-how, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.mentoring.models import (
    Attendance,
    CardPicture,
    CardTask,
    Certificate,
    Course,
    CourseQuestion,
    FactoryVisit,
    FloorMeeting,
    FloorVoice,
    PracticeCard,
    TestResult,
    TrainingSession,
    VisitBooking,
)
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change

_UNDONE = (
    Attendance, CardPicture, CardTask, Course, CourseQuestion, FactoryVisit, FloorMeeting, FloorVoice, PracticeCard,
    TestResult, TrainingSession, VisitBooking,
)  # fmt: skip
TABLES: dict[str, type[Model]] = {model.__name__: model for model in _UNDONE}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `undo_change`, and Conflict for parts of a card that is published by now."""
    record, row = undo_change(record_id=record_id, by=by, tables=TABLES)
    if isinstance(row, CardPicture | CardTask) and row.card.status != PracticeCard.Status.DRAFT:
        raise Conflict("A published card stays as it is. Begin a new version.")
    if isinstance(row, Attendance) and row.session.closed_at is not None:
        raise Conflict("This session is closed.")
    if isinstance(row, TestResult) and row.attendance.session.closed_at is not None:
        raise Conflict("This session is closed.")
    if isinstance(row, TrainingSession) and Certificate.objects.filter(attendance__session=row).exists():
        raise Conflict("Certificates were given after it; it stays closed.")
    return record, row
