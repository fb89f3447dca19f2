"""Programmes with their types, cohorts and rounds."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme import calendar_chart
from dure.programme.forms.calls import CohortForm, ProgrammeForm, RoundForm, TypeForm
from dure.programme.models import Cohort, Programme, Round, SupportType
from dure.programme.selectors import actuals, decisions
from dure.programme.selectors import calls as selectors
from dure.programme.services import calls as services
from dure.programme.views.asking import asked
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("code"), lambda row: row.code),
        Field(_("name"), lambda row: row.name),
        Field(_("cohorts"), lambda row: ", ".join(str(one.year) for one in row.cohorts.all())),
        Field(_("types of support"), lambda row: ", ".join(one.code for one in row.types.all())),
        Field(pgettext("programme", "runs"), lambda row: _("yes") if row.is_active else _("no")),
    ]
    rows = selectors.programmes()
    return listing(request, "programme/programmes.html", rows, fields, title=_("Programmes"))


@require_GET
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    row, known = row_or_404(Programme, pk=pk), asked(request)
    cohorts = selectors.cohorts_of(row)
    context = {
        "row": row, "cohorts": cohorts, "calendar": _calendar(cohorts, today()),
        "overlaps": selectors.overlaps_of(cohorts),
        "types": [(one, decisions.rule_on(one, known.at)) for one in selectors.types_of(row)],
    }  # fmt: skip
    return render(request, "programme/programme.html", context)


@require_GET
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    row, known = row_or_404(Cohort, "programme", pk=pk), asked(request)
    near = selectors.overlapping(row)
    context = {
        "row": row, "asked": known, "rounds": selectors.rounds_of(row), "calendar": _calendar(near, today()),
        "overlaps": selectors.overlaps_of(near), "budget": decisions.budget_on(row, known.at),
        "lines": actuals.lines_on([row], selectors.types_of(row.programme), known.at),
    }  # fmt: skip
    return render(request, "programme/cohort.html", context)


def _calendar(cohorts: list[Cohort], day: date) -> SafeString:
    """Cohorts with their rounds below them."""
    bars = []
    for one in cohorts:
        bars.append(_bar(str(one.year), one.first_on, one.last_on, "cohort"))
        bars += [_bar(held.name, held.opens_on, held.closes_on, "call") for held in selectors.rounds_of(one)]
    bands = [calendar_chart.Band(_overlap(one), one.first_on, one.last_on) for one in selectors.overlaps_of(cohorts)]
    told = "; ".join([bar.told for bar in bars] + [band.told for band in bands])
    drawn = calendar_chart.chart(
        bars, bands, day, title=_("Calendar of the cohorts"), told=told, today_is=f"{_('Today')} {day}"
    )
    return mark_safe(drawn)  # noqa: S308 - its texts are escaped where it is drawn


def _bar(label: str, first_on: date, last_on: date, css: str) -> calendar_chart.Bar:
    return calendar_chart.Bar(label, f"{label}: {first_on} – {last_on}", first_on, last_on, css)


def _overlap(one: selectors.Overlap) -> str:
    return f"{one.earlier} · {one.later}: {one.first_on} – {one.last_on}"


@require_http_methods(["GET", "POST"])
def programme_add(request: HttpRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None)
    return take(
        request, form, lambda: services.add_programme(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:programme", args=[made.pk]), done=_("Added."), undo=watch_changes(_UNDO),
        heading=_("Add a programme"), back=reverse("programme:programmes"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def programme_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Programme, pk=pk), reverse("programme:programme", args=[pk])
    form = ProgrammeForm(request.POST or None, instance=row)
    return _changed(
        request, form, lambda: services.change_programme(programme=row, by=who(request), **form.cleaned_data), row, back
    )


@require_http_methods(["GET", "POST"])
def type_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Programme, pk=pk), reverse("programme:programme", args=[pk])
    form = TypeForm(request.POST or None)
    return take(
        request, form, lambda: services.add_type(programme=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:type", args=[made.pk]), done=_("Added."), undo=watch_changes(_UNDO),
        heading=_("Add a type of support"), back=back, hint=str(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def type_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(SupportType, pk=pk), reverse("programme:type", args=[pk])
    form = TypeForm(request.POST or None, instance=row)
    return _changed(
        request, form, lambda: services.change_type(type=row, by=who(request), **form.cleaned_data), row, back
    )


@require_http_methods(["GET", "POST"])
def cohort_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Programme, pk=pk), reverse("programme:programme", args=[pk])
    form = CohortForm(request.POST or None)
    return take(
        request, form, lambda: services.add_cohort(programme=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:cohort", args=[made.pk]), done=_("Added."), undo=watch_changes(_UNDO),
        heading=_("Add a cohort"), back=back, hint=str(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cohort_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Cohort, "programme", pk=pk), reverse("programme:cohort", args=[pk])
    form = CohortForm(request.POST or None, instance=row)
    return _changed(
        request, form, lambda: services.change_cohort(cohort=row, by=who(request), **form.cleaned_data), row, back
    )


@require_http_methods(["GET", "POST"])
def round_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Cohort, "programme", pk=pk), reverse("programme:cohort", args=[pk])
    form = RoundForm(request.POST or None)
    return take(
        request, form, lambda: services.add_round(cohort=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:round", args=[made.pk]), done=_("Added."), undo=watch_changes(_UNDO),
        heading=_("Add a round"), back=back, hint=str(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def round_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Round, "cohort__programme", pk=pk), reverse("programme:round", args=[pk])
    form = RoundForm(request.POST or None, instance=row)
    return _changed(
        request, form, lambda: services.change_round(round=row, by=who(request), **form.cleaned_data), row, back
    )


def _changed(request: HttpRequest, form: Any, do: Any, row: Any, back: str) -> HttpResponse:
    return take(
        request, form, do, template=_FORM, then=back, done=_("Saved."), undo=watch_changes(_UNDO), heading=str(row),
        back=back,
    )  # fmt: skip
