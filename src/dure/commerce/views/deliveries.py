"""Goods to customers: what is to go, the picking of it by hand or scanner, the paper, and the way back."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from dure.commerce import selectors, services
from dure.commerce.forms.sales import DeliverForm, ReasonForm, ReturnForm
from dure.commerce.models import Delivery, DeliveryLine, SalesLine
from dure.commerce.services import Pick
from dure.commerce.undoing import today
from dure.commerce.views.sales import order_or_404
from dure.inventory import selectors as stock
from dure.inventory.selectors import in_item_unit, scanned
from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def to_deliver(request: HttpRequest) -> HttpResponse:
    """Open lines of all orders, the most urgent first, with what is free of them."""
    text, late, day = request.GET.get("q", "")[:80], "late" in request.GET, today()
    rows = selectors.lines_to_deliver_like(text, late_at=day if late else None)
    fields = [
        Field(_("Promised for"), lambda row: row.line.promised_on),
        Field(_("Sales order"), lambda row: row.line.order.number),
        Field(_("Customer"), lambda row: row.line.order.partner.name),
        Field(_("Item code"), lambda row: row.line.item.code),
        Field(_("Item"), lambda row: row.line.item.name),
        Field(_("Still to deliver"), lambda row: row.left, Kind.NUMBER),
        Field(_("Unit"), lambda row: row.line.item.unit_id),
        Field(_("Free in stock"), lambda row: row.free, Kind.NUMBER),
    ]
    return listing(
        request, "commerce/to_deliver.html", rows, fields, title=_("To deliver"), dress=selectors.with_free,
        q=text, late=late, today=day,
    )  # fmt: skip


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    rows = selectors.delivery_rows(text=text)
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Delivered"), lambda row: row.delivered_at, Kind.TIME),
        Field(_("Customer"), lambda row: row.partner.name),
        Field(_("Kind"), lambda row: _("return") if row.is_return else _("delivery")),
        Field(pgettext("trade", "Lines"), lambda row: row.line_count, Kind.NUMBER),
        Field(_("Taken back"), lambda row: row.undone_at, Kind.TIME),
    ]
    return listing(request, "commerce/deliveries.html", rows, fields, title=_("Deliveries"), q=text)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on the picking page, by the number of the row: `pick-<row>` with `row-<row>`."""

    picks: list[Pick]

    @classmethod
    def of(cls, data: Any, lines: dict[int, SalesLine]) -> "Typed":
        """Raises Invalid for what is no quantity or names no line."""
        rows = [key.removeprefix("pick-") for key in data if key.startswith("pick-")]
        found = [(data.get(f"row-{row}", ""), _quantity(data[f"pick-{row}"])) for row in rows]
        wanted = [(name.split(":"), quantity) for name, quantity in found if quantity]
        if any(len(parts) != 3 or not parts[0].isdecimal() or int(parts[0]) not in lines for parts, _q in wanted):
            raise Invalid("The order was changed meanwhile. Open it again.")
        lots = stock.lots([int(parts[1]) for parts, _q in wanted if parts[1].isdecimal()]).in_bulk()
        places = stock.locations([int(parts[2]) for parts, _q in wanted if parts[2].isdecimal()]).in_bulk()
        return cls(
            [
                Pick(
                    lines[int(line)],
                    quantity,
                    lots.get(int(lot)) if lot else None,
                    places.get(int(place)) if place else None,
                )
                for (line, lot, place), quantity in wanted
            ]
        )


def _quantity(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "").strip() or "0")
    except InvalidOperation as error:
        raise Invalid("%(text)s is no quantity.", text=text) from error
    if found < 0 or not found.is_finite():
        raise Invalid("%(text)s is no quantity.", text=text)
    return found


