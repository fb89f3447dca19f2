"""Corrective actions: asked, shown by evidence, closed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.plant.models import Area
from dure.plant.placing import place_key
from dure.plant.selectors import newest_change
from dure.product.media import MOST_FILE_MB
from dure.safety import selectors, services
from dure.safety.access import LEADERS
from dure.safety.forms import ActionForm, CloseForm, EvidenceForm, today
from dure.safety.models import (
    Accident,
    ActionEvidence,
    CorrectiveAction,
    ErgonomicTask,
    NearMiss,
    RiskLine,
    Suggestion,
)
from dure.safety.views.reports import FORM
from dure.safety.views.undo import undo_address
from dure.web.access import allows, pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

_SOURCES = {
    "risk_line": (RiskLine, "safety:risk"),
    "near_miss": (NearMiss, "safety:near-miss"),
    "accident": (Accident, "safety:accident"),
    "suggestion": (Suggestion, "safety:suggestion"),
    "ergonomic_task": (ErgonomicTask, "safety:task"),
}


@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    state, chosen = request.GET.get("state", "open"), row_or_none(Area, request.GET.get("area", ""))
    mine = "mine" in request.GET
    rows = selectors.actions(
        today=today(), state=state, area=chosen.pk if chosen else None, owner=who(request) if mine else None
    )
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("what is to be done"), lambda row: row.text),
        Field(_("place"), lambda row: row.place),
        Field(_("who puts it right"), lambda row: str(row.owner)),
        Field(_("put right by"), lambda row: row.due_on.isoformat()),
        Field(_("evidence"), lambda row: row.proofs, "number"),
        Field(_("what was done"), lambda row: row.done),
        Field(_("Put right"), lambda row: row.closed_at, "time"),
    ]
    return listing(
        request, "safety/actions.html", rows, fields, title=_("Corrective actions"), state=state, chosen=chosen,
        mine=mine, today=today(), areas=selectors.areas_in_use(),
    )  # fmt: skip


@require_GET
def action(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(pk))


def _row(pk: int) -> CorrectiveAction:
    return row_or_404(
        CorrectiveAction, "area", "work_unit", "owner", "closed_by", "risk_line__assessment", *list(_SOURCES)[1:], pk=pk
    )


def _page(
    request: HttpRequest, row: CorrectiveAction, *, proof: Any = None, close: Any = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    holder, person = pass_of(request), who(request)
    context = {
        "action": row, "today": today(), "evidence": row.evidence.select_related("added_by"),
        "proof": proof or EvidenceForm(), "close": close or CloseForm(), "source": _source(request, row),
        "is_mine": row.owner_id == person.pk or bool(holder.roles & LEADERS),
    }  # fmt: skip
    return render(request, "safety/action.html", context, status=status)


def _source(request: HttpRequest, row: CorrectiveAction) -> dict[str, str] | None:
    """What it comes from, with a link for those who may open that."""
    found = selectors.source_of(row)
    if found is None:
        return None
    name, source = found
    page = _SOURCES[name][1]
    key = source.assessment_id if isinstance(source, RiskLine) else source.pk  # type: ignore[attr-defined]
    is_open = allows(pass_of(request), page)
    return {"text": str(source), "href": reverse(page, args=[key]) if is_open else ""}


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Something seen on a walk."""
    return _add(request, {}, {}, reverse("safety:actions"))


@require_http_methods(["GET", "POST"])
def add_for(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    """Something that comes from a risk, a near miss, an accident, an idea or a load."""
    if source not in _SOURCES or not allows(pass_of(request), _SOURCES[source][1]):
        raise Http404
    row = row_or_404(_SOURCES[source][0], pk=pk)
    placed = row.assessment if isinstance(row, RiskLine) else row
    first = {"place": place_key(placed.area, placed.work_unit), "text": getattr(row, "measure", "")}  # type: ignore[attr-defined]
    back = reverse(_SOURCES[source][1], args=[placed.pk])
    return _add(request, {source: row}, first, back)


def _add(request: HttpRequest, source: dict[str, Any], first: dict[str, str], back: str) -> HttpResponse:
    before, form = newest_change(), ActionForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.add_action(by=who(request), **form.values(), **source), template=FORM,
        then=back if source else lambda made: reverse("safety:action", args=[made.pk]), done=_("Asked."),
        undo=lambda made: undo_address(before, made), heading=_("Ask somebody to put it right"), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = _row(pk), newest_change(), reverse("safety:action", args=[pk])
    first = {"text": row.text, "owner": row.owner_id, "due_on": row.due_on}
    form = ActionForm(request.POST or None, initial=first | {"place": place_key(row.area, row.work_unit)})
    return take(
        request, form, lambda: services.change_action(action=row, by=who(request), **form.values()), template=FORM,
        then=back, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=str(row), back=back,
    )  # fmt: skip


@takes_files(MOST_FILE_MB)
@require_POST
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _row(pk), EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, proof=form, status=422)
    data = data_of(form, "file") or b""
    try:
        services.add_evidence(action=row, data=data, note=form.cleaned_data["note"], by=who(request))
    except DureError as error:
        form.add_error(None, text_of(error))
        return _page(request, row, proof=form, status=status_of(error))
    return toast(request, redirect("safety:action", pk), _("Added."))


@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.remove_evidence(evidence=row_or_404(ActionEvidence, "action", pk=pk), by=who(request))
    return toast(request, redirect("safety:action", row.pk), _("Removed."))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _row(pk), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, close=form, status=422)
    try:
        services.close_action(action=row, by=who(request), **form.cleaned_data)
    except DureError as error:
        form.add_error(None, text_of(error))
        return _page(request, row, close=form, status=status_of(error))
    return toast(request, redirect("safety:action", pk), _("Put right."))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.reopen_action(action=_row(pk), by=who(request))
    return toast(request, redirect("safety:action", pk), _("It is open again."))
