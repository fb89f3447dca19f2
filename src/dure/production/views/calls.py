"""Calls for help: who needs whom, who is on the way, and how long it took."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.plant.acting import who
from dure.production.call_forms import CallRulesForm
from dure.production.models import Call, CallKind
from dure.production.selectors import andon as selectors
from dure.production.services import andon as services
from dure.web.listing import Field, listing
from dure.web.tables import Kind
from dure.web.toast import toast

_DAYS = 28


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Open calls, the longest wait first; below how fast calls were answered, and each of them."""
    now = clock.now()
    return listing(
        request,
        "production/calls.html",
        selectors.past_calls(),
        _columns(),
        title=_("Calls"),
        open_calls=selectors.open_calls(now),
        times=selectors.response_times(now - timedelta(days=_DAYS), now),
        days=_DAYS,
        now=now,
    )


@require_GET
def open_calls(request: HttpRequest) -> HttpResponse:
    context = {"open_calls": selectors.open_calls(clock.now()), "now": clock.now()}
    return render(request, "production/parts/open_calls.html", context)


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """Who is called now, for the frame of every page: the open calls that are meant for this person's roles."""
    found = selectors.open_calls(clock.now(), roles=who(request).roles)
    return render(request, "production/parts/call_bell.html", {"found": found})


@require_POST
def answer(request: HttpRequest, call_id: int) -> HttpResponse:
    row = services.answer_call(call_id=call_id, person=who(request))
    return _said(request, row, _("%(unit)s knows that you are coming."))


@require_POST
def end(request: HttpRequest, call_id: int) -> HttpResponse:
    row = services.end_call(call_id=call_id, person=who(request), cause=request.POST.get("cause", ""))
    return _said(request, row, _("The call of %(unit)s is over."))


@require_POST
def undo(request: HttpRequest, call_id: int) -> HttpResponse:
    services.undo_call(call_id=call_id, person=who(request))
    return toast(request, redirect("production:calls"), _("Taken back."), kind="info")


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Who is called for what, at once and later."""
    forms = [CallRulesForm(kind, request.POST or None) for kind in CallKind]
    wrong = [form for form in forms if not form.is_valid()]
    if request.method == "POST" and not wrong:
        services.set_all_call_rules(levels={form.kind.value: form.levels for form in forms}, by=who(request))
        return toast(request, redirect("production:call-rules"), _("Saved."))
    return render(request, "production/call_rules.html", {"forms": forms}, status=422 if request.POST else 200)


def _said(request: HttpRequest, row: Call, text: str) -> HttpResponse:
    undo_at = reverse("production:call-undo", args=[row.pk])
    return toast(request, redirect("production:calls"), text % {"unit": row.work_unit.name}, undo=undo_at)


def _columns() -> list[Field]:
    return [
        Field(_("Called"), lambda row: row.called_at, Kind.TIME),
        Field(_("Machine"), lambda row: row.work_unit.name),
        Field(_("Help needed"), lambda row: row.get_kind_display()),
        Field(_("By"), lambda row: str(row.called_by or "")),
        Field(_("Answered"), lambda row: row.answered_at, Kind.TIME),
        Field(_("Answered by"), lambda row: str(row.answered_by or "")),
        Field(_("Ended"), lambda row: row.ended_at, Kind.TIME),
        Field(_("Cause"), lambda row: row.cause),
    ]
