"""The list of alarms, one of them, the journal, and how much they ask of people."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.decisions import services
from dure.decisions.alarming import LETTERS, TO_ACKNOWLEDGE
from dure.decisions.forms import ReasonForm, ShelfForm
from dure.decisions.models import Alarm, AlarmRule
from dure.decisions.models.alarms import HAPPENING_NAMES
from dure.decisions.selectors import alarms as selectors
from dure.decisions.selectors import models
from dure.decisions.selectors.rule_texts import reading_text
from dure.decisions.views.common import number_in, yardsticks
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.web.listing import Field, listing
from dure.web.problems import back
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

PERIODS = (1, 7, 30)


def _list(rows: Sequence[Alarm]) -> dict[str, Any]:
    return {
        "groups": selectors.groups(rows), "waiting": [row.pk for row in rows if row.letter_state in TO_ACKNOWLEDGE],
        "hidden": list(selectors.hidden()),
    }  # fmt: skip


@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("priority"), lambda row: row.rule.get_priority_display()),
        Field(_("work unit"), lambda row: str(row.rule.unit or "")),
        Field(_("alarm"), lambda row: row.rule.name),
        Field(_("state"), lambda row: row.get_state_display()),
        Field(_("raised"), lambda row: row.raised_at, Kind.TIME),
        Field(_("reading"), lambda row: reading_text(row.rule, row.value)),
        Field(_("response"), lambda row: row.rule.action),
    ]
    rows = list(selectors.on_list())
    return listing(request, "decisions/alarms.html", rows, fields, title=_("Alarms"), **_list(rows))


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The list alone, fetched again with each change."""
    return render(request, "decisions/parts/alarms.html", _list(list(selectors.on_list())))


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """In the frame of every page: how many alarms nobody has acknowledged, empty for none."""
    return render(request, "decisions/parts/bell.html", {"waiting": selectors.waiting_count()})


def _of(pk: int) -> Alarm:
    row = selectors.alarm_of(pk)
    if row is None:
        raise Http404
    return row


@require_GET
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm with what to do about it, and its journal."""
    row = _of(pk)
    context = {
        "row": row, "rule": row.rule, "records": selectors.journal(rule=pk)[:100], "letter": LETTERS[row.letter_state],
        "may_ack_now": row.letter_state in TO_ACKNOWLEDGE, "shelf": ShelfForm(auto_id=False),
        "reason": ReasonForm(auto_id=False), "drift": models.drift_of(row.rule),
    }  # fmt: skip
    return render(request, "decisions/alarm.html", context)


def _rule(pk: int) -> AlarmRule:
    return row_or_404(AlarmRule, pk=pk)


def _page(pk: int) -> str:
    return reverse("decisions:alarm", args=[pk])


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    services.acknowledge(rule=_rule(pk), by=who(request))
    return toast(request, back(request, _page(pk)), _("Acknowledged."))


@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    """Those that the page showed, not what came since."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 18]
    count = services.acknowledge_all(rule_ids=ids, by=who(request))
    return toast(request, redirect("decisions:alarms"), _("%(count)s acknowledged.") % {"count": count})


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say why in a few words.")
    return str(form.cleaned_data["reason"])


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    services.comment(rule=_rule(pk), text=_reason(request), by=who(request))
    return toast(request, back(request, _page(pk)), _("It stands in the journal."))


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    services.reset(rule=_rule(pk), by=who(request))
    return toast(request, back(request, _page(pk)), _("Reset."))


@require_POST
def shelve(request: HttpRequest, pk: int) -> HttpResponse:
    form = ShelfForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say why and for how long.")
    until = clock.now() + timedelta(minutes=form.cleaned_data["minutes"])
    services.shelve(rule=_rule(pk), until=until, reason=form.cleaned_data["reason"], by=who(request))
    undo = reverse("decisions:alarm-unshelve", args=[pk])
    return toast(request, back(request, _page(pk)), _("Shelved."), undo=undo)


@require_POST
def unshelve(request: HttpRequest, pk: int) -> HttpResponse:
    services.unshelve(rule=_rule(pk), by=who(request))
    return toast(request, back(request, _page(pk)), _("Taken off the shelf."), kind="info")


@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_out(rule=_rule(pk), reason=_reason(request), by=who(request))
    undo = reverse("decisions:alarm-back", args=[pk])
    return toast(request, back(request, _page(pk)), _("Taken out of service."), undo=undo)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    services.put_back(rule=_rule(pk), by=who(request))
    return toast(request, back(request, _page(pk)), _("Back in service."), kind="info")


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    words, happening = request.GET.get("q", "")[:80], request.GET.get("what", "rings")
    rows = selectors.journal(words=words, happening="" if happening == "all" else happening)
    fields = [
        Field(_("when"), lambda row: row.at, Kind.TIME),
        Field(_("alarm"), lambda row: row.rule.name),
        Field(_("happening"), lambda row: row.get_happening_display()),
        Field(_("state"), lambda row: row.get_state_display()),
        Field(_("priority"), lambda row: row.get_priority_display()),
        Field(_("reading"), lambda row: reading_text(row.rule, row.value)),
        Field(_("note"), lambda row: row.note),
        Field(_("by"), lambda row: str(row.by or "")),
    ]
    kinds = [(one.value, name) for one, name in HAPPENING_NAMES.items()]
    return listing(
        request, "decisions/journal.html", rows, fields, title=_("Alarm journal"), q=words, what=happening, kinds=kinds,
    )  # fmt: skip


@require_GET
def rate(request: HttpRequest) -> HttpResponse:
    """The figures of ISA-18.2 beside their targets."""
    days = number_in(request, "days", PERIODS, 7)
    people = number_in(request, "people", range(1, 21), 1)
    end = clock.now()
    found = selectors.report(start=end - timedelta(days=days), end=end, positions=people)
    rows = yardsticks(found)
    fields = [
        Field(_("figure"), lambda row: str(row.name)),
        Field(_("here"), lambda row: row.text),
        Field(_("target"), lambda row: row.target),
        Field(_("met"), lambda row: "" if row.is_met is None else _("yes") if row.is_met else _("no")),
    ]
    return listing(
        request, "decisions/rate.html", rows, fields, title=_("Alarm rate"), report=found, days=days, people=people,
        periods=PERIODS, positions=range(1, 6),
        frequent=[(one, found.rules[one.rule]) for one in found.burden.frequent],
        chattering=[found.rules[one] for one in found.burden.chattering],
        stale=[found.rules[one] for one in found.burden.stale],
    )  # fmt: skip
