"""Quotations and orders: lists of them, one with all that belongs to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Round

from dure.commerce.models import (
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    OrderStatus,
    PurchaseLine,
    PurchaseRequest,
    SalesLine,
    SalesOrder,
)
from dure.commerce.selectors.money import ZERO, open_amounts
from dure.commerce.tax import Vat, vat_of
from dure.ledger.money import won

_WON = DecimalField(max_digits=24, decimal_places=0)
LATE = Q(order__status=OrderStatus.CONFIRMED, is_closed=False, moved__lt=F("item_quantity"))
"""Lines of which something is still to go."""


def sales_rows(
    *, text: str = "", status: str = "", partner: int | None = None, late_at: date | None = None
) -> QuerySet[SalesOrder]:
    """Orders, newest first, with `supply` (won), `open_supply`, `due` (next promise) and `line_count`.

    status: one of `OrderStatus`, or "open" for all that isn't closed or cancelled. late_at: only those of
    which a promise lies before this day.
    """
    rows = SalesOrder.objects.select_related("partner")
    if status == "open":
        rows = rows.exclude(status__in=(OrderStatus.CLOSED, OrderStatus.CANCELLED))
    elif status:
        rows = rows.filter(status=status)
    if partner is not None:
        rows = rows.filter(partner=partner)
    if text:
        item = SalesLine.objects.filter(order=OuterRef("pk")).filter(
            Q(item__code__icontains=text) | Q(item__name__icontains=text)
        )
        named = Q(number__icontains=text) | Q(partner__name__icontains=text) | Q(partner_reference__icontains=text)
        rows = rows.filter(named | Exists(item))
    if late_at is not None:
        rows = rows.filter(Exists(SalesLine.objects.filter(LATE, order=OuterRef("pk"), promised_on__lt=late_at)))
    return _with_sums(rows).order_by("-ordered_on", "-number")


def _with_sums(rows: QuerySet[SalesOrder]) -> QuerySet[SalesOrder]:
    worth = ExpressionWrapper(Round(F("quantity") * F("price")), output_field=_WON)
    part = F("quantity") * F("price") * (F("item_quantity") - F("moved")) / F("item_quantity")
    left = ExpressionWrapper(Round(part), output_field=_WON)
    lines = SalesLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    still = lines.filter(LATE)
    zero = ZERO
    return rows.annotate(
        supply=Coalesce(Subquery(lines.annotate(sum=Sum(worth)).values("sum")), zero, output_field=_WON),
        open_supply=Coalesce(Subquery(still.annotate(sum=Sum(left)).values("sum")), zero, output_field=_WON),
        due=Subquery(still.annotate(first=Min("promised_on")).values("first")),
        line_count=Subquery(lines.annotate(n=Count("pk")).values("n")),
    )


def sales_sums(rows: QuerySet[SalesOrder]) -> tuple[Decimal, Decimal]:
    """(supply value, of which open) of all orders of a list, in won. One query."""
    found = rows.order_by().aggregate(all=Sum("supply"), left=Sum("open_supply"))
    return found["all"] or ZERO, found["left"] or ZERO


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next for an order: name is one of send, confirm, deliver, invoice, pay, or empty when all is done."""

    name: str
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order and what has become of it. Amounts in won."""

    order: SalesOrder
    lines: Sequence[SalesLine]
    deliveries: Sequence[Delivery]
    invoices: Sequence[Invoice]
    purchases: Sequence[PurchaseLine]
    supply: Decimal
    to_invoice: Decimal
    unpaid: Decimal

    @property
    def vat(self) -> Decimal:
        return vat_of(self.supply, Vat(self.order.vat))

    @property
    def total(self) -> Decimal:
        return self.supply + self.vat

    @property
    def next_step(self) -> Step:
        """The one button."""
        if self.order.status in (OrderStatus.DRAFT, OrderStatus.SENT):
            return Step("confirm", self.total)
        if self.order.status == OrderStatus.CONFIRMED and any(is_open(line) for line in self.lines):
            return Step("deliver")
        if self.to_invoice:
            return Step("invoice", self.to_invoice)
        return Step("pay", self.unpaid) if self.unpaid else Step("")


def is_open(line: SalesLine) -> bool:
    return not line.is_closed and line.moved < line.item_quantity


def sales_lines_by_id(ids: Collection[int]) -> dict[int, SalesLine]:
    return SalesLine.objects.in_bulk(ids)


def order_view(order: SalesOrder) -> OrderView:
    lines = list(order.lines.select_related("item", "unit").order_by("position"))
    for line in lines:
        line.supply = won(line.quantity * line.price)  # type: ignore[attr-defined]
    goods = DeliveryLine.objects.filter(order_line__order=order)
    deliveries = Delivery.objects.filter(Exists(goods.filter(delivery=OuterRef("pk")))).order_by("delivered_at", "pk")
    billed = InvoiceLine.objects.filter(delivery_line__order_line__order=order, invoice=OuterRef("pk"))
    invoices = list(Invoice.objects.filter(Exists(billed)).order_by("date", "number"))
    left = open_amounts(invoices)
    for invoice in invoices:
        invoice.unpaid = left[invoice.pk]  # type: ignore[attr-defined]
    return OrderView(
        order,
        lines,
        list(deliveries.select_related("made_by")),
        invoices,
        list(_bought_for(order)),
        sum((line.supply for line in lines), ZERO),  # type: ignore[attr-defined]
        _to_invoice(goods),
        sum(left.values(), ZERO),
    )


def _bought_for(order: SalesOrder) -> QuerySet[PurchaseLine]:
    asked = PurchaseRequest.objects.filter(line=OuterRef("pk"), sales_line__order=order)
    rows = PurchaseLine.objects.filter(Exists(asked)).exclude(order__status=OrderStatus.CANCELLED)
    return rows.select_related("order__partner", "item", "unit").order_by("order__number", "position")


def _to_invoice(goods: QuerySet[DeliveryLine]) -> Decimal:
    rows = goods.filter(delivery__undone_at=None, invoiced__lt=F("quantity"))
    sums = rows.values_list("price", "quantity", "invoiced", "delivery__is_return")
    return sum((won(p * (q - i)) * (-1 if back else 1) for p, q, i, back in sums), ZERO)


def lines_of_deliveries(ids: Collection[int]) -> QuerySet[DeliveryLine]:
    """Lines of papers with all that their pages show."""
    rows = DeliveryLine.objects.filter(delivery__in=ids)
    return rows.select_related("item", "lot", "order_line__order", "order_line__unit", "delivery").order_by(
        "delivery", "pk"
    )
