"""Documents of selling on A4: 견적서, 거래명세서, 출하성적서 and the list of invoices."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.commerce import selectors
from dure.commerce.models import Address, Delivery, Invoice, Partner
from dure.commerce.tax import Vat, vat_by_line, vat_of
from dure.commerce.undoing import today
from dure.commerce.views.sales import order_or_404
from dure.commerce.views.sales_invoices import SALE, month_asked
from dure.ledger.money import won
from dure.web import related
from dure.web.access import pass_of
from dure.web.paper import Party, in_asked_language, paper
from dure.web.rows import row_or_404


def party_of(partner: Partner, address: Address | None = None) -> Party:
    """A partner as a document prints it."""
    where = address or selectors.main_addresses({partner.pk}).get(partner.pk)
    return Party(
        name=partner.name, business_number=partner.business_number, representative=partner.representative,
        address=where.lines if where else "", phone=where.phone if where else "",
        business_type=partner.business_type, business_item=partner.business_item, email=partner.tax_email,
    )  # fmt: skip


@require_GET
@in_asked_language
def quotation(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    lines = list(order.lines.select_related("item", "unit").order_by("position"))
    for line in lines:
        line.supply = won(line.quantity * line.price)  # type: ignore[attr-defined]
    supply = sum((line.supply for line in lines), Decimal(0))  # type: ignore[attr-defined]
    vat = vat_of(supply, Vat(order.vat))
    return paper(
        request, "commerce/papers/quotation.html", title=_("Quotation"), number=order.number, order=order,
        customer=party_of(order.partner), lines=lines, supply=supply, vat=vat, total=supply + vat,
    )  # fmt: skip


def _delivery(pk: int) -> Delivery:
    return row_or_404(Delivery, "partner", "ship_to", "made_by", pk=pk)


@require_GET
@in_asked_language
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The delivery note with prices, in two halves: one stays, one goes with the goods."""
    row = _delivery(pk)
    lines = list(selectors.lines_of_deliveries([pk]))
    sign = -1 if row.is_return else 1
    worths = [won(line.quantity * line.price) for line in lines]
    kinds = [Vat(line.order_line.order.vat) for line in lines]
    taxes = vat_by_line(list(zip(worths, kinds, strict=True)))
    for line, worth, tax in zip(lines, worths, taxes, strict=True):
        line.supply, line.vat = worth * sign, tax * sign  # type: ignore[attr-defined]
    supply = sum((line.supply for line in lines), Decimal(0))  # type: ignore[attr-defined]
    vat = sum((line.vat for line in lines), Decimal(0))  # type: ignore[attr-defined]
    owed = selectors.partner_rows([row.partner])[0].receivable
    return paper(
        request, "commerce/papers/statement.html", title=_("Delivery statement"), number=row.number, delivery=row,
        customer=party_of(row.partner, row.ship_to), lines=lines, supply=supply, vat=vat, total=supply + vat,
        owed=owed, copies=[_("for the supplier"), _("for the customer")],
    )  # fmt: skip


@require_GET
@in_asked_language
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The lots that went with their dates and origin, and the checks that upper contexts know of them."""
    row = _delivery(pk)
    lines = list(selectors.lines_of_deliveries([pk]))
    roles = pass_of(request).roles
    for line in lines:
        number = f"{line.item.code}/{line.lot.number}" if line.lot else ""
        line.checks = related.find("lot_checks", number, roles) if number else []  # type: ignore[attr-defined]
    return paper(
        request, "commerce/papers/certificate.html", title=_("Certificate of shipment"), number=row.number,
        delivery=row, customer=party_of(row.partner, row.ship_to), lines=lines,
    )  # fmt: skip


@require_GET
@in_asked_language
def invoice_list(request: HttpRequest) -> HttpResponse:
    """A month's invoices with what the tax office asks of each."""
    month = month_asked(request.GET.get("month", "")) or today().replace(day=1)
    rows = selectors.invoice_rows(SALE, month=month, today=today())
    return paper(
        request, "commerce/papers/invoice_list.html", title=_("List of sales invoices"), number=f"{month:%Y-%m}",
        landscape=True, rows=_numbered(list(rows.order_by("date", "number"))), sums=selectors.invoice_sums(rows),
        month=month,
    )  # fmt: skip


def _numbered(rows: list[Invoice]) -> list[tuple[int, Invoice]]:
    return list(enumerate(rows, 1))
