"""What an order takes and gives, as the page of its goods shows it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from dure.inventory.models import Location, Lot, Reservation
from dure.inventory.selectors import stock_now
from dure.production.models import Completion, OrderComponent, WorkOrder


@dataclass(frozen=True, slots=True)
class Wanted:
    """A component: how much is still to be taken, and how much of it could be taken now."""

    component: OrderComponent
    left: Decimal
    there: Decimal

    @property
    def is_short(self) -> bool:
        return self.there < self.left


def wanted_by(order: WorkOrder) -> list[Wanted]:
    """The components in the order of the recipe. What is kept for other orders doesn't count as there."""
    components = list(order.components.select_related("item"))
    items = {one.item_id for one in components}
    there: dict[int, Decimal] = defaultdict(Decimal)
    for balance in stock_now(items=items).filter(location__kind=Location.Kind.STOCK):
        if balance.lot is None or balance.lot.status == Lot.Status.AVAILABLE:
            there[balance.item_id] += balance.quantity - balance.reserved
    own = Reservation.objects.filter(document=order.number, balance__item__in=items)
    for item, quantity in own.values_list("balance__item", "quantity"):
        there[item] += quantity
    return [Wanted(one, max(one.planned - one.issued, Decimal(0)), there[one.item_id]) for one in components]


def completions_of(order: WorkOrder) -> QuerySet[Completion]:
    """What came out so far, the newest first, also what was taken back."""
    return order.completions.select_related("made_by", "undone_by").order_by("-pk")
