"""How much of an item's own unit one of another unit is."""

from collections.abc import Collection
from fractions import Fraction

from dure.inventory.models import Item, ItemUnit, Unit
from dure.product.errors import NotConvertible

Pair = tuple[int, str]
"""id of an item, code of a unit"""


def ratios(pairs: Collection[Pair]) -> dict[Pair, Fraction]:
    """Exact ratio of each pair; at most three queries. Raises NotConvertible."""
    items = Item.objects.in_bulk({item for item, _ in pairs})
    found = {pair: Fraction(1) for pair in pairs if items[pair[0]].unit_id == pair[1]}
    left = {pair for pair in pairs if pair not in found}
    if left:
        found |= _own_units(left)
        found |= _by_factor({pair for pair in left if pair not in found}, items)
    return found


def _own_units(pairs: set[Pair]) -> dict[Pair, Fraction]:
    rows = ItemUnit.objects.filter(item__in={item for item, _ in pairs})
    return {
        (row.item_id, row.unit_id): Fraction(row.numerator) / Fraction(row.denominator)
        for row in rows
        if (row.item_id, row.unit_id) in pairs
    }


def _by_factor(pairs: set[Pair], items: dict[int, Item]) -> dict[Pair, Fraction]:
    if not pairs:
        return {}
    units = Unit.objects.in_bulk({unit for _, unit in pairs} | {items[item].unit_id for item, _ in pairs})
    found = {}
    for item, unit in pairs:
        given, own = units[unit], units[items[item].unit_id]
        if given.dimension != own.dimension or given.factor is None or own.factor is None:
            raise NotConvertible(
                "%(unit)s can't be turned into %(own)s for %(item)s. Give the item this unit first.",
                unit=unit,
                own=own.code,
                item=items[item].name,
            )
        found[item, unit] = Fraction(given.factor) / Fraction(own.factor)
    return found
