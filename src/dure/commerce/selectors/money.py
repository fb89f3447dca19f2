"""What is owed, and limits."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Sum
from django.utils import timezone

from dure.commerce.models import (
    Allocation,
    ApprovalLimit,
    DeliveryLine,
    Invoice,
    OrderStatus,
    Partner,
    Payment,
    SalesLine,
)
from dure.commerce.tax import Vat, vat_of
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance

ZERO = Decimal(0)


def worth(lines: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Supply value in won of (quantity, price) pairs, each line rounded to whole won."""
    return sum((won(quantity * price) for quantity, price in lines), ZERO)


def local_day(moment: datetime) -> date:
    return timezone.localdate(moment)


def approval_limit(kind: str) -> Decimal | None:
    """Won above which a second person must agree; None when nobody has set one."""
    return ApprovalLimit.objects.filter(kind=kind).values_list("above", flat=True).first()


def approval_limits() -> dict[str, Decimal]:
    """Kind of paper → won above which a second person must agree, of those that have one."""
    return dict(ApprovalLimit.objects.values_list("kind", "above"))


def open_amounts(invoices: Collection[Invoice]) -> dict[int, Decimal]:
    """Invoice id → won that are neither paid nor cancelled."""
    ids = [invoice.pk for invoice in invoices]
    paid = dict(Allocation.objects.filter(invoice__in=ids).order_by().values_list("invoice").annotate(Sum("amount")))
    cancelled = set(Invoice.objects.filter(cancels__in=ids).values_list("cancels_id", flat=True))
    return {
        one.pk: ZERO if one.pk in cancelled or one.cancels_id else one.supply + one.vat - paid.get(one.pk, ZERO)
        for one in invoices
    }


def credit_used(partner: Partner) -> Decimal:
    """Won that a customer owes, or will once its confirmed orders are delivered and invoiced. VAT included."""
    owed = balance(Purpose.RECEIVABLE, party=partner.code)
    lines = SalesLine.objects.filter(order__partner=partner, order__status=OrderStatus.CONFIRMED, is_closed=False)
    rows = lines.filter(moved__lt=F("item_quantity")).values_list(
        "price", "quantity", "item_quantity", "moved", "order__vat"
    )
    coming = ZERO
    for price, quantity, item_quantity, moved, vat in rows:
        supply = won(price * quantity * (item_quantity - moved) / item_quantity)
        coming += supply + vat_of(supply, Vat(vat))
    return owed + coming + _delivered_not_invoiced(partner)


def _delivered_not_invoiced(partner: Partner) -> Decimal:
    rows = DeliveryLine.objects.filter(
        delivery__partner=partner, delivery__undone_at=None, invoiced__lt=F("quantity")
    ).values_list("price", "quantity", "invoiced", "delivery__is_return", "order_line__order__vat")
    total = ZERO
    for price, quantity, invoiced, is_return, vat in rows:
        supply = won(price * (quantity - invoiced)) * (-1 if is_return else 1)
        total += supply + vat_of(supply, Vat(vat))
    return total


class StatementRow(NamedTuple):
    date: date
    number: str
    kind: str
    amount: Decimal
    balance: Decimal


def statement(partner: Partner, side: Invoice.Side, first: date, last: date) -> tuple[Decimal, list[StatementRow]]:
    """(balance before, rows) of a partner's account: invoices add, payments take off."""
    rows: list[tuple[date, str, str, Decimal]] = [
        (day, number, "invoice", supply + vat)
        for day, number, supply, vat in Invoice.objects.filter(partner=partner, side=side, date__lte=last).values_list(
            "date", "number", "supply", "vat"
        )
    ]
    rows += [
        (day, number, "payment", -amount)
        for day, number, amount in Payment.objects.filter(
            partner=partner, side=side, date__lte=last, undone_at=None
        ).values_list("date", "number", "amount")
    ]
    running, found, before = ZERO, [], ZERO
    for day, number, kind, amount in sorted(rows):
        running += amount
        if day < first:
            before = running
        else:
            found.append(StatementRow(day, number, kind, amount, running))
    return before, found
