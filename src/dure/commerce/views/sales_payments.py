"""Money from customers, and which invoices it settles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.fields import partner_called, plain
from dure.commerce.forms.sales import PaymentForm
from dure.commerce.models import Invoice, Partner, Payment
from dure.commerce.undoing import today
from dure.commerce.views.prices import partner_choices
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.tables import Kind
from dure.web.toast import toast

SALE = Invoice.Side.SALE


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    text, number = request.GET.get("q", "")[:80], request.GET.get("partner", "")
    rows = selectors.payment_rows(SALE, text=text, partner=int(number) if number.isdecimal() else None)
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.date),
        Field(_("Customer"), lambda row: row.partner.name),
        Field(_("Method"), lambda row: row.get_method_display()),
        Field(_("Amount"), lambda row: row.amount, Kind.NUMBER),
        Field(_("Settles"), lambda row: row.settled, Kind.NUMBER),
        Field(_("Note"), lambda row: row.note),
        Field(_("Taken back"), lambda row: row.undone_at, Kind.TIME),
    ]
    return listing(request, "commerce/sales_payments.html", rows, fields, title=_("Money received"), q=text)


def _asked(request: HttpRequest) -> Partner | None:
    """The customer by the address or as typed; the invoices to settle are its."""
    text = request.POST.get("partner") or request.GET.get("partner", "")
    return row_or_none(Partner, text) or partner_called(text, "customer") if text else None


def add(request: HttpRequest) -> HttpResponse:
    """Without parts of invoices the oldest open ones are settled first; what is left stays as credit."""
    partner, day = _asked(request), today()
    invoices = selectors.unpaid_invoices(partner, SALE, today=day) if partner else []
    chosen = request.GET.get("invoice", "")
    amount = sum((one.unpaid for one in invoices if not chosen or str(one.pk) == chosen), 0)  # type: ignore[attr-defined]
    first = {"partner": partner, "on": day, "amount": plain(amount) if amount > 0 else "", "method": "transfer"}
    first |= {f"settle-{one.pk}": one.unpaid for one in invoices if str(one.pk) == chosen}  # type: ignore[attr-defined]
    form = PaymentForm(request.POST or None, initial=first, invoices=invoices)

    def do() -> Payment:
        given = {name: form.cleaned_data[name] for name in ("partner", "amount", "on", "method", "note")}
        return services.pay(side=SALE, by=who(request), allocations=form.settled(), **given)

    def back(made: Payment) -> str:
        return reverse("commerce:sales-payment-undo", args=[made.pk])

    return take(
        request, form, do, template="commerce/payment_form.html", done=_("Entered."), undo=back,
        then=lambda made: reverse("commerce:sales-payment", args=[made.pk]), heading=_("Enter money received"),
        partners=partner_choices("customer"), chosen=partner, today=day,
    )  # fmt: skip


def _payment(pk: int) -> Payment:
    return row_or_404(Payment, "partner", "made_by", "undone_by", pk=pk, side=SALE)


@require_GET
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    row = _payment(pk)
    parts = list(row.allocations.select_related("invoice"))
    settled = sum((part.amount for part in parts), 0)
    context = {"payment": row, "parts": parts, "left": row.amount - settled}
    return render(request, "commerce/sales_payment.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    services.undo_payment(payment=_payment(pk), by=who(request), on=today())
    text = _("Taken back; its invoices are open again.")
    return toast(request, redirect("commerce:sales-payment", pk), text, kind="info")
