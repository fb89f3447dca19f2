"""Undo in the message after a change of tables and diagnoses."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.mentoring.models import AgreedLevel, AssessmentTable, Diagnosis, TableItem, TableModule
from dure.mentoring.services.diagnosis_undo import undo_diagnosis
from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.web.rows import row_or_none
from dure.web.toast import toast


def undo_address(before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse("mentoring:diagnosis-undo", args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and go to the page of what it changed."""
    before = newest_change()
    record, row = undo_diagnosis(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(before, row))


def _page_of(row: Model) -> str:
    match row:
        case AgreedLevel():
            return reverse("mentoring:diagnosis", args=[row.diagnosis_id])
        case TableModule():
            return reverse("mentoring:table", args=[row.table_id])
        case TableItem():
            return reverse("mentoring:table", args=[row.module.table_id])
        case AssessmentTable() if row_or_none(AssessmentTable, row.pk) is not None:
            return reverse("mentoring:table", args=[row.pk])
        case Diagnosis() if row_or_none(Diagnosis, row.pk) is not None:
            return reverse("mentoring:diagnosis", args=[row.pk])
    return reverse("mentoring:tables" if isinstance(row, AssessmentTable) else "mentoring:diagnoses")
