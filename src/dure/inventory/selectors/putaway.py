"""What has come in and doesn't lie at its place yet."""

from dataclasses import dataclass

from django.db.models import Q

from dure.inventory.models import Balance, Location, Lot
from dure.inventory.selectors.places import default_location


@dataclass(frozen=True, slots=True)
class ToPutAway:
    """target: where most of the item lies already, else the plant's first place of stock."""

    balance: Balance
    target: Location


def to_put_away() -> list[ToPutAway]:
    """What may be used and lies at a place of quarantine or on the way, the oldest lots first. Three queries."""
    rows = Balance.objects.filter(
        Q(lot=None) | Q(lot__status=Lot.Status.AVAILABLE),
        quantity__gt=0,
        location__kind__in=[Location.Kind.QUARANTINE, Location.Kind.TRANSIT],
    ).select_related("item", "location", "lot")
    waiting = list(rows.order_by("lot__created_at", "item__code", "pk"))
    if not waiting:
        return []
    homes = _homes({row.item_id for row in waiting})
    first = default_location(Location.Kind.STOCK)
    return [ToPutAway(row, homes.get(row.item_id, first)) for row in waiting]


def _homes(items: set[int]) -> dict[int, Location]:
    rows = Balance.objects.filter(item__in=items, quantity__gt=0, location__kind=Location.Kind.STOCK)
    rows = rows.filter(location__is_active=True).select_related("location").order_by("quantity")
    return {row.item_id: row.location for row in rows}
