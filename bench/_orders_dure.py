"""The worker of bench.orders that makes orders with Dure: tells that it is ready, then does what each line asks."""

import json
import os
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import django

COMPONENTS, AT_ONCE = 5, 200
PLENTY = Decimal(1_000_000)


def prepare() -> Any:
    """The tables, five components with a lot each and plenty of each, an item made of them."""
    from dure.config import tables
    from dure.inventory.models import Item, Location
    from dure.inventory.services import Movement, NewLot, add_lots, move
    from dure.product.services import LineOf, add_bom, approve_bom

    tables.migrate(verbosity=0)
    facts: dict[str, Any] = {"unit_id": "EA", "tracking": "lot"}
    parts = [Item.objects.create(code=f"PART-{n}", name=f"part {n}", kind="raw", **facts) for n in range(COMPONENTS)]
    product = Item.objects.create(code="PRODUCT", name="product", kind="finished", **facts)
    lines = [LineOf(part, Decimal(2)) for part in parts]
    approve_bom(bom=add_bom(item=product, valid_from=date(2020, 1, 1), by=None, lines=lines), by=None)
    places = {row.code: row for row in Location.objects.all()}
    lots = add_lots([NewLot(part, "L1") for part in parts])
    move(
        [
            Movement(lot.item, PLENTY, places["SUPPLIER"], places["STOCK"], lot, value=PLENTY * 7)
            for lot in lots
        ],
        by=None,
    )  # fmt: skip
    return product


def make(product: Any, count: int) -> int:
    """Create, release (what is needed is kept), consume and complete `count` orders in one transaction."""
    from dure.events.together import together
    from dure.production.services.making.batch import Made
    from dure.production.services.making.completing import complete_many
    from dure.production.services.making.planning import OrderWish, plan_orders, release_orders

    @together
    def done() -> int:
        planned = plan_orders([OrderWish(product, Decimal(10)) for _ in range(count)], by=None)
        released = release_orders(planned, by=None)
        return len(complete_many([Made(order, Decimal(10)) for order in released.orders], by=None))

    return done()


def checked(made: int) -> None:
    """Every order has its moves, its lot and its genealogy, or the measurement is void."""
    from dure.inventory.models import LotLink, StockMove
    from dure.production.models import WorkOrder

    done = WorkOrder.objects.filter(status="done", received=10, wip=0).exclude(lot=None).count()
    moves = StockMove.objects.filter(document__in=WorkOrder.objects.values("number")).count()
    if (done, moves, LotLink.objects.count()) != (made, made * (COMPONENTS + 1), made * COMPONENTS):
        raise RuntimeError(f"{made} orders, {done} done, {moves} moves")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "dure.config.settings"
    django.setup()
    product = prepare()
    total = sum(make(product, 1) for _ in range(5))
    print(json.dumps({"ready": 1}), flush=True)
    for line in sys.stdin:
        kind, text = line.split()
        count, size = int(text), 1 if kind == "single" else AT_ONCE
        made = sum(make(product, size) for _ in range(count // size))
        total += made
        print(json.dumps({"made": made}), flush=True)
        checked(total)


if __name__ == "__main__":
    main()
