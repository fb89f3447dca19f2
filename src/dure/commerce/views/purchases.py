"""Orders to suppliers: the list, one with its next step, its lines and its paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.buying import PurchaseHeadForm, SupplierForm
from dure.commerce.forms.sales import Lines, lines_of
from dure.commerce.models import OrderStatus, Partner, PurchaseLine, PurchaseOrder
from dure.commerce.undoing import today
from dure.commerce.views.buying import (
    FORM,
    choices,
    number_asked,
    numbers_asked,
    purchase_address,
    sees_prices,
    text_asked,
)
from dure.commerce.views.sales_papers import party_of
from dure.kernel.errors import DureError
from dure.ledger.money import won
from dure.plant.acting import who
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.tables import Kind
from dure.web.toast import toast


def order_or_404(pk: int) -> PurchaseOrder:
    return row_or_404(PurchaseOrder, "partner", "made_by", "approved_by", pk=pk)


@require_GET
def purchases(request: HttpRequest) -> HttpResponse:
    text, status, late = text_asked(request), request.GET.get("status", "open"), "late" in request.GET
    partner = number_asked(request, "partner")
    rows = selectors.purchases(text=text, status=status, partner=partner, late_at=today() if late else None)
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.ordered_on),
        Field(pgettext("trade", "Supplier"), lambda row: row.partner.name),
        Field(_("Status"), lambda row: row.get_status_display()),
        Field(_("Comes on"), lambda row: row.due),
        Field(pgettext("trade", "Lines"), lambda row: row.line_count, Kind.NUMBER),
    ]
    prices = sees_prices(request)
    if prices:
        fields.append(Field(_("Supply value"), lambda row: row.supply, Kind.NUMBER))
    return listing(
        request, "commerce/purchases.html", rows, fields, title=_("Purchase orders"), q=text, status=status, late=late,
        today=today(), statuses=OrderStatus.choices, prices=prices, supply=selectors.purchases_worth(rows),
        chosen=row_or_none(Partner, partner),
    )  # fmt: skip


@require_GET
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    view = selectors.purchase_view(order, by=who(request))
    prices = sees_prices(request)
    context = {
        "order": order,
        "view": view,
        "prices": prices,
        "today": today(),
        "history": selectors.changes_of(order) if prices else (),
    }
    return render(request, "commerce/purchase.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """First from whom, then what; requests that were chosen stand in the rows."""
    # What is sent says which requests it is for; that each is still open the service asks.
    ask = selectors.requests_by_id if request.method == "POST" else selectors.open_requests
    wanted = list(ask(numbers_asked(request, "request")))
    partner = row_or_none(Partner, number_asked(request, "supplier"), is_supplier=True)
    if partner is None:
        form = SupplierForm(request.GET if "partner" in request.GET else None)
        if form.is_valid():
            asked = "".join(f"&request={one.pk}" for one in wanted)
            return redirect(f"{request.path}?supplier={form.cleaned_data['partner'].pk}{asked}")
        context = {"form": form, "heading": _("New purchase order"), "get": True, "kept": [one.pk for one in wanted]}
        up = {"up": reverse("commerce:purchases"), "up_text": _("Purchase orders")}
        return render(request, FORM, context | up | choices())
    first = [{"item": one.item, "quantity": one.quantity, "promised_on": one.needed_on} for one in wanted]
    head = PurchaseHeadForm(request.POST or None, initial={"ordered_on": today(), "vat": partner.vat})
    lines = _lines(request, first)

    def do() -> PurchaseOrder:
        wishes = [wish for _id, wish in lines.wishes()]
        items = {wish.item.pk for wish in wishes}
        met = [one for one in wanted if one.item_id in items]
        return services.draft_purchase_order(
            partner=partner, lines=wishes, by=who(request), requests=met, **head.cleaned_data
        )

    return _edited(request, head, lines, do, partner=partner, order=None)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    head = PurchaseHeadForm(request.POST or None, instance=order)
    lines = _lines(request, lines_of(order))  # type: ignore[arg-type]

    def do() -> PurchaseOrder:
        there = selectors.purchase_lines_by_id([number for number, _wish in lines.wishes() if number])
        wishes = [(there.get(number) if number else None, wish) for number, wish in lines.wishes()]
        fresh = get_object_or_404(PurchaseOrder, pk=pk)
        return services.write_purchase_order(order=fresh, lines=wishes, by=who(request), **head.cleaned_data)

    return _edited(request, head, lines, do, partner=order.partner, order=order)


def _lines(request: HttpRequest, rows: list[dict[str, Any]]) -> Any:
    """The rows of the editor; `more` asks only for more empty ones."""
    if request.method != "POST":
        return Lines(None, prefix="line", initial=rows)
    data = request.POST.copy()
    if "more" in data:
        data["line-TOTAL_FORMS"] = str(min(int(data.get("line-TOTAL_FORMS") or 0) + 5, 200))
    return Lines(data, prefix="line")


def _edited(request: HttpRequest, head: Any, lines: Any, do: Any, **context: Any) -> HttpResponse:
    status = 200
    if request.method == "POST" and "more" not in request.POST:
        status = 422
        if head.is_valid() & lines.is_valid():
            try:
                order = do()
            except DureError as error:
                head.add_error(None, text_of(error))
                status = status_of(error)
            else:
                return toast(request, redirect(purchase_address(order)), _("Saved."))
    return render(
        request, "commerce/purchase_write.html", context | {"head": head, "lines": lines} | choices(), status=status
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    order = services.approve_order(order=order_or_404(pk), by=who(request))
    return toast(request, redirect(purchase_address(order)), _("Approved."))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    order = services.confirm_purchase_order(order=order_or_404(pk), by=who(request))
    back = reverse("commerce:purchase-step", args=[pk, OrderStatus.DRAFT.value])
    return toast(request, redirect(purchase_address(order)), _("Ordered. Print or send the purchase order."), undo=back)


@require_POST
def step(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """Back to a draft, sent, closed, open again or cancelled."""
    if status not in OrderStatus.values:
        return redirect("commerce:purchase", pk)
    order = services.set_purchase_status(order=order_or_404(pk), status=OrderStatus(status), by=who(request))
    return toast(request, redirect(purchase_address(order)), f"{order.number}: {order.get_status_display()}")


@require_POST
def line_close(request: HttpRequest, pk: int) -> HttpResponse:
    row, wanted = get_object_or_404(PurchaseLine, pk=pk), request.POST.get("close", "1") == "1"
    services.close_purchase_line(line=row, is_closed=wanted, by=who(request))
    text = _("No more of this line is to come.") if wanted else _("Open again.")
    return toast(request, redirect("commerce:purchase", row.order_id), text)


@require_GET
@in_asked_language
def purchase_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """발주서."""
    order = order_or_404(pk)
    view = selectors.purchase_view(order, by=who(request))
    lines = [(line, won(line.quantity * line.price)) for line in view.lines]
    return paper(
        request, "commerce/papers/purchase_order.html", title=_("Purchase order"), number=order.number, order=order,
        supplier=party_of(order.partner), lines=lines, view=view,
        steps=[(pgettext("trade", "Written"), order.made_by or ""), (_("Approved by"), order.approved_by or "")],
    )  # fmt: skip
