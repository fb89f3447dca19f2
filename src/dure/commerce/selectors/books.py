"""What the books are asked about trade: debts by age, VAT of a quarter, stock against accounts, what is still open."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, F, Sum
from django.utils import timezone

from dure.commerce.models import DeliveryLine, Invoice, OrderStatus, Partner, Payment, PurchaseOrder, ReceiptLine
from dure.commerce.selectors.invoicing import invoice_rows
from dure.commerce.selectors.money import ZERO
from dure.commerce.selectors.purchasing import receipts_with_waiting
from dure.inventory.models import Item
from dure.inventory.selectors import values_at
from dure.inventory.services.moves import stock_account
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance, balances_by_party
from dure.plant.models import ChangeRecord

AGES = (0, 30, 60, 90)
"""Days past due that end a column: not yet due, up to 30, up to 60, up to 90, older."""


@dataclass(slots=True)
class Aged:
    """A partner's unpaid won by age.

    credit: credit notes and payments not set against an invoice; ledger: what the account says.
    """

    partner: Partner
    columns: list[Decimal] = field(default_factory=lambda: [ZERO] * (len(AGES) + 1))
    credit: Decimal = ZERO
    ledger: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum(self.columns, ZERO) - self.credit

    @property
    def difference(self) -> Decimal:
        """Between the invoices and the account: entries by hand, such as opening balances."""
        return self.ledger - self.total


def aged(side: Invoice.Side, *, today: date) -> list[Aged]:
    """Debts of customers (sale) or to suppliers (purchase), by partner. Four queries."""
    rows: dict[int, Aged] = {}
    for one in invoice_rows(side, state="open", today=today):
        row = rows.setdefault(one.partner_id, Aged(one.partner))
        if one.unpaid < 0:  # type: ignore[attr-defined]
            row.credit -= one.unpaid  # type: ignore[attr-defined]
        else:
            row.columns[_column((today - one.due_on).days)] += one.unpaid  # type: ignore[attr-defined]
    for payment in (
        Payment.objects.filter(side=side, undone_at=None)
        .select_related("partner")
        .annotate(settled=Sum("allocations__amount"))
    ):
        left = payment.amount - (payment.settled or ZERO)
        if left:
            rows.setdefault(payment.partner_id, Aged(payment.partner)).credit += left
    purpose, sign = (Purpose.RECEIVABLE, 1) if side == Invoice.Side.SALE else (Purpose.PAYABLE, -1)
    balances = balances_by_party(purpose)
    for partner in Partner.objects.filter(code__in=balances):
        rows.setdefault(partner.pk, Aged(partner)).ledger = sign * balances[partner.code]
    return sorted(rows.values(), key=lambda row: (-row.total, row.partner.name))


def _column(days_past_due: int) -> int:
    return next((at for at, last in enumerate(AGES) if days_past_due <= last), len(AGES))


@dataclass(frozen=True, slots=True)
class VatLine:
    partner: Partner
    kind: str
    count: int
    supply: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class VatQuarter:
    """Invoices of a quarter by partner and kind of VAT, and what the accounts of VAT moved in it."""

    first: date
    last: date
    sales: list[VatLine]
    purchases: list[VatLine]
    out_ledger: Decimal
    in_ledger: Decimal

    @property
    def out_vat(self) -> Decimal:
        return sum((row.vat for row in self.sales), ZERO)

    @property
    def in_vat(self) -> Decimal:
        return sum((row.vat for row in self.purchases), ZERO)

    @property
    def to_pay(self) -> Decimal:
        return self.out_vat - self.in_vat


def quarter_of(day: date) -> tuple[date, date]:
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def vat_quarter(first: date, last: date) -> VatQuarter:
    def moved(purpose: Purpose) -> Decimal:
        return balance(purpose, upto=last) - balance(purpose, upto=first - timedelta(days=1))

    return VatQuarter(
        first, last, _vat_lines(Invoice.Side.SALE, first, last), _vat_lines(Invoice.Side.PURCHASE, first, last),
        -moved(Purpose.VAT_OUT), moved(Purpose.VAT_IN),
    )  # fmt: skip


def _vat_lines(side: Invoice.Side, first: date, last: date) -> list[VatLine]:
    rows = Invoice.objects.filter(side=side, is_opening=False, date__range=(first, last)).order_by()
    sums = rows.values_list("partner", "vat_kind").annotate(count=Count("pk"), supplies=Sum("supply"), vats=Sum("vat"))
    partners = Partner.objects.in_bulk({row[0] for row in sums})
    found = [VatLine(partners[pk], kind, count, supply, vat) for pk, kind, count, supply, vat in sums]
    return sorted(found, key=lambda row: (row.partner.name, row.kind))


@dataclass(frozen=True, slots=True)
class StockAccount:
    """The value of the stock of some kinds of items beside the account that it stands on, in won."""

    purpose: Purpose
    kinds: str
    stock: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        return self.ledger - self.stock


def stock_accounts(day: date) -> list[StockAccount]:
    """At the end of a day. Always equal: goods and books move in one transaction; this shows it."""
    end = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone()) - timedelta(microseconds=1)
    values = values_at(end)
    items = Item.objects.in_bulk([value.item for value in values])
    worth: dict[Purpose, Decimal] = defaultdict(Decimal)
    for value in values:
        worth[stock_account(items[value.item])] += value.value
    kinds: dict[Purpose, list[str]] = defaultdict(list)
    for kind in Item.Kind:
        if kind != Item.Kind.SERVICE:
            kinds[stock_account(Item(kind=kind))].append(str(kind.label))
    return [
        StockAccount(purpose, ", ".join(names), worth[purpose], balance(purpose, upto=day))
        for purpose, names in kinds.items()
    ]


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that one does before closing a month. name: see the closing page; must: closing is refused with it."""

    name: str
    count: int
    amount: Decimal | None = None


def open_points(last: date) -> list[OpenPoint]:
    """What of the days up to `last` is still open."""
    came = ReceiptLine.objects.filter(
        receipt__undone_at=None, receipt__received_at__date__lte=last, invoiced__lt=F("quantity")
    )
    gone = DeliveryLine.objects.filter(
        delivery__undone_at=None, delivery__delivered_at__date__lte=last, invoiced__lt=F("quantity")
    )
    drafts = PurchaseOrder.objects.filter(ordered_on__lte=last, status=OrderStatus.DRAFT)
    stock = sum((abs(row.difference) for row in stock_accounts(last)), ZERO)
    found = [
        OpenPoint("deliveries", gone.count(), _worth(gone)),
        OpenPoint("receipts", came.count(), _worth(came)),
        OpenPoint("checks", len(receipts_with_waiting(last))),
        OpenPoint("drafts", drafts.count()),
        OpenPoint("stock", int(stock != 0), stock),
    ]
    return [point for point in found if point.count]


def _worth(rows) -> Decimal:  # type: ignore[no-untyped-def] # lines of deliveries or receipts
    found = rows.order_by().aggregate(sum=Sum((F("quantity") - F("invoiced")) * F("price")))["sum"]
    return (found or ZERO).quantize(Decimal(1))


def closings() -> Sequence[ChangeRecord]:
    """Months closed and opened again, newest first, with who and why."""
    return ChangeRecord.objects.filter(table="ClosedMonth").select_related("by").order_by("-pk")[:24]
