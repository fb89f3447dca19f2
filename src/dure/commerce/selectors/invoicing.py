"""What was delivered and not invoiced, invoices, payments, and what a tax invoice still needs."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dure.commerce.models import (
    Address,
    Allocation,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Partner,
    Payment,
    SetOff,
    TaxExport,
)
from dure.commerce.selectors.money import ZERO
from dure.commerce.tax import Vat, vat_of
from dure.ledger.money import won


@dataclass(slots=True)
class ToInvoice:
    """All of one customer and kind of VAT that waits for its invoice: the collective invoice of a month."""

    partner: Partner
    vat_kind: str
    lines: list[DeliveryLine] = field(default_factory=list)

    @property
    def supply(self) -> Decimal:
        return sum((line.worth for line in self.lines), ZERO)  # type: ignore[attr-defined]

    @property
    def vat(self) -> Decimal:
        return vat_of(self.supply, Vat(self.vat_kind))

    @property
    def papers(self) -> int:
        return len({line.delivery_id for line in self.lines})


def to_invoice(*, upto: date, partner: int | None = None) -> list[ToInvoice]:
    """What was delivered up to and with a day and isn't invoiced, returns taken off, by customer. One query."""
    rows = DeliveryLine.objects.filter(
        delivery__undone_at=None, invoiced__lt=F("quantity"), delivery__delivered_at__date__lte=upto
    )
    if partner is not None:
        rows = rows.filter(delivery__partner=partner)
    rows = rows.select_related("delivery__partner", "order_line__order", "item", "lot").order_by(
        "delivery__partner__name", "delivery__delivered_at", "pk"
    )
    found: dict[tuple[int, str], ToInvoice] = {}
    for line in rows:
        key = (line.delivery.partner_id, line.order_line.order.vat)
        line.left = line.quantity - line.invoiced  # type: ignore[attr-defined]
        line.worth = won(line.price * line.left) * (-1 if line.delivery.is_return else 1)  # type: ignore[attr-defined]
        found.setdefault(key, ToInvoice(line.delivery.partner, key[1])).lines.append(line)
    return list(found.values())


def invoice_rows(
    side: Invoice.Side,
    *,
    text: str = "",
    state: str = "",
    partner: int | None = None,
    month: date | None = None,
    today: date,
) -> QuerySet[Invoice]:
    """Invoices with `paid`, `unpaid` and `is_cancelled`, newest first. state: open, late, unexported, or empty."""
    paid = Allocation.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    cancelled = Invoice.objects.filter(cancels=OuterRef("pk"))
    rows = Invoice.objects.filter(side=side).select_related("partner", "cancels", "tax_export")
    rows = rows.annotate(
        paid=Coalesce(Subquery(paid.annotate(sum=Sum("amount")).values("sum")), ZERO),
        is_cancelled=Exists(cancelled),
    )
    rows = rows.annotate(unpaid=F("supply") + F("vat") - F("paid"))
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(partner__name__icontains=text))
    if partner is not None:
        rows = rows.filter(partner=partner)
    if month is not None:
        rows = rows.filter(date__year=month.year, date__month=month.month)
    if state in ("open", "late"):
        rows = rows.filter(is_cancelled=False, cancels=None).exclude(unpaid=0)
    if state == "late":
        rows = rows.filter(due_on__lt=today, unpaid__gt=0)
    if state == "unexported":
        rows = rows.filter(is_cancelled=False, cancels=None, tax_export=None, is_opening=False)
    return rows.order_by("-date", "-number")


def invoices(ids: Collection[int], side: Invoice.Side) -> QuerySet[Invoice]:
    """Those of these ids that are of this side."""
    return Invoice.objects.filter(pk__in=ids, side=side)


def cancelled_by(invoice: Invoice) -> Invoice | None:
    """The invoice that takes this one back."""
    return Invoice.objects.filter(cancels=invoice).first()


