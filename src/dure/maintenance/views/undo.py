"""Undo in the message after a change."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.maintenance import services
from dure.maintenance.models import FailureReason, MaintenancePlan, PlanCheck, PlanPart
from dure.plant.acting import who
from dure.plant.selectors import change_after
from dure.web.rows import row_or_none
from dure.web.toast import toast


def undo_address(before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse("maintenance:undo", args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and go to the page of what it changed."""
    record, row = services.undo(record_id=pk, by=who(request))
    return toast(
        request, redirect(_page_of(row)), _("%(name)s is as it was before.") % {"name": record.label}, kind="info"
    )


def _page_of(row: Model) -> str:
    plan = row.plan_id if isinstance(row, PlanCheck | PlanPart) else row.pk if isinstance(row, MaintenancePlan) else 0
    if plan and row_or_none(MaintenancePlan, plan) is not None:
        return reverse("maintenance:plan", args=[plan])
    if isinstance(row, FailureReason):
        return reverse("maintenance:figures")
    return reverse("maintenance:plans" if isinstance(row, MaintenancePlan) else "maintenance:spares")
