"""Units by their spellings, and quantities in the item's own unit."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, QuerySet

from dure.events.statements import Slot, fixed
from dure.inventory.errors import NoConversion, NotExact
from dure.inventory.models import Item, ItemUnit, Unit
from dure.inventory.quantity import Inexact, Ratio, converted, rounded

_ONE = Ratio(Decimal(1))


class Conversions:
    """How the units of some items convert; read once with two queries, then asked as often as needed."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._units = {unit.pk: unit for unit in Unit.objects.all()}
        self._of_items: dict[int, dict[str, Ratio]] = {}
        for row in ItemUnit.objects.filter(item__in=list(items)).order_by("item", "unit"):
            self._of_items.setdefault(row.item_id, {})[row.unit_id] = Ratio(row.numerator, row.denominator)

    def ratio(self, item: Item, unit: str) -> Ratio:
        """How much of the item's own unit one `unit` is. Raises NoConversion.

        The item's own word counts first (1 BOX = 24 EA), then what units are by their dimension
        (1 t = 1,000 kg), then both (1 g = 0.001 kg, and 1 kg = 40 EA of this item).
        """
        if unit == item.unit_id:
            return _ONE
        own = self._of_items.get(item.pk, {})
        direct = own.get(unit) or self._by_dimension(unit, item.unit_id)
        if direct is not None:
            return direct
        for other, of_item in own.items():
            step = self._by_dimension(unit, other)
            if step is not None:
                return step.times(of_item)
        raise NoConversion(
            "It isn't known how many %(own)s of %(item)s one %(unit)s is.",
            own=item.unit_id,
            item=item.name,
            unit=unit,
        )

    def _by_dimension(self, unit: str, other: str) -> Ratio | None:
        one, two = self._units.get(unit), self._units.get(other)
        if one is None or two is None or one.dimension != two.dimension or one.factor is None or two.factor is None:
            return None
        return Ratio(one.factor, two.factor)

    def exact(self, item: Item, quantity: Decimal, unit: str) -> Decimal:
        """The quantity in the item's own unit. Raises NoConversion; NotExact when it has over four decimals."""
        try:
            return converted(quantity, self.ratio(item, unit))
        except Inexact as error:
            raise NotExact(
                "%(quantity)s %(unit)s of %(item)s can't be told exactly in %(own)s; the nearest is %(nearest)s.",
                quantity=f"{quantity.normalize():f}",
                unit=unit,
                item=item.name,
                own=item.unit_id,
                nearest=f"{error.nearest.normalize():f}",
            ) from error

    def nearest(self, item: Item, quantity: Decimal, unit: str) -> Decimal:
        """The same, rounded to four decimals; for needs and proposals, never for stock."""
        return rounded(quantity, self.ratio(item, unit))

    def shown(self, item: Item, quantity: Decimal, unit: str) -> Decimal:
        """A quantity in the item's own unit, told in another one and rounded; for showing."""
        return rounded(quantity, self.ratio(item, unit).inverse())


def in_item_unit(item: Item, quantity: Decimal, unit: str) -> Decimal:
    """A quantity in any unit, exactly in the item's own. For many, see `Conversions`. Raises NoConversion, NotExact."""
    return quantity if unit == item.unit_id else Conversions([item]).exact(item, quantity, unit)


def packs_of(items: Iterable[int]) -> dict[int, list[tuple[str, Decimal]]]:
    """Item → its packs: (unit, whole pieces of the item's own unit in one), the smallest first. One query."""
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for row in _packs(list(items)):
        pieces, rest = divmod(row.numerator, row.denominator)
        if not rest:
            found.setdefault(row.item_id, []).append((row.unit_id, pieces))
    return {item: sorted(packs, key=lambda one: one[1]) for item, packs in found.items()}


@fixed
def _packs(items: Slot) -> QuerySet[ItemUnit]:
    return ItemUnit.objects.filter(item=items.any, numerator__gt=F("denominator")).order_by("pk")


def in_other_unit(quantity: Decimal, unit: str, other: Unit) -> Decimal:
    """A quantity exactly in another unit of its dimension. Raises NoConversion, NotExact."""
    one = Unit.objects.filter(pk=unit, dimension=other.dimension).first()
    if one is None or one.factor is None or other.factor is None:
        raise NoConversion("It isn't known how many %(other)s one %(unit)s is.", other=other.pk, unit=unit)
    try:
        return converted(quantity, Ratio(one.factor, other.factor))
    except Inexact as error:
        raise NotExact("Too fine: the nearest is %(nearest)s.", nearest=f"{error.nearest.normalize():f}") from error


def unit_spelled(text: str) -> Unit | None:
    """The unit that a word means: its code, else another spelling of it."""
    word = text.strip()
    return Unit.objects.filter(pk=word).first() or Unit.objects.filter(aliases__contains=[word]).first()
