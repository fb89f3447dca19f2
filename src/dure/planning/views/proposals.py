"""Proposals: accepted in bulk, changed, split and put together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.planning import selectors, services
from dure.planning.forms import ProposalForm, SplitForm
from dure.planning.models import Proposal
from dure.planning.views.common import ids, sees_prices, today, undo_since
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import back
from dure.web.tables import Kind
from dure.web.toast import toast

SOON = {"": None, "today": 0, "week": 7, "month": 31}


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """By kind, supplier and day, with whom each is for in the end."""
    ask, prices = request.GET, sees_prices(request)
    days = SOON.get(ask.get("until", ""))
    rows = selectors.proposals(
        kind=ask.get("kind", ""), status=ask.get("status", ""), text=ask.get("q", "")[:80],
        until=None if days is None else today() + timedelta(days=days), with_ignored="ignored" in ask,
    )[:5000]  # fmt: skip
    sums = selectors.totals(rows, today())
    found = selectors.shown(rows, today())
    if (partner := ask.get("supplier", "")).isdecimal():
        found = [one for one in found if one.row.kind != "make" and _partner(one) == int(partner)]
    return listing(
        request, "planning/proposals.html", found, _fields(prices=prices), title=_("Proposals"), ask=ask,
        totals=sums, prices=prices, kinds=Proposal.Kind.choices, statuses=Proposal.Status.choices,
        supplier=partner, last=selectors.last_run(), open=selectors.open_run(),
    )  # fmt: skip


def _partner(one: Any) -> int:
    return one.supplier.partner_id if one.supplier else 0


def _fields(*, prices: bool) -> Sequence[Field]:
    found = [
        Field(_("Kind"), lambda one: one.row.get_kind_display()),
        Field(_("Status"), lambda one: one.row.get_status_display()),
        Field(_("Item code"), lambda one: one.row.item.code),
        Field(_("Item"), lambda one: one.row.item.name),
        Field(_("Quantity"), lambda one: one.row.quantity, Kind.NUMBER),
        Field(_("Unit"), lambda one: one.row.item.unit_id),
        Field(_("Start or order on"), lambda one: one.row.release_on),
        Field(_("There on"), lambda one: one.row.due_on),
        Field(_("Needed on"), lambda one: one.row.needed_on),
        Field(pgettext("trade", "Supplier"), lambda one: one.supplier.name if one.supplier else ""),
        Field(_("Whom for"), lambda one: ", ".join(" ".join(filter(None, [f.text, f.who])) for f in one.serves)),
    ]
    return [*found, Field(_("Worth (won)"), lambda one: one.worth, Kind.NUMBER)] if prices else found


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    done = services.accept_proposals(ids=ids(request), by=who(request))
    parts = []
    if count := len(done.requests):
        parts.append(ngettext("%(n)s purchase request", "%(n)s purchase requests", count) % {"n": count})
    if count := len(done.orders):
        parts.append(ngettext("%(n)s planned order", "%(n)s planned orders", count) % {"n": count})
    undo_at = f"{reverse('planning:unaccept')}?ids={'-'.join(str(row.pk) for row in done.proposals)}"
    text = _("Accepted: %(what)s.") % {"what": ", ".join(parts)}
    return toast(request, back(request, reverse("planning:proposals")), text, undo=undo_at)


@require_POST
def unaccept(request: HttpRequest) -> HttpResponse:
    rows = services.undo_acceptance(ids=ids(request), by=who(request))
    count = len(rows)
    text = ngettext("%(n)s acceptance was taken back.", "%(n)s acceptances were taken back.", count) % {"n": count}
    return toast(request, back(request, reverse("planning:proposals")), text, kind="info")


@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    row = services.merge_proposals(ids=ids(request), by=who(request))
    undo_at = reverse("planning:unfix", args=[row.pk])
    return toast(request, back(request, reverse("planning:proposals")), _("Put together."), undo=undo_at)


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it before it is accepted; it is fixed by that."""
    row = get_object_or_404(Proposal, pk=pk)
    first = {"quantity": row.quantity, "due_on": row.due_on, "kind": row.kind}
    form, before = ProposalForm(request.POST or None, initial=first), newest_change()
    return take(
        request, form, lambda: services.change_proposal(proposal_id=pk, by=who(request), **form.cleaned_data),
        template="planning/proposal.html", then=lambda made: reverse("planning:item", args=[made.item_id]),
        done=_("Fixed. Runs leave it as it is."), undo=lambda _row: undo_since(before), row=row, split=SplitForm(),
    )  # fmt: skip


@require_POST
def unfix(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.unfix_proposal(proposal_id=pk, by=who(request))
    there = reverse("planning:item", args=[row.item_id])
    return toast(request, back(request, there), _("Left to the planning again."), kind="info")


@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Proposal, pk=pk)
    form, before = SplitForm(request.POST), newest_change()
    return take(
        request, form, lambda: services.split_proposal(proposal_id=pk, by=who(request), **form.cleaned_data),
        template="planning/proposal.html", then=reverse("planning:item", args=[row.item_id]), done=_("Split."),
        undo=lambda _rows: undo_since(before), row=row, split=form,
    )  # fmt: skip
