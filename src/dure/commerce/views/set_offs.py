"""Credit notes and money left over, set against invoices of the same partner: with customers and with suppliers."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.fields import partner_called
from dure.commerce.forms.sales import SetOffForm
from dure.commerce.models import Invoice, Partner, SetOff
from dure.commerce.services.set_offs import Part
from dure.commerce.undoing import today
from dure.commerce.views.prices import partner_choices
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.rows import row_or_none
from dure.web.toast import toast

SALE, BUY = Invoice.Side.SALE, Invoice.Side.PURCHASE
_PAGES = {SALE: "commerce:sales-set-off", BUY: "commerce:supplier-set-off"}
_LISTS = {SALE: "commerce:sales-payments", BUY: "commerce:supplier-payments"}
_WHOSE = {SALE: "customer", BUY: "supplier"}


def sales(request: HttpRequest) -> HttpResponse:
    return _page(request, SALE)


def supplier(request: HttpRequest) -> HttpResponse:
    return _page(request, BUY)


def _page(request: HttpRequest, side: Invoice.Side) -> HttpResponse:
    """Whose, then its credit beside its invoices; below what was set off so far. Nothing typed: the oldest first."""
    text = request.GET.get("partner", "")[:120]
    partner = (row_or_none(Partner, text) or partner_called(text, _WHOSE[side])) if text else None
    credit, debts = _open(partner, side) if partner else ([], [])
    form = SetOffForm(request.POST or None, initial={"on": today()}, credit=credit, debts=debts)

    def do() -> SetOff:
        if partner is None:
            raise Invalid("Choose a partner.")
        return services.set_off(
            side=side, partner=partner, on=form.cleaned_data["on"], by=who(request), parts=form.parts()
        )

    return take(
        request, form, do, template="commerce/set_off.html", done=_("Set off."), then=_address(side, partner),
        undo=lambda made: reverse(f"{_PAGES[side]}-undo", args=[made.pk]),
        **_context(side, partner, credit, debts),
    )  # fmt: skip


def _open(partner: Partner, side: Invoice.Side) -> tuple[list[Part], list[Part]]:
    """(credit, debts) of a partner with what of each is open, above nothing, the oldest first."""
    invoices = selectors.unpaid_invoices(partner, side, today=today())
    credit: list[Part] = [(row, row.amount - row.settled) for row in selectors.payments_left(side, partner=partner)]
    credit += [(row, -row.unpaid) for row in invoices if row.unpaid < 0]  # type: ignore[attr-defined]
    return credit, [(row, row.unpaid) for row in invoices if row.unpaid > 0]  # type: ignore[attr-defined]


def _context(side: Invoice.Side, partner: Partner | None, credit: list[Part], debts: list[Part]) -> dict[str, Any]:
    sums = [sum((left for _, left in part), Decimal(0)) for part in (credit, debts)]
    return {
        "chosen": partner,
        "partners": partner_choices(_WHOSE[side]),
        "credit": sums[0],
        "debt": sums[1],
        "most": min(sums),
        "rows": selectors.set_offs(side, partner=partner)[:50],
        "is_sale": side == SALE,
        "up": _LISTS[side],
        "undo_page": f"{_PAGES[side]}-undo",
        "today": today(),
    }


def _address(side: Invoice.Side, partner: Partner | None) -> str:
    return reverse(_PAGES[side]) + (f"?partner={partner.pk}" if partner else "")


@require_POST
def sales_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _undo(request, SALE, pk)


@require_POST
def supplier_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _undo(request, BUY, pk)


def _undo(request: HttpRequest, side: Invoice.Side, pk: int) -> HttpResponse:
    row = services.undo_set_off(set_off=get_object_or_404(SetOff, pk=pk, side=side), by=who(request))
    text = _("Taken back; its invoices and credits are open again.")
    return toast(request, redirect(_address(side, row.partner)), text, kind="info")
