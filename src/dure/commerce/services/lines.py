"""Lines of orders as people wish them, and what an order is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dure.commerce import selectors
from dure.commerce.errors import NoPrice
from dure.commerce.models import Partner, Price
from dure.inventory.models import Item, Unit
from dure.inventory.selectors import in_item_unit
from dure.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class LineWish:
    """A line to be. unit: the item's own when None; price: won for one of the unit, the agreed one when None."""

    item: Item
    quantity: Decimal
    unit: Unit | None = None
    price: Decimal | None = None
    requested_on: date | None = None
    promised_on: date | None = None
    note: str = ""


def values_of(wishes: Sequence[LineWish], *, side: Price.Side, partner: Partner, on: date) -> list[dict[str, object]]:
    """The fields of each line. Raises NoPrice, Invalid (no lines, quantities not positive or not convertible)."""
    if not wishes:
        raise Invalid("An order needs at least one line.")
    prices = selectors.prices_of(side, partner, {wish.item.pk for wish in wishes}, on)
    found = []
    for position, wish in enumerate(wishes, 1):
        unit = wish.unit or wish.item.unit
        if wish.quantity <= 0:
            raise Invalid("Line %(line)s: the quantity must be more than zero.", line=position)
        price = wish.price if wish.price is not None else prices.price(wish.item.pk, unit.pk, wish.quantity)
        if price is None:
            raise NoPrice(
                "Line %(line)s: no price is agreed for %(item)s. Enter one.", line=position, item=wish.item.name
            )
        found.append(
            {
                "position": position,
                "item": wish.item,
                "unit": unit,
                "quantity": wish.quantity,
                "item_quantity": in_item_unit(wish.item, wish.quantity, unit.pk),
                "price": price,
                "requested_on": wish.requested_on,
                "promised_on": wish.promised_on or wish.requested_on,
                "note": wish.note,
            }
        )
    return found
