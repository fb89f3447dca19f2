"""Jobs: the list, one job's page, and its begin and end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.selectors import items_to_type
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.maintenance import selectors, services
from dure.maintenance.access import COSTS
from dure.maintenance.forms import (
    FinishForm,
    JobChangeForm,
    JobForm,
    PartForm,
    SlotForm,
    TimeForm,
    asset_key,
    today,
)
from dure.maintenance.models import Job
from dure.plant.acting import who
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "maintenance/form.html"
_WITH = ("work_unit__work_center", "tool", "plan", "request__reported_by", "owner", "ended_by", "slot", "outage")


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    state, kind, words = (request.GET.get(name, "") for name in ("state", "kind", "q"))
    state, mine = state or "open", "mine" in request.GET
    rows = selectors.jobs(state=state, kind=kind, words=words, owner=who(request) if mine else None)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("machine or tool"), lambda row: str(row.asset)),
        Field(_("work to do"), lambda row: row.title),
        Field(_("due day"), lambda row: row.due_on.isoformat() if row.due_on else ""),
        Field(_("who sees to it"), lambda row: str(row.owner or "")),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("begun"), lambda row: row.started_at, "time"),
        Field(_("done"), lambda row: row.ended_at, "time"),
        Field(_("cause"), lambda row: row.cause),
        Field(_("what was done"), lambda row: row.done),
    ]
    return listing(
        request, "maintenance/jobs.html", rows, fields, title=_("Jobs"), state=state, kind=kind, words=words,
        mine=mine, kinds=Job.Kind.choices, today=today(),
    )  # fmt: skip


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, pk)


def page(request: HttpRequest, pk: int, *, error: DureError | None = None, **forms: Any) -> HttpResponse:
    """A job with all that is done within it; error: what was refused, said over the page."""
    row = row_or_404(Job, *_WITH, pk=pk)
    is_repair = row.kind == Job.Kind.REPAIR
    context = _whole(request, row) | {
        "finish": FinishForm(is_repair=is_repair), "part_form": PartForm(),
        "time_form": TimeForm(initial={"person": who(request)}),
        "items": items_to_type(only_lying=True), "problem": text_of(error) if error else "",
    }  # fmt: skip
    wrong = error is not None or any(form.errors for form in forms.values())
    return render(
        request, "maintenance/job.html", context | forms, status=status_of(error) if error else 422 if wrong else 200
    )


def _whole(request: HttpRequest, row: Job) -> dict[str, Any]:
    linked = {stop.pk for stop in selectors.stops_of(row)}
    return {
        "job": row, "checks": row.checks.select_related("checked_by"), "parts": selectors.parts_taken(row),
        "needed": row.plan.parts.select_related("item__unit") if row.plan else [], "today": today(),
        "times": row.times.select_related("person"), "minutes": selectors.minutes_of(row),
        "stops": [(stop, stop.pk in linked) for stop in selectors.stops_near(row)],
        "unit": selectors.unit_of(row), "outage": selectors.outage_now(row), "cost": selectors.cost_of(row),
        "sees_costs": bool(pass_of(request).roles & COSTS), "is_running": row.status == Job.Status.RUNNING,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    first = {"asset": request.GET.get("asset", ""), "due_on": today()}
    form = JobForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.add_job(by=who(request), **form.values()), template=FORM,
        then=lambda made: reverse("maintenance:job", args=[made.pk]), done=_("Added."), heading=_("A new job"),
        back=reverse("maintenance:jobs"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Job, pk=pk), reverse("maintenance:job", args=[pk])
    first = {name: getattr(row, name) for name in JobChangeForm.base_fields}
    form = JobChangeForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.change_job(job=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Saved."), heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def slot(request: HttpRequest, pk: int) -> HttpResponse:
    """When the work unit stands still for it: the calendar of the plant knows it from then on."""
    row, back = row_or_404(Job, "slot", pk=pk), reverse("maintenance:job", args=[pk])
    start = row.slot.starts_at if row.slot else clock.now()
    form = SlotForm(request.POST or None, initial={"starts_at": timezone.localtime(start), "minutes": row.minutes})
    return take(
        request, form, lambda: services.plan_time(job=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("It stands in the calendar."), heading=_("Time for %(name)s") % {"name": row.number},
        back=back,
    )  # fmt: skip


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    services.start_job(job=row_or_404(Job, pk=pk), by=who(request))
    return toast(request, redirect("maintenance:job", pk), _("Begun."))


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Job, pk=pk)
    form = FinishForm(request.POST, is_repair=row.kind == Job.Kind.REPAIR)
    if not form.is_valid():
        return page(request, pk, finish=form)
    try:
        services.finish_job(job=row, by=who(request), **form.cleaned_data)
    except DureError as error:
        form.add_error(None, text_of(error))
        return page(request, pk, finish=form)
    undo = reverse("maintenance:job-reopen", args=[pk])
    return toast(request, redirect("maintenance:job", pk), _("Done."), undo=undo)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.reopen_job(job=row_or_404(Job, pk=pk), by=who(request))
    return toast(request, redirect("maintenance:job", pk), _("It is open again."), kind="info")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.cancel_job(job=row_or_404(Job, pk=pk), by=who(request))
    except DureError as error:
        return page(request, pk, error=error)
    return toast(request, redirect("maintenance:jobs"), _("Cancelled."), kind="info")


@require_POST
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of service and back, in the middle of a job."""
    services.set_out_of_service(job=row_or_404(Job, pk=pk), is_out=request.POST.get("out") == "1", by=who(request))
    return redirect("maintenance:job", pk)


@require_GET
@in_asked_language
def print_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a job on A4, to fill in by hand or as it was done."""
    row = row_or_404(Job, *_WITH, pk=pk)
    return paper(
        request, "maintenance/job_paper.html", title=_("Job card"), number=row.number, code=asset_key(row),
        **_whole(request, row),
    )  # fmt: skip
