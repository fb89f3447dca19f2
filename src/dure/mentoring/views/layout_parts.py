"""Stations, obstacles, floors in use and trips of a layout: added, changed, moved, removed."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dure.kernel.errors import Invalid
from dure.mentoring.forms.layouts import (
    LayoutBlockForm,
    LayoutStationForm,
    LayoutTripForm,
    LayoutZoneForm,
    chosen_points,
)
from dure.mentoring.models import FloorLayout, LayoutBlock, LayoutStation, LayoutTrip, LayoutZone
from dure.mentoring.services import layouts as services
from dure.mentoring.views.layouts import FORM, address_of
from dure.mentoring.views.tool_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast


class _Kind(NamedTuple):
    table: Any
    form: Any
    heading: Promise


KINDS = {
    "station": _Kind(LayoutStation, LayoutStationForm, gettext_lazy("Station")),
    "block": _Kind(LayoutBlock, LayoutBlockForm, gettext_lazy("Obstacle")),
    "zone": _Kind(LayoutZone, LayoutZoneForm, gettext_lazy("Floor in use")),
    "trip": _Kind(LayoutTrip, LayoutTripForm, gettext_lazy("Trip")),
}


def _kind(name: str) -> _Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _first(kind: str, text: str) -> dict[str, Any]:
    """What the points chosen on the drawing say of a new part."""
    points = chosen_points(text)
    if kind == "station" and points:
        return {"x": points[0][0], "y": points[0][1]}
    if kind == "block" and len(points) > 1:
        (x, y), (to_x, to_y) = points[:2]
        return {"x": min(x, to_x), "y": min(y, to_y), "width": abs(to_x - x), "height": abs(to_y - y)}
    return {"corners": text} if kind == "zone" and points else {}


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row, chosen, before = row_or_404(FloorLayout, "before", pk=pk), _kind(kind), newest_change()
    more = {"layout": row} if kind == "trip" else {}
    form = chosen.form(request.POST or None, initial=_first(kind, request.GET.get("points", "")), **more)
    return take(
        request, form,
        lambda: services.add_layout_part(table=chosen.table, layout=row, by=who(request), **form.cleaned_data),
        template=FORM, then=address_of(row), done=_("Added."), undo=lambda made: undo_address(before, made),
        heading=str(chosen.heading), back=address_of(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    chosen, before = _kind(kind), newest_change()
    row = row_or_404(chosen.table, "layout", pk=pk)
    more = {"layout": row.layout} if kind == "trip" else {}
    form = chosen.form(request.POST or None, instance=row, **more)
    return take(
        request, form, lambda: services.change_layout_part(part=row, by=who(request), **form.cleaned_data),
        template="mentoring/layout_part.html", then=address_of(row.layout), done=_("Saved."),
        undo=lambda made: undo_address(before, made), heading=f"{chosen.heading} {row}", back=address_of(row.layout),
        kind=kind, part=row,
    )  # fmt: skip


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a station was dragged to."""
    row, before = row_or_404(LayoutStation, "layout", pk=pk), newest_change()
    points = chosen_points(request.POST.get("to", ""))
    if len(points) != 1:
        raise Invalid("This isn't a place.")
    made = services.change_layout_part(part=row, by=who(request), x=points[0][0], y=points[0][1])
    return toast(request, redirect(address_of(row.layout)), _("Moved."), undo=undo_address(before, made))


@require_POST
def remove(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row, before = row_or_404(_kind(kind).table, "layout", pk=pk), newest_change()
    gone = services.remove_layout_part(part=row, by=who(request))
    return toast(request, redirect(address_of(row.layout)), _("Removed."), undo=undo_address(before, gone))
