"""Closing orders: what is left in process is booked to its causes, and nothing moves any more."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item
from dure.inventory.services import release_many
from dure.kernel import clock
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post, reverse
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged
from dure.production.making import ZERO
from dure.production.models import OrderClosing, WorkOrder
from dure.production.selectors.costs import order_cost
from dure.production.services.making.batch import check
from dure.production.services.making.planning import lock_goods, locked_orders

_ACCOUNTS = {
    "price": Purpose.PRICE_VARIANCE,
    "usage": Purpose.USAGE_VARIANCE,
    "rate": Purpose.RATE_VARIANCE,
    "efficiency": Purpose.EFFICIENCY_VARIANCE,
    "volume": Purpose.VOLUME_VARIANCE,
    "method": Purpose.EFFICIENCY_VARIANCE,
    "scrap": Purpose.SCRAP,
}


@transaction.atomic
def close_orders(orders: Sequence[WorkOrder], *, by: Person | None, on: date | None = None) -> list[OrderClosing]:
    """Book what is left in process and close. Raises AlreadyChanged for orders that aren't done, WorkOrderIsClosed."""
    now = clock.now()
    day, closings = on or timezone.localdate(now), []
    rows = locked_orders(orders)
    lock_goods(rows)
    for order in rows:
        check(order)
        if order.status != WorkOrder.Status.DONE:
            raise AlreadyChanged("%(order)s is %(status)s.", order=order.number, status=order.get_status_display())
        closing = OrderClosing(order=order, closed_at=now, closed_by=by, **_causes(order))
        posting = Posting(day, "Differences of production", order.number)
        for name, account in _ACCOUNTS.items():
            posting.debit(account, getattr(closing, name))
        posting.credit(Purpose.WORK_IN_PROCESS, order.wip)
        closing.entry = next(iter(post([posting], by=by)), None)
        order.wip, order.closed_at, order.closed_by = ZERO, now, by
        order.save(update_fields=["wip", "closed_at", "closed_by"])
        closings.append(closing)
    release_many([order.number for order in rows])
    return OrderClosing.objects.bulk_create(closings)


def _causes(order: WorkOrder) -> dict[str, Decimal]:
    """What is left in process, by cause, in whole won whose sum it is.

    Goods kept at average cost have taken their whole cost with them: what is left came after them.
    """
    if not order.wip:
        return {}
    if not order.received:
        return {"scrap": order.wip}
    if order.item.costing != Item.Costing.STANDARD:
        return {"usage": order.wip}
    found = order_cost(order).causes
    named = {name: won(getattr(found, name)) for name in ("price", "usage", "rate", "efficiency", "volume")}
    return named | {"method": order.wip - sum(named.values(), ZERO)}


@transaction.atomic
def reopen_order(order: WorkOrder, *, by: Person | None) -> WorkOrder:
    """Open a closed order again. Raises AlreadyChanged when it isn't closed, MonthClosed."""
    (row,) = locked_orders([order])
    closing = OrderClosing.objects.select_for_update(of=("self",)).filter(order=row, undone_at=None).last()
    if row.closed_at is None or closing is None:
        raise AlreadyChanged("%(order)s is not closed.", order=row.number)
    if closing.entry is not None:
        reverse([closing.entry], on=timezone.localdate(clock.now()), by=by)
    left = sum((getattr(closing, name) for name in _ACCOUNTS), ZERO)
    closing.undone_at, closing.undone_by = clock.now(), by
    closing.save(update_fields=["undone_at", "undone_by"])
    row.wip, row.closed_at, row.closed_by = left, None, None
    row.save(update_fields=["wip", "closed_at", "closed_by"])
    return row
