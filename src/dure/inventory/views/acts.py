"""Goods that come, go and change their place, by scanner or by hand; every act can be taken back."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory import selectors, services
from dure.inventory.forms import IssueForm, ReceiptForm, ScrapForm, TransferForm, plain
from dure.inventory.models import Item, Location, Lot, StockMove
from dure.inventory.papers import told
from dure.inventory.scans import taken_up
from dure.inventory.selectors.kanban import card_scanned
from dure.inventory.slips import Slip
from dure.inventory.views.asked import sees_costs
from dure.kernel.errors import DureError, NotFound
from dure.plant.acting import who
from dure.web.problems import status_of, text_of
from dure.web.toast import toast

STATE = ("item", "lot", "source", "target", "quantity", "unit", "reason", "supplier_number", "expires_on")
_STICKY = ("source", "target", "reason")
"""What stays for the next goods."""


@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """What can be done with goods, and one field that finds whatever is scanned."""
    return render(request, "inventory/acts.html", {"moves": selectors.own_moves(who(request), list(Slip))})


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """To the page of what was scanned: a lot, an item, a place, a document."""
    text = request.GET.get("scan", "")[:200]
    found = selectors.scanned(text)
    if not found.is_known and (card := card_scanned(text)) is not None:
        return redirect(f"{reverse('inventory:kanban-scan')}?{urlencode({'card': card.code})}")
    if found.lot:
        return redirect("inventory:lot", found.lot.pk)
    if found.lots:
        return redirect(f"{reverse('inventory:lots')}?{urlencode({'q': found.lot_number, 'all': 1})}")
    if found.item:
        return redirect("inventory:item", found.item.pk)
    if found.location:
        return redirect(f"{reverse('inventory:stock')}?{urlencode({'by': 'lot', 'location': found.location.pk})}")
    word = text.strip()
    if selectors.moves_with_people(word).exists():
        return redirect("inventory:slip", word)
    return redirect(f"{reverse('inventory:stock')}?{urlencode({'q': word})}")


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest) -> HttpResponse:
    return _act(request, Slip.TRANSFER, TransferForm, _("Transfer"))


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    return _act(request, Slip.ISSUE, IssueForm, _("Issue to production"))


@require_http_methods(["GET", "POST"])
def scrap(request: HttpRequest) -> HttpResponse:
    return _act(request, Slip.SCRAP, ScrapForm, _("Scrap"))


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    return _act(request, Slip.RECEIPT, ReceiptForm, _("Receipt without order"))


def _act(request: HttpRequest, slip: Slip, form_class: type[Any], heading: str) -> HttpResponse:
    """The form of an act: filled by scans, done, or shown again with what was refused."""
    if "scan" in request.GET:
        return _scan(request, slip)
    known = selectors.item_with_code(request.POST.get("item") or request.GET.get("item", ""))
    more = {"sees_costs": sees_costs(request)} if slip is Slip.RECEIPT else {}
    form = form_class(request.POST or None, initial=_state(request, slip), known=known, **more)
    is_full = known is not None and (slip is not Slip.TRANSFER or "target" in form.initial)
    if is_full:
        form.fields["quantity"].widget.attrs["autofocus"] = True
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = _do(request, slip, form)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return _done(request, slip, made)
    elif request.method == "POST":
        status = 422
    context = _page(request, slip, form, known, heading) | {"is_full": is_full}
    return render(request, "inventory/act.html", context, status=status)


def _state(request: HttpRequest, slip: Slip) -> dict[str, Any]:
    state: dict[str, Any] = {name: request.GET[name] for name in STATE if request.GET.get(name)}
    if slip is not Slip.RECEIPT and "item" in state:
        return _only_pile(state)
    if slip is Slip.RECEIPT:
        first = selectors.first_location(Location.Kind.DIFFERENCE)
        state.setdefault("source", first.pk if first else "")
        if "target" not in state:
            state["target"] = selectors.default_location(Location.Kind.STOCK).pk
    return state


def _only_pile(state: dict[str, Any]) -> dict[str, Any]:
    """With lot and place where only one pile of the goods can be meant."""
    rows = list(selectors.stock_now().filter(item__code=state["item"]))
    rows = [row for row in rows if state.get("lot") in {None, str(row.lot or "")}]
    rows = [row for row in rows if state.get("source") in {None, str(row.location_id)}]
    if len(rows) != 1:
        return state
    lot = {"lot": rows[0].lot.number} if rows[0].lot else {}
    return state | lot | {"source": str(rows[0].location_id)}


def _scan(request: HttpRequest, slip: Slip) -> HttpResponse:
    """The same page with what was scanned in its fields; what nobody knows is said."""
    state = {name: request.GET[name] for name in STATE if request.GET.get(name)}
    text = request.GET["scan"][:200]
    found = taken_up(state, selectors.scanned(text), slip)
    answer = redirect(f"{request.path}?{urlencode(found or state)}")
    if found is not None:
        return answer
    return toast(request, answer, _("Nothing is known by “%(text)s”.") % {"text": text}, kind="error")


def _do(request: HttpRequest, slip: Slip, form: Any) -> list[StockMove]:
    by = who(request)
    if slip is Slip.RECEIPT:
        return services.receive_goods(receipts=[form.receipt()], source=form.cleaned_data["source"], by=by)
    return services.carry(slip=slip, movements=[form.movement(form.goes_to())], by=by)


def _done(request: HttpRequest, slip: Slip, made: list[StockMove]) -> HttpResponse:
    first = made[0]
    quantity = sum(one.quantity for one in made)
    facts = {
        "number": first.document, "item": first.item.name, "unit": first.item.unit_id,
        "quantity": plain(quantity), "place": first.to_location,
    }  # fmt: skip
    text = _("%(number)s: %(item)s %(quantity)s %(unit)s → %(place)s") % facts
    undo = reverse("inventory:slip-back", args=[first.document])
    if slip is Slip.RECEIPT:
        return toast(request, redirect("inventory:slip", first.document), text, undo=undo)
    kept = {name: request.POST[name] for name in _STICKY if request.POST.get(name)}
    return toast(request, redirect(f"{request.path}?{urlencode(kept)}"), text, undo=undo)


def _page(request: HttpRequest, slip: Slip, form: Any, known: Item | None, heading: str) -> dict[str, Any]:
    lying = list(selectors.stock_now(items=[known.pk])) if known else []
    number = request.POST.get("lot") or request.GET.get("lot", "")
    kinds = {Slip.SCRAP: Location.Kind.SCRAP, Slip.ISSUE: Location.Kind.PRODUCTION}
    return {
        "form": form,
        "slip": slip,
        "heading": heading,
        "item": known,
        "state": {name: value for name, value in request.GET.items() if name in STATE},
        "lying": [(row, _choice(request.GET, row)) for row in lying if not number or str(row.lot or "") == number],
        "items": selectors.items_to_type(only_lying=slip is not Slip.RECEIPT),
        "lots": sorted({row.lot.number for row in lying if row.lot}),
        "units": selectors.all_units().values_list("code", flat=True),
        "reasons": selectors.reasons_of(kinds[slip]) if slip in kinds else [],
        "moves": selectors.own_moves(who(request), [slip]),
    }


def _choice(query: QueryDict, row: Any) -> str:
    """The query that chooses a balance: its lot, its place, and all that is free of it."""
    state = {name: query[name] for name in STATE if query.get(name)}
    state |= {"item": row.item.code, "source": str(row.location_id), "quantity": plain(row.quantity - row.reserved)}
    if row.lot:
        state["lot"] = row.lot.number
    return urlencode(state)


@require_GET
def putaway(request: HttpRequest) -> HttpResponse:
    """What waits where goods come in, with the place where the rest of it lies."""
    rows = selectors.to_put_away()
    return render(request, "inventory/putaway.html", {"rows": [(row, _away(row)) for row in rows]})


def _away(row: selectors.ToPutAway) -> str:
    one = row.balance
    query = {"item": one.item.code, "source": one.location_id, "target": row.target.pk, "quantity": plain(one.quantity)}
    if one.lot:
        query["lot"] = one.lot.number
    return f"{reverse('inventory:transfer')}?{urlencode(query)}"


@require_GET
def slip(request: HttpRequest, document: str) -> HttpResponse:
    """What a document moved, who did it, and its labels."""
    moves = list(selectors.moves_with_people(document))
    if not moves:
        raise NotFound("Nothing was moved by %(document)s.", document=document)
    is_own = selectors.slip_of(document) is not None
    open_moves = [one for one in moves if one.reverses_id is None and not hasattr(one, "reversed_by")]
    lots = {one.lot_id: one.lot for one in moves if one.lot_id and isinstance(one.lot, Lot)}
    context = {
        "document": document,
        "moves": moves,
        "can_undo": is_own and bool(open_moves),
        "lots": ",".join(str(pk) for pk in lots),
        "paper": told({document}).get(document),
    }
    return render(request, "inventory/slip.html", context)


@require_POST
def slip_back(request: HttpRequest, document: str) -> HttpResponse:
    services.take_slip_back(document=document, by=who(request), reason=_("Taken back"))
    return toast(request, redirect("inventory:slip", document), _("%(number)s is taken back.") % {"number": document})
