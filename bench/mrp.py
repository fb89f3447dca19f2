"""How long the net requirements of 20,000 items in ten levels take, database included. Run: python -m bench.mrp

Starts a PostgreSQL of its own (with syncing, as a plant's) and fills it with a firm: 2,000 products of ten levels whose
parts are shared within families of twenty, with stock, customers' orders, forecasts, orders at suppliers and
orders of production. Times the planning of everything, and the planning after some hundred changes. Prints
one JSON object; exits with 1 when everything takes ten seconds (median of three) or what one or twenty changes
touch a second.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import psutil

from bench._figures import QUICK, Figure, median, tell

LEVELS, WIDTH = 10, 200 if QUICK else 2_000
PARTS = 3
"""components of each made item, of the level below"""
ORDERS = 2
"""open lines of customers' orders for each product, within three months"""
LIMIT_S, CHANGE_LIMIT_S = 10, 1
ROUNDS = 3
CHANGES = {1: True, 20: True, 100: False}
"""things that happen between two plannings of what changed, and whether the limit holds for so many"""


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dure.config.settings")
    from dure.config.engines.postgres import APP, OWNER, Postgres, new_passwords

    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "postgres", new_passwords())
        with (Path(folder) / "postgres.log").open("wb") as log:
            server.start(log)
            try:
                server.prepare("dure")
                os.environ["DURE_DATABASE_URL"] = server.url(OWNER, "dure")
                return _measure(server.url(APP, "dure"))
            finally:
                server.stop()


def _measure(application_url: str) -> int:
    import django

    django.setup()
    from django.db import connection

    from dure.config import tables

    tables.migrate(verbosity=0)
    dice = random.Random(2026)
    levels = _items(dice)
    _facts(dice, levels)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    whole = [_timed("everything") for _ in range(ROUNDS)]
    parts = {count: _changed(dice, levels, count) for count in CHANGES}
    connection.close()
    print(json.dumps({"everything": whole, "changes": parts}))
    took = median([run["seconds"] for run in whole])
    figures = [
        Figure(
            f"MRP of {LEVELS * WIDTH:,} items × {LEVELS} levels",
            f"{took:.1f} s ({median([run['cpu'] for run in whole]):.1f} of CPU, {whole[0]['proposals']:,} proposals, "
            f"{whole[0]['queries']} queries)",
            f"less than {LIMIT_S} s",
            took < LIMIT_S,
        )
    ]
    for count, run in parts.items():
        name = f"MRP after {count} changes"
        told = f"{run['seconds']:.2f} s ({run['cpu']:.2f} of CPU, {run['items']:,} items planned again)"
        if CHANGES[count]:
            figures.append(Figure(name, told, f"less than {CHANGE_LIMIT_S} s", run["seconds"] < CHANGE_LIMIT_S))
        else:
            figures.append(Figure(name, told))
    return tell(*figures)


