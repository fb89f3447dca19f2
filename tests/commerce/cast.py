"""A small firm that buys rice at 2,000 won a kg and sells noodles at 3,000 won a pack."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dure.commerce.models import Partner, Price
from dure.inventory.models import Item, Location
from dure.inventory.services import Movement, move
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance
from dure.plant.models import Person

DAY = date(2026, 3, 2)


@dataclass
class Firm:
    clerk: Person
    boss: Person
    shop: Partner
    mill: Partner
    rice: Item
    noodles: Item


def make_firm() -> Firm:
    shop = Partner.objects.create(code="SHOP", name="고객상사", is_customer=True, payment_days=30)
    mill = Partner.objects.create(code="MILL", name="정미소", is_customer=False, is_supplier=True)
    rice = Item.objects.create(code="RICE", name="쌀", kind="raw", unit_id="kg", supply="buy")
    noodles = Item.objects.create(code="NOODLE", name="쌀국수", kind="finished", unit_id="EA")
    Price.objects.create(side="sale", item=noodles, unit_id="EA", price=3000, valid_from=date(2026, 1, 1))
    Price.objects.create(side="purchase", item=rice, unit_id="kg", price=2000, valid_from=date(2026, 1, 1))
    return Firm(
        Person.objects.create(username="clerk"), Person.objects.create(username="boss"), shop, mill, rice, noodles
    )


def put_in_stock(item: Item, quantity: int, value: int) -> None:
    """Goods from production, worth `value` won."""
    locations = {row.code: row for row in Location.objects.all()}
    move(
        [Movement(item, Decimal(quantity), locations["PRODUCTION"], locations["STOCK"], value=Decimal(value))], by=None
    )


def books() -> dict[str, int]:
    """Balance of every account that has one, debit positive."""
    found = {purpose.value: int(balance(purpose)) for purpose in Purpose}
    return {name: amount for name, amount in found.items() if amount}
