"""Spare parts with their stock."""

from dataclasses import dataclass
from decimal import Decimal

from dure.inventory.models import Location, StockMove
from dure.inventory.selectors import usable_by_item
from dure.maintenance.models import SparePart


@dataclass(frozen=True, slots=True)
class Spare:
    """usable: in stock and free of a block. is_short: less than its smallest stock."""

    row: SparePart
    usable: Decimal

    @property
    def is_short(self) -> bool:
        return self.usable < self.row.item.safety_stock


def spares(*, words: str = "") -> list[Spare]:
    """All spare parts, what is short first."""
    rows = SparePart.objects.select_related("item__unit")
    rows = rows.filter(item__name__icontains=words) | rows.filter(item__code__icontains=words) if words else rows
    found = list(rows.order_by("item__code"))
    usable = usable_by_item([row.item_id for row in found])
    return sorted((Spare(row, usable[row.item_id]) for row in found), key=lambda one: not one.is_short)


def short_spares() -> list[Spare]:
    return [one for one in spares() if one.is_short]


def used_lately(spare: SparePart, *, limit: int = 20) -> list[StockMove]:
    """Where it went: the newest first, with the number of the job as document."""
    rows = StockMove.objects.filter(item=spare.item_id, to_location__kind=Location.Kind.MAINTENANCE)
    return list(rows.filter(reversed_by=None).select_related("made_by").order_by("-pk")[:limit])
