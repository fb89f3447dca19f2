"""What an order takes and gives, as the page of its goods shows it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from dure.events.statements import Slot, fixed
from dure.inventory.selectors import free_by_item, kept_by_item
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
    components = _components(order.pk)
    free, kept = free_by_item({one.item_id for one in components}), kept_by_item([order.number])
    return [
        Wanted(one, max(one.planned - one.issued, Decimal(0)), free[one.item_id] + kept[order.number, one.item_id])
        for one in components
    ]


@fixed
def _components(order: Slot) -> QuerySet[OrderComponent]:
    return OrderComponent.objects.filter(order=order).select_related("item").order_by("position", "pk")


def completions_of(order: WorkOrder) -> QuerySet[Completion]:
    """What came out so far, the newest first, also what was taken back."""
    return order.completions.select_related("made_by", "undone_by").order_by("-pk")
