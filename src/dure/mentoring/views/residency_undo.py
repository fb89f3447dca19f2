"""Undo in the message after a change of mentors, factories and plans."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.mentoring.models import Factory, FactoryNeed, Handover, Mentor, ResidencyWeek
from dure.mentoring.services.residency_undo import undo_residency_change
from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.web.access import allows, pass_of
from dure.web.toast import toast


def undo_address(request: HttpRequest, before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" for nothing changed and who may not."""
    if not allows(pass_of(request), "mentoring:residency-undo"):
        return ""
    record = change_after(before, row)
    return reverse("mentoring:residency-undo", args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and go to the page of what it changed."""
    before = newest_change()
    record, row = undo_residency_change(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(request, before, row))


def _page_of(row: Model) -> str:
    match row:
        case Handover() | ResidencyWeek():
            return reverse("mentoring:residency", args=[row.residency_id])
        case FactoryNeed():
            return reverse("mentoring:factory", args=[row.factory_id])
        case Factory():
            return reverse("mentoring:factories")
        case Mentor():
            return reverse("mentoring:mentors")
    return reverse("mentoring:mentor", args=[getattr(row, "mentor_id", 0)])
