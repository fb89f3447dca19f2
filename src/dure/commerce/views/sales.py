"""Quotations and orders: the list, one with its next step, and what can be done with it."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.errors import CreditExceeded
from dure.commerce.forms.sales import ConfirmForm, NewLineForm, OrderHeadForm, OrderLineForm
from dure.commerce.models import NEXT, OrderStatus, Partner, SalesLine, SalesOrder
from dure.commerce.undoing import today
from dure.plant.acting import who
from dure.product.selectors import item_choices
from dure.web import related
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.tables import Kind
from dure.web.toast import toast

FORM = "commerce/sale_form.html"


def address_of(order: SalesOrder) -> str:
    return reverse("commerce:sale", args=[order.pk])


def order_or_404(pk: int) -> SalesOrder:
    return row_or_404(SalesOrder, "partner", "ship_to", "blanket", "made_by", "approved_by", pk=pk)


@require_GET
def sales(request: HttpRequest) -> HttpResponse:
    """Orders by what one looks for, with the totals of all that are found."""
    text, status = request.GET.get("q", "")[:80], request.GET.get("status", "open")
    number, late, day = request.GET.get("partner", ""), "late" in request.GET, today()
    rows = selectors.sales_rows(
        text=text,
        status=status,
        partner=int(number) if number.isdecimal() else None,
        late_at=day if late else None,
    )
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.ordered_on),
        Field(_("Customer"), lambda row: row.partner.name),
        Field(_("Customer's reference"), lambda row: row.partner_reference),
        Field(_("Status"), lambda row: row.get_status_display()),
        Field(_("Next promise"), lambda row: row.due),
        Field(_("Supply value"), lambda row: row.supply, Kind.NUMBER),
        Field(_("Still to deliver"), lambda row: row.open_supply, Kind.NUMBER),
    ]
    supply, left = selectors.sales_sums(rows)
    chosen = row_or_none(Partner, number)
    return listing(
        request, "commerce/sales.html", rows, fields, title=_("Sales orders"), q=text, status=status, late=late,
        today=day, supply=supply, left=left, statuses=OrderStatus.choices, chosen=chosen,
    )  # fmt: skip


@require_GET
def sale(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    return _page(request, order, ConfirmForm())


def _page(request: HttpRequest, order: SalesOrder, confirm_form: ConfirmForm, status: int = 200) -> HttpResponse:
    view = selectors.order_view(order)
    is_draft = order.status in (OrderStatus.DRAFT, OrderStatus.SENT)
    beyond = selectors.beyond_credit(order) if is_draft else None
    context = {
        "order": order,
        "view": view,
        "confirm_form": confirm_form,
        "beyond": beyond,
        "approval": selectors.approval_step(order, beyond, who(request)),
        "credit": selectors.partner_rows([order.partner])[0],
        "related": related.find("sales_order", order.number, pass_of(request).roles),
        "history": selectors.changes_of(order),
        "may_follow": {str(status) for status in NEXT[OrderStatus(order.status)]},
        "today": today(),
        "has_moved": bool(view.deliveries),
    }
    return render(request, "commerce/sale.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Beyond the credit limit the page asks for a reason over the order."""
    order, form = order_or_404(pk), ConfirmForm(request.POST)
    form.full_clean()
    try:
        services.confirm_sales_order(order=order, by=who(request), **form.cleaned_data)
    except CreditExceeded as error:
        form.add_error("beyond_credit", text_of(error))
        return _page(request, order, form, status_of(error))
    back = reverse("commerce:sale-unconfirm", args=[pk])
    return toast(request, redirect(address_of(order)), _("Confirmed."), undo=back)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person agrees that the credit is exceeded."""
    order = services.approve_order(order=order_or_404(pk), by=who(request))
    return toast(request, redirect(address_of(order)), _("Approved."))


@require_POST
def unconfirm(request: HttpRequest, pk: int) -> HttpResponse:
    order = services.take_confirmation_back(order=order_or_404(pk), by=who(request), today=today())
    return toast(request, redirect(address_of(order)), _("It is a quotation again."), kind="info")


_DONE = {
    OrderStatus.DRAFT: gettext_noop("It is a draft again."),
    OrderStatus.SENT: gettext_noop("Marked as sent."),
    OrderStatus.CONFIRMED: gettext_noop("Open again."),
    OrderStatus.CLOSED: gettext_noop("Closed."),
    OrderStatus.CANCELLED: gettext_noop("Cancelled."),
}


@require_POST
def step(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """Send, take back, close, open again or cancel; the way back where there is one."""
    order = order_or_404(pk)
    before, wanted = OrderStatus(order.status), OrderStatus(status)
    services.set_sales_status(order=order, status=wanted, by=who(request))
    may_back = before in NEXT[wanted]
    back = reverse("commerce:sale-step", args=[pk, before.value]) if may_back else ""
    return toast(request, redirect(address_of(order)), _(_DONE[wanted]), undo=back)


def head(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    form = OrderHeadForm(request.POST or None, instance=order, partner=order.partner)

    def do() -> SalesOrder:
        return services.change_sales_order(order=order, by=who(request), **form.cleaned_data)

    return take(request, form, do, template=FORM, then=address_of, done=_("Saved."), heading=order.number, order=order)


def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Quantity, price and dates of a line; with what was promised first, which stays."""
    row = row_or_404(SalesLine, "order", "item", "unit", pk=pk)
    form = OrderLineForm(request.POST or None, instance=row)

    def do() -> SalesOrder:
        there = row_or_404(SalesLine, pk=pk)
        return services.change_sales_line(line=there, by=who(request), **form.cleaned_data).order

    heading = f"{row.order.number} · {row.position} · {row.item.name}"
    return take(
        request, form, do, template=FORM, then=address_of, done=_("Saved."), heading=heading, order=row.order, line=row,
    )  # fmt: skip


