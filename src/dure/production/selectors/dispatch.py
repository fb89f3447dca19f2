"""What there is to do at a work unit: what runs, what is ready and comes next, what waits and for what."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from dure.events.statements import Slot, fixed
from dure.inventory.models import Item
from dure.inventory.selectors import free_by_item, kept_by_item
from dure.plant.models import WorkUnit
from dure.product.models import OperationUnit
from dure.production.flow import Flow
from dure.production.models import OperationRun, OrderComponent, OrderOperation, RunMember, WorkOrder
from dure.production.operating import Act, Status, possible
from dure.production.selectors.flowing import flows
from dure.production.selectors.readiness import Finding, holds_of, not_through, outages_of

_LAST = datetime.max.replace(tzinfo=UTC)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Task:
    """An operation that the work unit can do.

    ready: pieces that lie there for it, None: as many as wanted. left: pieces of the plan that are not done. waits:
    why it can't begin yet. short: components of it that are short. elsewhere: other work units that can do it.
    begins_at: when the schedule wants it begun here. other: where the schedule wants it, if not here.
    """

    operation: OrderOperation
    ready: Decimal | None
    left: Decimal
    is_here: bool
    waits: tuple[Finding, ...]
    short: tuple[Item, ...]
    elsewhere: tuple[WorkUnit, ...]
    preference: int = 1
    begins_at: datetime | None = None
    other: WorkUnit | None = None

    @property
    def order(self) -> WorkOrder:
        return self.operation.order

    @property
    def is_ready(self) -> bool:
        return not self.waits

    @property
    def acts(self) -> tuple[Act, ...]:
        """What may be done here now."""
        wanted = possible(Status(self.operation.status))
        if self.is_here:
            no = {Act.RESUME, Act.CHANGE_OVER} | ({Act.START} if self.operation.status == Status.RUNNING else set())
            return tuple(act for act in wanted if act not in no)
        return tuple(act for act in wanted if act not in {Act.PAUSE, Act.REWORK})


def dispatch(work_unit: WorkUnit, *, most: int = 50) -> list[Task]:
    """What the work unit can do: what runs here, then what is ready, then what waits; what the schedule wants
    here by its time, the rest by due date, what it wants elsewhere last.

    A fixed number of queries, however many orders are open.
    """
    return dispatch_all([work_unit], most=most)[work_unit.pk]


def dispatch_all(work_units: Sequence[WorkUnit], *, most: int = 50) -> dict[int, list[Task]]:
    """Work unit → what `dispatch` says of it. A fixed number of queries, however many work units."""
    centers = list({unit.work_center_id for unit in work_units})
    rows = _candidates([unit.pk for unit in work_units], centers)
    ways = flows({row.order_id for row in rows})
    rows = [row for row in rows if _has_work(row, ways[row.order_id])]
    named = _units({row.operation_id for row in rows if row.operation_id})
    out, holds = outages_of(work_units), holds_of({row.order_id for row in rows})
    here, short = _here(work_units), _short(rows, ways)
    peers: dict[int, list[tuple[WorkUnit, int]]] = defaultdict(list)
    for unit in _units_at(centers):
        peers[unit.work_center_id].append((unit, 1))

    def task(row: OrderOperation, unit: WorkUnit) -> Task:
        way = ways[row.order_id]
        able = named.get(row.operation_id or 0, peers[unit.work_center_id])
        return Task(
            operation=row,
            ready=way.available(row.pk),
            left=max(row.planned + row.returned - row.good - row.rework - row.rejected, ZERO),
            is_here=(unit.pk, row.pk) in here,
            waits=(*out[unit.pk], *holds[row.order_id], *_waits(row, way)),
            short=tuple(short[row.pk]),
            elsewhere=tuple(one for one, _ in able if one.pk != unit.pk),
            preference=next((rank for one, rank in able if one.pk == unit.pk), 1),
            begins_at=row.dispatched_at if row.dispatched_to_id == unit.pk else None,
            other=row.dispatched_to if row.dispatched_to_id not in {None, unit.pk} else None,
        )

    return {
        unit.pk: sorted((task(row, unit) for row in rows if _is_for(row, unit, named)), key=_rank)[:most]
        for unit in work_units
    }


def _rank(task: Task) -> tuple[object, ...]:
    row = task.operation
    begun = row.status != Status.WAITING
    place = task.begins_at or _LAST, task.other is not None, row.order.due_at or _LAST
    return not task.is_here, not task.is_ready, *place, not begun, row.order.number, row.number


@fixed
def _candidates(units: Slot, centers: Slot) -> QuerySet[OrderOperation]:
    """Open operations that name one of the work units, or their work centers, or no place at all."""
    named = OperationUnit.objects.filter(work_unit=units.any).values("operation")
    rows = OrderOperation.objects.filter(order__status__in=WorkOrder.OPEN, is_subcontracted=False)
    rows = rows.exclude(status=Status.SKIPPED).order_by("order_id", "number")
    at_center = Q(work_center=centers.any) | Q(work_center=None)
    return rows.filter(Q(operation__in=named) | at_center).select_related("order__item", "operation", "dispatched_to")


@fixed
def _units_at(centers: Slot) -> QuerySet[WorkUnit]:
    return WorkUnit.objects.filter(work_center=centers.any, is_active=True).order_by("sort_order", "code")


def _is_for(row: OrderOperation, unit: WorkUnit, named: dict[int, list[tuple[WorkUnit, int]]]) -> bool:
    """It names the work unit, or names none and is done at its work center or anywhere."""
    able = named.get(row.operation_id or 0)
    if able is not None:
        return any(one.pk == unit.pk for one, _ in able)
    return row.work_center_id in {None, unit.work_center_id}


def _has_work(row: OrderOperation, way: Flow) -> bool:
    """Open, or over with pieces that came later."""
    return row.status != Status.DONE or (way.available(row.pk) or ZERO) > 0


def _here(units: Sequence[WorkUnit]) -> set[tuple[int, int]]:
    """(work unit, operation) of what runs, also in a batch."""
    ids = [unit.pk for unit in units]
    return {*_running(ids), *_running_in_batches(ids)}


@fixed
def _running(units: Slot) -> QuerySet[OperationRun, tuple[int, int]]:
    rows = OperationRun.objects.filter(work_unit=units.any, ended_at=None).exclude(operation=None)
    return rows.order_by().values_list("work_unit", "operation")


@fixed
def _running_in_batches(units: Slot) -> QuerySet[RunMember, tuple[int, int]]:
    rows = RunMember.objects.filter(run__work_unit=units.any, run__ended_at=None)
    return rows.order_by().values_list("run__work_unit", "operation")


def _waits(row: OrderOperation, way: Flow) -> list[Finding]:
    return [] if way.may_begin(row.pk) else [not_through(row, way)]


def _units(operations: Collection[int]) -> dict[int, list[tuple[WorkUnit, int]]]:
    """Operation of a routing → the work units that it names, with their preference."""
    found: dict[int, list[tuple[WorkUnit, int]]] = defaultdict(list)
    for row in _named(list(operations)):
        found[row.operation_id].append((row.work_unit, row.preference))
    return found


@fixed
def _named(operations: Slot) -> QuerySet[OperationUnit]:
    rows = OperationUnit.objects.filter(operation=operations.any).select_related("work_unit")
    return rows.order_by("operation_id", "preference", "pk")


def _short(rows: Collection[OrderOperation], ways: dict[int, Flow]) -> dict[int, list[Item]]:
    """Operation → components whose rest is neither kept for the order nor free. Three queries."""
    by_number = {(row.order_id, row.number): row.pk for row in rows}
    firsts = {order: way.main[0].id for order, way in ways.items() if way.main}
    wanted = _wanted(list(ways))
    free = free_by_item({one.item_id for one in wanted})
    kept = kept_by_item({one.order.number for one in wanted})
    found: dict[int, list[Item]] = defaultdict(list)
    for one in wanted:
        if one.planned - one.issued > free[one.item_id] + kept[one.order.number, one.item_id]:
            at = one.operation_number
            key = firsts.get(one.order_id) if at is None else by_number.get((one.order_id, at))
            if key is not None:
                found[key].append(one.item)
    return found


@fixed
def _wanted(orders: Slot) -> QuerySet[OrderComponent]:
    rows = OrderComponent.objects.filter(order=orders.any, issued__lt=F("planned"))
    return rows.select_related("item", "order").order_by("order_id", "position")
