"""Shorthands for tests of stock."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from dure.inventory.models import Balance, Item, Location, Lot, StockMove
from dure.inventory.services import Movement, NewLot, add_lots, move
from dure.kernel import clock
from dure.plant.models import Person

TODAY = timezone.localdate(clock.now())


def place(code: str) -> Location:
    return Location.objects.get(code=code)


def item(code: str = "RICE", **values: object) -> Item:
    return Item.objects.create(**{"code": code, "name": code.lower(), "kind": "raw", "unit_id": "kg"} | values)


def lot_of(one: Item, number: str, days: int | None = None) -> Lot:
    """A lot that may be used for so many days from today on."""
    expires_on = None if days is None else TODAY + timedelta(days=days)
    made_on = TODAY - timedelta(days=100)
    return add_lots([NewLot(one, number, made_on=made_on, expires_on=expires_on)])[0]


def bring(one: Item, quantity: object, value: int = 0, lot: Lot | None = None, to: str = "STOCK") -> list[StockMove]:
    movement = Movement(one, Decimal(str(quantity)), place("SUPPLIER"), place(to), lot, Decimal(value))
    return move([movement], by=None, document="R1")


def take(
    one: Item, quantity: object, lot: Lot | None = None, to: str = "PRODUCTION", document: str = "W1"
) -> list[StockMove]:
    movement = Movement(one, Decimal(str(quantity)), place("STOCK"), place(to), lot)
    return move([movement], by=None, document=document)


def there(one: Item, lot: Lot | None = None) -> Decimal:
    rows = Balance.objects.filter(item=one)
    return sum((row.quantity for row in (rows.filter(lot=lot) if lot else rows)), Decimal(0))


def person(name: str) -> Person:
    return Person.objects.create(username=name, display_name=name)
