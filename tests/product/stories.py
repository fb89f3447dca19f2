"""BOMs of a few words for stories, and what a quantity needs by them."""

from datetime import date
from decimal import Decimal

from dure.inventory.models import Item
from dure.product import selectors, services
from dure.product.models import Bom
from dure.product.services import LineOf

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)


def bom(item: Item, *lines: tuple[Item, str] | LineOf, since: date = JANUARY, approve: bool = True, **values) -> Bom:
    """A BOM written and approved by the system; (component, quantity) lines."""
    given = [line if isinstance(line, LineOf) else LineOf(line[0], Decimal(line[1])) for line in lines]
    made = services.add_bom(item=item, valid_from=since, by=None, lines=given, **values)
    return services.approve_bom(bom=made, by=None) if approve else made


def needs(item: Item, quantity: str, on: date, **more) -> dict[str, Decimal]:
    found = selectors.requirements(item, Decimal(quantity), on, **more)
    return {Item.objects.get(pk=key).code: amount for key, amount in found.totals().items()}
