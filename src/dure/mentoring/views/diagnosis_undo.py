"""Undo in the message after a change of tables and diagnoses."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dure.mentoring.models import AgreedLevel, AssessmentTable, Diagnosis, TableItem, TableModule
from dure.mentoring.services.diagnosis_undo import undo_diagnosis
from dure.plant.taking_back import Undo
from dure.web.rows import row_or_none


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


UNDO = Undo("mentoring:diagnosis-undo", undo_diagnosis, _page_of)
undo_address = UNDO.address


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return UNDO.answer(request, pk)
