"""What schedules go by, as its pages show it."""

from datetime import date

from django.db.models import QuerySet

from dure.inventory.models import Item
from dure.kernel.errors import NotFound
from dure.planning.models import Absence, OrderPriority, SetupTime
from dure.production.models import WorkOrder


def setup_times() -> QuerySet[SetupTime]:
    return SetupTime.objects.select_related("work_center")


def absences(since: date) -> QuerySet[Absence]:
    """Those that aren't over by a day."""
    return Absence.objects.filter(ends_at__date__gte=since).select_related("person")


def order(pk: int) -> WorkOrder:
    """Raises NotFound."""
    found = WorkOrder.objects.select_related("item").filter(pk=pk).first()
    if found is None:
        raise NotFound("This order does not exist.")
    return found


def weight_of(row: WorkOrder) -> int:
    """How much a minute late of an order counts; 1 is usual."""
    return OrderPriority.objects.filter(order=row).values_list("weight", flat=True).first() or 1


def items_of(typed: str) -> list[Item]:
    """Those with this code, whatever its case, else with this name; two at most."""
    rows = Item.objects.filter(is_active=True)
    return list(rows.filter(code__iexact=typed)[:2]) or list(rows.filter(name=typed)[:2])


def items_made() -> list[tuple[str, str]]:
    """(code, name) of items that the plant makes itself."""
    rows = Item.objects.filter(is_active=True, supply=Item.Supply.MAKE, is_phantom=False)
    return list(rows.order_by("code").values_list("code", "name")[:2000])