def invoice_sums(rows: QuerySet[Invoice]) -> dict[str, Decimal]:
    """supply, vat and unpaid of all invoices of a list. One query."""
    unpaid = Sum(F("supply") + F("vat") - F("paid"), filter=Q(is_cancelled=False, cancels=None))
    found = rows.order_by().aggregate(all_supply=Sum("supply"), all_vat=Sum("vat"), all_unpaid=unpaid)
    return {name.removeprefix("all_"): value or ZERO for name, value in found.items()}


def payment_rows(side: Invoice.Side, *, text: str = "", partner: int | None = None) -> QuerySet[Payment]:
    """Payments with `settled` (won that invoices took), newest first."""
    settled = Allocation.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    rows = Payment.objects.filter(side=side).select_related("partner")
    rows = rows.annotate(settled=Coalesce(Subquery(settled.annotate(sum=Sum("amount")).values("sum")), ZERO))
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(partner__name__icontains=text) | Q(note__icontains=text))
    return rows.filter(partner=partner) if partner is not None else rows


def payments_left(side: Invoice.Side, *, partner: Partner, ids: Collection[int] | None = None) -> QuerySet[Payment]:
    """Payments of which something isn't set against an invoice, the oldest first. ids: only of these."""
    rows = payment_rows(side, partner=partner.pk).filter(undone_at=None, settled__lt=F("amount"))
    return (rows if ids is None else rows.filter(pk__in=ids)).order_by("date", "pk")


def set_offs(side: Invoice.Side, *, partner: Partner | None = None) -> QuerySet[SetOff]:
    """Credits set against invoices, newest first."""
    rows = SetOff.objects.filter(side=side).select_related("partner", "made_by")
    return rows.filter(partner=partner) if partner is not None else rows


def settlements(invoice: Invoice) -> list[Allocation]:
    """What has settled an invoice or used up a credit note, with its payment or set-off."""
    return list(invoice.allocations.select_related("payment", "set_off").order_by("pk"))


def paid_sum(rows: QuerySet[Payment]) -> Decimal:
    """Won of all payments of a list that weren't taken back. One query."""
    return rows.order_by().filter(undone_at=None).aggregate(sum=Sum("amount"))["sum"] or ZERO


@dataclass(frozen=True, slots=True)
class TaxGap:
    """Fields of a partner that a tax invoice needs and that are empty: names of fields of `Partner`, or address."""

    partner: Partner
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.partner.name


_NEEDED = ("business_number", "representative")


def tax_gaps(invoices: Collection[Invoice]) -> list[TaxGap]:
    """Partners of these invoices of which the tax office would refuse one. Two queries."""
    found = Partner.objects.filter(pk__in={one.partner_id for one in invoices})
    with_address = set(Address.objects.filter(partner__in=found).values_list("partner_id", flat=True))
    gaps = []
    for partner in found:
        missing = [name for name in _NEEDED if not getattr(partner, name)]
        if partner.pk not in with_address:
            missing.append("address")
        if missing:
            gaps.append(TaxGap(partner, tuple(missing)))
    return gaps


def main_addresses(partners: Collection[int]) -> dict[int, Address]:
    """Of each partner the main address, else the first."""
    rows = Address.objects.filter(partner__in=partners).order_by("is_main", "-name")
    return {row.partner_id: row for row in rows}


def lines_by_invoice(invoices: Sequence[Invoice]) -> dict[int, list[InvoiceLine]]:
    """Invoice id → its lines with item, by one query."""
    found: dict[int, list[InvoiceLine]] = defaultdict(list)
    rows = InvoiceLine.objects.filter(invoice__in=[one.pk for one in invoices])
    for line in rows.select_related("item", "delivery_line__delivery").order_by("pk"):
        found[line.invoice_id].append(line)
    return found


def tax_files() -> QuerySet[TaxExport]:
    """Files that were made, newest first, with the number of their invoices and their sum (won)."""
    return TaxExport.objects.select_related("made_by").annotate(
        count=Count("invoices"), supply=Sum("invoices__supply"), vat=Sum("invoices__vat")
    )


def unpaid_invoices(partner: Partner, side: Invoice.Side, *, today: date) -> list[Invoice]:
    """What a partner may still pay, the oldest first."""
    return list(invoice_rows(side, partner=partner.pk, state="open", today=today).order_by("due_on", "pk"))
