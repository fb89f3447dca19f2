"""What is to be weighed out for which order, with what limits, and from which lots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from dure.inventory.models import Item, Lot, Reservation, Unit
from dure.inventory.selectors import Need, locations, proposed_picks, scanned
from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.production.errors import NotNow, WrongLot
from dure.production.models import OrderComponent, Weighing, WeighRule, WorkOrder
from dure.production.weighing import Judged, Limits
from dure.telemetry.models import Meaning, Signal


@dataclass(frozen=True, slots=True)
class ToWeigh:
    """A component of an order, with its limits and what it has got."""

    component: OrderComponent
    limits: Limits

    @property
    def left(self) -> Decimal:
        return max(self.limits.target - self.component.issued, Decimal(0))

    @property
    def judged(self) -> Judged:
        return self.limits.judge(self.component.issued)

    @property
    def is_done(self) -> bool:
        return self.judged != Judged.UNDER


@dataclass(frozen=True, slots=True)
class LotToTake:
    lot: Lot | None
    quantity: Decimal
    place: str


def _rules(components: Iterable[OrderComponent]) -> dict[tuple[int, int | None], WeighRule]:
    items = {one.item_id for one in components}
    return {(row.item_id, row.bom_line_id): row for row in WeighRule.objects.filter(item__in=items)}


def rule_of(component: OrderComponent) -> WeighRule | None:
    """The rule of its line in the recipe, else of its item; None: it isn't weighed."""
    return _chosen(component, _rules([component]))


def _chosen(component: OrderComponent, rules: dict[tuple[int, int | None], WeighRule]) -> WeighRule | None:
    own = rules.get((component.item_id, component.bom_line_id)) if component.bom_line_id else None
    return own or rules.get((component.item_id, None))


def to_weigh(order: WorkOrder) -> list[ToWeigh]:
    """The components of an order that are weighed, in the order of the recipe."""
    return _of(order.components.select_related("item__unit", "item__second_unit", "order").order_by("position"))


def _of(components: Iterable[OrderComponent]) -> list[ToWeigh]:
    rows = list(components)
    rules = _rules(rows)
    found = [(row, _chosen(row, rules)) for row in rows]
    return [ToWeigh(row, rule.limits(row.planned)) for row, rule in found if rule is not None and row.planned > 0]


def orders_to_weigh() -> list[tuple[WorkOrder, list[ToWeigh]]]:
    """Open orders of which something is weighed, those with something left first, then by due date."""
    rows = OrderComponent.objects.filter(order__status__in=WorkOrder.OPEN, item__in=WeighRule.objects.values("item"))
    by_order: dict[WorkOrder, list[ToWeigh]] = {}
    for one in _of(
        rows.select_related("item", "order", "order__item").order_by("order__due_at", "order_id", "position")
    ):
        by_order.setdefault(one.component.order, []).append(one)
    return sorted(by_order.items(), key=lambda pair: all(one.is_done for one in pair[1]))


def order_to_weigh(pk: int) -> WorkOrder:
    """Raises NotFound."""
    found = WorkOrder.objects.select_related("item").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such order.")
    return found


def order_scanned(text: str) -> WorkOrder | None:
    return WorkOrder.objects.filter(number=text.strip(), status__in=WorkOrder.OPEN).first()


def share_of(component: OrderComponent, item: Item) -> Decimal:
    """How much of the item stands for one of the component. Raises WrongLot for what may not take its place."""
    if item.pk == component.item_id:
        return Decimal(1)
    for other, ratio in component.alternatives:
        if other == item.pk:
            return Decimal(ratio)
    raise WrongLot("WRONG ITEM: this is %(item)s. %(wanted)s is wanted.", item=item.name, wanted=component.item.name)


def weighs_second(item: Item) -> bool:
    """Whether the scale tells the item's second unit: pieces with a weight each (catch weight)."""
    mass = Unit.Dimension.MASS
    return item.second_unit is not None and item.second_unit.dimension == mass and item.unit.dimension != mass


