"""Fetching what is reserved for documents, place by place."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.inventory import selectors, services
from dure.inventory.forms.fields import QuantityField
from dure.inventory.models import Location, Reservation, StockMove
from dure.inventory.papers import told
from dure.kernel.errors import Invalid, NotFound
from dure.plant.acting import who
from dure.web.toast import toast


@require_GET
def picks(request: HttpRequest) -> HttpResponse:
    """Documents that stock is reserved for."""
    rows = selectors.documents_to_pick()
    papers = told({row.document for row in rows})
    return render(request, "inventory/picks.html", {"rows": [(row, papers.get(row.document)) for row in rows]})


@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, document: str) -> HttpResponse:
    """The list of what to fetch for a document. A scanned lot, item or place ticks its lines."""
    rows = list(selectors.reserved_for(document))
    if not rows:
        raise NotFound("Nothing is reserved for %(document)s.", document=document)
    if request.method == "POST":
        return _picked(request, document, rows)
    found = selectors.scanned(request.GET.get("scan", "")[:200])
    ticked = {row.pk for row in rows if str(row.pk) in request.GET.getlist("ticked") or _is_it(row, found)}
    context = {
        "document": document,
        "rows": rows,
        "ticked": ticked,
        "unknown": found.text if found.text and not any(_is_it(row, found) for row in rows) else "",
        "places": selectors.owned_locations(),
        "paper": told({document}).get(document),
    }
    return render(request, "inventory/pick.html", context)


def _is_it(row: Reservation, found: selectors.Scanned) -> bool:
    """Whether the scan is of what the line wants; an item alone is enough only where there are no lots."""
    if not found.is_known:
        return False
    if found.lots:
        return row.balance.lot_id in {lot.pk for lot in found.lots}
    return found.item is not None and row.balance.item_id == found.item.pk and row.balance.lot_id is None


def _picked(request: HttpRequest, document: str, rows: list[Reservation]) -> HttpResponse:
    target = _place(request)
    ticked = set(request.POST.getlist("row"))
    asked = {row.pk: _quantity(request, row) for row in rows if str(row.pk) in ticked}
    quantities = {pk: quantity for pk, quantity in asked.items() if quantity}  # of what was ticked, nothing was found
    if target is None or not quantities:
        raise Invalid("Tick what was fetched and choose where it waits.")
    made: list[StockMove] = services.pick(document=document, target=target, by=who(request), quantities=quantities)
    text = _("%(number)s: fetched for %(document)s.") % {"number": made[0].document, "document": document}
    undo = reverse("inventory:slip-back", args=[made[0].document])
    return toast(request, redirect("inventory:pick", document), text, undo=undo)


def _quantity(request: HttpRequest, row: Reservation) -> Decimal:
    try:
        found = QuantityField(required=False).clean(request.POST.get(f"quantity-{row.pk}", ""))
    except ValidationError as error:
        raise Invalid("A quantity is positive and has at most four decimals.") from error
    return row.quantity if found is None else found


def _place(request: HttpRequest) -> Location | None:
    word = request.POST.get("target", "")
    return selectors.owned_locations().filter(pk=int(word)).first() if word.isdecimal() and len(word) < 12 else None
