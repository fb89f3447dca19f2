"""A bakery with figures for the head: flour at 1,000 won a kg, salt at 500, bags at 10 won, bread made of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dure.commerce.models import HourlyRate
from dure.inventory.models import Balance, Item, Location, Lot
from dure.inventory.services import Movement, NewLot, add_lots, move
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance
from dure.plant.models import WorkCenter
from dure.plant.services import add_part
from dure.product import services as product
from dure.product.models import Bom, Routing
from dure.product.services import LineOf
from dure.production.models import WorkOrder
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders

D = Decimal
SINCE = date(2026, 1, 1)


@dataclass
class Bakery:
    flour: Item
    salt: Item
    bag: Item
    bread: Item
    oven: WorkCenter


def item(code: str, **values: object) -> Item:
    return Item.objects.create(**{"code": code, "name": code.lower(), "kind": "raw", "unit_id": "kg"} | values)


def make_bakery(**bread: object) -> Bakery:
    """A loaf takes 0.5 kg of flour, 0.01 kg of salt and a bag. No routing yet."""
    top = add_part(level="enterprise", by=None, code="E1", name="빵집")
    site = add_part(level="site", by=None, code="S1", name="본점", enterprise=top)
    area = add_part(level="area", by=None, code="A1", name="제빵실", site=site)
    oven = add_part(level="work-center", by=None, code="OVEN", name="오븐", area=area)
    shop = Bakery(
        item("FLOUR", tracking="lot", supply="buy"),
        item("SALT", supply="buy"),
        item("BAG", kind="packaging", unit_id="EA", supply="buy"),
        item("BREAD", **{"kind": "finished", "unit_id": "EA", "tracking": "lot"} | bread),
        oven,
    )
    give_recipe(shop.bread, (shop.flour, "0.5"), (shop.salt, "0.01"), (shop.bag, "1"))
    return shop


def give_recipe(made: Item, *lines: tuple[Item, str] | LineOf, since: date = SINCE, **values: object) -> Bom:
    given = [line if isinstance(line, LineOf) else LineOf(line[0], D(line[1])) for line in lines]
    values.setdefault("revision", f"R{since:%m%d}")
    return product.approve_bom(
        bom=product.add_bom(item=made, valid_from=since, by=None, lines=given, **values), by=None
    )


def give_routing(made: Item, center: WorkCenter, *, setup_s: int = 0, run_s: int = 0, since: date = SINCE) -> Routing:
    row = product.add_routing(item=made, valid_from=since, by=None)
    product.add_operation(
        routing=row,
        by=None,
        number=10,
        name="baking",
        work_center=center,
        setup_seconds=D(setup_s),
        run_seconds=D(run_s),
    )
    return product.approve_routing(routing=row, by=None)


def give_rate(center: WorkCenter | None = None, since: date = SINCE, **won: int) -> HourlyRate:
    return HourlyRate.objects.create(work_center=center, valid_from=since, **won)


def place(code: str) -> Location:
    return Location.objects.get(code=code)


def bring(one: Item, quantity: object, value: int, lot: str = "", **lot_facts: object) -> Lot | None:
    """Goods from a supplier."""
    row = add_lots([NewLot(one, lot, **lot_facts)])[0] if lot else None
    move([Movement(one, D(str(quantity)), place("SUPPLIER"), place("STOCK"), row, D(value))], by=None, document="R1")
    return row


def stock_up(shop: Bakery) -> None:
    """100 kg of flour in two lots (F1 expires first), 10 kg of salt, 1,000 bags: 100,000 + 5,000 + 10,000 won."""
    bring(shop.flour, 40, 40_000, "F1", expires_on=date(2098, 1, 1))
    bring(shop.flour, 60, 60_000, "F2", expires_on=date(2098, 6, 1))
    bring(shop.salt, 10, 5_000)
    bring(shop.bag, 1000, 10_000)


def order(shop: Bakery, quantity: int = 100, **values: object) -> WorkOrder:
    return release_orders(plan_orders([OrderWish(shop.bread, D(quantity), **values)], by=None), by=None).orders[0]


def there(one: Item, lot: str = "") -> Decimal:
    rows = Balance.objects.filter(item=one)
    if lot:
        rows = rows.filter(lot__number=lot)
    return sum((row.quantity for row in rows), D(0))


def books() -> dict[str, int]:
    found = {purpose.value: int(balance(purpose)) for purpose in Purpose}
    return {name: amount for name, amount in found.items() if amount}
