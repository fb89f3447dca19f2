"""Agreed prices: general ones and those of a partner, by quantity and from a day on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.commerce import selectors, services
from dure.commerce.forms.partners import LastDayForm, PriceForm
from dure.commerce.models import Partner, Price
from dure.commerce.undoing import today, way_back
from dure.inventory.models import Item
from dure.plant.acting import who
from dure.product.selectors import item_choices
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.tables import Kind

FORM = "commerce/price_form.html"


def partner_choices(side: str = "") -> list[tuple[str, str]]:
    """(code, name) that a list offers."""
    return list(selectors.partners(side=side).values_list("code", "name")[:500])


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:80] for name in ("q", "side", "partner")}
    past = "past" in request.GET
    fields = [
        Field(_("Side"), lambda row: row.get_side_display()),
        Field(_("Item code"), lambda row: row.item.code),
        Field(_("Item"), lambda row: row.item.name),
        Field(_("Partner"), lambda row: row.partner.name if row.partner else _("for all")),
        Field(_("From quantity"), lambda row: row.minimum, Kind.NUMBER),
        Field(_("Unit"), lambda row: row.unit_id),
        Field(_("Price"), lambda row: row.price, Kind.NUMBER),
        Field(_("Valid from"), lambda row: row.valid_from),
        Field(_("Valid to"), lambda row: row.valid_to),
        Field(_("Partner's item code"), lambda row: row.partner_code),
    ]
    day = today()
    rows = selectors.price_list(side=asked["side"], partner=asked["partner"], text=asked["q"], on=None if past else day)
    chosen = _partner(asked["partner"])
    return listing(
        request, "commerce/prices.html", rows, fields, title=_("Prices"), today=day, past=past, chosen=chosen, **asked
    )


def _partner(number: str) -> Partner | None:
    return row_or_none(Partner, number)


def add(request: HttpRequest) -> HttpResponse:
    first = {
        "side": request.GET.get("side", Price.Side.SALE),
        "item": row_or_none(Item, request.GET.get("item", "")),
        "partner": _partner(request.GET.get("partner", "")),
        "valid_from": today(),
        "minimum": "0",
    }  # fmt: skip
    return _form(request, first, _("New price"))


def price(request: HttpRequest, pk: int) -> HttpResponse:
    """A new price in the place of one from a day on: what was agreed before stays to be seen."""
    row = row_or_404(Price, "item", "partner", "unit", pk=pk)
    names = ("side", "item", "partner", "unit", "minimum", "price", "partner_code")
    return _form(request, {name: getattr(row, name) for name in names} | {"valid_from": today()}, str(row))


def end(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Price, "item", "partner", pk=pk), way_back()
    form = LastDayForm(request.POST or None, initial={"last_day": today()})
    return take(
        request, form, lambda: services.end_price(row=row, by=who(request), **form.cleaned_data), template=FORM,
        then=reverse("commerce:prices"), done=_("Saved."), undo=back, heading=str(row),
    )  # fmt: skip


def _form(request: HttpRequest, first: dict[str, Any], heading: str) -> HttpResponse:
    form, back = PriceForm(request.POST or None, initial=first), way_back()

    def do() -> Price:
        return services.set_price(by=who(request), **form.cleaned_data)

    def then(made: Price) -> str:
        return f"{reverse('commerce:prices')}?q={made.item.code}"

    return take(
        request, form, do, template=FORM, then=then, done=_("Saved."), undo=back, heading=heading,
        items=item_choices(), partners=partner_choices(),
    )  # fmt: skip