def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """What is proposed to go, lot by lot, what expires first before the rest; a scan counts what really goes."""
    order = order_or_404(pk)
    together = "together" in request.GET
    lines = selectors.open_lines(order, together=together)
    first = {"delivered_at": timezone.localtime(clock.now()), "ship_to": order.ship_to_id}
    form = DeliverForm(request.POST or None, initial=first, partner=order.partner)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            typed = Typed.of(request.POST, {line.pk: line for line in lines})
            made = services.deliver(picks=typed.picks, by=who(request), **form.cleaned_data)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            text = _("%(number)s has gone.") % {"number": made.number}
            back = reverse("commerce:delivery-undo", args=[made.pk])
            return toast(request, redirect("commerce:delivery", made.pk), text, undo=back)
    elif request.method == "POST":
        status = 422
    shelves = selectors.shelves(lines)
    context = {
        "order": order, "form": form, "shelves": shelves, "together": together, "typed": request.POST,
        "others": selectors.open_lines(order, together=True).count() - len(lines) if not together else 0,
        "missing": [shelf for shelf in shelves if shelf.missing],
    }  # fmt: skip
    return render(request, "commerce/deliver.html", context, status=status)


@require_GET
def scan(request: HttpRequest) -> JsonResponse:
    """What a bar code means for picking: item, lot, and how much of its own unit one scan counts; or a problem."""
    found = scanned(request.GET.get("text", "")[:120])
    if not found.is_known or found.item is None:
        return JsonResponse({"problem": _("This code isn't known: %(text)s") % {"text": found.text}})
    lot, quantity = found.lot, found.quantity or Decimal(1)
    try:
        own = in_item_unit(found.item, quantity, found.unit or found.item.unit_id)
    except DureError as error:
        return JsonResponse({"problem": text_of(error)})
    if lot is None and found.lot_number:
        return JsonResponse({"problem": _("There is no lot %(lot)s.") % {"lot": found.lot_number}})
    return JsonResponse(
        {"item": found.item.pk, "name": found.item.name, "lot": lot.pk if lot else None,
         "lot_number": lot.number if lot else "", "quantity": f"{own.normalize():f}"}
    )  # fmt: skip


def _delivery(pk: int) -> Delivery:
    return row_or_404(Delivery, "partner", "ship_to", "made_by", "undone_by", pk=pk)


@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    return _delivery_page(request, _delivery(pk), ReasonForm())


def _delivery_page(request: HttpRequest, row: Delivery, form: ReasonForm, status: int = 200) -> HttpResponse:
    lines = list(selectors.lines_of_deliveries([row.pk]))
    orders = selectors.orders_of_lines(lines)
    context = {
        "delivery": row,
        "lines": lines,
        "orders": orders,
        "returned": selectors.returned_by_line(lines),
        "form": form,
        "is_invoiced": any(line.invoiced for line in lines),
        "back_papers": selectors.papers_back(row),
    }
    return render(request, "commerce/delivery.html", context, status=status)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """With a reason; from the toast right after it went, without one."""
    row = _delivery(pk)
    if request.method == "POST" and "reason" not in request.POST:
        services.undo_delivery(delivery=row, by=who(request), reason=_("taken back at once"))
        return toast(request, redirect("commerce:delivery", pk), _("Taken back."), kind="info")
    form = ReasonForm(request.POST or None)
    return take(
        request, form, lambda: services.undo_delivery(delivery=row, by=who(request), **form.cleaned_data),
        template="commerce/sale_form.html", then=reverse("commerce:delivery", args=[pk]), done=_("Taken back."),
        heading=_("Take %(number)s back") % {"number": row.number}, crumb=row,
    )  # fmt: skip


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Goods that come back: how much of which line, why, where they go, and whether others follow."""
    row = _delivery(pk)
    lines = list(selectors.lines_of_deliveries([pk]))
    back = selectors.returned_by_line(lines)
    form, status = ReturnForm(request.POST or None, initial={"is_replaced": True}), 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.take_returns(returned=_returned(request, lines), by=who(request), **form.cleaned_data)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            undo_at = reverse("commerce:delivery-undo", args=[made.pk])
            return toast(request, redirect("commerce:delivery", made.pk), _("Taken in."), undo=undo_at)
    elif request.method == "POST":
        status = 422
    rows = [
        (line, line.quantity - back.get(line.pk, Decimal(0)), request.POST.get(f"back-{line.pk}", "")) for line in lines
    ]
    return render(request, "commerce/return.html", {"delivery": row, "form": form, "rows": rows}, status=status)


def _returned(request: HttpRequest, lines: list[DeliveryLine]) -> list[tuple[DeliveryLine, Decimal]]:
    typed = [(line, _quantity(request.POST.get(f"back-{line.pk}", ""))) for line in lines]
    return [(line, quantity) for line, quantity in typed if quantity]
