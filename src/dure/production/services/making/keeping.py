"""What an order kept in stock before it used it, kept again when the use is taken back."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum

from dure.inventory.models import Item, Reservation
from dure.inventory.services import Need, reserve
from dure.production.making import ZERO
from dure.production.models import OrderComponent, OrderMove, WorkOrder


def keep_again(order: WorkOrder, issues: Sequence[OrderMove]) -> None:
    """Keep what came back of the components for the order, from where it lies, as far as it still needs it.

    Otherwise another order could take what this one has had before. The components know what stays issued.
    """
    kept = _kept(order)
    needs = []
    for one in issues:
        component = one.component
        if component is None or component.item_id != one.move.item_id:
            continue
        part = min(one.quantity, _open(component, kept))
        if part > 0:
            kept[component.position] = kept.get(component.position, ZERO) + part
            lots = frozenset({one.lot_id}) if one.lot_id else None
            within = frozenset({one.move.from_location_id})
            needs.append(Need(component.position, component.item_id, part, within=within, lots=lots))
    if needs:
        reserve(order.number, needs)


def keep_rest(order: WorkOrder) -> None:
    """Keep all that the order still needs: its last completion gave up what was left, and is taken back."""
    kept = _kept(order)
    rows = OrderComponent.objects.filter(order=order, item__is_phantom=False).exclude(item__kind=Item.Kind.SERVICE)
    needs = [Need(one.position, one.item_id, part) for one in rows if (part := _open(one, kept)) > 0]
    if needs:
        reserve(order.number, needs)


def _kept(order: WorkOrder) -> dict[int, Decimal]:
    """By position of the component."""
    rows = Reservation.objects.filter(document=order.number).order_by().values_list("line")
    return dict(rows.annotate(Sum("quantity")))


def _open(component: OrderComponent, kept: dict[int, Decimal]) -> Decimal:
    return component.planned - component.issued - kept.get(component.position, ZERO)
