"""Weighing out what orders take: each weight is goods issued to its order, once; and the way back."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dure.inventory.models import Item, Lot
from dure.inventory.selectors import in_item_unit, in_other_unit
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.services import add_row, change_row, remove_row
from dure.product.models import BomLine
from dure.production.errors import AlreadyChanged, BadQuantity, NotNow, OverTolerance, SentDifferently
from dure.production.models import OrderComponent, Weighing, WeighRule
from dure.production.selectors.weighing import rule_of, share_of, weighs_second
from dure.production.services.making.issuing import Issue, issue, undo_issue
from dure.production.services.making.planning import locked_orders
from dure.production.weighing import Judged
from dure.telemetry.models import Signal

_LIMITS = ("item", "bom_line", "low_percent", "low_quantity", "high_percent", "high_quantity")
MAY_ALLOW = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class OnScale:
    """What lay on the scale: gross and tare in `unit`. other: of an item with two units, how much it is in the one
    that wasn't weighed, such as pieces.

    reading: the line that the scale sent.
    """

    gross: Decimal
    unit: str
    tare: Decimal = Decimal(0)
    other: Decimal | None = None
    source: str = Weighing.Source.TYPED
    signal: Signal | None = None
    reading: str = ""

    @property
    def net(self) -> Decimal:
        return self.gross - self.tare


@transaction.atomic
def weigh(
    *,
    client_id: uuid.UUID,
    component: OrderComponent,
    item: Item,
    lot: Lot | None,
    weight: OnScale,
    person: Person | None,
    allowed_by: Person | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Weighing:
    """Issue a weight to its order. Weights of several lots add up; the same id is weighed once.

    allowed_by: needed, with a reason, where the component then has more than its upper limit. Raises OverTolerance,
    SentDifferently, BadQuantity, NotNow where it isn't weighed, and what issuing raises.
    """
    asked = _asked(component, item, lot, weight)
    locked_orders([component.order])  # two taps at once: the second one waits here and finds the first
    known = Weighing.objects.filter(client_id=client_id).first()
    if known is not None:
        if known.asked != asked:
            raise SentDifferently("This was sent already with another content. Look at the list of what was done.")
        return known
    row = OrderComponent.objects.select_related("order", "item").get(pk=component.pk)
    rule = rule_of(row)
    if rule is None:
        raise NotNow("%(item)s isn't weighed out: it has no tolerance.", item=row.item.name)
    quantity, second = amounts(item, weight)
    bounds = rule.limits(row.planned)
    judged = bounds.judge(row.issued + quantity / share_of(row, item))
    if judged == Judged.OVER:
        _check_allowed(allowed_by, reason, row.item)
    moment = min(at or clock.now(), clock.now())
    wanted = Issue(item, quantity, lot, reason, component=row.pk, second_quantity=second)
    moves = issue(row.order, [wanted], by=person, moved_at=moment)
    over = judged == Judged.OVER
    made = Weighing.objects.create(
        client_id=client_id, component=row, item=item, lot=lot, gross=weight.gross, tare=weight.tare,
        unit=weight.unit, quantity=quantity, second_quantity=second, source=weight.source,
        signal=weight.signal, reading=weight.reading[:60], target=bounds.target, low=bounds.low, high=bounds.high,
        judged=judged.value, reason=reason.strip() if over else "", allowed_by=allowed_by if over else None,
        at=moment, person=person, asked=asked,
    )  # fmt: skip
    made.moves.add(*moves)
    # What was weighed is what went in: nothing is taken off by plan beside it.
    OrderComponent.objects.filter(pk=row.pk).update(use=BomLine.Use.SCAN)
    return made


def amounts(item: Item, weight: OnScale) -> tuple[Decimal, Decimal | None]:
    """(net in the item's own unit, in its second one), exactly. Raises BadQuantity, NoConversion, NotExact."""
    if weight.tare < 0 or weight.net <= 0:
        raise BadQuantity("The weight must be more than the tare.")
    if item.second_unit is None:
        return in_item_unit(item, weight.net, weight.unit), None
    is_weighed_second = weighs_second(item)
    if weight.other is None or weight.other <= 0:
        unit = item.unit_id if is_weighed_second else item.second_unit_id
        raise BadQuantity("Give how many %(unit)s they are.", unit=unit)
    if not is_weighed_second:
        return in_item_unit(item, weight.net, weight.unit), weight.other
    return weight.other, in_other_unit(weight.net, weight.unit, item.second_unit)


def _asked(component: OrderComponent, item: Item, lot: Lot | None, weight: OnScale) -> dict[str, object]:
    numbers = [None if one is None else f"{one.normalize():f}" for one in (weight.gross, weight.tare, weight.other)]
    return {
        "component": component.pk, "item": item.pk, "lot": lot.pk if lot else None, "unit": weight.unit,
        "numbers": numbers,
    }  # fmt: skip


def _check_allowed(allowed_by: Person | None, reason: str, item: Item) -> None:
    if allowed_by is None or MAY_ALLOW.isdisjoint(allowed_by.roles):
        raise OverTolerance("Too much of %(item)s: a supervisor may allow it with a reason.", item=item.name)
    if not reason.strip():
        raise OverTolerance("Too much of %(item)s: give the reason.", item=item.name)


@transaction.atomic
def undo_weighing(*, weighing: Weighing, by: Person | None) -> None:
    """The goods go back to where they lay. Raises AlreadyChanged once they went into a product."""
    locked_orders([weighing.component.order])
    row = Weighing.objects.select_related("component").get(pk=weighing.pk)
    if row.undone_at is not None:
        raise AlreadyChanged("This was taken back already.")
    for moved in row.moves.select_related("order"):
        undo_issue(moved, by=by, reason="weighed by mistake")
    row.undone_at, row.undone_by = clock.now(), by
    row.save(update_fields=["undone_at", "undone_by"])
    if not row.component.weighings.filter(undone_at=None).exists():
        line = row.component.bom_line
        use = line.use if line is not None else BomLine.Use.SCAN
        OrderComponent.objects.filter(pk=row.component_id).update(use=use)


@transaction.atomic
def set_weigh_rule(*, row: WeighRule, by: Person | None) -> WeighRule:
    """Keep a rule, new or changed, with its record. Raises Invalid where the recipe line is of another item."""
    if row.bom_line is not None and row.bom_line.component_id != row.item_id:
        raise Invalid("This line of the recipe takes another item.")
    if row.pk is None:
        add_row(row, by=by)
        return row
    values = {name: getattr(row, name) for name in _LIMITS}
    known = WeighRule.objects.get(pk=row.pk)
    change_row(known, values, by=by)
    return known


@transaction.atomic
def remove_weigh_rule(*, row: WeighRule, by: Person | None) -> None:
    remove_row(row, by=by)
