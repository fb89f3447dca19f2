"""Maintenance plans with their checks and parts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.selectors import items_to_type
from dure.maintenance import selectors, services
from dure.maintenance.forms import CheckForm, PartForm, PlanForm, asset_key
from dure.maintenance.models import MaintenancePlan, PlanCheck, PlanPart
from dure.maintenance.views.home import words
from dure.maintenance.views.undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "maintenance/form.html"


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    text, every = request.GET.get("q", ""), "all" in request.GET
    rows = selectors.due_list(plans=list(selectors.plans(words=text, with_inactive=every)))
    fields = [
        Field(_("machine or tool"), lambda row: str(row[0].plan.asset)),
        Field(_("service to do"), lambda row: row[0].plan.name),
        Field(_("how it becomes due"), lambda row: row[0].plan.get_basis_display()),
        Field(_("how far"), lambda row: row[1]),
        Field(_("due day"), lambda row: row[0].due.on.isoformat() if row[0].due.on else ""),
        Field(_("done last"), lambda row: row[0].last, "time"),
    ]
    pairs = [(one, words(one)) for one in rows]
    return listing(
        request, "maintenance/plans.html", pairs, fields, title=_("Maintenance plans"), words=text, every=every
    )


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(MaintenancePlan, "work_unit", "tool", "signal", pk=pk)
    (due,) = selectors.due_list(plans=[row])
    context = {
        "plan": row, "due": due, "why": words(due), "checks": row.checks.all(),
        "parts": row.parts.select_related("item__unit"), "jobs": row.jobs.select_related("ended_by")[:20],
        "check_form": CheckForm(), "part_form": PartForm(), "items": items_to_type(only_lying=False),
    }  # fmt: skip
    return render(request, "maintenance/plan.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, initial={"asset": request.GET.get("asset", ""), "basis": "calendar"})
    before = newest_change()
    return take(
        request, form, lambda: services.add_plan(by=who(request), **form.values()), template=FORM,
        then=lambda made: reverse("maintenance:plan", args=[made.pk]), done=_("Added."),
        undo=lambda made: undo_address(before, made), heading=_("A maintenance plan"),
        back=reverse("maintenance:plans"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = row_or_404(MaintenancePlan, pk=pk), newest_change(), reverse("maintenance:plan", args=[pk])
    names = [name for name in PlanForm.base_fields if name != "asset"]
    first: dict[str, Any] = {name: getattr(row, name) for name in names} | {"asset": asset_key(row)}
    form = PlanForm(request.POST or None, initial=first | {"is_upper": "1" if row.is_upper else ""})
    return take(
        request, form, lambda: services.change_plan(plan=row, by=who(request), **form.values()), template=FORM,
        then=back, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=str(row), back=back,
    )  # fmt: skip


@require_POST
def make_job(request: HttpRequest, pk: int) -> HttpResponse:
    """One click from what is due to its job."""
    job = services.job_of_plan(plan=row_or_404(MaintenancePlan, pk=pk), by=who(request))
    return toast(request, redirect("maintenance:job", job.pk), _("The job is there."))


def _line(request: HttpRequest, pk: int, form: Any, do: Any) -> HttpResponse:
    """A line more of a plan; what was refused is said over the plan's page."""
    before, back = newest_change(), reverse("maintenance:plan", args=[pk])
    return take(
        request, form, do, template=FORM, then=back, done=_("Added."), heading=_("A line of the plan"), back=back,
        undo=lambda made: undo_address(before, made), items=items_to_type(only_lying=False),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def check_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(MaintenancePlan, pk=pk), CheckForm(request.POST or None)
    return _line(request, pk, form, lambda: services.add_check(plan=row, by=who(request), **form.cleaned_data))


@require_http_methods(["GET", "POST"])
def part_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(MaintenancePlan, pk=pk), PartForm(request.POST or None)
    return _line(request, pk, form, lambda: services.add_plan_part(plan=row, by=who(request), **form.cleaned_data))


@require_POST
def check_remove(request: HttpRequest, pk: int) -> HttpResponse:
    return _remove(request, row_or_404(PlanCheck, pk=pk))


@require_POST
def part_remove(request: HttpRequest, pk: int) -> HttpResponse:
    return _remove(request, row_or_404(PlanPart, pk=pk))


def _remove(request: HttpRequest, row: PlanCheck | PlanPart) -> HttpResponse:
    before, plan_id = newest_change(), row.plan_id
    services.remove(row=row, by=who(request))
    return toast(request, redirect("maintenance:plan", plan_id), _("Removed."), undo=undo_address(before, row))
