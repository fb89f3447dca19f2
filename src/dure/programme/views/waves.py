"""Waves of surveys: who is asked, links, and the answers of a wave with names."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import Invalid
from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme.forms.surveys import InviteForm, LinksForm, WaveForm
from dure.programme.models import NamedResponse, Survey, SurveyInvitation, SurveyQuestion, SurveyWave
from dure.programme.selectors import survey_results
from dure.programme.selectors import surveys as selectors
from dure.programme.services import waves as services
from dure.web import sheets
from dure.web.forms import take
from dure.web.listing import Field, as_file, listing
from dure.web.rows import row_or_404
from dure.web.tables import Cell, Column, Table
from dure.web.toast import toast

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(Survey, pk=pk), WaveForm(request.POST or None, initial={"first_on": today()})
    return take(
        request, form, lambda: services.add_wave(survey=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:wave", args=[made.pk]), done=_("Added. Now say who is asked."),
        undo=watch_changes(_UNDO), heading=_("Begin a wave"), back=reverse("programme:survey", args=[pk]),
        hint=str(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(SurveyWave, "version__survey", pk=pk), reverse("programme:wave", args=[pk])
    form, undo_of = WaveForm(request.POST or None, instance=row), watch_changes(_UNDO)
    is_open = row.state == SurveyWave.State.OPEN
    return take(
        request, form, lambda: services.change_wave(wave=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=lambda made: "" if is_open else undo_of(made), heading=str(row), back=back,
    )  # fmt: skip


@require_GET
def wave(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SurveyWave, "version__survey", pk=pk)
    fields = [
        Field(_("firm"), lambda one: str(one.firm)),
        Field(_("city or county"), lambda one: one.firm.get_city_display()),
        Field(_("sector"), lambda one: one.firm.sector),
        Field(_("answered on"), lambda one: one.answered_on.isoformat() if one.answered_on else ""),
    ]
    return listing(
        request, "programme/wave.html", selectors.invitations_of(row), fields, title=str(row), row=row,
        turnout=selectors.turnout(row), is_open=row.state == SurveyWave.State.OPEN, is_over=row.last_on < today(),
        has_results=survey_results.are_open(row, today()), remind=selectors.remind_today(row, today()),
        links=LinksForm(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(SurveyWave, "version__survey", pk=pk), reverse("programme:wave", args=[pk])
    form = InviteForm(request.POST or None)
    return take(
        request, form,
        lambda: services.invite(wave=row, firms=selectors.firms_to_ask(**form.cleaned_data), by=who(request)),
        template=_FORM, then=back, done=_("Invited."), heading=_("Who is asked"), back=back, hint=str(row),
    )  # fmt: skip


@require_POST
def uninvite(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo_of = row_or_404(SurveyInvitation, "wave", pk=pk), watch_changes(_UNDO)
    gone = services.uninvite(invitation=row, by=who(request))
    return toast(request, redirect("programme:wave", row.wave_id), _("Removed."), undo=undo_of(gone))


@require_POST
def give_out(request: HttpRequest, pk: int) -> HttpResponse:
    services.give_out(wave=row_or_404(SurveyWave, pk=pk), by=who(request))
    return toast(request, redirect("programme:wave", pk), _("Given out. Now make the links."))


@never_cache
@require_POST
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """All links at once, in the answer to this one request: nothing keeps them."""
    row, form = row_or_404(SurveyWave, "version__survey", pk=pk), LinksForm(request.POST)
    if not form.is_valid():
        raise Invalid("%(text)s is no form of export", text=request.POST.get("form", ""))
    made = [
        (one.firm, request.build_absolute_uri(reverse("programme:survey-answer", args=[token])))
        for one, token in services.make_links(wave=row)
    ]
    if form.cleaned_data["form"] == "xlsx":
        columns = [Column(_("firm")), Column(_("business number")), Column(_("link"))]
        table = Table(_("links"), columns, [[Cell(str(f)), Cell(f.number_shown), Cell(link)] for f, link in made])
        data = sheets.xlsx([str(row)], [table], timezone.get_current_timezone())
        return as_file(data, f"{row}.xlsx", sheets.XLSX)
    letters = [
        (firm, link, segno.make(link, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass="qr"))
        for firm, link in made
    ]
    return render(request, "programme/survey_letters.html", {"row": row, "letters": letters})


@require_GET
def named(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of a wave with names, of the firms that the reader sees. Raises Invalid for an anonymous one."""
    row = row_or_404(SurveyWave, "version__survey", pk=pk)
    if row.is_anonymous:
        raise Invalid("This wave is anonymous: its answers have no names.")
    questions = list(selectors.questions_of(row.version))
    fields = [
        Field(_("firm"), lambda one: str(one.response.firm)),
        Field(_("answered on"), lambda one: one.response.invitation.answered_on.isoformat()),
        *(Field(question.shown, itemgetter(at)) for at, question in enumerate(questions)),
    ]
    return listing(
        request, "programme/survey_named.html", selectors.named_answers(row), fields, title=str(row), row=row,
        questions=questions, dress=lambda rows: [_Told(one, questions) for one in rows],
    )  # fmt: skip


class _Told:
    """A response in words; item n is the answer to question n."""

    def __init__(self, response: NamedResponse, questions: Sequence[SurveyQuestion]) -> None:
        self.response = response
        self.words = [(one.shown, _words(one, response.answers.get(one.key))) for one in questions]

    def __getitem__(self, at: int) -> str:
        return self.words[at][1]


def _words(question: SurveyQuestion, value: Any) -> str:
    if value is None:
        return ""
    match question.kind:
        case SurveyQuestion.Kind.YES_NO:
            return _("yes") if value else _("no")
        case SurveyQuestion.Kind.CHOICE:
            return question.options[value]
        case SurveyQuestion.Kind.NUMBER:
            return f"{value} {question.unit}".strip()
    return str(value)
