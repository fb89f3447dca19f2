"""What was told, with its answers; and the QR codes that ask for it."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.plant.models import Area
from dure.plant.selectors import newest_change
from dure.safety import selectors, services
from dure.safety.access import LEADERS
from dure.safety.forms import NearMissAnswerForm, PointForm, SuggestionAnswerForm, today
from dure.safety.models import AccidentKind, NearMiss, ReportPoint, Suggestion
from dure.safety.views.undo import undo_address
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast

FORM = "safety/form.html"


@require_GET
def near_misses(request: HttpRequest) -> HttpResponse:
    chosen = row_or_none(Area, request.GET.get("area", ""))
    state, kind, words = (request.GET.get(name, "") for name in ("state", "kind", "q"))
    rows = selectors.near_misses(state=state, area=chosen.pk if chosen else None, kind=kind, words=words)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("day"), lambda row: row.reported_on.isoformat()),
        Field(_("place"), lambda row: row.place),
        Field(_("what could have happened"), lambda row: row.get_kind_display()),
        Field(_("in your words"), lambda row: row.text),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("answer"), lambda row: row.answer),
    ]
    return listing(
        request, "safety/near_misses.html", rows, fields, title=_("Near misses"), chosen=chosen, state=state,
        kind=kind, words=words, areas=selectors.areas_in_use(), states=NearMiss.Status.choices,
        kinds=AccidentKind.choices,
    )  # fmt: skip


@require_GET
def near_miss(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(NearMiss, "area", "work_unit", "answered_by", "reporter", pk=pk)
    form = NearMissAnswerForm(initial={"status": row.status, "answer": row.answer})
    context = {"row": row, "form": form, "actions": row.actions.select_related("owner"), "today": today()}
    return render(request, "safety/near_miss.html", context | _may_name(request))


def _may_name(request: HttpRequest) -> dict[str, Any]:
    return {"may_name": bool(pass_of(request).roles & LEADERS)}


@require_http_methods(["GET", "POST"])
def near_miss_answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(NearMiss, pk=pk)
    form = NearMissAnswerForm(request.POST or None, initial={"status": row.status, "answer": row.answer})
    return take(
        request, form, lambda: services.answer_near_miss(near_miss=row, by=who(request), **form.cleaned_data),
        template=FORM, then=reverse("safety:near-miss", args=[pk]), done=_("Answered."),
        heading=_("Answer %(name)s") % {"name": row.number}, back=reverse("safety:near-miss", args=[pk]),
    )  # fmt: skip


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    state, topic, words = (request.GET.get(name, "") for name in ("state", "topic", "q"))
    rows = selectors.suggestions(state=state, topic=topic, words=words)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("day"), lambda row: row.reported_on.isoformat()),
        Field(_("place"), lambda row: row.place),
        Field(_("topic"), lambda row: row.get_topic_display()),
        Field(_("your idea"), lambda row: row.text),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("answer"), lambda row: row.answer),
        Field(_("credit goes to"), lambda row: row.credit),
    ]
    return listing(
        request, "safety/suggestions.html", rows, fields, title=_("Suggestions"), state=state, topic=topic,
        words=words, states=Suggestion.Status.choices, topics=Suggestion.Topic.choices,
    )  # fmt: skip


@require_GET
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Suggestion, "area", "work_unit", "answered_by", "reporter", pk=pk)
    context = {"row": row, "form": _suggestion_form(row), "actions": row.actions.select_related("owner")}
    return render(request, "safety/suggestion.html", context | _may_name(request) | {"today": today()})


def _suggestion_form(row: Suggestion, data: Any = None) -> SuggestionAnswerForm:
    credit = row.credit or (str(row.reporter) if row.reporter and row.shows_name else "")
    initial = {"status": row.status, "answer": row.answer, "credit": credit, "reward_won": row.reward_won}
    return SuggestionAnswerForm(data, initial=initial)


@require_http_methods(["GET", "POST"])
def suggestion_answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Suggestion, "reporter", pk=pk)
    form = _suggestion_form(row, request.POST or None)
    return take(
        request, form, lambda: services.answer_suggestion(suggestion=row, by=who(request), **form.cleaned_data),
        template=FORM, then=reverse("safety:suggestion", args=[pk]), done=_("Answered."),
        heading=_("Answer %(name)s") % {"name": row.number}, back=reverse("safety:suggestion", args=[pk]),
    )  # fmt: skip


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """The codes as cards to print and hang up."""
    rows = list(selectors.points(with_inactive=True))
    cards = [(row, *_code(request, row)) for row in rows if row.is_active]
    context = {"cards": cards, "out": [row for row in rows if not row.is_active], "form": PointForm()}
    return render(request, "safety/points.html", context)


def _code(request: HttpRequest, row: ReportPoint) -> tuple[str, str]:
    address = request.build_absolute_uri(reverse("safety:at", args=[row.token]))
    return segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass="qr"), address


@require_http_methods(["GET", "POST"])
def point_add(request: HttpRequest) -> HttpResponse:
    before, form = newest_change(), PointForm(request.POST or None)
    return take(
        request, form, lambda: services.add_point(by=who(request), **form.values()), template=FORM,
        then=reverse("safety:points"), done=_("Added."), undo=lambda made: undo_address(before, made),
        heading=_("A place with a QR code"), back=reverse("safety:points"),
    )  # fmt: skip


@require_POST
def point_in_use(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(ReportPoint, pk=pk), newest_change()
    services.change_point(point=row, is_active=request.POST.get("in_use") == "1", by=who(request))
    return toast(request, redirect("safety:points"), _("Saved."), undo=undo_address(before, row))


@require_POST
def point_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A code that went astray opens nothing any more."""
    services.renew_point(point=row_or_404(ReportPoint, pk=pk), by=who(request))
    return toast(request, redirect("safety:points"), _("The old code is void. Print the new one and hang it up."))