def lots_to_take(one: ToWeigh) -> list[LotToTake]:
    """From which lots what is left is taken: what is kept for the order first, then what expires first."""
    item, left, found = one.component.item, one.left, []
    kept = Reservation.objects.filter(document=one.component.order.number, balance__item=item)
    usable = Q(balance__lot=None) | Q(balance__lot__status=Lot.Status.AVAILABLE)
    for row in kept.filter(usable).select_related("balance__lot", "balance__location").order_by("pk"):
        part = min(left, row.quantity)
        if part > 0:
            found.append(LotToTake(row.balance.lot, part, str(row.balance.location)))
            left -= part
    if left <= 0:
        return found
    picks = proposed_picks([Need(1, item.pk, left)]).picks
    lots = {row.pk: row for row in Lot.objects.filter(pk__in=[pick.lot for pick in picks if pick.lot])}
    places = {row.pk: str(row) for row in locations([pick.location for pick in picks])}
    return found + [LotToTake(lots.get(pick.lot or 0), pick.quantity, places[pick.location]) for pick in picks]


def goods_scanned(component: OrderComponent, text: str, on: date | None = None) -> tuple[Item, Lot | None]:
    """What was scanned for a component: its lot, or the item where it has none.

    Raises WrongLot, in words to be read from afar, for what may not go in.
    """
    found = scanned(text)
    if not found.is_known:
        raise WrongLot("UNKNOWN: nothing here is called %(text)s.", text=text.strip()[:60])
    allowed = {component.item_id, *(item for item, _ in component.alternatives)}
    lots = [lot for lot in found.lots if lot.item_id in allowed]
    item = lots[0].item if lots else found.item or (found.lots[0].item if found.lots else None)
    if item is None:
        raise WrongLot("NO LOT: scan the label of the bag.")
    share_of(component, item)
    if not lots:
        if item.tracking != Item.Tracking.NONE:
            raise WrongLot("NO LOT: scan the lot of %(item)s.", item=item.name)
        return item, None
    _check_usable(lots[0], on or timezone.localdate(clock.now()))
    return item, lots[0]


def _check_usable(lot: Lot, on: date) -> None:
    if lot.status != Lot.Status.AVAILABLE:
        raise WrongLot("STOP: lot %(lot)s is %(status)s.", lot=lot.number, status=lot.get_status_display())
    if lot.expires_on is not None and lot.expires_on < on:
        raise WrongLot("EXPIRED: lot %(lot)s was to be used by %(day)s.", lot=lot.number, day=str(lot.expires_on))


def weighings() -> QuerySet[Weighing]:
    return Weighing.objects.select_related(
        "component__order", "component__item", "item", "lot", "person", "allowed_by", "undone_by"
    )


def weighings_of(order: WorkOrder) -> QuerySet[Weighing]:
    return weighings().filter(component__order=order)


def weighings_found(text: str) -> QuerySet[Weighing]:
    word = text.strip()
    rows = weighings()
    if not word:
        return rows
    return rows.filter(
        Q(component__order__number__icontains=word) | Q(item__name__icontains=word) | Q(lot__number__icontains=word)
    )


def weigh_rules() -> QuerySet[WeighRule]:
    return WeighRule.objects.select_related("item", "bom_line__bom__item")


def scale_signals() -> list[Signal]:
    """Signals that may be a scale: measured values with a unit of weight."""
    units = ["kg", "g", "mg", "t", "lb"]
    rows = Signal.objects.filter(unit__in=units, meaning__in=(Meaning.MEASUREMENT, Meaning.OTHER))
    return list(rows.select_related("work_unit", "current").order_by("name"))


def signal_reading(pk: int) -> tuple[Signal, str]:
    """A scale's signal and its last value as text. Raises NotNow where it has none or a bad one."""
    row = Signal.objects.select_related("current").filter(pk=pk).first()
    now = getattr(row, "current", None)
    if row is None or now is None or now.number is None or now.quality != 0:
        raise NotNow("The scale says nothing.")
    # The shortest text that is the same float: 1.234 was sent as 1.234, not as 1.23399999999999999.
    return row, f"{Decimal(repr(now.number)):f} {row.unit}"
