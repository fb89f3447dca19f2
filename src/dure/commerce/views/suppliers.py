"""How suppliers keep their word, and from which amount on a second person must agree."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from dure.commerce import selectors, services
from dure.commerce.forms.buying import LimitForm
from dure.commerce.models import ApprovalLimit, Partner
from dure.commerce.undoing import today
from dure.commerce.views.buying import FORM, sees_prices
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.tables import Kind

DAYS = 180


@require_GET
def suppliers(request: HttpRequest) -> HttpResponse:
    """The last half year, the worst first."""
    last = today()
    rows = selectors.supplier_figures(last - timedelta(days=DAYS), last, today=last)
    rows.sort(key=lambda row: (row.on_time_rate is None, row.on_time_rate, row.partner.name))
    fields = [
        Field(pgettext("trade", "Supplier"), lambda row: row.partner.name),
        Field(_("Lines promised"), lambda row: row.promised, Kind.NUMBER),
        Field(_("On time"), lambda row: _ratio(row.on_time_rate), Kind.RATIO),
        Field(_("Days late"), lambda row: row.late_days, Kind.NUMBER),
        Field(_("Lines checked"), lambda row: row.checked, Kind.NUMBER),
        Field(_("With rejects"), lambda row: _ratio(row.reject_rate), Kind.RATIO),
    ]
    return listing(request, "commerce/suppliers.html", rows, fields, title=_("Suppliers' performance"), days=DAYS)


def _ratio(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@require_GET
def supplier(request: HttpRequest, pk: int) -> HttpResponse:
    partner, last = get_object_or_404(Partner, pk=pk, is_supplier=True), today()
    first = last - timedelta(days=DAYS)
    (figures,) = selectors.supplier_figures(first, last, today=last, partner=partner)
    context = {
        "partner": partner,
        "figures": figures,
        "promised": selectors.promised_lines(first, last, today=last, partner=partner)[::-1][:50],
        "orders": selectors.purchases(status="open", partner=pk)[:20],
        "receipts": selectors.receipts(partner=pk)[:10],
        "prices": sees_prices(request),
        "today": last,
        "days": DAYS,
    }
    return render(request, "commerce/supplier.html", context)


def limits(request: HttpRequest) -> HttpResponse:
    """An empty field: nobody else has to agree."""
    there = selectors.approval_limits()
    form = LimitForm(request.POST or None, initial=there)

    def do() -> None:
        for kind in ApprovalLimit.Kind:
            above = form.cleaned_data[kind.value]
            if above != there.get(kind.value):
                services.set_approval_limit(kind=kind, above=above, by=who(request))

    return take(
        request, form, do, template=FORM, then=reverse("commerce:limits"), done=_("Saved."),
        heading=_("Approval limits"), up=reverse("commerce:purchases"), up_text=_("Purchase orders"),
        lead=_("Above these amounts a second person must agree. Empty: nobody has to."),
    )  # fmt: skip
