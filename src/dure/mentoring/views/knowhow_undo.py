"""Undo in the message after a change of know-how."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dure.mentoring.models import (
    Attendance,
    CardPicture,
    CardTask,
    Course,
    CourseQuestion,
    FactoryVisit,
    FloorMeeting,
    FloorVoice,
    TestResult,
    TrainingSession,
    VisitBooking,
)
from dure.mentoring.services.knowhow_undo import undo as take_back
from dure.plant.taking_back import Undo
from dure.web.rows import row_or_none


def _page_of(row: Model) -> str:
    match row:
        case CardPicture() | CardTask():
            return reverse("mentoring:card", args=[row.card_id])
        case Attendance():
            return reverse("mentoring:session", args=[row.session_id])
        case TestResult():
            return reverse("mentoring:session", args=[row.attendance.session_id])
        case CourseQuestion():
            return reverse("mentoring:course", args=[row.course_id])
        case Course():
            return _one_or_all("course", row)
        case TrainingSession():
            return _one_or_all("session", row)
        case FactoryVisit():
            return _one_or_all("visit", row)
        case VisitBooking():
            return reverse("mentoring:visit", args=[row.visit_id])
        case FloorMeeting():
            return _one_or_all("meeting", row)
        case FloorVoice():
            return _one_or_all("voice", row)
    return _one_or_all("card", row)


def _one_or_all(name: str, row: Model) -> str:
    is_there = row_or_none(type(row), row.pk) is not None
    return reverse(f"mentoring:{name}", args=[row.pk]) if is_there else reverse(f"mentoring:{name}s")


UNDO = Undo("mentoring:knowhow-undo", take_back, _page_of)
undo_address = UNDO.address


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return UNDO.answer(request, pk)
