"""Writing the lines of a quotation, and what the editor asks while a person types."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.commerce import selectors, services
from dure.commerce.forms.fields import plain
from dure.commerce.forms.sales import CustomerForm, HeadForm, Lines, lines_of
from dure.commerce.models import Partner, Price, SalesLine, SalesOrder
from dure.commerce.services import LineWish
from dure.commerce.undoing import today, way_back
from dure.commerce.views.prices import partner_choices
from dure.commerce.views.sales import address_of, order_or_404
from dure.inventory.models import Item
from dure.inventory.selectors import Conversions, scanned, usable_by_item
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.product.selectors import item_choices
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_none
from dure.web.toast import toast

EDITOR = "commerce/sale_write.html"


def add(request: HttpRequest) -> HttpResponse:
    """First for whom, then what."""
    partner = row_or_none(Partner, request.GET.get("partner", ""))
    if partner is None:
        form = CustomerForm(request.GET if "partner" in request.GET else None)
        if form.is_valid():
            return redirect(f"{request.path}?partner={form.cleaned_data['partner'].pk}")
        context = {"form": form, "partners": partner_choices("customer"), "heading": _("New quotation"), "get": True}
        return render(request, "commerce/sale_form.html", context)
    first = {"ordered_on": today(), "valid_until": today() + timedelta(days=30), "vat": partner.vat}
    head = HeadForm(request.POST or None, initial=first, partner=partner)
    lines = Lines(request.POST or None, prefix="line")

    def do() -> SalesOrder:
        wishes = [wish for _id, wish in lines.wishes()]
        return services.draft_sales_order(partner=partner, lines=wishes, by=who(request), **head.cleaned_data)

    return _edited(request, head, lines, do, partner=partner, order=None)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    head = HeadForm(request.POST or None, instance=order, partner=order.partner)
    lines = Lines(request.POST or None, prefix="line", initial=None if request.POST else lines_of(order))

    def do() -> SalesOrder:
        there = selectors.sales_lines_by_id([number for number, _wish in lines.wishes() if number])
        wishes: list[tuple[SalesLine | None, LineWish]] = [
            (there.get(number) if number else None, wish) for number, wish in lines.wishes()
        ]
        fresh = get_object_or_404(SalesOrder, pk=pk)
        return services.write_sales_order(order=fresh, lines=wishes, by=who(request), **head.cleaned_data)

    return _edited(request, head, lines, do, partner=order.partner, order=order)


def _edited(
    request: HttpRequest,
    head: HeadForm,
    lines: Any,
    do: Callable[[], SalesOrder],
    **context: Partner | SalesOrder | None,
) -> HttpResponse:
    """The editor, or what became of it; what a service refuses stands over it as it was typed."""
    status, back = 200, way_back()
    if request.method == "POST" and head.is_valid() & lines.is_valid():
        try:
            order = do()
        except DureError as error:
            head.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return toast(request, redirect(address_of(order)), _("Saved."), undo=back())
    elif request.method == "POST":
        status = 422
    context |= {"head": head, "lines": lines, "items": item_choices()}  # type: ignore[dict-item]
    return render(request, EDITOR, context, status=status)


@require_GET
def item_search(request: HttpRequest) -> JsonResponse:
    """Items by code, name, specification or barcode, with what may be used of them now."""
    text = request.GET.get("q", "").strip()[:80]
    if not text:
        return JsonResponse({"items": []})
    exact = scanned(text).item
    rows = [exact] if exact else list(selectors.items_like(text)[:12])
    free = usable_by_item([row.pk for row in rows])
    return JsonResponse(
        {
            "items": [
                {"code": row.code, "name": row.name, "more": row.specification, "unit": row.unit_id,
                 "free": plain(free.get(row.pk, Decimal(0)))}
                for row in rows
            ]
        }
    )  # fmt: skip


@require_GET
def line_lookup(request: HttpRequest) -> JsonResponse:
    """Price of a line and where it comes from, its quantity in the item's own unit, and what is free."""
    item = scanned(request.GET.get("item", "").strip()[:80]).item
    if item is None:
        return JsonResponse({"problem": _("There is no item with this code.")})
    partner = row_or_none(Partner, request.GET.get("partner", ""))
    unit = request.GET.get("unit", "").strip() or item.unit_id
    quantity = _number(request.GET.get("quantity", "")) or Decimal(1)
    found = selectors.price_row(
        side=Price.Side.SALE, partner=partner, item=item, unit=unit, quantity=quantity, on=today()
    )
    own, problem = _in_own_unit(item, quantity, unit)
    return JsonResponse(
        {
            "code": item.code,
            "name": item.name,
            "unit": unit,
            "price": plain(found.price) if found else "",
            "why": _why(found.row) if found else _("No price is agreed. Enter one."),
            "own": "" if unit == item.unit_id or own is None else f"= {plain(own)} {item.unit_id}",
            "free": plain(usable_by_item([item.pk]).get(item.pk, Decimal(0))),
            "own_unit": item.unit_id,
            "problem": problem,
        }
    )


def _why(row: Price) -> str:
    """Where a price comes from, in words."""
    whose = _("price of %(partner)s") % {"partner": row.partner.name} if row.partner else _("general price")
    step = _(" from %(quantity)s %(unit)s") % {"quantity": plain(row.minimum), "unit": row.unit_id}
    since = _("since %(day)s") % {"day": row.valid_from.isoformat()}
    return f"{whose}{step if row.minimum else ''}, {since}"


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None


def _in_own_unit(item: Item, quantity: Decimal, unit: str) -> tuple[Decimal | None, str]:
    try:
        return Conversions([item]).exact(item, quantity, unit), ""
    except DureError as error:
        return None, text_of(error)
