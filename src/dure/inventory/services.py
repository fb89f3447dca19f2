"""Verbs that change what the plant makes and buys."""

from typing import Any

from django.db import transaction

from dure.inventory.models import Item
from dure.plant.models import Person
from dure.plant.services import add_row, change_row


@transaction.atomic
def add_item(*, by: Person | None, **values: Any) -> Item:
    """Add an item. Raises Invalid, for a code that is taken as well."""
    item = Item(**values)
    add_row(item, by=by)
    return item


@transaction.atomic
def change_item(*, item: Item, by: Person | None, **values: Any) -> Item:
    """Rename an item, correct its facts, or take it out of use; results that name it stay. Raises Invalid."""
    change_row(item, values, by=by)
    return item
