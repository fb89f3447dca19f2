"""The inbox of recommendations, one of them with what came of it, and the decisions."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.decisions import services
from dure.decisions.deciding import Status
from dure.decisions.forms import LaterForm, ReasonForm
from dure.decisions.models import Recommendation
from dure.decisions.models.recommendations import STATUS_NAMES
from dure.decisions.selectors import recommendations as selectors
from dure.decisions.selectors.effects import came_of
from dure.decisions.selectors.recommendations import Shown
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.web.listing import Field, listing
from dure.web.problems import back
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    state, kind, words = (request.GET.get(name, "")[:80] for name in ("state", "kind", "q"))
    state = state if state in {*Status, "all"} else Status.OPEN.value
    now, person = clock.now(), who(request)

    def dressed(rows: Sequence[Recommendation]) -> list[Shown]:
        return selectors.shown_all(rows, now=now, person=person)

    fields = [
        Field(_("source"), lambda one: str(one.source)),
        Field(_("what"), lambda one: one.title),
        Field(_("why"), lambda one: one.why),
        Field(_("expected effect"), lambda one: one.row.effect, Kind.FINE),
        Field(_("unit"), lambda one: one.effect_unit),
        Field(_("decide until"), lambda one: one.row.deadline, Kind.TIME),
        Field(_("data of"), lambda one: one.row.evidence_at, Kind.TIME),
        Field(_("status"), lambda one: one.row.get_status_display()),
        Field(_("decided at"), lambda one: one.row.decided_at, Kind.TIME),
        Field(_("decided by"), lambda one: str(one.row.decided_by or "")),
        Field(_("reason"), lambda one: one.row.reason),
    ]
    counts = selectors.counts()
    return listing(
        request, "decisions/inbox.html", selectors.recommendations(state=state, kind=kind, words=words), fields,
        title=_("Recommendations"), dress=dressed, state=state, kind=kind, q=words, kinds=selectors.kinds(),
        states=[(one.value, name, counts[one.value]) for one, name in STATUS_NAMES.items()],
        pace=selectors.pace_of(now=now), later=LaterForm(auto_id=False), no=ReasonForm(auto_id=False),
    )  # fmt: skip


def _of(pk: int) -> Recommendation:
    return row_or_404(Recommendation, "decided_by", pk=pk)


@require_GET
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: why, what is expected, what was decided and what came of it."""
    row, now = _of(pk), clock.now()
    context = {
        "one": selectors.shown(row, now=now, person=who(request)), "row": row, "came": came_of(row, now),
        "records": row.records.select_related("by"), "later": LaterForm(auto_id=False), "no": ReasonForm(auto_id=False),
        "can_undo": row.status in (Status.ACCEPTED, Status.DECLINED, Status.LATER),
    }  # fmt: skip
    return render(request, "decisions/recommendation.html", context)


def _page(pk: int) -> str:
    return reverse("decisions:recommendation", args=[pk])


def _undo(pk: int) -> str:
    return reverse("decisions:undo", args=[pk])


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    services.accept(recommendation=_of(pk), by=who(request))
    return toast(request, back(request, _page(pk)), _("Accepted; it is done."), undo=_undo(pk))


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say why in a few words.")
    services.decline(recommendation=_of(pk), by=who(request), **form.cleaned_data)
    return toast(request, back(request, _page(pk)), _("Declined."), undo=_undo(pk))


@require_POST
def later(request: HttpRequest, pk: int) -> HttpResponse:
    form = LaterForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say for how long.")
    until = clock.now() + timedelta(minutes=form.cleaned_data["minutes"])
    services.put_off(recommendation=_of(pk), until=until, by=who(request))
    return toast(request, back(request, _page(pk)), _("Put off."), undo=_undo(pk))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    services.undo_decision(recommendation=_of(pk), by=who(request))
    return toast(request, back(request, _page(pk)), _("It is open again."), kind="info")
