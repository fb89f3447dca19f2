"""Risk assessments: written with those who do the work, approved, printed, looked at again."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.plant.models import Area
from dure.plant.placing import place_key
from dure.plant.selectors import newest_change
from dure.safety import risk as rules
from dure.safety import selectors, services
from dure.safety.forms import AgainForm, LineForm, ParticipantForm, RiskForm, today
from dure.safety.models import RiskAssessment, RiskLine, RiskParticipant
from dure.safety.views.reports import FORM
from dure.safety.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast

A_YEAR = 365


def _gap_words() -> dict[rules.Gap, str]:
    return {
        rules.Gap.NO_LINES: _("Write down the first hazard."),
        rules.Gap.NO_WORKER: _("Add somebody who does this work to those who took part."),
        rules.Gap.NO_MEASURE: _("Give each risk that isn't acceptable a measure, and score it afterwards."),
        rules.Gap.NO_ACTION: _("Ask somebody to carry out each of these measures by a day."),
        rules.Gap.STILL_HIGH: _("A risk would still not be acceptable: find a better measure."),
    }


@require_GET
def risks(request: HttpRequest) -> HttpResponse:
    chosen = row_or_none(Area, request.GET.get("area", ""))
    state, words = request.GET.get("state", ""), request.GET.get("q", "")
    rows = selectors.assessments(area=chosen.pk if chosen else None, state=state, today=today(), words=words)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("place"), lambda row: row.place),
        Field(_("operation or work"), lambda row: row.operation),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("hazards"), lambda row: row.hazards, "number"),
        Field(_("assessed on"), lambda row: row.assessed_on.isoformat()),
        Field(_("look at it again by"), lambda row: row.review_on.isoformat()),
        Field(_("status"), lambda row: row.get_status_display()),
    ]
    return listing(
        request, "safety/risks.html", rows.distinct(), fields, title=_("Risk assessments"), chosen=chosen,
        state=state, words=words, areas=selectors.areas_in_use(), today=today(),
        has_matrix=selectors.matrix_in_force() is not None,
    )  # fmt: skip


def address_of(row: RiskAssessment) -> str:
    return reverse("safety:risk", args=[row.pk])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    first = {"assessed_on": today(), "review_on": today() + timedelta(days=A_YEAR), "leader": who(request).pk}
    form = RiskForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.add_assessment(by=who(request), **form.values()), template=FORM,
        then=address_of, done=_("Begun."), heading=_("Begin a risk assessment"), back=reverse("safety:risks"),
        operations=selectors.operation_names(), has_matrix=selectors.matrix_in_force() is not None, needs_matrix=True,
    )  # fmt: skip


def _row(pk: int) -> RiskAssessment:
    return row_or_404(
        RiskAssessment, "area", "work_unit", "matrix", "leader", "approved_by", "previous", pk=pk
    )  # fmt: skip


@require_GET
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(pk))


def _page(request: HttpRequest, row: RiskAssessment, *, form: Any = None, status: int = 200) -> HttpResponse:
    words = _gap_words()
    is_open = row.status == RiskAssessment.Status.OPEN
    context = _whole(row) | {
        "form": form or ParticipantForm(), "today": today(), "is_open": is_open,
        "gaps": [words[gap] for gap in selectors.gaps_of(row)] if is_open else [],
        "history": selectors.history(row), "is_last": selectors.is_last(row),
    }  # fmt: skip
    return render(request, "safety/risk.html", context, status=status)


def _whole(row: RiskAssessment) -> dict[str, Any]:
    people = row.participants.select_related("person")
    return {"risk": row, "lines": selectors.scored(row), "people": people, "bands": selectors.bands_of(row.matrix)}


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    names = ("operation", "kind", "assessed_on", "review_on", "reason")
    first = {name: getattr(row, name) for name in names} | {"leader": row.leader_id}
    form = RiskForm(request.POST or None, initial=first | {"place": place_key(row.area, row.work_unit)})
    return take(
        request, form, lambda: services.change_assessment(assessment=row, by=who(request), **form.values()),
        template=FORM, then=address_of, done=_("Saved."), heading=str(row), back=address_of(row),
        operations=selectors.operation_names(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The next assessment of the same work."""
    row = _row(pk)
    first = {"assessed_on": today(), "review_on": today() + timedelta(days=A_YEAR)}
    form = AgainForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.assess_again(assessment=row, by=who(request), **form.cleaned_data),
        template=FORM, then=address_of, done=_("Begun."), heading=_("Assess it again"), back=address_of(row),
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.approve_assessment(assessment=_row(pk), by=who(request))
    return toast(request, redirect(address_of(row)), _("Approved."))


@require_POST
def participant_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, form = _row(pk), newest_change(), ParticipantForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    made = services.add_participant(assessment=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect(f"{address_of(row)}#people"), _("Added."), undo=undo_address(before, made))


@require_POST
def participant_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(RiskParticipant, "assessment", "person", pk=pk), newest_change()
    services.remove_participant(participant=row, by=who(request))
    address = f"{address_of(row.assessment)}#people"
    return toast(request, redirect(address), _("Removed."), undo=undo_address(before, row))


@require_http_methods(["GET", "POST"])
def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    return _line(request, _row(pk), None)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(RiskLine, "assessment__matrix", pk=pk)
    return _line(request, row.assessment, row)


def _line(request: HttpRequest, row: RiskAssessment, held: RiskLine | None) -> HttpResponse:
    before = newest_change()
    form = LineForm(request.POST or None, instance=held, matrix=row.matrix)

    def do() -> RiskLine:
        # A form of a model writes into its row before it is checked; the service takes the row as it is kept.
        kept = row_or_404(RiskLine, "assessment", pk=held.pk) if held else None
        return services.set_line(assessment=row, line=kept, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template="safety/line_form.html", then=lambda made: f"{address_of(row)}#l{made.pk}",
        done=_("Saved."), undo=lambda made: undo_address(before, made), heading=_("Hazard"), back=address_of(row),
        risk=row, grid=selectors.grid(row.matrix), bands=selectors.bands_of(row.matrix),
    )  # fmt: skip


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(RiskLine, "assessment", pk=pk), newest_change()
    services.remove_line(line=row, by=who(request))
    return toast(request, redirect(address_of(row.assessment)), _("Removed."), undo=undo_address(before, row))


@require_GET
@in_asked_language
def print_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that is kept for three years (산업안전보건법 시행규칙 제37조) and hung up where the work is done."""
    row = _row(pk)
    return paper(
        request, "safety/risk_paper.html", title=_("Risk assessment"), number=row.number, landscape=True,
        grid=selectors.grid(row.matrix), **_whole(row),
    )  # fmt: skip
