"""Items with their ideal cycles, for the pages of the register."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from dure.inventory.models import Item
from dure.kernel.errors import NotFound
from dure.product.models import IdealCycle


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item and the ideal cycles that hold now: the one for all work units first."""

    item: Item
    cycles: tuple[IdealCycle, ...]


def item_rows(text: str = "", *, with_inactive: bool = False, at: datetime) -> list[ItemRow]:
    """The first 500 items whose code, barcode, name or specification contains `text`, with what holds at a moment."""
    rows = Item.objects.filter(
        Q(code__icontains=text)
        | Q(name__icontains=text)
        | Q(specification__icontains=text)
        | (Q(barcode=text) & ~Q(barcode=""))
    )
    if not with_inactive:
        rows = rows.filter(is_active=True)
    found = list(rows[:500])
    held: dict[int, dict[int | None, IdealCycle]] = {}
    for cycle in _cycles().filter(item__in=found, valid_from__lte=at):
        held.setdefault(cycle.item_id, {})[cycle.work_unit_id] = cycle
    return [ItemRow(item, tuple(held.get(item.pk, {}).values())) for item in found]


def item(item_id: int) -> Item:
    """One item. Raises NotFound."""
    found = Item.objects.filter(pk=item_id).first()
    if found is None:
        raise NotFound("This item does not exist.")
    return found


def cycle(cycle_id: int) -> IdealCycle:
    """One ideal cycle. Raises NotFound."""
    found = _cycles().filter(pk=cycle_id).first()
    if found is None:
        raise NotFound("This ideal cycle does not exist.")
    return found


def _cycles() -> QuerySet[IdealCycle]:
    """All ideal cycles: those for all work units first, oldest first."""
    rows = IdealCycle.objects.select_related("item", "work_unit")
    return rows.order_by(F("work_unit__code").asc(nulls_first=True), "valid_from")


def cycles_of(item_id: int) -> QuerySet[IdealCycle]:
    """The ideal cycles of an item, newest first."""
    return IdealCycle.objects.filter(item_id=item_id).select_related("work_unit").order_by("-valid_from", "pk")
