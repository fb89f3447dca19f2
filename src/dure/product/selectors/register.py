"""Items with their ideal cycles, for the pages of the register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from django.db.models import F, Q, QuerySet

from dure.inventory.models import Item
from dure.kernel.errors import NotFound
from dure.product.models import IdealCycle


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item and the ideal cycles that hold now: the one for all work units first."""

    item: Item
    cycles: tuple[IdealCycle, ...]


def items_like(text: str = "", *, kind: str = "", supply: str = "", with_inactive: bool = False) -> QuerySet[Item]:
    """Items whose code, barcode, name or specification contains `text`."""
    rows = Item.objects.filter(
        Q(code__icontains=text)
        | Q(name__icontains=text)
        | Q(specification__icontains=text)
        | (Q(barcode=text) & ~Q(barcode=""))
    )
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(supply=supply) if supply else rows
    return rows if with_inactive else rows.filter(is_active=True)


def item_rows(text: str = "", *, with_inactive: bool = False, at: datetime) -> list[ItemRow]:
    """The first 500 items that contain `text`, with the ideal cycles that hold at a moment."""
    return ItemRows(items_like(text, with_inactive=with_inactive), at)[:500]


class ItemRows(Sequence[ItemRow]):
    """Items with what holds at a moment, read part by part: a page of a list asks for fifty of twenty thousand."""

    def __init__(self, rows: QuerySet[Item], at: datetime) -> None:
        self.rows, self.at = rows, at

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, index: int) -> ItemRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ItemRow]: ...
    def __getitem__(self, index: int | slice) -> ItemRow | list[ItemRow]:
        if isinstance(index, int):
            return self._with_cycles([self.rows[index]])[0]
        return self._with_cycles(list(self.rows[index]))

    def __iter__(self) -> Iterator[ItemRow]:
        return iter(self._with_cycles(list(self.rows)))

    def _with_cycles(self, found: list[Item]) -> list[ItemRow]:
        held: dict[int, dict[int | None, IdealCycle]] = {}
        for cycle in _cycles().filter(item__in=found, valid_from__lte=self.at):
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
