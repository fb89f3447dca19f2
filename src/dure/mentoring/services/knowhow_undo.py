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
from dure.mentoring.services.cards import index
from dure.mentoring.services.training import refuse_open_sessions
from dure.mentoring.services.visits import refuse_broken_word, refuse_crowd
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.taking_back import Act, take_back

_ANSWER = dict.fromkeys(("state", "answer", "answered_by", "answered_on"), "voice-answer")
ACTS: dict[type[Model], Act] = {
    Attendance: Act("attended", added="enrol", removed="strike"),
    CardPicture: Act("card-picture-add", removed="card-picture-remove"),
    CardTask: Act("card-link", removed="card-unlink"),
    Course: Act("course-change", added="course-add"),
    CourseQuestion: Act("question-add", removed="question-remove"),
    FactoryVisit: Act("visit-change", added="visit-add"),
    FloorMeeting: Act("meeting-change", added="meeting-add"),
    FloorVoice: Act("voice-give", added="voice-ask", fields=_ANSWER | {"due_on": "voice-ask", "seen_on": "voice-see"}),
    PracticeCard: Act("card-change", added="card-add", fields={"status": "card-withdraw"}),
    TestResult: Act("test-repeat"),
    TrainingSession: Act("session-change", added="session-add", fields={"closed_at": "session-close"}),
    VisitBooking: Act("booking-decide"),
}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `take_back`, and Conflict for what others rely on by now: a card that is
    published, a session that is closed, a test that is begun, a statement that was accepted, a full visit."""
    record, row = take_back("mentoring", record_id=record_id, by=by, acts=ACTS)
    match row:
        case PracticeCard() if record.verb == "changed":
            index(row)  # what it is found by follows from its words and isn't in the record
            row.save(update_fields=["terms", "terms_by"])
        case CardPicture() | CardTask() if row.card.status != PracticeCard.Status.DRAFT:
            raise Conflict("A published card stays as it is. Begin a new version.")
        case CourseQuestion():
            refuse_open_sessions(row.course)
        case FactoryVisit() if "statement" in record.before:
            refuse_broken_word(row)
        case VisitBooking() if record.verb == "changed":
            refuse_crowd(row)
        case Attendance() | TestResult() | TrainingSession():
            _refuse_settled(row)
    return record, row


def _refuse_settled(row: Attendance | TestResult | TrainingSession) -> None:
    if isinstance(row, TrainingSession):
        if Certificate.objects.filter(attendance__session=row).exists():
            raise Conflict("Certificates were given after it; it stays closed.")
        return
    session = row.session if isinstance(row, Attendance) else row.attendance.session
    if session.closed_at is not None:
        raise Conflict("This session is closed.")