def _items(dice: random.Random) -> list[list[int]]:
    """Ids by level; the lowest is bought. Each made item has a recipe of some items one level below."""
    from dure.inventory.models import Item
    from dure.product.models import Bom, BomLine

    levels = []
    for level in range(LEVELS):
        rows = Item.objects.bulk_create(
            Item(
                code=f"L{level}-{n:05}", name=f"item {level}/{n}", unit_id="EA",
                supply="buy" if level == LEVELS - 1 else "make", lead_time_days=dice.randint(1, 5),
                safety_stock=dice.choice((0, 0, 0, 20)), lot_minimum=dice.choice((0, 0, 50)),
                lot_multiple=dice.choice((0, 0, 10)), lot_days=_days_of_lot(level),
            )
            for n in range(WIDTH)
        )  # fmt: skip
        levels.append([row.pk for row in rows])
    from datetime import date

    heads = Bom.objects.bulk_create(
        Bom(item_id=pk, revision="A", valid_from=date(2020, 1, 1)) for level in levels[:-1] for pk in level
    )
    below = {pk: levels[at + 1] for at, level in enumerate(levels[:-1]) for pk in level}
    place = {pk: n for level in levels for n, pk in enumerate(level)}
    BomLine.objects.bulk_create(
        BomLine(bom=head, position=at, component_id=pk, quantity=Decimal(dice.randint(1, 2)), unit_id="EA")
        for head in heads
        for at, pk in enumerate(_near(dice, below[head.item_id], place[head.item_id]))
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE product_bom SET status = 'approved', approved_at = now()")
    return levels


def _days_of_lot(level: int) -> int:
    """Products are made for each order, their parts for two weeks at once, and what is bought for four."""
    return 0 if level == 0 else 20 if level == LEVELS - 1 else 10


def _near(dice: random.Random, below: list[int], place: int) -> list[int]:
    """Parts of the same family, of some ten products: what a product is made of is not spread over all the firm."""
    family = place // 20 * 20
    return [below[n] for n in sorted(dice.sample(range(family, family + 20), PARTS))]


def _facts(dice: random.Random, levels: list[list[int]]) -> None:
    """Stock of half the items, orders of customers for each product, orders on the way of a tenth of the items."""
    from django.utils import timezone

    from dure.commerce.models import Partner, PurchaseLine, PurchaseOrder, SalesLine, SalesOrder
    from dure.inventory.models import Item
    from dure.inventory.selectors import default_location
    from dure.inventory.services import Movement, move
    from dure.kernel import clock
    from dure.planning.models import Forecast
    from dure.production.models import WorkOrder

    today, now = timezone.localdate(clock.now()), clock.now()
    shop = Partner.objects.create(code="C", name="고객", is_customer=True, is_supplier=True)
    items = Item.objects.in_bulk([pk for level in levels for pk in level])
    chosen = dice.sample(sorted(items), len(items) // 2)
    source, store = default_location("production"), default_location("stock")
    for at in range(0, len(chosen), 1000):
        move(
            [Movement(items[pk], Decimal(dice.randint(1, 300)), source, store) for pk in chosen[at : at + 1000]],
            by=None,
        )
    sale = SalesOrder.objects.create(number="S1", partner=shop, ordered_on=today, status="confirmed", made_at=now)
    SalesLine.objects.bulk_create(
        SalesLine(order=sale, **_line(dice, pk, n * ORDERS + at, today, 30, 90))
        for n, pk in enumerate(levels[0])
        for at in range(ORDERS)
    )
    order = PurchaseOrder.objects.create(number="P1", partner=shop, ordered_on=today, status="confirmed", made_at=now)
    PurchaseLine.objects.bulk_create(
        PurchaseLine(order=order, **_line(dice, pk, at, today, 1, 60))
        for at, pk in enumerate(dice.sample(levels[-1], WIDTH // 2))
    )
    Forecast.objects.bulk_create(
        Forecast(item_id=pk, first_day=today + timedelta(days=91), last_day=today + timedelta(days=97), quantity=50)
        for pk in levels[0][::2]
    )
    WorkOrder.objects.bulk_create(
        WorkOrder(
            number=f"W{pk}", item_id=pk, quantity=Decimal(50), status="planned",
            start_on=today + timedelta(days=9), due_at=now + timedelta(days=12),
        )
        for level in levels[:-1]
        for pk in dice.sample(level, WIDTH // 20)
    )  # fmt: skip


def _line(dice, item, position, today, first, last):  # type: ignore[no-untyped-def]
    quantity = Decimal(dice.randint(1, 50))
    return {
        "position": position, "item_id": item, "unit_id": "EA", "quantity": quantity, "item_quantity": quantity,
        "price": Decimal(1000), "promised_on": today + timedelta(days=dice.randint(first, last)),
    }  # fmt: skip


def _changed(dice: random.Random, levels: list[list[int]], count: int) -> dict[str, object]:
    """As many things as happen in a firm: orders that come and are moved, goods that come in, a date of a supplier."""
    from dure.commerce.models import PurchaseLine, SalesLine
    from dure.inventory.models import Item
    from dure.inventory.selectors import default_location
    from dure.inventory.services import Movement, move

    source, store = default_location("production"), default_location("stock")
    doings: list[Callable[[], object]] = [
        lambda: _update(SalesLine, item_id=dice.choice(levels[0]), days=dice.randint(1, 5)),
        lambda: move(
            [Movement(Item.objects.get(pk=dice.choice(dice.choice(levels))), Decimal(40), source, store)], by=None
        ),
        lambda: _update(PurchaseLine, item_id=dice.choice(levels[-1]), days=dice.randint(1, 5)),
        lambda: Item.objects.filter(pk=dice.choice(dice.choice(levels))).update(lead_time_days=dice.randint(1, 5)),
    ]
    for n in range(count):
        doings[n % len(doings)]()
    return _timed("changes")


def _update(model, item_id: int, days: int) -> None:  # type: ignore[no-untyped-def]
    from django.db.models import F

    model.objects.filter(item_id=item_id).update(promised_on=F("promised_on") + timedelta(days=days))


def _timed(kind: str) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dure.planning.services import run_mrp

    started, before = time.perf_counter(), _cpu()
    with CaptureQueriesContext(connection) as seen:
        run = run_mrp(kind=kind)
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    assert run.kind == kind
    return {
        "seconds": round(seconds, 3), "cpu": round(cpu, 2), "queries": len(seen), "items": run.items,
        "proposals": run.proposals, "exceptions": run.advice,
    }  # fmt: skip


def _cpu() -> float:
    """CPU seconds so far of this process and of the server's process that answers it."""
    from django.db import connection

    connection.ensure_connection()
    server = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return time.process_time() + server.user + server.system


if __name__ == "__main__":
    raise SystemExit(main())
