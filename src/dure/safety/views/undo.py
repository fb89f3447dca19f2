"""Undo in the message after a change."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.safety import services
from dure.safety.models import (
    CorrectiveAction,
    ErgonomicTask,
    Lifting,
    Posture,
    ReportPoint,
    RiskBand,
    RiskLine,
    RiskParticipant,
)
from dure.web.rows import row_or_none
from dure.web.toast import toast


def undo_address(before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse("safety:undo", args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and go to the page of what it changed."""
    before = newest_change()
    record, row = services.undo(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(before, row))


def _page_of(row: Model) -> str:
    match row:
        case RiskLine() | RiskParticipant():
            return reverse("safety:risk", args=[row.assessment_id])
        case RiskBand():
            return reverse("safety:matrix", args=[row.matrix_id])
        case Lifting() | Posture():
            return reverse("safety:task", args=[row.task_id])
        case CorrectiveAction():
            return _one_or_all("safety:action", row)
        case ErgonomicTask():
            return _one_or_all("safety:task", row)
        case ReportPoint():
            return reverse("safety:points")
    return reverse("safety:rates")


def _one_or_all(name: str, row: CorrectiveAction | ErgonomicTask) -> str:
    is_there = row_or_none(type(row), row.pk) is not None
    return reverse(name, args=[row.pk]) if is_there else reverse(f"{name}s")
