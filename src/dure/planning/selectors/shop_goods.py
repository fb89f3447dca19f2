"""What operations take of components: from stock, from purchases, from other open orders."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from dure.commerce.models import PurchaseLine, PurchaseRequest
from dure.inventory.selectors import free_by_item, kept_by_item
from dure.planning.selectors.supply import BOUND
from dure.product.explosion import Endless, NoRecipe, explode
from dure.product.selectors import recipes
from dure.production.models import OrderComponent, WorkOrder

ZERO = Decimal(0)
DAY_ENDS = time(18)
"""When what comes on a day is there at the latest."""


class Uses:
    """What operations take of components, and which of it other open orders make first."""

    def __init__(self, orders: Sequence[WorkOrder], now: datetime) -> None:
        self.orders = orders
        self.taken: dict[int, list[tuple[int | None, int, Decimal]]] = defaultdict(list)
        frozen = OrderComponent.objects.filter(order__in=[order.pk for order in orders])
        with_own = set()
        for order, number, item, planned, issued in frozen.order_by("order_id", "position").values_list(
            "order_id", "operation_number", "item_id", "planned", "issued"
        ):
            with_own.add(order)
            if planned > issued:
                self.taken[order].append((number, item, planned - issued))
        self._foresee([order for order in orders if order.pk not in with_own and order.status == "planned"], now)
        self._take_off_kept()
        self.stock = stock({item for row in self.taken.values() for _, item, _ in row}, now)
        self.links: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._link()

    def _foresee(self, orders: Sequence[WorkOrder], now: datetime) -> None:
        """What orders that aren't released yet will take, by the recipe of their day."""
        books, today = recipes({order.item_id for order in orders}) if orders else {}, timezone.localdate(now)
        for order in orders:
            try:
                found = explode(books, order.item_id, order.quantity, max(order.start_on or today, today), levels=1)
            except (NoRecipe, Endless):
                continue  # The release tells it, and asks for the recipe.
            self.taken[order.pk] += [(need.operation, need.item, need.quantity) for need in found.requirements]  # type: ignore[misc]

    def _take_off_kept(self) -> None:
        kept = kept_by_item([order.number for order in self.orders])
        for order in self.orders:
            left = []
            for number, item, quantity in self.taken[order.pk]:
                mine = min(kept[order.number, item], quantity)
                kept[order.number, item] -= mine
                if quantity > mine:
                    left.append((number, item, quantity - mine))
            self.taken[order.pk] = left

    def _link(self) -> None:
        """What neither stock nor purchases give is taken from open orders that make it, the first due first."""
        items = {item for row in self.taken.values() for _, item, _ in row}
        made: dict[int, list[list[Any]]] = defaultdict(list)
        for order in self.orders:
            if order.item_id in items and order.quantity > order.received:
                made[order.item_id].append([order.pk, order.quantity - order.received])
        if not made:
            return
        there = {item: sum((q for _, q in self.stock.get(item, ())), ZERO) for item in made}
        reach: dict[int, set[int]] = defaultdict(set)
        for order in self.orders:
            left = []
            for number, item, quantity in self.taken[order.pk]:
                use = min(there[item], quantity) if item in made else quantity
                if item in made:
                    there[item] -= use
                    quantity = self._draw(order, number, quantity - use, made[item], reach) + use
                if quantity > 0:
                    left.append((number, item, quantity))
            self.taken[order.pk] = left

    def _draw(
        self, order: WorkOrder, number: int | None, quantity: Decimal, made: list[list[Any]], reach: dict[int, set[int]]
    ) -> Decimal:
        """What is still missing after other orders gave theirs; none gives to one that it waits for itself."""
        for one in made:
            if quantity > 0 and one[1] > 0 and one[0] != order.pk and order.pk not in _all(reach, one[0]):
                part = min(one[1], quantity)
                one[1] -= part
                quantity -= part
                reach[order.pk].add(one[0])
                self.links[order.pk].append((one[0], -1 if number is None else number))
        return quantity

    def of(self, order: WorkOrder, numbers: Sequence[int]) -> dict[int, list[tuple[int, Decimal]]]:
        """Operation → (item, quantity); what belongs to none that is left, to the first."""
        found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        for number, item, quantity in self.taken[order.pk]:
            found[number if number in numbers else numbers[0]].append((item, quantity))
        return found

    def needs(self, order: WorkOrder) -> list[tuple[int, int]]:
        return list(dict.fromkeys(self.links[order.pk]))


def _all(reach: Mapping[int, set[int]], order: int) -> set[int]:
    """All orders that an order waits for."""
    found, todo = set(), [order]
    while todo:
        for one in reach.get(todo.pop(), ()):
            if one not in found:
                found.add(one)
                todo.append(one)
    return found


def stock(items: Collection[int], now: datetime) -> dict[int, list[tuple[datetime, Decimal]]]:
    """Item → what is free now, and what suppliers have promised or were asked for."""
    found: dict[int, list[tuple[datetime, Decimal]]] = {
        item: [(now, quantity)] for item, quantity in free_by_item(items).items() if quantity > 0
    }
    lines = PurchaseLine.objects.filter(
        order__status__in=BOUND, is_closed=False, moved__lt=F("item_quantity"), item__in=items
    )
    coming: list[tuple[int, date | None, Decimal]] = [
        (item, promised or requested, quantity - moved)
        for item, promised, requested, quantity, moved in lines.values_list(
            "item_id", "promised_on", "requested_on", "item_quantity", "moved"
        )
    ]
    asked = PurchaseRequest.objects.filter(status=PurchaseRequest.Status.OPEN, item__in=items)
    coming += asked.values_list("item_id", "needed_on", "quantity")
    today = timezone.localdate(now)
    for item, day, quantity in coming:
        if day is not None:
            # What should have come already may come today.
            moment = timezone.make_aware(datetime.combine(max(day, today), DAY_ENDS))
            found.setdefault(item, []).append((max(moment, now), quantity))
    return found
