"""A page of labels to print, for whatever stands on them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from dure.inventory import labels as rules
from dure.inventory.labels import SIZES, Label, Size, bars_that_fit, runs
from dure.inventory.views.asked import number_of

MOST = 500


class Drawn(NamedTuple):
    """A label with its codes as pictures (SVG)."""

    label: Label
    qr: SafeString
    bars: list[tuple[int, int]]
    width: int
    text: str


def label_page(request: HttpRequest, labels: Sequence[Label], **context: Any) -> HttpResponse:
    """Each label as often as asked for with `copies`, in the `size` of the query.

    asked: (name, value) of what else the page was asked for; zpl: address of the same for a label printer.
    """
    size, copies = size_of(request), copies_of(request)
    drawn = [draw(label, size) for label in labels[:MOST]]
    sheet = [one for one in drawn for _n in range(copies)][:MOST]
    facts = {"labels": sheet, "size": size, "sizes": SIZES.values(), "copies": copies}
    return render(request, "inventory/labels.html", facts | context)


def size_of(request: HttpRequest) -> Size:
    return SIZES.get(request.GET.get("size", ""), SIZES["60x40"])


def copies_of(request: HttpRequest) -> int:
    return max(number_of(request, "copies", 100) or 1, 1)


def draw(label: Label, size: Size) -> Drawn:
    text, pattern = bars_that_fit(label, size)
    code = segno.make(label.qr, error="m", micro=False)
    # Made by the library from our own text; it holds no style and no script.
    picture = mark_safe(code.svg_inline(border=1, omitsize=True, svgclass="qr"))  # noqa: S308
    shifted = [(begin + rules.QUIET, width) for begin, width in runs(pattern)]
    return Drawn(label, picture, shifted, len(pattern) + 2 * rules.QUIET, text)
