"""How much of an item's own unit one of another unit is."""

from collections.abc import Collection
from fractions import Fraction

from dure.inventory.models import Item, ItemUnit, Unit
from dure.product.errors import NotConvertible

Pair = tuple[int, str]
"""id of an item, code of a unit"""


def ratios(pairs: Collection[Pair]) -> dict[Pair, Fraction]:
    """Exact ratio of each pair; at most four queries. Raises NotConvertible."""
    if not pairs:
        return {}
    own = dict(Item.objects.filter(pk__in={item for item, _ in pairs}).values_list("pk", "unit"))
    found = {pair: Fraction(1) for pair in pairs if own[pair[0]] == pair[1]}
    left = {pair for pair in pairs if pair not in found}
    if left:
        found |= _own_units(left)
        found |= _by_factor({pair for pair in left if pair not in found}, own)
    return found


def _own_units(pairs: set[Pair]) -> dict[Pair, Fraction]:
    rows = ItemUnit.objects.filter(item__in={item for item, _ in pairs})
    return {
        (row.item_id, row.unit_id): Fraction(row.numerator) / Fraction(row.denominator)
        for row in rows
        if (row.item_id, row.unit_id) in pairs
    }


def _by_factor(pairs: set[Pair], own: dict[int, str]) -> dict[Pair, Fraction]:
    if not pairs:
        return {}
    units = Unit.objects.in_bulk({unit for _, unit in pairs} | {own[item] for item, _ in pairs})
    found = {}
    for item, unit in pairs:
        given, base = units[unit], units[own[item]]
        if given.dimension != base.dimension or given.factor is None or base.factor is None:
            raise NotConvertible(
                "%(unit)s can't be turned into %(own)s for %(item)s. Give the item this unit first.",
                unit=unit,
                own=base.code,
                item=Item.objects.get(pk=item).name,
            )
        found[item, unit] = Fraction(given.factor) / Fraction(base.factor)
    return found
