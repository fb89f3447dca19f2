"""Counting by scanner or finger: place, then goods, then how many."""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dure.inventory import selectors, services
from dure.inventory.forms import CountForm, plain
from dure.inventory.models import Item, Location, Lot, StockTake, StockTakeLine
from dure.inventory.views.asked import number_of, place_of
from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast

MOST_ID = 10**11


class Aim(NamedTuple):
    """What is being counted: at which place, which goods."""

    place: Location | None
    item: Item | None
    lot: Lot | None

    def query(self) -> str:
        facts = {"location": self.place, "item": self.item, "lot": self.lot}
        return urlencode({name: row.pk for name, row in facts.items() if row is not None})


def _aim(request: HttpRequest) -> Aim:
    item = row_or_none(Item, number_of(request, "item", MOST_ID))
    lot = row_or_none(Lot, number_of(request, "lot", MOST_ID), item=item) if item else None
    return Aim(place_of(request), item, lot)


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    take = get_object_or_404(StockTake, pk=pk)
    aim = _aim(request)
    if "scan" in request.GET:
        return _scanned(request, take, aim)
    form = CountForm(request.POST or None, item=aim.item, initial={"quantity": request.GET.get("quantity", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _counted(request, take, aim, form)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
    elif request.method == "POST":
        status = 422
    return render(request, "inventory/count.html", _page(request, take, aim, form), status=status)


def _page(request: HttpRequest, take: StockTake, aim: Aim, form: CountForm) -> dict[str, object]:
    lines = list(selectors.lines_of_take(take).filter(location=aim.place)) if aim.place else []
    chosen = next((row for row in lines if aim.item and (row.item_id, row.lot) == (aim.item.pk, aim.lot)), None)
    return {
        "take": take,
        "aim": aim,
        "form": form,
        "lines": [(row, Aim(aim.place, row.item, row.lot).query()) for row in lines],
        "line": chosen,
        "needs_lot": aim.item is not None and aim.item.tracking != Item.Tracking.NONE and aim.lot is None,
        "places": [(place, Aim(place, None, None).query()) for place in take.locations.order_by("code")],
        "open_count": sum(row.counted is None or row.needs_recount for row in lines),
    }


def _scanned(request: HttpRequest, take: StockTake, aim: Aim) -> HttpResponse:
    """The same page aimed at what was scanned."""
    text = request.GET["scan"][:200]
    found = selectors.scanned(text)
    quantity = ""
    if found.location:
        aim = Aim(found.location, None, None)
    elif found.item or found.lot:
        item = found.item or (found.lot.item if found.lot else None)
        aim = _placed(take, Aim(aim.place, item, found.lot))
        if item and item.tracking == Item.Tracking.SERIAL:
            quantity = "&quantity=1"
    else:
        answer = redirect(f"{request.path}?{aim.query()}")
        return toast(request, answer, _("Nothing is known by “%(text)s”.") % {"text": text}, kind="error")
    return redirect(f"{request.path}?{aim.query()}{quantity}")


def _placed(take: StockTake, aim: Aim) -> Aim:
    """At the only place of the stock-take where the goods should lie, when none was scanned before."""
    if aim.place is not None or aim.item is None:
        return aim
    lines = selectors.lines_of_take(take).filter(item=aim.item)
    places = {row.location for row in (lines.filter(lot=aim.lot) if aim.lot else lines)}
    return aim._replace(place=places.pop()) if len(places) == 1 else aim


def _counted(request: HttpRequest, take: StockTake, aim: Aim, form: CountForm) -> HttpResponse:
    if aim.place is None or aim.item is None:
        raise Invalid("Scan or choose the place and the goods first.")
    same = selectors.line_of_goods(take, item=aim.item, location=aim.place, lot=aim.lot)
    before = same.counted if same else None
    line = services.count(
        stock_take=take, item=aim.item, location=aim.place, lot=aim.lot, by=who(request), **form.cleaned_data
    )
    facts = {"item": aim.item.name, "lot": aim.lot or "", "quantity": plain(line.counted), "unit": aim.item.unit_id}
    text = _("%(item)s %(lot)s: %(quantity)s %(unit)s counted.") % facts
    undo = reverse("inventory:count-back", args=[line.pk]) + f"?counted={'' if before is None else plain(before)}"
    answer = redirect(f"{request.path}?{Aim(aim.place, None, None).query()}")
    return toast(request, answer, text, undo=undo)


@require_POST
def count_back(request: HttpRequest, pk: int) -> HttpResponse:
    line = row_or_404(StockTakeLine, "stock_take", "location", pk=pk)
    word = request.GET.get("counted", "")
    try:
        counted = Decimal(word) if word else None
    except InvalidOperation as error:
        raise Invalid("A counted quantity is not negative and has at most four decimals.") from error
    if counted is not None and not counted.is_finite():
        raise Invalid("A counted quantity is not negative and has at most four decimals.")
    services.take_count_back(line=line, counted=counted, by=who(request))
    where = reverse("inventory:count", args=[line.stock_take_id])
    return toast(request, redirect(f"{where}?location={line.location_id}"), _("Undone."))
