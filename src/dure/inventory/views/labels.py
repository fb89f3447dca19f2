"""Labels for lots, items and places: on a roll, on A4 sheets, or as text for a label printer."""

from collections.abc import Iterator
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.inventory import labels as rules
from dure.inventory import selectors
from dure.inventory.label_sheet import MOST, copies_of, label_page, size_of
from dure.inventory.labels import SIZES, Label, elements
from dure.inventory.models import Item, Location, Lot
from dure.web.listing import as_file


@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """A page to print: each label as often as asked for."""
    asked = [(name, request.GET[name]) for name in ("lots", "items", "locations") if name in request.GET]
    return label_page(request, list(islice(_asked(request), MOST)), asked=asked, zpl=reverse("inventory:labels-zpl"))


@require_GET
def zpl(request: HttpRequest) -> HttpResponse:
    """The same labels for a label printer that speaks ZPL."""
    size = size_of(request)
    size = size if size.is_roll else SIZES["60x40"]
    text = rules.zpl(list(_asked(request))[:MOST], size, copies=copies_of(request))
    return as_file(text.encode(), f"{_('Labels')} {size.name}.zpl", "text/plain; charset=utf-8")


def _asked(request: HttpRequest) -> Iterator[Label]:
    lots = selectors.lots(_numbers(request, "lots"))
    yield from (of_lot(row) for row in lots.order_by("item__code", "number"))
    yield from (of_item(row) for row in selectors.items(_numbers(request, "items")))
    if request.GET.get("locations") == "all":
        yield from (of_location(row) for row in selectors.owned_locations())
    yield from (of_location(row) for row in selectors.locations(_numbers(request, "locations")))


def _numbers(request: HttpRequest, name: str) -> list[int]:
    words = request.GET.get(name, "").split(",")
    return [int(word) for word in words if word.isdecimal() and len(word) < 12]


def of_lot(row: Lot) -> Label:
    item = row.item
    is_serial = item.tracking == Item.Tracking.SERIAL
    whole = elements(item.code, item.barcode, row.number, row.expires_on, is_serial)
    lines = [item.code, item.specification, f"LOT {row.number}"]
    if row.expires_on:
        lines.append(_("Use by %(day)s") % {"day": f"{row.expires_on:%Y-%m-%d}"})
    if row.supplier_number:
        lines.append(_("Supplier's lot %(number)s") % {"number": row.supplier_number})
    short = elements(item.code, "", row.number, None, is_serial)
    bars = tuple(dict.fromkeys(text for text in (whole, short, row.number) if text))
    return Label(item.name, tuple(filter(None, lines)), whole or row.number, bars)


def of_item(row: Item) -> Label:
    text = row.barcode or row.code
    return Label(row.name, tuple(filter(None, (row.code, row.specification, row.barcode))), text, (text,))


def of_location(row: Location) -> Label:
    inside = row.parent.code if row.parent else ""
    return Label(row.code, tuple(filter(None, (row.own_name, inside))), row.code, (row.code,))
