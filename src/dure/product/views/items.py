"""The register of items: list, adding with a look at what is alike, changing, and taking back."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.models import Item, ItemUnit
from dure.inventory.selectors import Alike, near_duplicate_pairs, near_duplicates, proposed_code
from dure.inventory.services import add_item, change_item, retire_item
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.product import selectors, services
from dure.product.forms import ItemForm
from dure.product.models import IdealCycle
from dure.product.views.undo import undo_address
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_none
from dure.web.toast import toast

UNDO = "product:change-undo"


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    text, kind, supply = (request.GET.get(name, "")[:80] for name in ("q", "kind", "supply"))
    with_inactive = "all" in request.GET
    found = selectors.items_like(text, kind=kind, supply=supply, with_inactive=with_inactive)
    rows = selectors.ItemRows(found, clock.now())
    fields = [
        Field(_("code"), lambda row: row.item.code),
        Field(_("name"), lambda row: row.item.name),
        Field(_("specification"), lambda row: row.item.specification),
        Field(_("kind"), lambda row: row.item.get_kind_display()),
        Field(_("group"), lambda row: row.item.group),
        Field(_("unit"), lambda row: row.item.unit_id),
        Field(_("supply"), lambda row: row.item.get_supply_display()),
        Field(_("tracking"), lambda row: row.item.get_tracking_display()),
        Field(_("shelf life in days"), lambda row: row.item.shelf_life_days, "number"),
        Field(_("barcode"), lambda row: row.item.barcode),
        Field(_("origin"), lambda row: row.item.origin),
        Field(_("allergens"), lambda row: ", ".join(row.item.allergens)),
        Field(pgettext("item", "lead time in days"), lambda row: row.item.lead_time_days, "number"),
        Field(_("safety stock"), lambda row: row.item.safety_stock, "number"),
        Field(_("smallest order"), lambda row: row.item.lot_minimum, "number"),
    ]
    return listing(
        request, "product/items.html", rows, fields, title=_("Items"), q=text, kind=kind, supply=supply,
        with_inactive=with_inactive, kinds=Item.Kind.choices, supplies=Item.Supply.choices,
    )  # fmt: skip


@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """Items that may be one and the same."""
    fields = [
        Field(_("code"), lambda row: row.one.code),
        Field(_("name"), lambda row: f"{row.one.name} {row.one.specification}".strip()),
        Field(_("code"), lambda row: row.two.code),
        Field(_("name"), lambda row: f"{row.two.name} {row.two.specification}".strip()),
        Field(_("likeness"), lambda row: row.likeness, "ratio"),
    ]
    pairs = near_duplicate_pairs()
    return listing(request, "product/items_alike.html", pairs, fields, title=_("Items that look alike"))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new item; its kind proposes the next code and how it is usually supplied."""
    return _saved(request, ItemForm(request.POST or None, initial=_usual(request.GET.get("kind", ""))), None)


def _usual(kind: str) -> dict[str, Any]:
    if kind not in Item.Kind.values:
        return {}
    is_bought = kind in (Item.Kind.RAW, Item.Kind.PACKAGING, Item.Kind.MERCHANDISE, Item.Kind.CONSUMABLE)
    supply = Item.Supply.BUY if is_bought else Item.Supply.MAKE
    return {"kind": kind, "code": proposed_code(kind), "supply": supply}


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.item(pk)
    return _saved(request, ItemForm(request.POST or None, instance=row), pk)


def _saved(request: HttpRequest, form: ItemForm, pk: int | None) -> HttpResponse:
    """The form of an item, or what became of it; `pk` None makes a new one, once looked at what is alike."""
    status, before, found = 200, newest_change(), []
    if request.method == "POST" and form.is_valid():
        found = _alike(request, form, pk)
        try:
            row = None if found else _save(request, form, pk)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            if row is not None:
                undo = undo_address(before, row, UNDO)
                return toast(request, redirect("product:item", row.pk), _("Saved."), undo=undo)
    elif request.method == "POST":
        status = 422
    context = {"form": form, "item": selectors.item(pk) if pk else None, "alike": found, "kinds": Item.Kind.choices}
    return render(request, "product/item_form.html", context, status=status)


def _alike(request: HttpRequest, form: ItemForm, pk: int | None) -> list[Alike]:
    """Items that a new one may be the double of, unless the person has seen them."""
    is_taken = selectors.item_by_code(form.cleaned_data["code"]) is not None
    if pk is not None or is_taken or "sure" in request.POST:
        return []
    return near_duplicates(form.cleaned_data["name"], form.cleaned_data["specification"], limit=5)


def _save(request: HttpRequest, form: ItemForm, pk: int | None) -> Item:
    if pk is None:
        return add_item(by=who(request), **form.cleaned_data)
    return change_item(row=selectors.item(pk), by=who(request), **form.cleaned_data)


@require_POST
def in_use(request: HttpRequest, pk: int) -> HttpResponse:
    wanted, before = request.POST.get("in_use") == "1", newest_change()
    row = selectors.item(pk)
    if wanted:
        change_item(row=row, by=who(request), is_active=True)
    else:
        retire_item(row=row, by=who(request))
    text = _("%(name)s is in use again.") if wanted else _("%(name)s is out of use.")
    undo = undo_address(before, row, UNDO)
    return toast(request, redirect("product:items"), text % {"name": row.name}, undo=undo)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    record, row = services.undo_change(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(before, row, UNDO))


def _page_of(row: Model) -> str:
    if isinstance(row, IdealCycle | ItemUnit):
        return reverse("product:item", args=[row.item_id])
    there = isinstance(row, Item) and row_or_none(Item, row.pk) is not None
    return reverse("product:item", args=[row.pk]) if there else reverse("product:items")
