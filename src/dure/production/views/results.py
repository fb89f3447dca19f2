"""Results with their source and corrections; counts that wait for a decision."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.production import services
from dure.production.forms import CorrectionForm, DayForm, HeldForm
from dure.production.selectors import pages
from dure.production.selectors import results as selectors
from dure.web.listing import Field, listing
from dure.web.problems import local_path
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """One shift day by hour, shift and order, each row with where its figures come from."""
    return _listed(request, "production/results.html")


@require_GET
def results_table(request: HttpRequest) -> HttpResponse:
    return _listed(request, "production/parts/results_table.html")


def _listed(request: HttpRequest, template: str) -> HttpResponse:
    context = _day(request)
    day = str(context["day"])
    return listing(request, template, context.pop("rows"), _columns(), title=_("Results"), heading=[day], **context)


def _columns() -> list[Field]:
    return [
        Field(_("Hour"), lambda row: row.result.hour, Kind.TIME),
        Field(_("Work unit"), lambda row: row.result.work_unit.name),
        Field(_("Shift"), lambda row: row.result.shift),
        Field(_("Order"), lambda row: row.result.run.work_order.number if row.result.run else ""),
        Field(_("Item"), lambda row: row.result.item.name if row.result.item else ""),
        Field(_("Good"), lambda row: row.held.good, Kind.NUMBER),
        Field(_("Reject"), lambda row: row.held.reject, Kind.NUMBER),
        Field(_("Rework"), lambda row: row.held.rework, Kind.NUMBER),
        Field(_("Source"), lambda row: row.result.get_source_display()),
        Field(_("corrected"), lambda row: _("corrected") if row.is_corrected else ""),
    ]


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, result_id: int) -> HttpResponse:
    """The correction dialog of one row; the counted figures stay, the difference is added."""
    row = selectors.result(result_id)
    form = CorrectionForm(request.POST) if request.method == "POST" else CorrectionForm.for_figures(row.held)
    if request.method == "POST" and form.is_valid():
        correction = services.correct_result(
            result_id=result_id,
            person=request.user,  # type: ignore[arg-type]
            reason=form.cleaned_data["reason"],
            **form.differences(),
        )
        answer = HttpResponse(headers={"HX-Trigger": '{"dure:done": null, "dure:all": null}'})
        return toast(request, answer, _("Corrected."), undo=reverse("production:correction-undo", args=[correction.pk]))
    return render(request, "production/parts/correct.html", {"row": row, "form": form})


@require_POST
def undo_correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    services.undo_correction(correction_id=correction_id, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect(_back(request, "production:results")), _("Taken back."), kind="info")


@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """Rises of counters that the cycle time does not allow, each with a proposal and why."""
    return render(request, "production/held.html", _held())


@require_GET
def held_list(request: HttpRequest) -> HttpResponse:
    return render(request, "production/parts/held_list.html", _held())


@require_POST
def decide(request: HttpRequest, held_count_id: int) -> HttpResponse:
    form = HeldForm(request.POST)
    is_none = request.POST.get("decision") == "none"
    if not is_none and not form.is_valid():
        return toast(request, redirect("production:held"), _("Type how many pieces were really made."), kind="error")
    row = services.decide_held_count(
        held_count_id=held_count_id,
        person=request.user,  # type: ignore[arg-type]
        quantity=None if is_none else form.cleaned_data["quantity"] or None,
    )
    undo = reverse("production:held-undo", args=[row.pk])
    return toast(request, redirect("production:held"), _("Decided."), undo=undo)


@require_POST
def undo_decision(request: HttpRequest, held_count_id: int) -> HttpResponse:
    services.undo_held_decision(held_count_id=held_count_id, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect("production:held"), _("Taken back."), kind="info")


def _day(request: HttpRequest) -> dict[str, Any]:
    form = DayForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    day: date = given.get("day") or timezone.localdate(clock.now())
    unit = pages.work_unit(given["unit"]) if given.get("unit") else None
    rows = selectors.results(
        day, work_unit_id=unit.pk if unit else None, order=given.get("order", ""), shift=given.get("shift", "")
    )
    return {
        "form": DayForm(initial={"day": day}),
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "unit": unit,
        "rows": rows,
        "total": selectors.total(rows),
        "units": pages.work_units(),
        "shifts": sorted({row.result.shift for row in rows if row.result.shift}),
        "now": clock.now(),
    }


def _held() -> dict[str, Any]:
    now = clock.now()
    return {
        "waiting": selectors.held_counts(),
        "decided": selectors.decided_counts(now - timedelta(days=7)),
        "now": now,
    }


def _back(request: HttpRequest, fallback: str) -> str:
    return local_path(request, request.headers.get("Referer", ""), reverse(fallback))
