"""Assessments of firms for a certificate, and the decision on them by somebody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.programme.forms.certificates import AnswerForm, AssessmentSearch, BeginForm, DecisionForm
from dure.programme.models import Assessment, Criterion
from dure.programme.selectors import certificates as selectors
from dure.programme.services import certificates as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM = "programme/form.html"


def _page(pk: int) -> str:
    return reverse("programme:assessment", args=[pk])


@require_GET
def assessments(request: HttpRequest) -> HttpResponse:
    search = AssessmentSearch(request.GET)
    fields = [
        Field(_("name"), lambda row: row.firm.name),
        Field(_("scheme of certification"), lambda row: str(row.version)),
        Field(_("begun on"), lambda row: row.started_on, "date"),
        Field(_("state"), lambda row: row.get_state_display()),
        Field(_("decided on"), lambda row: row.decided_on, "date"),
    ]
    rows = selectors.assessments(state=search.cleaned_data["state"] if search.is_valid() else "")
    return listing(
        request, "programme/assessments.html", rows, fields, title=_("Assessments for certification"), search=search
    )


@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Assessment, "firm", "version__scheme", "assessed_by", "decided_by", pk=pk)
    found = selectors.lines(row)
    context = {"row": row, "lines": found, "reached": selectors.points_reached(found)}
    context |= {"complete": all(line.answer for line in found), "certificate": selectors.certificate_of(row)}
    return render(request, "programme/assessment.html", context)


@require_http_methods(["GET", "POST"])
def assessment_add(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.POST or None, initial={"firm": request.GET.get("firm")})
    return take(
        request, form, lambda: services.begin_assessment(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: _page(made.pk), done=_("Added."), heading=_("Assess a firm"),
        back=reverse("programme:assessments"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    row = row_or_404(Assessment, pk=pk)
    asked = row_or_404(Criterion, pk=criterion, version=row.version_id)
    there = selectors.answer_to(row, asked)
    values = ("value", "points", "evidence", "note")
    before = {name: getattr(there, name) for name in values} if there else {}
    form = AnswerForm(asked, request.POST or None, initial=before)
    return take(
        request, form,
        lambda: services.answer_criterion(assessment=row, criterion=asked, by=who(request), **form.cleaned_data),
        template="programme/answer.html", then=_page(pk), done=_("Saved."), heading=str(asked), back=_page(pk),
        criterion=asked,
    )  # fmt: skip


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    services.hand_in(assessment=row_or_404(Assessment, pk=pk), by=who(request))
    return toast(request, redirect(_page(pk)), _("Handed in. Somebody else decides."))


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Assessment, "firm", "version__scheme", pk=pk)
    form = DecisionForm(request.POST or None)

    def do() -> object:
        given, by = form.cleaned_data, who(request)
        if given["decision"] == "certify":
            return services.certify(assessment=row, by=by)
        verb = services.send_back if given["decision"] == "send-back" else services.refuse
        return verb(assessment=row, why=given["why"], by=by)

    return take(
        request, form, do, template=_FORM, then=_page(pk), done=_("Saved."), heading=_("Decide on the certificate"),
        hint=str(row), back=_page(pk),
    )  # fmt: skip
