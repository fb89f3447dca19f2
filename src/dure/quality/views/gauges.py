"""Gauges, their calibrations, and studies of them."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.quality import services
from dure.quality.forms.work import CalibrationForm, GaugeForm, StudyForm
from dure.quality.models import Gauge, GaugeStudy
from dure.quality.selectors import gauges as selectors
from dure.quality.services.gauges import Place
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast


@require_GET
def gauges(request: HttpRequest) -> HttpResponse:
    text, today = request.GET.get("q", "").strip(), timezone.localdate(clock.now())
    fields = [
        Field(_("code"), lambda row: row.code),
        Field(_("name"), lambda row: row.name),
        Field(_("place"), lambda row: row.place),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("calibration due"), lambda row: row.due_on.isoformat() if row.due_on else ""),
    ]
    return listing(
        request, "quality/gauges.html", selectors.gauges(text), fields, title=_("Gauges"), q=text, today=today,
        soon=today + selectors.SOON, due=selectors.due(today, timedelta()).count(),
    )  # fmt: skip


@require_GET
def gauge(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Gauge, pk=pk)
    context = {
        "row": row, "today": timezone.localdate(clock.now()), "studies": row.studies.all(),
        "calibrations": row.calibrations.select_related("entered_by"),
    }  # fmt: skip
    return render(request, "quality/gauge.html", context)


def add(request: HttpRequest) -> HttpResponse:
    form = GaugeForm(request.POST or None)
    return take(
        request, form, lambda: services.add_gauge(by=who(request), **form.cleaned_data), template="quality/form.html",
        then=lambda row: reverse("quality:gauge", args=[row.pk]), done=_("Added."), heading=_("Add a gauge"),
        back=reverse("quality:gauges"),
    )  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Gauge, pk=pk)
    form, back = GaugeForm(request.POST or None, instance=row), reverse("quality:gauge", args=[pk])
    return take(
        request, form, lambda: services.change_gauge(gauge=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=back, done=_("Saved."), heading=str(row), back=back,
    )  # fmt: skip


def calibrate(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Gauge, pk=pk)
    form = CalibrationForm(request.POST or None, initial={"calibrated_on": timezone.localdate(clock.now())})
    back = reverse("quality:gauge", args=[pk])
    return take(
        request, form, lambda: services.note_calibration(gauge=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=back, done=_("Noted."), back=back,
        heading=_("Calibration of %(gauge)s") % {"gauge": row},
    )  # fmt: skip


def study_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Gauge, pk=pk)
    first = {"gauge": row.pk, "unit": row.unit, "studied_on": timezone.localdate(clock.now())}
    form = StudyForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.add_study(by=who(request), **form.cleaned_data), template="quality/form.html",
        then=lambda made: reverse("quality:study", args=[made.pk]), done=_("Added. Enter the readings."),
        heading=_("Study of %(gauge)s") % {"gauge": row}, back=reverse("quality:gauge", args=[pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """Readings as a sheet, a row for each appraiser and trial, and the result below when it is whole."""
    row = row_or_404(GaugeStudy, "gauge", pk=pk)
    if request.method == "POST":
        services.keep_readings(study=row, readings=_readings(request, row), by=who(request))
        return toast(request, redirect("quality:study", pk), _("Saved."))
    known = selectors.readings_of(row)
    parts = range(1, row.parts + 1)
    sheet = [
        (a, t, [(f"r-{a}-{t}-{p}", known.get((a, t, p))) for p in parts])
        for a in range(1, row.appraisers + 1)
        for t in range(1, row.trials + 1)
    ]
    context = {"row": row, "sheet": sheet, "parts": parts, "result": selectors.result_of(row), "known": len(known)}
    context["wanted"] = row.appraisers * row.trials * row.parts
    return render(request, "quality/study.html", context)


def _readings(request: HttpRequest, row: GaugeStudy) -> dict[Place, Decimal | None]:
    found: dict[Place, Decimal | None] = {}
    for name, text in request.POST.items():
        if not name.startswith("r-"):
            continue
        try:
            appraiser, trial, part = (int(one) for one in name.split("-")[1:])
            found[appraiser, trial, part] = Decimal(str(text).replace(",", ".")) if str(text).strip() else None
        except (ValueError, InvalidOperation) as error:
            raise Invalid("%(text)s is no number.", text=str(text)) from error
    return found
