"""How far the pieces of orders have come through their operations."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from dure.events.statements import Slot, fixed
from dure.kernel.errors import NotFound
from dure.production.flow import Flow, Passed
from dure.production.models import OrderOperation
from dure.production.operating import Status


def passed(row: OrderOperation) -> Passed:
    return Passed(
        id=row.pk,
        number=row.number,
        good=row.good,
        rework=row.rework,
        rejected=row.rejected,
        returned=row.returned,
        routed=row.routed,
        transfer=row.transfer_quantity,
        is_over=row.status in {Status.DONE, Status.SKIPPED},
        is_skipped=row.status == Status.SKIPPED,
        rework_of=row.rework_of_id,
    )


def flow_of(rows: Iterable[OrderOperation]) -> Flow:
    """The flow of one order's operations."""
    return Flow([passed(row) for row in rows])


def flows(order_ids: Collection[int]) -> dict[int, Flow]:
    """Order → flow. One query."""
    found: dict[int, list[Passed]] = defaultdict(list)
    for row in operations_of(list(order_ids)):
        found[row.order_id].append(passed(row))
    return {order: Flow(rows) for order, rows in found.items()}


@fixed
def operations_of(orders: Slot) -> QuerySet[OrderOperation]:
    """The operations of orders."""
    return OrderOperation.objects.filter(order=orders.any).order_by("order_id", "number", "pk")


def operation(operation_id: int) -> OrderOperation:
    """One operation with its order. Raises NotFound."""
    rows = OrderOperation.objects.select_related("order__item", "operation", "work_center")
    found = rows.filter(pk=operation_id).first()
    if found is None:
        raise NotFound("This operation does not exist.")
    return found
