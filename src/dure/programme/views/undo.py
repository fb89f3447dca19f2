"""Undo in the message after a change of firms, organisations and seats."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dure.plant.taking_back import Undo
from dure.programme.models import Firm, Seat
from dure.programme.services.undoing import undo as take


def _page_of(row: Model) -> str:
    match row:
        case Firm():
            return reverse("programme:firms")
        case Seat():
            return reverse("programme:organisation", args=[row.organisation_id])
    return reverse("programme:organisations")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return Undo("programme:undo", take, _page_of).answer(request, pk)
