"""Invoices of suppliers matched with what came, and money to suppliers."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.buying import MatchForm, SupplierForm, SupplierPaymentForm
from dure.commerce.forms.fields import partner_called, plain
from dure.commerce.models import Invoice, Partner, Payment, ReceiptLine
from dure.commerce.services import Billed
from dure.commerce.undoing import today
from dure.commerce.views.buying import FORM, choices, number_asked, text_asked
from dure.ledger.money import won
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.tables import Kind
from dure.web.toast import toast

BUY = Invoice.Side.PURCHASE


@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    text, state = text_asked(request), request.GET.get("state", "")
    rows = selectors.invoice_rows(BUY, text=text, state=state, partner=number_asked(request, "partner"), today=today())
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.date),
        Field(pgettext("trade", "Supplier"), lambda row: row.partner.name),
        Field(_("Supplier's invoice number"), lambda row: row.partner_reference),
        Field(_("Supply value"), lambda row: row.supply, Kind.NUMBER),
        Field(_("VAT"), lambda row: row.vat, Kind.NUMBER),
        Field(pgettext("trade", "Due"), lambda row: row.due_on),
        Field(_("Unpaid"), lambda row: Decimal(0) if row.is_cancelled or row.cancels_id else row.unpaid, Kind.NUMBER),
    ]
    return listing(
        request, "commerce/purchase_invoices.html", rows, fields, title=_("Purchase invoices"), q=text, state=state,
        sums=selectors.invoice_sums(rows), today=today(), waiting=selectors.partners_to_invoice(),
    )  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    """Whose invoice, then each line beside what was ordered, came and was found good."""
    partner = row_or_none(Partner, request.GET.get("supplier", ""))
    if partner is None:
        form = SupplierForm(request.GET if "partner" in request.GET else None)
        if form.is_valid():
            return redirect(f"{request.path}?supplier={form.cleaned_data['partner'].pk}")
        up = {"up": reverse("commerce:purchase-invoices"), "up_text": _("Purchase invoices")}
        return render(request, FORM, {"form": form, "heading": _("New purchase invoice"), "get": True} | up | choices())
    matches = selectors.to_match(partner=partner.pk)
    match = MatchForm(request.POST or None, initial={"on": today()}, matches=matches)

    def do() -> Invoice:
        found = match.cleaned_data
        return services.invoice_receipts(
            billed=match.billed(), by=who(request), on=found["on"], partner_reference=found["partner_reference"],
            vat=found["vat"],
        )  # fmt: skip

    return take(
        request, match, do, template="commerce/purchase_invoice_add.html", done=_("Entered."),
        then=lambda made: reverse("commerce:purchase-invoice", args=[made.pk]), partner=partner,
        compared=_compared(match),
    )  # fmt: skip


def _compared(form: MatchForm) -> dict[str, Decimal] | None:
    """The sum of the rows beside the paper's, once both are typed."""
    if not form.is_bound or not form.is_valid() or form.cleaned_data.get("supply") is None:
        return None
    rows = [
        won(
            (-1 if one.goods.receipt.is_return else 1)
            * one.quantity
            * (one.goods.price if one.price is None else one.price)
        )
        for one in form.billed()
        if one.quantity is not None
    ]
    ours = sum(rows, Decimal(0))
    return {"ours": ours, "paper": form.cleaned_data["supply"], "difference": form.cleaned_data["supply"] - ours}


def _worth(one: Billed) -> Decimal:
    """Won that the line of the invoice comes to; less than nothing for a return."""
    sign = -1 if isinstance(one.goods, ReceiptLine) and one.goods.receipt.is_return else 1
    return sign * won((one.quantity or Decimal(0)) * (one.goods.price if one.price is None else one.price))


@require_GET
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines beside the order's prices: where they differ stands what went to price variance."""
    row = row_or_404(Invoice, "partner", "cancels", "made_by", pk=pk, side=BUY)
    lines = list(row.lines.select_related("item", "receipt_line__receipt", "receipt_line__order_line__order"))
    compared = [
        (line, line.supply - won(line.quantity * line.receipt_line.price)) for line in lines if line.receipt_line
    ]
    context = {
        "invoice": row,
        "rows": compared,
        "variance": sum((difference for _line, difference in compared), Decimal(0)),
        "open": selectors.open_amounts([row])[row.pk],
        "settled": selectors.settlements(row),
        "cancelled_by": selectors.cancelled_by(row),
        "today": today(),
    }
    return render(request, "commerce/purchase_invoice.html", context)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Invoice, pk=pk, side=BUY)
    services.cancel_invoice(invoice=row, by=who(request), on=today())
    return toast(request, redirect("commerce:purchase-invoice", pk), _("Cancelled; its goods can be invoiced again."))


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    text = text_asked(request)
    rows = selectors.payment_rows(BUY, text=text, partner=number_asked(request, "partner"))
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.date),
        Field(pgettext("trade", "Supplier"), lambda row: row.partner.name),
        Field(_("Method"), lambda row: row.get_method_display()),
        Field(_("Amount"), lambda row: row.amount, Kind.NUMBER),
        Field(_("Settles"), lambda row: row.settled, Kind.NUMBER),
        Field(_("Taken back"), lambda row: row.undone_at, Kind.TIME),
    ]
    return listing(
        request, "commerce/supplier_payments.html", rows, fields, title=_("Payments to suppliers"), q=text,
        paid=selectors.paid_sum(rows),
    )  # fmt: skip


def pay(request: HttpRequest) -> HttpResponse:
    """Without parts of invoices the oldest open ones are settled first."""
    text = request.POST.get("partner") or request.GET.get("supplier", "")
    partner = (row_or_none(Partner, text) or partner_called(text, "supplier")) if text else None
    unpaid = selectors.unpaid_invoices(partner, BUY, today=today()) if partner else []
    chosen = request.GET.get("invoice", "")
    amounts = [one.unpaid for one in unpaid if not chosen or str(one.pk) == chosen]  # type: ignore[attr-defined]
    first = {"partner": partner, "on": today(), "amount": _to_pay(amounts)}
    first |= {f"settle-{one.pk}": one.unpaid for one in unpaid if str(one.pk) == chosen}  # type: ignore[attr-defined]
    form = SupplierPaymentForm(request.POST or None, initial=first, invoices=unpaid)

    def do() -> Payment:
        given = {name: form.cleaned_data[name] for name in ("partner", "amount", "on", "method", "note")}
        return services.pay(side=BUY, by=who(request), allocations=form.settled(), **given)

    return take(
        request, form, do, template="commerce/supplier_pay.html", then=reverse("commerce:supplier-payments"),
        done=_("Paid."), undo=lambda made: reverse("commerce:supplier-payment-undo", args=[made.pk]),
        heading=_("Pay a supplier"), chosen=partner, today=today(), **choices(),
    )  # fmt: skip


def _to_pay(amounts: Sequence[Decimal]) -> str:
    """What is left of invoices after credit notes; nothing when these are more."""
    left = sum(amounts, Decimal(0))
    return plain(left) if left > 0 else ""


@require_POST
def payment_undo(request: HttpRequest, pk: int) -> HttpResponse:
    services.undo_payment(payment=get_object_or_404(Payment, pk=pk, side=BUY), by=who(request), on=today())
    return toast(
        request, redirect("commerce:supplier-payments"), _("Taken back; its invoices are open again."), kind="info"
    )
