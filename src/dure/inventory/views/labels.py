"""Labels for lots, items and places: on a roll, on A4 sheets, or as text for a label printer."""

from collections.abc import Iterator
from typing import NamedTuple

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.inventory import labels as rules
from dure.inventory import selectors
from dure.inventory.labels import SIZES, Label, Size, bars_that_fit, elements, runs
from dure.inventory.models import Item, Location, Lot
from dure.inventory.views.asked import number_of
from dure.web.listing import as_file

MOST = 500


class Drawn(NamedTuple):
    """A label with its codes as pictures (SVG)."""

    label: Label
    qr: SafeString
    bars: list[tuple[int, int]]
    width: int
    text: str


@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """A page to print: each label as often as asked for."""
    size, copies = _size(request), _copies(request)
    found = list(_asked(request))[:MOST]
    drawn = [_draw(label, size) for label in found]
    asked = [(name, request.GET[name]) for name in ("lots", "items", "locations") if name in request.GET]
    sheet = [one for one in drawn for _n in range(copies)][:MOST]
    context = {"labels": sheet, "size": size, "sizes": SIZES.values(), "copies": copies, "asked": asked}
    return render(request, "inventory/labels.html", context)


@require_GET
def zpl(request: HttpRequest) -> HttpResponse:
    """The same labels for a label printer that speaks ZPL."""
    size = _size(request)
    size = size if size.is_roll else SIZES["60x40"]
    text = rules.zpl(list(_asked(request))[:MOST], size, copies=_copies(request))
    return as_file(text.encode(), f"{_('Labels')} {size.name}.zpl", "text/plain; charset=utf-8")


def _size(request: HttpRequest) -> Size:
    return SIZES.get(request.GET.get("size", ""), SIZES["60x40"])


def _copies(request: HttpRequest) -> int:
    return max(number_of(request, "copies", 100) or 1, 1)


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


def _draw(label: Label, size: Size) -> Drawn:
    text, pattern = bars_that_fit(label, size)
    code = segno.make(label.qr, error="m", micro=False)
    # Made by the library from our own text; it holds no style and no script.
    picture = mark_safe(code.svg_inline(border=1, omitsize=True, svgclass="qr"))  # noqa: S308
    shifted = [(begin + rules.QUIET, width) for begin, width in runs(pattern)]
    return Drawn(label, picture, shifted, len(pattern) + 2 * rules.QUIET, text)
