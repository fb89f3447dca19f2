"""Voices of the floor: asked, given to somebody, answered, read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import Invalid
from dure.mentoring.access import LEADERS
from dure.mentoring.forms.voices import AnswerForm, AskForm, GiveForm, MeetingForm, NoteForm
from dure.mentoring.models import FloorMeeting, FloorVoice
from dure.mentoring.selectors import voices as selectors
from dure.mentoring.services import voices as services
from dure.mentoring.views.knowhow_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "mentoring/form.html"


@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    state, topic, words = (
        request.GET.get(name, first) for name, first in (("state", "open"), ("topic", ""), ("q", ""))
    )
    mine = "mine" in request.GET
    rows = selectors.voices(today=today(), state=state, topic=topic, words=words, owner=who(request) if mine else None)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("asked on"), lambda row: row.asked_on.isoformat()),
        Field(_("topic"), lambda row: row.get_topic_display()),
        Field(_("request or question"), lambda row: row.text),
        Field(_("floor meeting"), lambda row: str(row.meeting or "")),
        Field(_("who answers"), lambda row: str(row.owner or "")),
        Field(_("answer due"), lambda row: row.due_on.isoformat()),
        Field(_("state"), lambda row: row.get_state_display()),
        Field(_("answer"), lambda row: row.answer),
        Field(_("answered on"), lambda row: row.answered_on.isoformat() if row.answered_on else ""),
    ]
    return listing(
        request, "mentoring/voices.html", rows, fields, title=_("Voices of the floor"), state=state, topic=topic,
        words=words, mine=mine, today=today(), topics=FloorVoice.Topic.choices, unread=selectors.unread(who(request)),
    )  # fmt: skip


@require_GET
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorVoice, "meeting", "owner", "asked_by", "answered_by", pk=pk)
    person = who(request)
    leads = bool(pass_of(request).roles & LEADERS)
    context = {
        "row": row, "today": today(), "is_mine": row.asked_by_id == person.pk,
        "may_answer": leads or row.owner_id == person.pk, "form": AnswerForm(),
    }  # fmt: skip
    return render(request, "mentoring/voice.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """By anybody logged in; without a name nothing of this request stays."""
    form = AskForm(request.POST or None)

    def do() -> FloorVoice:
        given = form.cleaned_data
        return services.ask(topic=given["topic"], text=given["text"], by=None if given["unnamed"] else who(request))

    return take(
        request, form, do, template=FORM, then=lambda made: reverse("mentoring:voice", args=[made.pk]),
        done=_("It is here. The answer comes within two weeks."), heading=_("Ask for something"),
        back=reverse("mentoring:voices"),
        hint=_("A request or a question to the firm. Hazards and ideas are told under Safety."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = row_or_404(FloorVoice, pk=pk), newest_change(), reverse("mentoring:voice", args=[pk])
    form = GiveForm(request.POST or None, initial={"owner": row.owner_id, "due_on": row.due_on})
    return take(
        request, form, lambda: services.give_to(voice=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=_("Who answers, by when"),
        back=back, hint=row.text,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = row_or_404(FloorVoice, pk=pk), newest_change(), reverse("mentoring:voice", args=[pk])
    form = AnswerForm(request.POST or None)
    return take(
        request, form, lambda: services.answer(voice=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Answered: whoever asked sees it."), undo=lambda made: undo_address(before, made),
        heading=_("Answer %(name)s") % {"name": row.number}, back=back, hint=row.text,
    )  # fmt: skip


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    row = services.reopen(voice=row_or_404(FloorVoice, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:voice", pk), _("It is open again."), undo=undo_address(before, row))


@require_POST
def see(request: HttpRequest, pk: int) -> HttpResponse:
    services.see(voice=row_or_404(FloorVoice, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:voices-own"), _("Thank you."))


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    rows = selectors.own_voices(who(request))
    return render(request, "mentoring/voices_own.html", {"rows": rows, "today": today()})


@require_GET
def service(request: HttpRequest) -> HttpResponse:
    """Whether the firm answers in time."""
    text = request.GET.get("year", "") or str(today().year)
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and text >= "1900"):
        raise Invalid("%(text)s is no year", text=text)
    year = int(text)
    context = {
        "year": year, "whole": selectors.service_of_year(today(), year=year),
        "months": selectors.service_by_month(today(), year=year), "before": year - 1, "after": year + 1,
        "is_this": year >= today().year,
    }  # fmt: skip
    return render(request, "mentoring/voices_service.html", context)


@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("day"), lambda row: row.held_on.isoformat()),
        Field(_("title"), lambda row: row.title),
        Field(_("area"), lambda row: str(row.area or "")),
        Field(_("chaired by"), lambda row: str(row.led_by or "")),
        Field(_("people"), lambda row: len(row.names), "number"),
        Field(_("requests"), lambda row: row.asked, "number"),
        Field(_("Waiting for an answer"), lambda row: row.still_open, "number"),
    ]
    return listing(
        request, "mentoring/meetings.html", selectors.meetings(), fields, title=_("Floor meetings")
    )  # fmt: skip


@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorMeeting, "area", "led_by", pk=pk)
    rows = row.voices.select_related("owner", "asked_by").order_by("pk")
    return render(request, "mentoring/meeting.html", {"row": row, "rows": rows, "today": today()})


@require_http_methods(["GET", "POST"])
def meeting_add(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None, initial={"held_on": today()})
    return take(
        request, form, lambda: services.add_meeting(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:meeting", args=[made.pk]), done=_("Added."),
        heading=_("Write down a meeting"), back=reverse("mentoring:meetings"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    before, back = newest_change(), reverse("mentoring:meeting", args=[pk])
    form = MeetingForm(request.POST or None, instance=row_or_404(FloorMeeting, pk=pk))
    return take(
        request, form,
        lambda: services.change_meeting(meeting=row_or_404(FloorMeeting, pk=pk), by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=_("Change"), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A request of a meeting."""
    row, before, back = row_or_404(FloorMeeting, pk=pk), newest_change(), reverse("mentoring:meeting", args=[pk])
    form = NoteForm(request.POST or None)
    return take(
        request, form, lambda: services.note_voice(meeting=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Added."), undo=lambda made: undo_address(before, made),
        heading=_("Write down a request"), back=back, hint=str(row),
    )  # fmt: skip
