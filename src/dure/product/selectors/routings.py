"""Questions about routings."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from dure.events.statements import Slot, fixed
from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.product.comparison import Differences, compare
from dure.product.models import Operation, OperationUnit, Routing
from dure.product.selectors.boms import in_force
from dure.product.times import Step, lead_s


def routing_of(item: Item, on: date) -> Routing | None:
    """The routing in force on the day."""
    return Routing.objects.filter(in_force(on), item=item).first()


def routings_of(item: Item) -> QuerySet[Routing]:
    return Routing.objects.filter(item=item).select_related("written_by", "approved_by").order_by("-valid_from", "-id")


def routings_of_items(items: Collection[int]) -> dict[int, list[Routing]]:
    """Item → its routings that are no drafts, by their first day. One query."""
    found: dict[int, list[Routing]] = defaultdict(list)
    for row in _of_items(list(items)) if items else ():
        found[row.item_id].append(row)
    return found


@fixed
def _of_items(items: Slot) -> QuerySet[Routing]:
    rows = Routing.objects.filter(item=items.any).exclude(status=Routing.Status.DRAFT)
    return rows.order_by("valid_from", "revision")


def operations_of(routing: Routing) -> QuerySet[Operation]:
    """With their work centers, skills and work units, the preferred first; three queries."""
    units = OperationUnit.objects.select_related("work_unit").order_by("preference")
    return routing.operations.select_related("work_center__area", "skill").prefetch_related(Prefetch("units", units))


def candidates(operation: Operation) -> list[tuple[WorkUnit, Step]]:
    """Work units that can do the operation with their times: those that it names, else those of its work center."""
    named = list(operation.units.all())
    if named:
        return [(row.work_unit, step_of(operation, row)) for row in named]
    if operation.work_center is None:
        return []
    return [(unit, step_of(operation)) for unit in operation.work_center.work_units.filter(is_active=True)]


def step_of(operation: Operation, unit: OperationUnit | None = None) -> Step:
    """The operation's times, on one of its work units where that has its own."""
    setup = unit.setup_seconds if unit is not None else None
    run = unit.run_seconds if unit is not None else None
    return Step(
        setup_s=operation.setup_seconds if setup is None else setup,
        run_s=operation.run_seconds if run is None else run,
        batch=operation.batch_size if operation.run_basis == Operation.Basis.BATCH else None,
        transfer=operation.transfer_quantity,
        queue_s=operation.queue_seconds,
        wait_s=operation.wait_seconds,
        outside_days=operation.lead_time_days if operation.is_subcontracted else 0,
    )


def lead_seconds(routing: Routing, quantity: Decimal) -> Decimal:
    """Seconds from the first operation's queue to the end, on the preferred work units and with nothing in the way."""
    rows = operations_of(routing)
    return lead_s([step_of(row, next(iter(row.units.all()), None)) for row in rows], quantity)


def routed_items(on: date, *, text: str = "", only: str = "") -> QuerySet[Item]:
    """Items that are made, phantoms aside, with the routing in force on the day and a draft. only: missing, draft."""
    current = Routing.objects.filter(in_force(on), item=OuterRef("pk"))
    drafts = Routing.objects.filter(item=OuterRef("pk"), status=Routing.Status.DRAFT).order_by("-id")
    steps = Operation.objects.filter(routing=OuterRef("routing_id")).order_by().values("routing")
    rows = (
        Item.objects.filter(is_active=True, supply=Item.Supply.MAKE, is_phantom=False)
        .exclude(kind=Item.Kind.SERVICE)
        .annotate(
            routing_id=Subquery(current.values("pk")[:1]),
            routing_revision=Subquery(current.values("revision")[:1]),
            routing_from=Subquery(current.values("valid_from")[:1]),
            draft_id=Subquery(drafts.values("pk")[:1]),
        )
        .annotate(steps=Subquery(steps.annotate(n=Count("pk")).values("n")))
        .order_by("code")
    )
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    if only == "missing":
        rows = rows.filter(routing_id=None)
    return rows.exclude(draft_id=None) if only == "draft" else rows


def operation_name(item: Item | None, number: int) -> str:
    """What the newest routing calls the item's operation with the number; empty when none has it."""
    rows = Operation.objects.filter(routing__item=item, number=number).order_by("-routing__valid_from", "-pk")
    return rows.values_list("name", flat=True).first() or ""


_COMPARED = (
    "name", "work_center_id", "setup_seconds", "run_seconds", "run_basis", "batch_size", "transfer_quantity",
    "queue_seconds", "wait_seconds", "longest_wait_seconds", "runs_through", "is_subcontracted", "lead_time_days",
    "skill_id", "skill_level", "tools", "note",
)  # fmt: skip


def compare_routings(before: Routing, after: Routing) -> Differences:
    """Operations by number: added, removed, and changed values."""
    return compare(_rows(before), _rows(after))


def _rows(routing: Routing) -> dict[int, dict[str, Any]]:
    return {
        row.number: {name: getattr(row, name) for name in _COMPARED}
        | {"units": [(u.work_unit_id, u.setup_seconds, u.run_seconds) for u in row.units.all()]}
        for row in operations_of(routing)
    }
