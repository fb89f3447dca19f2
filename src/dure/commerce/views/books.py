"""Pages of the books that need partners, invoices and stock: debts by age, VAT, stock value, closing, export."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors
from dure.commerce.forms.sales import ReasonForm
from dure.commerce.models import VAT_NAMES, Invoice, Partner
from dure.commerce.tax import Vat
from dure.commerce.undoing import today
from dure.commerce.views.buying import FORM
from dure.kernel.errors import Invalid
from dure.ledger.models import Line
from dure.ledger.selectors import closed_months, export_lines, totals
from dure.ledger.services import close_month, open_month
from dure.plant.acting import who
from dure.web import sheets
from dure.web.forms import take
from dure.web.listing import Field, as_file, listing
from dure.web.tables import Cell, Column, Kind, Table
from dure.web.toast import toast


@require_GET
def debts(request: HttpRequest) -> HttpResponse:
    """Receivables or payables by partner and age."""
    side = Invoice.Side.PURCHASE if request.GET.get("side") == "purchase" else Invoice.Side.SALE
    rows = selectors.aged(side, today=today())
    heads = [_("not due"), _("1–30 days"), _("31–60 days"), _("61–90 days"), _("over 90 days")]
    fields = [Field(_("Partner"), lambda row: row.partner.name)]
    fields += [Field(head, lambda row, at=at: row.columns[at], Kind.NUMBER) for at, head in enumerate(heads)]  # type: ignore[misc]
    fields += [
        Field(pgettext("trade", "Credit"), lambda row: row.credit, Kind.NUMBER),
        Field(_("Total"), lambda row: row.total, Kind.NUMBER),
        Field(_("Account"), lambda row: row.ledger, Kind.NUMBER),
    ]
    title = _("Payables by age") if side == Invoice.Side.PURCHASE else _("Receivables by age")
    sums = [sum((row.columns[at] for row in rows), Decimal(0)) for at in range(len(heads))]
    return listing(
        request, "commerce/debts.html", rows, fields, title=title, heads=heads, side=side, sums=sums,
        set_off_page="commerce:sales-set-off" if side == Invoice.Side.SALE else "commerce:supplier-set-off",
        credit=sum((row.credit for row in rows), Decimal(0)), total=sum((row.total for row in rows), Decimal(0)),
        ledger=sum((row.ledger for row in rows), Decimal(0)),
    )  # fmt: skip


@require_GET
def vat(request: HttpRequest) -> HttpResponse:
    """A quarter's invoices by partner, beside the accounts of VAT."""
    first, last = selectors.quarter_of(_day(request.GET.get("on", "")) or today())
    quarter = selectors.vat_quarter(first, last)
    sides = ((_("Sales"), quarter.sales), (_("Purchases"), quarter.purchases))
    rows = [(word, row) for word, part in sides for row in part]
    fields = [
        Field(_("Side"), lambda row: row[0]),
        Field(_("Partner"), lambda row: row[1].partner.name),
        Field(_("Business number"), lambda row: row[1].partner.business_number),
        Field(_("VAT"), lambda row: str(VAT_NAMES[Vat(row[1].kind)])),
        Field(_("Invoices"), lambda row: row[1].count, Kind.NUMBER),
        Field(_("Supply value"), lambda row: row[1].supply, Kind.NUMBER),
        Field(_("VAT amount"), lambda row: row[1].vat, Kind.NUMBER),
    ]
    names = {kind.value: name for kind, name in VAT_NAMES.items()}
    return listing(
        request, "commerce/vat.html", rows, fields, title=_("VAT of a quarter"), heading=[f"{first} – {last}"],
        quarter=quarter, before=first - timedelta(days=1), after=last + timedelta(days=1), names=names,
        parts=[(word, part, _sums(part)) for word, part in sides], quarter_name=_quarter_name(first),
    )  # fmt: skip


def _sums(rows: Sequence[selectors.VatLine]) -> dict[str, Decimal | int]:
    return {
        "count": sum(row.count for row in rows),
        "supply": sum((row.supply for row in rows), Decimal(0)),
        "vat": sum((row.vat for row in rows), Decimal(0)),
    }


