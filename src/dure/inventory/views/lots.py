"""Lots: what they are, where they lie, whether they may be used, what they are made of and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.inventory import selectors, services
from dure.inventory.forms import LotForm, MergeForm, SplitForm, StatusForm
from dure.inventory.models import Balance, Item, Lot
from dure.inventory.papers import Paper, told
from dure.inventory.views.asked import today, watch_changes, word_of
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.plant.selectors import changes_told
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind

FORM = "inventory/form.html"


@dataclass(frozen=True, slots=True)
class Making:
    """A document, and the lots of a genealogy that it brought forth."""

    paper: Paper
    lots: Sequence[Lot]


def _lot(pk: int) -> Lot:
    return row_or_404(Lot, "item__unit", pk=pk)


def address_of(lot: Lot) -> str:
    return reverse("inventory:lot", args=[lot.pk])


@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    text, status, with_empty = word_of(request), request.GET.get("status", ""), "all" in request.GET
    rows = selectors.lots_found(text=text, status=status, with_empty=with_empty)
    fields = [
        Field(_("Lot"), lambda r: r.number),
        Field(_("Item code"), lambda r: r.item.code),
        Field(_("Item"), lambda r: r.item.name),
        Field(_("Supplier's lot number"), lambda r: r.supplier_number),
        Field(_("Made on"), lambda r: r.made_on),
        Field(_("Use by"), lambda r: r.expires_on),
        Field(_("Status"), lambda r: r.get_status_display()),
        Field(_("In stock"), lambda r: r.there, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.item.unit_id),
    ]
    return listing(
        request, "inventory/lots.html", rows, fields, title=_("Lots"), dress=_with_quantities, q=text, status=status,
        with_empty=with_empty, states=Lot.Status.choices, today=today(),
    )  # fmt: skip


def _with_quantities(rows: Sequence[Lot]) -> list[Lot]:
    there = selectors.quantities_of([row.pk for row in rows])
    for row in rows:
        row.there = there.get(row.pk, Decimal(0))  # type: ignore[attr-defined]
    return list(rows)


@require_GET
def lot(request: HttpRequest, pk: int) -> HttpResponse:
    """One lot: facts, places, its whole genealogy, and every change and move."""
    row = _lot(pk)
    up, found = selectors.upstream([row]), selectors.recall([row])
    moves = selectors.moves_of_lot(row)
    steps = [*up, *found.steps]
    brought = selectors.brought_by(row, up)
    papers = told({one.document for one in (*steps, *found.shipments, *moves)} | brought.keys())
    account = found.accounts[0]
    context = {
        "lot": row,
        "account": account,
        "up": selectors.branches(row, up),
        "down": selectors.branches(row, found.steps),
        "shipped": shipped_by_lot(found),
        "shipments": found.shipments,
        "numbers": {one.lot.pk: one.lot for one in found.accounts},
        "papers": papers,
        "makings": makings(brought, papers),
        "units": selectors.work_units_by_code() if steps else {},
        "moves": moves,
        "history": changes_told(row),
        "today": today(),
        "view": "list" if request.GET.get("view") == "list" else "tree",
    }
    return render(request, "inventory/lot.html", context)


def makings(brought: Mapping[str, Sequence[Lot]], papers: Mapping[str, Paper]) -> list[Making]:
    """Of the documents by which lots came, those of which something is known."""
    return [Making(papers[number], lots) for number, lots in brought.items() if number in papers]


def shipped_by_lot(found: selectors.Recall) -> dict[int, list[selectors.Shipment]]:
    rows: dict[int, list[selectors.Shipment]] = {}
    for shipment in found.shipments:
        rows.setdefault(shipment.lot, []).append(shipment)
    return rows


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = _lot(pk), watch_changes()
    form = LotForm(request.POST or None, instance=row)
    fresh = row_or_404(Lot, pk=pk)  # the form has set its values on its own row
    return take(
        request, form, lambda: services.change_lot(row=fresh, by=who(request), **form.cleaned_data), template=FORM,
        then=address_of, done=_("Saved."), undo=undo, heading=_("Change lot %(lot)s") % {"lot": row.number},
        back=address_of(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = _lot(pk), watch_changes()
    form = StatusForm(request.POST or None, now=row.status, initial={"status": request.GET.get("to", "")})

    def do() -> Lot:
        found = form.cleaned_data
        return services.set_lot_status([row], Lot.Status(found["status"]), reason=found["reason"], by=who(request))[0]

    return take(
        request, form, do, template=FORM, then=address_of, done=_("Saved."), undo=undo, back=address_of(row),
        heading=_("Status of lot %(lot)s: %(status)s") % {"lot": row.number, "status": row.get_status_display()},
        lead=_("A lot that is held, rejected or waits for a check can be moved and scrapped, not used or delivered."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    row = _lot(pk)
    balances = list(selectors.stock_now(items=[row.item_id]).filter(lot=row))
    form = SplitForm(request.POST or None, places=[one.location_id for one in balances])

    def do() -> Lot:
        return services.split_lot(lot=row, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=address_of, done=_("The part is a lot of its own now."),
        back=address_of(row), heading=_("Split lot %(lot)s") % {"lot": row.number}, lead=_there(balances),
    )  # fmt: skip


def _there(balances: Sequence[Balance]) -> str:
    parts = [f"{one.location}: {one.quantity.normalize():f} {one.item.unit_id}" for one in balances]
    return ", ".join(parts) or _("Nothing of it is in stock.")


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Lots of one item that lie at one place become one lot."""
    item = get_object_or_404(Item, pk=pk)
    balances = [row for row in selectors.stock_now(items=[item.pk]) if row.lot]
    places = sorted({row.location_id for row in balances})
    lots = selectors.lots([row.lot_id for row in balances])
    form = MergeForm(request.POST or None, places=places, lots=lots)

    def do() -> Lot:
        found = form.cleaned_data
        parts = [
            (row.lot, row.quantity)
            for row in balances
            if row.lot in found["lots"] and row.location == found["location"]
        ]
        if len(parts) != len(found["lots"]) or len(parts) < 2:
            raise Invalid("Choose two lots or more that lie at this place.")
        return services.merge_lots(
            parts=parts, location=found["location"], by=who(request), number=found["number"], reason=found["reason"]
        )

    return take(
        request, form, do, template=FORM, then=address_of, done=_("The lots are one now."),
        lead=_there_by_lot(balances),
        back=reverse("inventory:item", args=[item.pk]), heading=_("Merge lots of %(item)s") % {"item": item.name},
    )  # fmt: skip


def _there_by_lot(balances: Sequence[Balance]) -> str:
    return ", ".join(f"{one.lot} @ {one.location}: {one.quantity.normalize():f} {one.item.unit_id}" for one in balances)
