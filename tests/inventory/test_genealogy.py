"""Genealogy and recall: what a cook would know by heart, and 10 levels of 1,000 lots."""

import random
import time
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection

from dure.inventory.models import Item, Location, Lot, LotLink
from dure.inventory.selectors import by_parent, downstream, recall, upstream
from dure.inventory.services import (
    Link,
    Movement,
    approve_stock_take,
    count,
    link_lots,
    move,
    split_lot,
    start_stock_take,
    take_back,
    undo_links,
)
from tests.inventory.shelves import bring, item, lot_of, place, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> dict[str, Lot]:
    """Flour F1 and F2 make doughs D1 and D2; both doughs and cream C make cake K; D2 alone makes bread B.

    10 of F1 came; 6 went into D1 and 3 into D2, 1 is still in the kitchen. K is 8: 5 were sold to two
    customers, 1 came back, 2 were scrapped, 2 are in stock. Of B 4 were made, all are in stock.
    """
    names = {"F": "raw", "C": "raw", "D": "semi", "K": "finished", "B": "finished"}
    goods = {name: item(name, kind=kind, tracking="lot") for name, kind in names.items()}
    lots = {name: lot_of(goods[name[0]], name) for name in ("F1", "F2", "C1", "D1", "D2", "K1", "B1")}
    for name in ("F1", "F2", "C1"):
        bring(goods[name[0]], 10, 1000, lots[name])
    for name, quantity in (("F1", 10), ("F2", 2), ("C1", 1)):
        take(goods[name[0]], quantity, lots[name])
    make(lots, "D1", 6, {"F1": 6}, "W1")
    make(lots, "D2", 5, {"F1": 3, "F2": 2}, "W2")
    for name, quantity in (("D1", 6), ("D2", 5)):
        take(goods["D"], quantity, lots[name], document="W3")
    make(lots, "K1", 8, {"D1": 6, "D2": 2, "C1": 1}, "W3")
    make(lots, "B1", 4, {"D2": 3}, "W4")
    sold = take(goods["K"], 3, lots["K1"], to="CUSTOMER", document="DN1")
    take(goods["K"], 2, lots["K1"], to="CUSTOMER", document="DN2")
    take(goods["K"], 2, lots["K1"], to="SCRAP")
    back = Movement(goods["K"], Decimal(1), place("CUSTOMER"), place("STOCK"), lots["K1"])
    move([back], by=None, document=sold[0].document)
    return lots


def make(lots: dict[str, Lot], name: str, quantity: int, of: dict[str, int], document: str) -> None:
    lot = lots[name]
    move([Movement(lot.item, Decimal(quantity), place("PRODUCTION"), place("STOCK"), lot)], by=None, document=document)
    link_lots([Link(lots[one], lot, Decimal(used), document, "MIXER-1") for one, used in of.items()])


