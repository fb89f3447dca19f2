"""Undo in the message after a change of mentors, factories and plans."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dure.mentoring.models import Factory, FactoryNeed, Mentor, ResidencyWeek, StayHandover
from dure.mentoring.services.residency_undo import undo_residency_change
from dure.plant.taking_back import Undo


def _page_of(row: Model) -> str:
    match row:
        case StayHandover() | ResidencyWeek():
            return reverse("mentoring:residency", args=[row.residency_id])
        case FactoryNeed():
            return reverse("mentoring:factory", args=[row.factory_id])
        case Factory():
            return reverse("mentoring:factories")
        case Mentor():
            return reverse("mentoring:mentors")
    return reverse("mentoring:mentor", args=[getattr(row, "mentor_id", 0)])


UNDO = Undo("mentoring:residency-undo", undo_residency_change, _page_of)


def undo_address(request: HttpRequest, before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" for nothing changed and who may not."""
    return UNDO.address(before, row, request)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return UNDO.answer(request, pk)
