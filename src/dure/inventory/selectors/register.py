"""Rows of the register by the names and numbers that pages have of them."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from dure.events.statements import Slot, fixed
from dure.inventory.models import Item, Lot, Unit
from dure.inventory.selectors.stock import stock_now
from dure.plant.models import ChangeRecord, WorkUnit

MOST_TO_TYPE = 2000


def all_units() -> QuerySet[Unit]:
    """By dimension and code."""
    return Unit.objects.all()


def item_with_code(code: str) -> Item | None:
    """The item of exactly this code, with its units; None for an empty one, without asking."""
    return Item.objects.select_related("unit", "second_unit").filter(code=code).first() if code else None


def items(ids: Collection[int]) -> QuerySet[Item]:
    """The items of these ids, by code."""
    return Item.objects.filter(pk__in=ids)


def items_of(ids: Iterable[int]) -> dict[int, Item]:
    """The same by id, for what is done thousands of times a day."""
    return {item.pk: item for item in _items(list(ids))}


@fixed
def _items(ids: Slot) -> QuerySet[Item]:
    return Item.objects.filter(pk=ids.any).order_by()


def lots(ids: Collection[int]) -> QuerySet[Lot]:
    """The lots of these ids with their items, by item and number."""
    return Lot.objects.filter(pk__in=ids).select_related("item")


def items_to_type(*, only_lying: bool) -> list[tuple[str, str]]:
    """(code, name) that a field for goods offers: items in use that can lie on a shelf, or only what lies there."""
    rows = Item.objects.filter(is_active=True, is_phantom=False).exclude(kind=Item.Kind.SERVICE)
    if only_lying:
        rows = rows.filter(pk__in=stock_now().order_by().values("item_id"))
    return list(rows.order_by("code").values_list("code", "name")[:MOST_TO_TYPE])


def judges_a_lot(record: int) -> bool:
    """Whether a change that was noted set the status of a lot."""
    return ChangeRecord.objects.filter(pk=record, table="Lot", after__has_key="status").exists()


def work_units_by_code() -> dict[str, int]:
    """Code → id of every work unit, for leading from a step of making to where it was made."""
    return dict(WorkUnit.objects.values_list("code", "pk"))
