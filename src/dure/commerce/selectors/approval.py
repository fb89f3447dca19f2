"""Whether an order needs a second person's consent, and who may give it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from dure.commerce.models import PurchaseOrder, SalesOrder
from dure.commerce.selectors.money import approval_limit, credit_used, worth
from dure.commerce.tax import Vat, vat_of
from dure.plant.models import ChangeRecord, Person


def has_written(order: SalesOrder | PurchaseOrder, person: Person) -> bool:
    """Whether the person wrote the order or one of its lines, also one that is gone, and so may not approve it."""
    table = type(order).__name__.replace("Order", "Line")
    lines = Q(row_id__in=list(order.lines.values_list("pk", flat=True)))
    lines |= Q(before__order=order.pk) | Q(after__order=order.pk)
    edits = ChangeRecord.objects.filter(lines, table=table, by=person)
    return order.made_by_id == person.pk or edits.exists()


@dataclass(frozen=True, slots=True)
class Beyond:
    """An order that takes its customer beyond its credit, in won with VAT. owed: with the order.

    approval_above: how far one may go alone; None when nobody has to agree.
    """

    owed: Decimal
    limit: Decimal
    approval_above: Decimal | None

    @property
    def over(self) -> Decimal:
        return self.owed - self.limit

    @property
    def needs_approval(self) -> bool:
        return self.approval_above is not None and self.over > self.approval_above


def beyond_credit(order: SalesOrder) -> Beyond | None:
    """How far an order that isn't confirmed would go; None within the credit, and for one without a limit."""
    limit = order.partner.credit_limit
    if limit is None:
        return None
    owed = credit_used(order.partner) + order_total(order)
    return Beyond(owed, limit, approval_limit("credit")) if owed > limit else None


def order_total(order: SalesOrder) -> Decimal:
    """What the order comes to in won, VAT included."""
    supply = worth(order.lines.values_list("quantity", "price"))
    return supply + vat_of(supply, Vat(order.vat))


def approval_step(order: SalesOrder, beyond: Beyond | None, person: Person) -> str:
    """What a person can do about the consent an order lacks: approve it, wait for another, or "" when it lacks none."""
    if beyond is None or not beyond.needs_approval or order.approved_by_id is not None:
        return ""
    return "wait" if has_written(order, person) else "approve"
