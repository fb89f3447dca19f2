"""Two revisions of a BOM or a routing side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.product import selectors
from dure.product.models import Bom, Routing
from dure.web.rows import row_or_404


@require_GET
def boms(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Bom, "item", pk=pk)
    others = selectors.boms_of(row.item).exclude(pk=pk)
    return _page(request, row, others, selectors.bom_differences, ("product:bom", _("Bills of materials")))


@require_GET
def routings(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Routing, "item", pk=pk)
    others = selectors.routings_of(row.item).exclude(pk=pk)
    return _page(request, row, others, selectors.routing_differences, ("product:routing", _("Routings")))


def _page(request: HttpRequest, row: Any, others: Any, differences: Any, place: tuple[str, str]) -> HttpResponse:
    """Against the one chosen (`with`), else against the one that began before. place: URL name and its title."""
    wanted = request.GET.get("with", "")
    earlier = others.filter(valid_from__lte=row.valid_from)
    before = others.filter(pk=int(wanted)).first() if wanted.isdecimal() else earlier.first() or others.first()
    context = {
        "row": row,
        "before": before,
        "others": others,
        "differences": differences(before, row) if before else [],
        "address": reverse(place[0], args=[row.pk]),
        "list_address": reverse(f"{place[0]}s"),
        "place": place[1],
    }
    return render(request, "product/compare.html", context)
