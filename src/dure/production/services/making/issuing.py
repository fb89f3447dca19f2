"""Goods that go into an order by hand: scanned or picked, substitutes, more or less than planned; and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item, Location, Lot
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, Need, move, take, take_back
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.ledger.money import won
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged, BadQuantity, ComponentsMissing
from dure.production.making import STEP, ZERO, split
from dure.production.models import OrderComponent, OrderMove, WorkOrder
from dure.production.services.making.batch import check
from dure.production.services.making.keeping import keep_again
from dure.production.services.making.planning import lock_goods, locked_orders


@dataclass(frozen=True, slots=True)
class Issue:
    """A quantity for an order, in the item's own unit. lot: none for what is kept or expires first. reason: needed
    for what the order doesn't ask for. component: id of the one it is for, where the item is used more than once.
    second_quantity: as measured, of items with a second unit."""

    item: Item
    quantity: Decimal
    lot: Lot | None = None
    reason: str = ""
    component: int | None = None
    second_quantity: Decimal | None = None


@transaction.atomic
def issue(
    order: WorkOrder, issues: Sequence[Issue], *, by: Person | None, moved_at: datetime | None = None
) -> list[OrderMove]:
    """Put goods into an order; what is kept for it is used first. All or none.

    An alternative counts as the component that it replaces; anything else is added to the order's
    components and needs a reason. Raises NotReleased, WorkOrderIsClosed, Invalid, ComponentsMissing,
    and what moving raises.
    """
    (row,) = locked_orders([order])
    check(row)
    if not issues or any(one.quantity <= 0 for one in issues):
        raise BadQuantity("The quantity must be more than zero.")
    components = list(row.components.select_related("item"))
    lines = [_line(row, one, components) for one in issues]
    items = {one.item.pk: one.item for one in issues}
    lock_goods([row], items)
    day = timezone.localdate(moved_at or clock.now())
    place, gone, heads = default_location(Location.Kind.PRODUCTION), [], []
    for one, (component, ratio) in zip(issues, lines, strict=True):
        lots = frozenset({one.lot.pk}) if one.lot is not None else None
        need = Need(component.position, one.item.pk, one.quantity, lots=lots)
        taken, missing = take({row.number: [need]}, items=items, on=day, beside=[part for part, _, _ in gone])
        if missing:
            raise ComponentsMissing(
                "%(order)s lacks %(quantity)s %(unit)s of %(item)s.",
                order=row.number,
                quantity=f"{next(iter(missing.values())).normalize():f}",
                unit=one.item.unit_id,
                item=one.item.name,
            )
        seconds: list[Decimal | None] = [None] * len(taken)
        if one.second_quantity is not None:
            seconds = list(split(one.second_quantity, [part.quantity for part in taken]))
        gone += [(part, one.reason, second) for part, second in zip(taken, seconds, strict=True)]
        heads += [(component, (part.quantity / ratio).quantize(STEP)) for part in taken]
    movements = [
        Movement(one.item, one.quantity, one.location, place, one.lot, reason=why, second_quantity=second)
        for one, why, second in gone
    ]
    made = move(movements, by=by, document=row.number, moved_at=moved_at)
    rows = []
    for (component, count), one in zip(heads, made, strict=True):
        component.issued += count
        rows.append(
            OrderMove(
                order=row, kind=OrderMove.Kind.ISSUE, move=one, component=component, lot=one.lot,
                quantity=one.quantity, counts_as=count, value=one.value,
            )
        )  # fmt: skip
    OrderComponent.objects.bulk_update({component for component, _ in heads}, ["issued"])
    _add_wip(row, sum((one.value for one in rows), ZERO))
    return OrderMove.objects.bulk_create(rows)


def _line(order: WorkOrder, one: Issue, components: list[OrderComponent]) -> tuple[OrderComponent, Decimal]:
    """The component that an issue is for, and how much of the item stands for one of it."""
    named = [row for row in components if one.component in (None, row.pk)]
    own = [row for row in named if row.item_id == one.item.pk]
    if own:
        # Of an item that is used at several operations, the first that hasn't got all.
        return next((row for row in own if row.issued < row.planned), own[-1]), Decimal(1)
    for row in named:
        for item, ratio in row.alternatives:
            if item == one.item.pk:
                return row, Decimal(ratio)
    if not one.reason.strip():
        raise Invalid("%(order)s doesn't ask for %(item)s. Give a reason.", order=order.number, item=one.item.name)
    row = OrderComponent.objects.create(
        order=order, position=max((row.position for row in components), default=0) + 1, item=one.item, use="scan"
    )
    components.append(row)
    return row, Decimal(1)


def _add_wip(order: WorkOrder, value: Decimal) -> None:
    order.wip += value
    order.save(update_fields=["wip"])


@transaction.atomic
def bring_back(moved: OrderMove, quantity: Decimal, *, by: Person | None, reason: str = "") -> OrderMove:
    """Put back into stock what an issue left over, at what it was issued for. Raises BadQuantity for more than that."""
    (row,) = locked_orders([moved.order])
    check(row)
    given = OrderMove.objects.select_related("move__item", "move__from_location", "lot", "component").get(pk=moved.pk)
    left = given.quantity - given.linked
    if given.kind != OrderMove.Kind.ISSUE or given.is_undone or not 0 < quantity <= left:
        raise BadQuantity("Of this issue %(left)s can come back.", left=f"{max(left, ZERO).normalize():f}")
    share = quantity / given.quantity
    production = default_location(Location.Kind.PRODUCTION)
    value = won(given.value * share)
    movement = Movement(
        given.move.item, quantity, production, given.move.from_location, given.lot, value, reason=reason
    )
    (made,) = move([movement], by=by, document=row.number)
    count = (given.counts_as * share).quantize(STEP)
    component = given.component
    component.issued = max(component.issued - count, ZERO)
    component.save(update_fields=["issued"])
    # What came back can't have gone into a product any more.
    OrderMove.objects.filter(pk=given.pk).update(linked=given.linked + quantity)
    # Goods at standard cost come back at that; the difference was booked by the move.
    _add_wip(row, -value)
    return OrderMove.objects.create(
        order=row, kind=OrderMove.Kind.BACK, move=made, component=component, lot=given.lot,
        quantity=quantity, counts_as=count, value=value,
    )  # fmt: skip


@transaction.atomic
def undo_issue(moved: OrderMove, *, by: Person | None, reason: str) -> None:
    """Take an issue by hand back as if it had not been. Raises AlreadyChanged once it went into a product or back."""
    (row,) = locked_orders([moved.order])
    check(row)
    given = OrderMove.objects.select_related("move", "component").get(pk=moved.pk)
    if given.kind != OrderMove.Kind.ISSUE or given.completion_id or given.is_undone or given.linked:
        raise AlreadyChanged("This issue can't be taken back any more.")
    lock_goods([row])
    take_back([given.move], by=by, reason=reason)
    given.component.issued -= given.counts_as
    given.component.save(update_fields=["issued"])
    OrderMove.objects.filter(pk=given.pk).update(is_undone=True)
    keep_again(row, [given])
    _add_wip(row, -given.value)
