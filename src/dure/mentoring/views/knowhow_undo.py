"""Undo in the message after a change of know-how."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
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
from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.web.rows import row_or_none
from dure.web.toast import toast


def undo_address(before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse("mentoring:knowhow-undo", args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and go to the page of what it changed."""
    before = newest_change()
    record, row = take_back(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(before, row))


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