def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    form = NewLineForm(request.POST or None, initial={"promised_on": today() + timedelta(days=7)})

    def do() -> SalesOrder:
        return services.add_sales_line(order=order, wish=form.wish(), by=who(request)).order

    return take(
        request, form, do, template=FORM, then=address_of, done=_("Added."), heading=_("Add a row"), order=order,
        items=item_choices(),
    )  # fmt: skip


@require_POST
def line_close(request: HttpRequest, pk: int) -> HttpResponse:
    row, wanted = get_object_or_404(SalesLine, pk=pk), request.POST.get("close", "1") == "1"
    services.close_sales_line(line=row, is_closed=wanted, by=who(request))
    text = _("No more of this line is to come.") if wanted else _("Open again.")
    return toast(request, redirect("commerce:sale", row.order_id), text)


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Promised against delivered, and how the rate of it comes about."""
    last = selectors.day_asked(request.GET.get("to", ""), today())
    first = selectors.day_asked(request.GET.get("from", ""), (last - timedelta(days=89)))
    rows = selectors.kept_rows(first, last, today=today())
    on_time = sum(1 for row in rows if row.kept.is_on_time_in_full)
    fields = [
        Field(_("Promised for"), lambda row: row.kept.promised_on),
        Field(_("Sales order"), lambda row: row.line.order.number),
        Field(_("Customer"), lambda row: row.line.order.partner.name),
        Field(_("Item"), lambda row: row.line.item.name),
        Field(_("Ordered"), lambda row: row.kept.wanted, Kind.NUMBER),
        Field(_("Gone in time"), lambda row: row.kept.in_time, Kind.NUMBER),
        Field(_("Gone by now"), lambda row: row.line.moved, Kind.NUMBER),
        Field(_("On time in full"), lambda row: _("yes") if row.kept.is_on_time_in_full else _("no")),
    ]
    share = Decimal(on_time) / len(rows) if rows else None
    shown = [row for row in rows if not row.kept.is_on_time_in_full] if "late" in request.GET else rows
    return listing(
        request, "commerce/kept.html", shown, fields, title=_("Promised and delivered"), first=first, last=last,
        share=share, on_time=on_time, count=len(rows), only_late="late" in request.GET,
    )  # fmt: skip
