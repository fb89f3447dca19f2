"""Voices of the floor in the region: asked, given to somebody, answered, and what came of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme.access import OFFICES
from dure.programme.forms.voices import (
    AnswerVoiceForm,
    GiveVoiceForm,
    OutcomeForm,
    OwnVoiceForm,
    VoiceForm,
    VoiceSearch,
)
from dure.programme.models import RegionVoice
from dure.programme.selectors import voices as selectors
from dure.programme.services import voices as services
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    is_office = bool(pass_of(request).roles & OFFICES)
    first = {"state": "open" if is_office else "all"}
    search = VoiceSearch(first | request.GET.dict())
    asked = search.cleaned_data if search.is_valid() else first
    rows = selectors.voices(
        today=today(), state=asked["state"] or first["state"], topic=asked.get("topic", ""),
        source=asked.get("source", ""), words=asked.get("q", ""), owner=who(request) if asked.get("mine") else None,
    )  # fmt: skip
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("asked on"), lambda row: row.asked_on.isoformat()),
        Field(pgettext("programme", "firm"), lambda row: str(row.firm or "")),
        Field(_("city or county"), lambda row: row.get_city_display()),
        Field(_("where from"), lambda row: row.get_source_display()),
        Field(_("which meeting or visit"), lambda row: row.occasion),
        Field(_("topic"), lambda row: row.get_topic_display()),
        Field(_("request or question"), lambda row: row.text),
        Field(_("who answers"), lambda row: str(row.owner or "")),
        Field(_("answer due"), lambda row: row.due_on.isoformat()),
        Field(_("answered on"), lambda row: row.answered_on.isoformat() if row.answered_on else ""),
        Field(_("answer"), lambda row: row.answer),
        Field(pgettext("voice", "what came of it"), lambda row: row.get_outcome_display()),
        Field(_("in words"), lambda row: row.outcome_text),
    ]
    return listing(
        request, "programme/voices.html", rows, fields, title=_("Voices of the floor"), search=search, today=today(),
        service=selectors.service(today()), rules_changed=selectors.rules_changed(),
    )  # fmt: skip


@require_GET
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(RegionVoice, "firm", "owner", "answered_by", pk=pk)
    return render(request, "programme/voice.html", {"row": row, "today": today()})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A firm that writes for itself is asked less."""
    undo_of, is_office = watch_changes(_UNDO), bool(pass_of(request).roles & OFFICES)
    form = (VoiceForm if is_office else OwnVoiceForm)(request.POST or None, initial={"asked_on": today()})
    own = {} if is_office else {"source": RegionVoice.Source.PAGE, "asked_on": today()}
    return take(
        request, form, lambda: services.add_voice(by=who(request), **form.cleaned_data, **own), template=_FORM,
        then=lambda made: reverse("programme:voice", args=[made.pk]), done=_("Added."), undo=undo_of,
        heading=_("Write down a request"), back=reverse("programme:voices"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(RegionVoice, pk=pk), reverse("programme:voice", args=[pk])
    form, undo_of = VoiceForm(request.POST or None, instance=row_or_404(RegionVoice, pk=pk)), watch_changes(_UNDO)
    return take(
        request, form, lambda: services.change_voice(voice=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    row, back, undo_of = row_or_404(RegionVoice, pk=pk), reverse("programme:voice", args=[pk]), watch_changes(_UNDO)
    form = GiveVoiceForm(request.POST or None, initial={"owner": row.owner_id, "due_on": row.due_on})
    return take(
        request, form, lambda: services.give_voice(voice=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=undo_of, heading=_("Who answers, by when"), back=back, hint=row.text,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row, back, undo_of = row_or_404(RegionVoice, pk=pk), reverse("programme:voice", args=[pk]), watch_changes(_UNDO)
    form = AnswerVoiceForm(request.POST or None)
    return take(
        request, form, lambda: services.answer_voice(voice=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Answered: whoever asked sees it."), undo=undo_of,
        heading=_("Answer %(name)s") % {"name": row.number}, back=back, hint=row.text,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    row, back, undo_of = row_or_404(RegionVoice, pk=pk), reverse("programme:voice", args=[pk]), watch_changes(_UNDO)
    form = OutcomeForm(request.POST or None, initial={"outcome": row.outcome, "outcome_text": row.outcome_text})
    return take(
        request, form, lambda: services.note_outcome(voice=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=undo_of, heading=_("What came of %(name)s") % {"name": row.number}, back=back,
        hint=row.text,
    )  # fmt: skip