def _quarter_name(first: date) -> str:
    return _("Quarter %(n)s of %(year)s") % {"n": (first.month + 2) // 3, "year": first.year}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def stock_check(request: HttpRequest) -> HttpResponse:
    day = min(_day(request.GET.get("on", "")) or today(), today())
    rows = selectors.stock_accounts(day)
    context = {
        "rows": rows,
        "day": day,
        "stock": sum((row.stock for row in rows), Decimal(0)),
        "ledger": sum((row.ledger for row in rows), Decimal(0)),
    }
    return render(request, "commerce/stock_check.html", context)


@require_GET
def closing(request: HttpRequest) -> HttpResponse:
    """The next month to close with what is open of it, and the months that are closed."""
    month = _month(request.GET.get("month", "")) or _last_month()
    last = _end(month)
    words = {
        "deliveries": (_("Delivered, not invoiced"), "commerce:to-invoice", f"upto={last}"),
        "receipts": (_("Came, not invoiced"), "commerce:purchase-invoices", ""),
        "checks": (_("Receipts that wait for their check"), "commerce:receipts", "state=waiting"),
        "drafts": (_("Purchase orders that are still drafts"), "commerce:purchases", "status=draft"),
        "stock": (_("Stock value and account differ"), "commerce:stock-check", f"on={last}"),
    }
    points = [(point, *words[point.name]) for point in selectors.open_points(last)]
    closed = list(closed_months()[:24])
    context = {
        "month": month,
        "points": [(point, word, f"{reverse(name)}?{asked}") for point, word, name, asked in points],
        "closed": closed,
        "is_closed": any(row.month == month for row in closed),
        "is_over": last < today(),
        "history": selectors.closings(),
        "before": month - timedelta(days=1),
        "after": last + timedelta(days=1),
    }
    return render(request, "commerce/closing.html", context)


def _month(text: str) -> date | None:
    return _day(f"{text[:7]}-01")


def _last_month() -> date:
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def _end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@require_POST
def close(request: HttpRequest, month: str) -> HttpResponse:
    first = _month(month)
    if first is None:
        raise Invalid("This is no month.")
    close_month(month=first, by=who(request))
    return toast(request, redirect(f"{reverse('commerce:closing')}?month={first:%Y-%m}"), _("Closed."))


def reopen(request: HttpRequest, month: str) -> HttpResponse:
    first, form = _month(month), ReasonForm(request.POST or None)
    if first is None:
        raise Invalid("This is no month.")
    up = f"{reverse('commerce:closing')}?month={first:%Y-%m}"
    return take(
        request, form, lambda: open_month(month=first, by=who(request), **form.cleaned_data), template=FORM,
        then=up, done=_("Open again."), heading=f"{first:%Y-%m} · {_('Open the month again')}", up=up,
        up_text=_("Monthly closing"), lead=_("The reason stays in the history."),
    )  # fmt: skip


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Every line of the books of some days for the tax accountant; without `format` the page that asks for them."""
    first = _day(request.GET.get("first", "")) or _last_month()
    last = _day(request.GET.get("last", "")) or _end(_last_month())
    rows = export_lines(first, last)
    form = request.GET.get("format", "")
    if form not in ("xlsx", "csv"):
        debit, credit = totals(rows)
        context = {"first": first, "last": last, "count": rows.count(), "debit": debit, "credit": credit}
        return render(request, "commerce/books_export.html", context | {"columns": COLUMNS})
    table, zone = _table(list(rows)), timezone.get_current_timezone()
    name = f"{_('Entries')} {first} {last}.{form}"
    if form == "xlsx":
        return as_file(sheets.xlsx([f"{first} – {last}"], [table], zone), name, sheets.XLSX)
    return as_file(sheets.text([], [table], zone), name, "text/csv; charset=utf-8")


COLUMNS = (
    ("date", mark("Date of the entry, YYYY-MM-DD")),
    ("entry", mark("Number of the entry; its lines have the same one and balance")),
    ("account", mark("Account number of the chart of accounts")),
    ("account_name", mark("Name of the account")),
    ("debit", mark("Debit in won")),
    ("credit", mark("Credit in won")),
    ("partner", mark("Code of the partner")),
    ("partner_name", mark("Name of the partner")),
    ("business_number", mark("Business number of the partner")),
    ("text", mark("What it was for")),
    ("document", mark("Number of the paper that it follows from")),
    ("reverses", mark("Number of the entry that this one takes back")),
    ("made_by", mark("Who entered it or did what it follows from")),
)
"""Columns of the export and what they hold; the names stay the same in every language."""


def _table(lines: list[Line]) -> Table:
    partners = selectors.partners_by_code({line.party for line in lines if line.party})
    kinds = {"debit": Kind.NUMBER, "credit": Kind.NUMBER, "entry": Kind.NUMBER}
    columns = [Column(name, kinds.get(name, Kind.TEXT)) for name, _what in COLUMNS]
    return Table(_("Entries"), columns, [[Cell(value) for value in _values(line, partners)] for line in lines])


def _values(line: Line, partners: dict[str, Partner]) -> list[object]:
    entry, partner = line.entry, partners.get(line.party)
    return [
        f"{entry.date:%Y-%m-%d}", entry.pk, line.account.code, line.account.name, line.debit, line.credit, line.party,
        partner.name if partner else "", partner.business_number if partner else "", entry.text, entry.document,
        entry.reverses_id or "", str(entry.made_by or ""),
    ]  # fmt: skip
