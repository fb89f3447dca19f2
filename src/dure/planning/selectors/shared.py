"""Work units that take several orders at once."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import QuerySet

from dure.inventory.errors import NoConversion
from dure.inventory.models import Item
from dure.inventory.selectors import Conversions
from dure.planning.models import SharedUnit
from dure.planning.sharing import Measure, Room, Together
from dure.plant.models import WorkUnit


def rooms() -> dict[int, Room]:
    """Work unit → what it holds. One query."""
    return {
        one.work_unit_id: Room(Measure(one.measure), one.capacity or Decimal(0), Together(one.together))
        for one in SharedUnit.objects.all()
    }


def kg_of(items: Collection[int], shared: Mapping[int, Room]) -> dict[int, Decimal]:
    """Item → kilograms of a piece of it, where that is known and anything is counted in them. Three queries."""
    if not any(one.measure is Measure.KG for one in shared.values()):
        return {}
    rows = list(Item.objects.filter(pk__in=items))
    conversions, found = Conversions(rows), {}
    for row in rows:
        try:
            ratio = conversions.ratio(row, "kg")
        except NoConversion:
            continue  # The plan tells it, and asks for the weight.
        found[row.pk] = ratio.denominator / ratio.numerator
    return found


def shared_units() -> QuerySet[SharedUnit]:
    return SharedUnit.objects.select_related("work_unit__work_center")


def shared_unit(unit: WorkUnit) -> SharedUnit | None:
    return SharedUnit.objects.filter(work_unit=unit).first()
