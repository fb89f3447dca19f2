"""Partners: lists of them, and what is open with one."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, Q, QuerySet, When

from dure.commerce.models import DeliveryLine, Invoice, OrderStatus, Partner, PurchaseOrder, SalesLine, SalesOrder
from dure.commerce.selectors.money import ZERO
from dure.commerce.tax import Vat, vat_of
from dure.inventory.models import Item
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balances_by_party


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """receivable, payable and credit_used in won; credit_used is None for one that is no customer."""

    partner: Partner
    receivable: Decimal
    payable: Decimal
    credit_used: Decimal | None

    @property
    def credit_left(self) -> Decimal | None:
        if self.partner.credit_limit is None or self.credit_used is None:
            return None
        return self.partner.credit_limit - self.credit_used

    @property
    def is_over(self) -> bool:
        return self.credit_left is not None and self.credit_left < 0


def partners(*, text: str = "", side: str = "", with_inactive: bool = False) -> QuerySet[Partner]:
    """By name. side: customer, supplier, or empty for all."""
    rows = Partner.objects.all() if with_inactive else Partner.objects.filter(is_active=True)
    if side in ("customer", "supplier"):
        rows = rows.filter(**{f"is_{side}": True})
    if text:
        digits = "".join(c for c in text if c.isdecimal())
        wanted = Q(code__icontains=text) | Q(name__icontains=text) | Q(business_number__icontains=text)
        wanted |= Q(representative__icontains=text) | Q(contacts__name__icontains=text)
        if len(digits) == 10:
            wanted |= Q(business_number=f"{digits[:3]}-{digits[3:5]}-{digits[5:]}")
        rows = rows.filter(wanted).distinct()
    return rows


def partner_rows(found: Collection[Partner]) -> list[PartnerRow]:
    """What each owes and is owed. Four queries, however many they are."""
    owed, owing = balances_by_party(Purpose.RECEIVABLE), balances_by_party(Purpose.PAYABLE)
    used = credit_by_partner([one.pk for one in found])
    return [
        PartnerRow(
            one,
            owed.get(one.code, ZERO),
            -owing.get(one.code, ZERO),
            owed.get(one.code, ZERO) + used.get(one.pk, ZERO) if one.is_customer else None,
        )
        for one in found
    ]


def credit_by_partner(ids: Collection[int]) -> dict[int, Decimal]:
    """Won that are ordered or delivered but not invoiced yet, VAT included; see `credit_used`. Two queries."""
    found: dict[int, Decimal] = {}
    lines = SalesLine.objects.filter(
        order__partner__in=ids, order__status=OrderStatus.CONFIRMED, is_closed=False, moved__lt=F("item_quantity")
    )
    for partner, price, quantity, whole, moved, vat in lines.order_by().values_list(
        "order__partner", "price", "quantity", "item_quantity", "moved", "order__vat"
    ):
        supply = won(price * quantity * (whole - moved) / whole)
        found[partner] = found.get(partner, ZERO) + supply + vat_of(supply, Vat(vat))
    goods = DeliveryLine.objects.filter(delivery__partner__in=ids, delivery__undone_at=None, invoiced__lt=F("quantity"))
    for partner, price, quantity, invoiced, back, vat in goods.order_by().values_list(
        "delivery__partner", "price", "quantity", "invoiced", "delivery__is_return", "order_line__order__vat"
    ):
        supply = won(price * (quantity - invoiced)) * (-1 if back else 1)
        found[partner] = found.get(partner, ZERO) + supply + vat_of(supply, Vat(vat))
    return found


@dataclass(frozen=True, slots=True)
class Ties:
    """How many papers name a partner; one that has none may be taken away."""

    sales: int
    purchases: int
    invoices: int


def ties_of(partner: Partner) -> Ties:
    return Ties(
        SalesOrder.objects.filter(partner=partner).count(),
        PurchaseOrder.objects.filter(partner=partner).count(),
        Invoice.objects.filter(partner=partner).count(),
    )


def open_orders(partner: Partner) -> QuerySet[SalesOrder]:
    """Orders of a customer that aren't closed, newest first, with the number of their lines."""
    rows = SalesOrder.objects.filter(partner=partner).exclude(status__in=(OrderStatus.CLOSED, OrderStatus.CANCELLED))
    return rows.annotate(line_count=Count("lines"))


def partners_by_code(codes: Collection[str]) -> dict[str, Partner]:
    return {one.code: one for one in Partner.objects.filter(code__in=codes)}


def items_like(text: str) -> QuerySet[Item]:
    """Items in use of whose code, name, specification or barcode the text is a part; those that begin with it first."""
    wanted = Q(code__icontains=text) | Q(name__icontains=text) | Q(specification__icontains=text)
    begins = Case(When(code__istartswith=text, then=0), When(name__istartswith=text, then=1), default=2)
    return Item.objects.filter(wanted | Q(barcode=text), is_active=True).order_by(begins, "code")
