"""One order to a supplier: what has become of it, and the one thing that comes next."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F

from dure.commerce.models import Invoice, OrderStatus, PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from dure.commerce.selectors.approval import has_written
from dure.commerce.selectors.money import ZERO, approval_limit, open_amounts
from dure.commerce.selectors.purchasing import waiting_for_check
from dure.commerce.tax import Vat, vat_of
from dure.ledger.money import won
from dure.plant.models import Person


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """Amounts in won. step: approve, wait (for another's approval), confirm, check, receive, invoice, pay, or done."""

    lines: list[PurchaseLine]
    receipts: list[Receipt]
    invoices: list[Invoice]
    supply: Decimal
    vat: Decimal
    limit: Decimal | None
    unpaid: Decimal
    waiting: Receipt | None
    step: str

    @property
    def total(self) -> Decimal:
        return self.supply + self.vat

    @property
    def needs_approval(self) -> bool:
        return self.limit is not None and self.supply > self.limit


def purchase_view(order: PurchaseOrder, *, by: Person) -> PurchaseView:
    lines = list(order.lines.select_related("item", "unit").prefetch_related("requests"))
    came = list(ReceiptLine.objects.filter(order_line__in=lines).select_related("receipt"))
    receipts = sorted({line.receipt for line in came}, key=lambda one: one.received_at)
    invoices = list(Invoice.objects.filter(lines__receipt_line__in=came).distinct().order_by("date", "pk"))
    waiting = waiting_for_check(came)
    first = next((line.receipt for line in came if waiting[line.pk] > 0), None)
    for line in lines:
        line.supply = won(line.quantity * line.price)  # type: ignore[attr-defined]
    supply = sum((line.supply for line in lines), ZERO)  # type: ignore[attr-defined]
    unpaid = sum(open_amounts(invoices).values(), ZERO)
    limit = approval_limit("purchase")
    to_invoice = any(line.invoiced < line.quantity and line.receipt.undone_at is None for line in came)
    view = PurchaseView(lines, receipts, invoices, supply, vat_of(supply, Vat(order.vat)), limit, unpaid, first, "")
    return _with(view, _step(order, view, by, to_invoice))


def _with(view: PurchaseView, step: str) -> PurchaseView:
    values = {name: getattr(view, name) for name in view.__dataclass_fields__}
    return PurchaseView(**values | {"step": step})


def _step(order: PurchaseOrder, view: PurchaseView, by: Person, to_invoice: bool) -> str:
    if order.status in (OrderStatus.DRAFT, OrderStatus.SENT):
        if not view.needs_approval or order.approved_by_id is not None:
            return "confirm"
        return "wait" if has_written(order, by) else "approve"
    if order.status == OrderStatus.CANCELLED:
        return "done"
    if view.waiting is not None:
        return "check"
    if order.status == OrderStatus.CONFIRMED:
        return "receive"
    if to_invoice:
        return "invoice"
    return "pay" if view.unpaid > 0 else "done"


@dataclass(frozen=True, slots=True)
class Match:
    """A line of a receipt or return that waits for its invoice, beside what was ordered and what was found good.

    All in the item's own unit; price: won for one of it, as ordered. proposed: what the invoice should hold.
    """

    goods: ReceiptLine
    ordered: Decimal | None
    rejected: Decimal
    returned: Decimal
    waiting: Decimal

    @property
    def open(self) -> Decimal:
        return self.goods.quantity - self.goods.invoiced

    @property
    def supply(self) -> Decimal:
        sign = -1 if self.goods.receipt.is_return else 1
        return sign * won(self.goods.price * self.open)

    @property
    def is_in_doubt(self) -> bool:
        """Bad goods that are still here, or goods that nobody has looked at."""
        return self.waiting > 0 or self.rejected > self.returned


def to_match(*, partner: int) -> list[Match]:
    """What came from a supplier and went back, and isn't invoiced. Five queries."""
    rows = list(
        ReceiptLine.objects.filter(receipt__partner=partner, receipt__undone_at=None, invoiced__lt=F("quantity"))
        .select_related("receipt", "item", "lot", "order_line__order")
        .prefetch_related("checks", "returned_by__receipt")
        .order_by("receipt__received_at", "pk")
    )
    waiting = waiting_for_check(rows)
    return [_match(row, waiting[row.pk]) for row in rows]


def _match(row: ReceiptLine, waiting: Decimal) -> Match:
    rejected = sum((check.rejected for check in row.checks.all() if check.undone_at is None), ZERO)
    back = sum((one.quantity for one in row.returned_by.all() if one.receipt.undone_at is None), ZERO)
    return Match(row, row.order_line.item_quantity if row.order_line else None, rejected, back, waiting)


def partners_to_invoice() -> list[tuple[int, str, int]]:
    """(id, name, lines) of suppliers of whom goods came, or to whom some went back, that aren't invoiced."""
    rows = ReceiptLine.objects.filter(receipt__undone_at=None, invoiced__lt=F("quantity")).order_by()
    found = rows.values_list("receipt__partner", "receipt__partner__name").annotate(lines=Count("pk"))
    return list(found.order_by("receipt__partner__name"))
