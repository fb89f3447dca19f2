"""Invoices to customers: of deliveries one by one or a month together, taken back, and as data for the tax office."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services, tax_file
from dure.commerce.forms.sales import DayForm
from dure.commerce.models import Invoice, Partner, TaxExport
from dure.commerce.services import Billed
from dure.commerce.undoing import today
from dure.commerce.views.tax_names import missing_names
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.web.listing import Field, as_file, listing
from dure.web.paper import issuer
from dure.web.rows import row_or_404, row_or_none
from dure.web.sheets import XLSX
from dure.web.tables import Kind
from dure.web.toast import toast

SALE = Invoice.Side.SALE
STATES = ("open", "late", "unexported")


def month_asked(text: str) -> date | None:
    """The first day of a month such as 2026-11; None when none is asked for. Raises Invalid."""
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError as error:
        raise Invalid("%(text)s is no month", text=text) from error


@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:80] for name in ("q", "state", "month", "partner")}
    number = asked["partner"]
    rows = selectors.invoice_rows(
        SALE, text=asked["q"], state=asked["state"], month=month_asked(asked["month"]), today=today(),
        partner=int(number) if number.isdecimal() else None,
    )  # fmt: skip
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.date),
        Field(_("Customer"), lambda row: row.partner.name),
        Field(_("Business number"), lambda row: row.partner.business_number),
        Field(_("VAT"), lambda row: row.get_vat_kind_display()),
        Field(_("Supply value"), lambda row: row.supply, Kind.NUMBER),
        Field(_("VAT amount"), lambda row: row.vat, Kind.NUMBER),
        Field(_("Total"), lambda row: row.total, Kind.NUMBER),
        Field(_("Payment due"), lambda row: row.due_on),
        Field(_("Unpaid"), _unpaid, Kind.NUMBER),
        Field(_("Tax file"), lambda row: row.tax_export.number if row.tax_export else ""),
    ]
    chosen = row_or_none(Partner, number)
    return listing(
        request, "commerce/sales_invoices.html", rows, fields, title=_("Sales invoices"), today=today(),
        sums=selectors.invoice_sums(rows), chosen=chosen, **asked,
    )  # fmt: skip


def _unpaid(row: Invoice) -> object:
    return 0 if row.is_cancelled or row.cancels_id else row.unpaid  # type: ignore[attr-defined]


@require_GET
def to_invoice(request: HttpRequest) -> HttpResponse:
    """What was delivered and not invoiced, by customer; one invoice for all of it up to a day."""
    upto = selectors.day_asked(request.GET.get("upto", ""), today())
    number = request.GET.get("partner", "")
    groups = selectors.to_invoice(upto=upto, partner=int(number) if number.isdecimal() else None)
    month_end = today().replace(day=1) - timedelta(days=1)
    context = {"groups": groups, "upto": upto, "on": min(upto, today()), "month_end": month_end, "partner": number}
    return render(request, "commerce/to_invoice.html", context)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """One invoice of the chosen lines."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Invalid("Enter the date of the invoice.")
    ids = [int(number) for number in request.POST.getlist("line") if number.isdecimal()]
    rows = selectors.delivered_lines(ids)
    made = services.invoice_deliveries(
        billed=[Billed(row) for row in rows], by=who(request), on=form.cleaned_data["on"]
    )
    back = reverse("commerce:sales-invoice-cancel", args=[made.pk])
    text = _("%(number)s is written.") % {"number": made.number}
    return toast(request, redirect("commerce:sales-invoice", made.pk), text, undo=back)


def _sale(pk: int) -> Invoice:
    return row_or_404(Invoice, "partner", "cancels", "made_by", "tax_export", pk=pk, side=SALE)


@require_GET
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    row = _sale(pk)
    context = {
        "invoice": row,
        "lines": selectors.lines_by_invoice([row]).get(row.pk, []),
        "cancelled_by": selectors.cancelled_by(row),
        "settled": selectors.settlements(row),
        "unpaid": selectors.open_amounts([row])[row.pk],
        "gaps": [(gap, missing_names(gap)) for gap in selectors.tax_gaps([row])],
        "today": today(),
    }
    return render(request, "commerce/sales_invoice.html", context)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    back = services.cancel_invoice(invoice=_sale(pk), by=who(request), on=today())
    text = _("%(number)s takes it back; its goods can be invoiced again.") % {"number": back.number}
    return toast(request, redirect("commerce:sales-invoice", pk), text)


@require_GET
def tax_export(request: HttpRequest) -> HttpResponse:
    """Invoices that are in no file yet; what is missing; the files that were made."""
    month = month_asked(request.GET.get("month", ""))
    rows = list(selectors.invoice_rows(SALE, state="unexported", month=month, today=today()))
    gaps = {gap.partner.pk: (gap, missing_names(gap)) for gap in selectors.tax_gaps(rows)}
    ready = [row for row in rows if row.partner_id not in gaps]
    context = {
        "rows": rows,
        "ready": ready,
        "gaps": gaps,
        "own_missing": tax_file.own_gaps(issuer()),
        "files": selectors.tax_files()[:20],
        "month": request.GET.get("month", ""),
        "most": tax_file.MOST,
    }
    return render(request, "commerce/tax_export.html", context)


@require_POST
def tax_export_make(request: HttpRequest) -> HttpResponse:
    ids = [int(number) for number in request.POST.getlist("invoice") if number.isdecimal()]
    made = services.export_tax_invoices(invoices=selectors.invoices(ids, SALE), by=who(request))
    back = reverse("commerce:tax-forget", args=[made.pk])
    text = _("%(number)s is ready. It was not sent: upload it at the tax office's site.") % {"number": made.number}
    return toast(request, redirect("commerce:tax-export"), text, undo=back)


@require_GET
def tax_download(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TaxExport, pk=pk)
    rows = list(row.invoices.select_related("partner").order_by("date", "number"))
    data = tax_file.workbook(tax_file.records(rows, issuer()))
    return as_file(data, f"{_('Tax invoices')} {row.number}.xlsx", XLSX)


@require_POST
def tax_forget(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TaxExport, pk=pk)
    services.forget_tax_export(export=row, by=who(request))
    text = _("The invoices of %(number)s wait for a file again.") % {"number": row.number}
    return toast(request, redirect("commerce:tax-export"), text, kind="info")
