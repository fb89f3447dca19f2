"""Which allergens a work unit carries, and what was signed about its cleaning."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.production.models import OperationRun, OrderComponent, RunMember, WorkOrder
from dure.quality.haccp.carrying import Carried, Ran, carried
from dure.quality.models import CleaningCheck


def allergens_of(orders: Collection[int]) -> dict[int, frozenset[str]]:
    """Order → allergens of its item and of the components that it was released with."""
    found: dict[int, set[str]] = defaultdict(set)
    for pk, own in WorkOrder.objects.filter(pk__in=orders).values_list("pk", "item__allergens"):
        found[pk] |= set(own)
    parts = OrderComponent.objects.filter(order__in=orders).values_list("order", "item__allergens")
    for pk, theirs in parts:
        found[pk] |= set(theirs)
    return {pk: frozenset(names) for pk, names in found.items()}


def last_cleaning(unit: WorkUnit, at: datetime) -> CleaningCheck | None:
    return CleaningCheck.objects.filter(work_unit=unit, at__lte=at, is_good=True).order_by("-at", "-pk").first()


def carried_to(unit: WorkUnit, order: WorkOrder, at: datetime) -> Carried:
    """Allergens on the work unit at a moment that the order's goods must not have.

    They come from whatever ran on it since its last good cleaning. What stands in the order itself is no matter.
    """
    if not Item.objects.exclude(allergens=[]).exists():
        return Carried(frozenset(), ())
    runs = OperationRun.objects.filter(work_unit=unit, started_at__lt=at).exclude(ended_at=None, work_order=order)
    cleaned = last_cleaning(unit, at)
    if cleaned is not None:
        runs = runs.filter(Q(ended_at=None) | Q(ended_at__gt=cleaned.at))
    orders = list(runs.order_by("started_at").values_list("work_order", flat=True))
    orders += RunMember.objects.filter(run__in=runs).values_list("operation__order", flat=True)
    known = allergens_of({*orders, order.pk})
    names = dict(WorkOrder.objects.filter(pk__in=orders).values_list("pk", "item__name"))
    ran = [Ran(names[pk], known.get(pk, frozenset())) for pk in dict.fromkeys(orders)]
    return carried(ran, known.get(order.pk, frozenset()))


def carried_on(unit: WorkUnit, at: datetime) -> Carried:
    """All allergens on the work unit."""
    nothing = Item()
    return carried_to(unit, WorkOrder(pk=0, item=nothing), at)


def cleanings() -> QuerySet[CleaningCheck]:
    return CleaningCheck.objects.select_related("work_unit", "next_item", "signed_by")