def test_up_to_the_raw_materials(kitchen: dict[str, Lot], django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        steps = upstream([kitchen["K1"]])
    assert [(step.depth, step.number, step.quantity, step.document) for step in steps] == [
        (1, "D1", 6, "W3"),
        (1, "D2", 2, "W3"),
        (1, "C1", 1, "W3"),
        (2, "F1", 6, "W1"),
        (2, "F1", 3, "W2"),
        (2, "F2", 2, "W2"),
    ]
    k1, d2, f2 = (kitchen[name].pk for name in ("K1", "D2", "F2"))
    assert (steps[-1].path, steps[-1].work_unit, steps[-1].item_code, steps[-1].unit) == (
        (k1, d2, f2),
        "MIXER-1",
        "F",
        "kg",
    )
    assert [step.number for step in by_parent(steps)[d2]] == ["F1", "F2"]


def test_down_to_what_was_made(kitchen: dict[str, Lot], django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        steps = downstream([kitchen["F2"]])
    assert [(step.depth, step.number, step.quantity) for step in steps] == [(1, "D2", 2), (2, "K1", 2), (2, "B1", 3)]
    assert downstream([kitchen["B1"]]) == upstream([kitchen["F1"]]) == []
    both = downstream([kitchen["F1"], kitchen["D1"]])
    assert [(step.depth, step.number) for step in both] == [(1, "D1"), (1, "D2"), (1, "K1"), (2, "K1"), (2, "B1")]


def test_what_was_undone_is_left_out(kitchen: dict[str, Lot]) -> None:
    assert len(undo_links(document="W4")) == 1
    assert [step.number for step in downstream([kitchen["F2"]])] == ["D2", "K1"]
    assert LotLink.objects.filter(document="W4").count() == 1


def test_a_recall(kitchen: dict[str, Lot], django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        found = recall([kitchen["F2"]])
    accounts = {account.lot.number: account for account in found.accounts}
    assert [account.lot.number for account in found.accounts] == ["F2", "D2", "B1", "K1"]
    flour, dough, cake, bread = (accounts[name] for name in ("F2", "D2", "K1", "B1"))
    assert (flour.came, flour.used, flour.in_process, flour.in_stock) == (10, 2, 0, 8)
    assert (dough.came, dough.used, dough.in_stock) == (5, 5, 0)
    assert (cake.came, cake.shipped, cake.scrapped, cake.in_stock) == (8, 4, 2, 2)
    assert [(one.document, one.quantity) for one in found.shipments] == [("DN1", 2), ("DN2", 2)]
    assert [(one.location.code, one.quantity) for one in bread.places] == [("STOCK", 4)]
    assert found.is_complete


def test_what_is_still_in_the_kitchen(kitchen: dict[str, Lot]) -> None:
    (flour,) = [one for one in recall([kitchen["F1"]]).accounts if one.lot.number == "F1"]
    assert (flour.came, flour.issued, flour.used, flour.in_process, flour.unaccounted) == (10, 10, 9, 1, 0)


def test_a_recall_after_a_split_a_count_and_a_return() -> None:
    milk = item("MILK", tracking="lot")
    lot = lot_of(milk, "A")
    (came,) = bring(milk, 10, 1000, lot)
    part = split_lot(lot=lot, location=place("STOCK"), quantity=Decimal(4), by=None, number="A-1")
    stock_take = start_stock_take(locations=[place("STOCK")], by=None)
    for one, quantity in ((lot, 5), (part, 5)):
        count(stock_take=stock_take, item=milk, location=place("STOCK"), lot=one, quantity=Decimal(quantity), by=None)
    approve_stock_take(stock_take=stock_take, by=None, reason="count")
    move([Movement(milk, Decimal(2), place("STOCK"), place("SUPPLIER"), lot)], by=None)
    used = take(milk, 3, part)
    take_back(used, by=None, reason="not used")
    first, second = recall([lot]).accounts
    assert (first.came, first.became, first.lost, first.returned, first.in_stock, first.used) == (10, 4, 1, 2, 3, 0)
    assert (second.joined, second.found, second.in_stock, second.in_process) == (4, 1, 5, 0)
    assert first.unaccounted == second.unaccounted == 0
    assert came.quantity == 10


LEVELS, LOTS = 10, 1000


def test_ten_levels_of_a_thousand_lots(record_property, capsys) -> None:
    """Each lot is made of three lots of the level below, by chance but the same in every run."""
    chance = random.Random(20261121)
    goods = [Item.objects.create(code=f"L{level}", name=f"L{level}", tracking="lot") for level in range(LEVELS)]
    rows = Lot.objects.bulk_create(
        Lot(item=goods[level], number=f"{level}-{n}") for level in range(LEVELS) for n in range(LOTS)
    )
    lots = [rows[level * LOTS : (level + 1) * LOTS] for level in range(LEVELS)]
    sources: dict[int, set[int]] = defaultdict(set)
    for level in range(1, LEVELS):
        links = [
            Link(source, lots[level][n], Decimal(1), f"W{level}-{n}")
            for n in range(LOTS)
            for source in chance.sample(lots[level - 1], 3)
        ]
        link_lots(links)
        for link in links:
            sources[link.product.pk].add(link.source.pk)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE inventory_lotlink, inventory_lot")
    asked = lots[-1][0]
    began = time.perf_counter()
    up = upstream([asked])
    took_up = time.perf_counter() - began
    began = time.perf_counter()
    down = downstream([lots[0][0]])
    took_down = time.perf_counter() - began
    began = time.perf_counter()
    found = recall([lots[0][0]])
    took_recall = time.perf_counter() - began
    with capsys.disabled():
        print(
            f"\n{LEVELS} levels of {LOTS} lots, {LotLink.objects.count()} links:"
            f" upstream {len(up)} steps in {took_up:.3f} s, downstream {len(down)} steps in {took_down:.3f} s,"
            f" recall of {len(found.accounts)} lots in {took_recall:.3f} s"
        )
    for name, took in (("upstream", took_up), ("downstream", took_down), ("recall", took_recall)):
        record_property(f"genealogy_{name}_s", round(took, 3))
    reached, edge = {asked.pk}, {asked.pk}
    edges = 0
    while edge:
        edges += sum(len(sources[lot]) for lot in edge)
        edge = set().union(*(sources[lot] for lot in edge)) - reached
        reached |= edge
    assert ({step.lot for step in up}, len(up)) == (reached - {asked.pk}, edges)
    assert all(step.depth == len(step.path) - 1 for step in up)
    assert found.is_complete


def test_places_of_a_recall_tell_quarantine_and_transit_apart() -> None:
    milk = item("MILK", tracking="lot")
    lot = lot_of(milk, "A")
    Location.objects.create(code="TRUCK", kind="transit")
    for code in ("STOCK", "QUARANTINE", "TRUCK"):
        bring(milk, 2, 100, lot, to=code)
    (account,) = recall([lot]).accounts
    assert {(one.location.kind, one.quantity) for one in account.places} == {
        ("stock", 2),
        ("quarantine", 2),
        ("transit", 2),
    }
    assert account.in_stock == 6
