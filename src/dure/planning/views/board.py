"""The board: what needs a person first, and the runs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.planning import selectors, services
from dure.planning.forms import RulesForm
from dure.planning.models import MrpRun
from dure.planning.views.common import undo_since
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import back
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Exceptions, the most urgent first."""
    act, text, ignored = request.GET.get("act", ""), request.GET.get("q", "")[:80], "ignored" in request.GET
    rows = list(selectors.told(selectors.exceptions(act=act, text=text, with_ignored=ignored)[:2000]))
    fields = (
        Field(_("What to do"), lambda one: one.name),
        Field(_("Item code"), lambda one: one.row.item.code),
        Field(_("Item"), lambda one: one.row.item.name),
        Field(_("Order concerned"), lambda one: one.about.text if one.about else ""),
        Field(_("Why"), lambda one: one.sentence),
        Field(_("Date"), lambda one: one.row.day),
        Field(_("New date"), lambda one: one.row.to_day),
        Field(_("Quantity"), lambda one: one.row.quantity, Kind.NUMBER),
    )
    counts = selectors.counts()
    return listing(
        request, "planning/board.html", rows, fields, title=_("Material planning"), q=text, act=act, ignored=ignored,
        counts=[one for one in counts if one[2]], all=sum(one[2] for one in counts), last=selectors.last_run(),
        open=selectors.open_run(),
    )  # fmt: skip


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    kind = MrpRun.Kind.CHANGES if request.POST.get("kind") == "changes" else MrpRun.Kind.EVERYTHING
    services.ask_run(kind=kind, by=who(request))
    return toast(request, back(request, reverse("planning:board")), _("The planning has begun."), kind="info")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The state of the run that goes on; the page asks again until it is over, then loads itself anew."""
    going = selectors.open_run()
    answer = render(request, "planning/parts/progress.html", {"open": going, "last": selectors.last_run()})
    if going is None and request.headers.get("HX-Request") == "true":
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    fields = (
        Field(_("Asked at"), lambda run: run.asked_at, Kind.TIME),
        Field(_("Asked by"), lambda run: str(run.asked_by or "")),
        Field(_("What"), lambda run: run.get_kind_display()),
        Field(_("Status"), lambda run: run.get_status_display()),
        Field(_("Seconds"), lambda run: run.seconds, Kind.NUMBER),
        Field(_("Items"), lambda run: run.items, Kind.NUMBER),
        Field(_("Proposals"), lambda run: run.proposals, Kind.NUMBER),
        Field(_("Exceptions"), lambda run: run.advice, Kind.NUMBER),
        Field(_("Problem"), lambda run: run.problem),
    )
    return listing(request, "planning/runs.html", selectors.runs(), fields, title=_("Planning runs"))


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    done = services.follow_advice(advice_id=pk, by=who(request))
    undo_at = f"{reverse('planning:unaccept')}?ids={done.proposal.pk}" if done.proposal else ""
    return toast(request, back(request, reverse("planning:board")), _("Done."), undo=undo_at)


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("item", "")
    row = services.dismiss(
        item_id=int(number) if number.isdecimal() else 0, key=request.POST.get("key", ""), by=who(request)
    )
    undo_at = f"{reverse('planning:show')}?row={row.pk}"
    return toast(request, back(request, reverse("planning:board")), _("Ignored until it changes."), undo=undo_at)


@require_POST
def show(request: HttpRequest) -> HttpResponse:
    row = request.GET.get("row", "") or request.POST.get("row", "")
    services.show_again(row_id=int(row) if row.isdecimal() else 0)
    return toast(request, back(request, reverse("planning:board")), _("Shown again."), kind="info")


@require_POST
def undo(request: HttpRequest, first: int, last: int) -> HttpResponse:
    services.undo_changes(first=first, last=last, by=who(request))
    return toast(request, back(request, reverse("planning:board")), _("Undone."), kind="info")


def rules(request: HttpRequest) -> HttpResponse:
    form, before = RulesForm(request.POST or None, instance=selectors.rules()), newest_change()
    return take(
        request, form, lambda: services.set_rules(by=who(request), **form.cleaned_data),
        template="planning/rules.html", then=reverse("planning:rules"), done=_("Saved."),
        undo=lambda _row: undo_since(before),
    )  # fmt: skip
