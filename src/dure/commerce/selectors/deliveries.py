"""What is to go to customers, and where it lies."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from dure.commerce.models import Delivery, DeliveryLine, SalesLine, SalesOrder
from dure.commerce.selectors.money import ZERO
from dure.commerce.selectors.orders import lines_to_deliver
from dure.inventory.models import Location, Lot
from dure.inventory.selectors import Need, proposed_picks, usable_by_item

_ALL = Decimal(10) ** 13
"""More than lies anywhere, so that a proposal names every place."""
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class ToGo:
    """An open line. left and free are in the item's own unit."""

    line: SalesLine
    free: Decimal

    @property
    def left(self) -> Decimal:
        return self.line.item_quantity - self.line.moved

    @property
    def is_there(self) -> bool:
        return self.free >= self.left


def lines_to_deliver_like(text: str = "", *, late_at: date | None = None) -> QuerySet[SalesLine]:
    rows = lines_to_deliver()
    if late_at is not None:
        rows = rows.filter(promised_on__lt=late_at)
    if text:
        rows = rows.filter(
            Q(order__number__icontains=text)
            | Q(order__partner__name__icontains=text)
            | Q(item__code__icontains=text)
            | Q(item__name__icontains=text)
        )
    return rows


def with_free(lines: Sequence[SalesLine]) -> list[ToGo]:
    free = usable_by_item({line.item_id for line in lines})
    return [ToGo(line, free.get(line.item_id, ZERO)) for line in lines]


def open_lines(order: SalesOrder, *, together: bool = False) -> QuerySet[SalesLine]:
    """What is to go of an order, or of all orders of its customer."""
    rows = lines_to_deliver()
    return rows.filter(order__partner=order.partner_id) if together else rows.filter(order=order)


@dataclass(frozen=True, slots=True)
class Place:
    """Free goods at a location. proposed: how much of them the proposal takes for the line."""

    lot: Lot | None
    location: Location
    free: Decimal
    proposed: Decimal

    @property
    def name(self) -> str:
        return f"{self.lot.pk if self.lot else ''}:{self.location.pk}"


@dataclass(slots=True)
class Shelf:
    """A line and the places that its goods may be taken from, in the order in which they should go."""

    line: SalesLine
    left: Decimal
    missing: Decimal
    places: list[Place] = field(default_factory=list)


def shelves(lines: Collection[SalesLine]) -> list[Shelf]:
    """Of each line what is proposed (what expires or came first goes first) and what else lies there.

    Seven queries, whatever the lines. Lots that are blocked, reserved or past their date aren't among them.
    """
    wanted = proposed_picks([Need(line.pk, line.item_id, line.item_quantity - line.moved) for line in lines])
    items = {line.item_id for line in lines}
    lying = proposed_picks([Need(item, item, _ALL) for item in items])
    lots = Lot.objects.in_bulk({pick.lot for pick in lying.picks if pick.lot})
    places = Location.objects.in_bulk({pick.location for pick in lying.picks})
    proposed: dict[tuple[int, int], Decimal] = {(pick.line, pick.balance): pick.quantity for pick in wanted.picks}
    by_item: dict[int, list[tuple[int, Place]]] = defaultdict(list)
    for pick in lying.picks:
        lot = lots[pick.lot] if pick.lot else None
        by_item[pick.item].append((pick.balance, Place(lot, places[pick.location], pick.quantity, ZERO)))
    found = []
    for line in lines:
        rows = [
            Place(place.lot, place.location, place.free, proposed.get((line.pk, balance), ZERO))
            for balance, place in by_item[line.item_id]
        ]
        taken = [place for place in rows if place.proposed] + [place for place in rows if not place.proposed]
        left = line.item_quantity - line.moved
        found.append(Shelf(line, left, wanted.missing.get(line.pk, ZERO), taken[: MOST_PLACES + len(proposed)]))
    return found


def delivery_rows(*, text: str = "", partner: int | None = None) -> QuerySet[Delivery]:
    """Deliveries and returns, newest first, with `line_count`."""
    rows = Delivery.objects.select_related("partner").annotate(line_count=Count("lines"))
    if text:
        order = Q(lines__order_line__order__number__icontains=text) | Q(lines__lot__number__icontains=text)
        rows = rows.filter(Q(number__icontains=text) | Q(partner__name__icontains=text) | order).distinct()
    if partner is not None:
        rows = rows.filter(partner=partner)
    return rows.order_by("-delivered_at", "-pk")


def returned_by_line(lines: Collection[DeliveryLine]) -> dict[int, Decimal]:
    """How much of each line has come back."""
    rows = DeliveryLine.objects.filter(returns__in=[line.pk for line in lines], delivery__undone_at=None)
    return dict(rows.order_by().values_list("returns").annotate(Sum("quantity")))


def orders_of_lines(lines: Collection[DeliveryLine]) -> QuerySet[SalesOrder]:
    """The orders that the lines of a delivery belong to."""
    return SalesOrder.objects.filter(pk__in={line.order_line.order_id for line in lines})


def papers_back(delivery: Delivery) -> QuerySet[Delivery]:
    """Returns of what went with a delivery."""
    return Delivery.objects.filter(lines__returns__delivery=delivery).distinct()


def delivered_lines(ids: Collection[int]) -> QuerySet[DeliveryLine]:
    """Lines of these ids in the order in which they went."""
    return DeliveryLine.objects.filter(pk__in=ids).order_by("delivery__delivered_at", "pk")
