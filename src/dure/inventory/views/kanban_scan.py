"""Cards in the hand: scanned on a phone or tablet, asked for, loaded, delivered, and back."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dure.inventory import selectors, services
from dure.inventory.forms.fields import plain
from dure.inventory.forms.kanban import CardForm
from dure.inventory.kanban import AFTER, Act, State
from dure.inventory.models import KanbanCard, KanbanTrip, Lot, MilkRun
from dure.inventory.selectors import kanban as asked
from dure.inventory.selectors.milk_runs import parts_of
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.web.problems import text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """A card and what can be done with it; with an act chosen before, each scan does it."""
    if request.method == "POST":
        return _do(request)
    if "scan" in request.GET:
        return _found(request)
    mode = request.GET.get("act", "")
    context: dict[str, Any] = {"mode": mode if mode in list(Act) else "", "client_id": uuid.uuid4()}
    card = asked.card_scanned(request.GET.get("card", "")[:200])
    if card is not None:
        context |= _told(card) | {"lot": row_or_none(Lot, request.GET.get("lot"), item=card.loop.item)}
    return render(request, "inventory/kanban_scan.html", context)


def _told(card: KanbanCard) -> dict[str, Any]:
    trip = asked.open_trip(card)
    if trip is not None:
        trip.card = card
    state = State(trip.status) if trip else State.FULL
    acts = [act for act in Act if AFTER.get((state, act)) not in {None, state}]
    return {"card": card, "trip": trip, "state": state, "acts": acts, "errand": parts_of(trip) if trip else None}


def _address(mode: str = "", card: KanbanCard | None = None, lot: Model | None = None) -> str:
    facts = {"act": mode, "card": card.code if card else "", "lot": lot.pk if lot else ""}
    query = urlencode({name: value for name, value in facts.items() if value})
    return f"{reverse('inventory:kanban-scan')}?{query}" if query else reverse("inventory:kanban-scan")


def _found(request: HttpRequest) -> HttpResponse:
    """To the card that was scanned; a lot that is scanned while a card is shown is what the container holds."""
    text = request.GET["scan"][:200]
    card = asked.card_scanned(text)
    if card is not None:
        return redirect(_address("", card))
    shown = asked.card_scanned(request.GET.get("card", "")[:200])
    lots = selectors.scanned(text).lots if shown else []
    lot = next((one for one in lots if shown and one.item_id == shown.loop.item_id), None)
    answer = redirect(_address("", shown, lot))
    if lot is not None:
        return answer
    return toast(request, answer, _("Nothing is known by “%(text)s”.") % {"text": text}, kind="error")


def _do(request: HttpRequest) -> HttpResponse:
    form = CardForm(request.POST)
    mode = request.POST.get("mode", "") if request.POST.get("mode", "") in list(Act) else ""
    card = asked.card_scanned(request.POST.get("scan", "")[:200])
    if not form.is_valid() or card is None:
        text = _("“%(text)s” is no kanban card.") % {"text": request.POST.get("scan", "")[:40]}
        return toast(request, redirect(_address(mode)), text, kind="error")
    try:
        trip = _act(request, card, form.cleaned_data)
    except DureError as error:
        return toast(request, redirect(_address(mode, card)), text_of(error), kind="error")
    undo = reverse("inventory:kanban-back", args=[trip.pk, trip.status])
    return toast(request, redirect(_then(request, mode, card)), _said(trip), undo=undo)


def _then(request: HttpRequest, mode: str, card: KanbanCard) -> str:
    run = row_or_none(MilkRun, request.POST.get("run"))
    return reverse("inventory:milk-run-round", args=[run.pk]) if run else _address(mode, card)


def _act(request: HttpRequest, card: KanbanCard, found: dict[str, Any]) -> KanbanTrip:
    by, quantity = who(request), found["quantity"]
    if found["act"] == Act.ASK:
        return services.ask_card(card=card, client_id=found["client_id"], by=by)
    if found["act"] == Act.DELIVER:
        return services.deliver_card(card=card, by=by, quantity=quantity)
    lot = row_or_none(Lot, found["lot"], item=card.loop.item)
    return services.load_card(card=card, by=by, lot=lot, quantity=quantity)


def _said(trip: KanbanTrip) -> str:
    loop = trip.card.loop
    facts = {"card": trip.card.code, "item": loop.item.name, "state": trip.get_status_display(),
             "quantity": plain(trip.quantity or loop.container_quantity), "unit": loop.item.unit_id}  # fmt: skip
    return _("%(state)s: %(card)s %(item)s %(quantity)s %(unit)s") % facts


@require_POST
def back(request: HttpRequest, pk: int, was: str) -> HttpResponse:
    trip = row_or_404(KanbanTrip, "card__loop", pk=pk)
    services.step_card_back(trip=trip, was=was, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": trip.card.code}
    return toast(request, redirect(_address("", trip.card)), text, kind="info")
