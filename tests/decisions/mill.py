"""Something that has to be bought and can't be there in time."""

from dure.inventory.models import Item
from tests.planning.shop import item, sold


def order_for_tomorrow() -> Item:
    """Twenty sacks for a customer tomorrow; the supplier takes three days."""
    flour = item("FLOUR", lead=3, buy=True)
    sold(flour, 20, 1)
    return flour
