"""Stock now and then, values, the ledger of an item, and what somebody should look at."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from dure.inventory.models import Item, Location, Lot, Worth
from dure.inventory.selectors import (
    below_safety,
    expiring_soon,
    item_ledger,
    moves_of,
    slow_movers,
    stock_at,
    stock_now,
    usable_by_item,
    values_at,
    worths,
)
from dure.inventory.selectors.shelves import Wanted, stock_lines
from dure.inventory.services import Movement, move, set_lot_status, set_standard_costs, split_lot
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.ledger import selectors as books
from dure.ledger.purposes import Purpose
from tests.inventory.shelves import TODAY, bring, item, lot_of, place, take

pytestmark = pytest.mark.django_db
NOW = clock.now()


def moved(one: Item, quantity: int, source: str, target: str, days_ago: int, value: int | None = None) -> None:
    movement = Movement(
        one, Decimal(quantity), place(source), place(target), value=None if value is None else Decimal(value)
    )
    move([movement], by=None, document=f"D{days_ago}", moved_at=NOW - timedelta(days=days_ago))


@pytest.fixture
def rice() -> Item:
    """100 came for 10,000 won 20 days ago; 30 were used 10 days ago, 20 put on a shelf 5 days ago, 40 sold today."""
    one = item(safety_stock=25)
    Location.objects.create(code="A-01", parent=place("STOCK"))
    moved(one, 100, "SUPPLIER", "STOCK", 20, 10_000)
    moved(one, 30, "STOCK", "PRODUCTION", 10)
    moved(one, 20, "STOCK", "A-01", 5)
    moved(one, 40, "STOCK", "CUSTOMER", 0)
    return one


def test_stock_now(rice: Item, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        rows = [(row.location.code, row.item.name, row.quantity) for row in stock_now()]
    assert rows == [("A-01", "rice", 20), ("STOCK", "rice", 10)]
    assert [row.quantity for row in stock_now(location=place("A-01"))] == [20]
    assert sum(row.quantity for row in stock_now(location=place("STOCK"))) == 30
    assert list(stock_now(kind="finished")) == list(stock_now(text="wheat")) == list(stock_now(items=[])) == []
    assert stock_now(text="RIC").count() == 2


def test_stock_at_any_moment(rice: Item, django_assert_num_queries) -> None:
    def at(days_ago: float, **more: object) -> dict[int, Decimal]:
        return {row.location: row.quantity for row in stock_at(NOW - timedelta(days=days_ago), **more)}

    stock, shelf = place("STOCK").pk, place("A-01").pk
    assert at(21) == {}
    assert at(15) == {stock: 100}
    assert at(7) == {stock: 70}
    assert at(2) == {stock: 50, shelf: 20}
    assert at(2, location=place("A-01")) == {shelf: 20}
    assert at(2, items=[]) == {}
    with django_assert_num_queries(1):
        assert at(0) == {stock: 10, shelf: 20}
    assert at(0) == {row.location_id: row.quantity for row in stock_now()}


def test_value_now_and_then(rice: Item, django_assert_num_queries) -> None:
    def at(days_ago: float) -> list[tuple[Decimal, Decimal]]:
        return [(row.quantity, row.value) for row in values_at(NOW - timedelta(days=days_ago))]

    assert at(15) == [(100, 10_000)]
    assert at(7) == at(2) == [(70, 7_000)]
    with django_assert_num_queries(1):
        assert at(0) == [(30, 3_000)]
    assert [(row.quantity, row.value) for row in worths()] == [(30, 3_000)]
    assert books.balance(Purpose.MATERIAL) == 3_000


def test_a_new_standard_revalues_the_stock_and_the_books() -> None:
    cake = item("CAKE", kind="finished", costing="standard")
    with pytest.raises(Invalid):
        set_standard_costs({cake: Decimal(-1)}, by=None, reason="typo")
    set_standard_costs({cake: Decimal(100)}, by=None, reason="first")
    bring(cake, 10, 1_000)
    (made,) = set_standard_costs({cake: Decimal("120.5")}, by=None, reason="flour is dearer")
    assert (made.change, Worth.objects.get(item=cake).value) == (205, 1205)
    assert (books.balance(Purpose.GOODS), books.balance(Purpose.REVALUATION)) == (1205, -205)
    assert [(row.quantity, row.value) for row in values_at(clock.now())] == [(10, 1205)]
    assert take(cake, 10)[0].value == 1205
    ledger = item_ledger(cake, TODAY, TODAY)
    assert [(one.change, one.value_change, one.balance, one.worth) for one in ledger.lines] == [
        (10, 1000, 10, 1000),
        (0, 205, 10, 1205),
        (-10, -1205, 0, 0),
    ]


def test_the_ledger_of_an_item(rice: Item, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        ledger = item_ledger(rice, TODAY - timedelta(days=15), TODAY)
    assert (ledger.opening, ledger.opening_worth) == (100, 10_000)
    assert [(one.document, one.came, one.went, one.balance, one.worth) for one in ledger.lines] == [
        ("D10", 0, 30, 70, 7_000),
        ("D0", 0, 40, 30, 3_000),
    ]
    assert (ledger.closing, ledger.closing_worth) == (30, 3_000)
    shelf = item_ledger(rice, TODAY - timedelta(days=30), TODAY, location=place("A-01"))
    assert [(one.source, one.target, one.came, one.balance) for one in shelf.lines] == [("창고", "A-01", 20, 20)]
    nothing = item_ledger(item("X"), TODAY, TODAY)
    assert (nothing.opening, nothing.lines, nothing.closing) == (0, [], 0)


def test_the_ledger_of_a_lot() -> None:
    milk = item("MILK", tracking="lot")
    lot = lot_of(milk, "A")
    bring(milk, 10, 1000, lot)
    part = split_lot(lot=lot, location=place("STOCK"), quantity=Decimal(4), by=None)
    take(milk, 1, part)
    assert [one.change for one in item_ledger(milk, TODAY, TODAY, lot=lot).lines] == [10, -4]
    assert [one.balance for one in item_ledger(milk, TODAY, TODAY, lot=part).lines] == [4, 3]
    assert [one.change for one in item_ledger(milk, TODAY, TODAY).lines] == [10, -1]


def test_what_expires_soon(django_assert_num_queries) -> None:
    milk = item("MILK", tracking="lot")
    for number, days in (("late", 8), ("soon", 3), ("past", -1), ("never", None)):
        bring(milk, 1, 100, lot_of(milk, number, days))
    lot_of(milk, "empty", 1)
    with django_assert_num_queries(1):
        assert [row.lot.number for row in expiring_soon(TODAY, 7)] == ["past", "soon"]


def test_what_runs_short(rice: Item, django_assert_num_queries) -> None:
    assert below_safety() == []
    take(rice, 6)
    empty = item("EMPTY", safety_stock=5)
    milk = item("MILK", tracking="lot", safety_stock=10)
    held = lot_of(milk, "H")
    bring(milk, 10, 100, held)
    set_lot_status([held], Lot.Status.HOLD, reason="?", by=None)
    with django_assert_num_queries(1):
        short = [(one.item.code, one.usable, one.missing) for one in below_safety()]
    assert short == [(empty.code, 0, 5), ("MILK", 0, 10), ("RICE", 24, 1)]
    assert usable_by_item([rice.pk, milk.pk]) == {rice.pk: 24, milk.pk: 0}


def test_what_lies_too_long(rice: Item, django_assert_num_queries) -> None:
    old, fresh = item("OLD"), item("FRESH")
    moved(old, 10, "SUPPLIER", "STOCK", 200, 500)
    moved(fresh, 10, "SUPPLIER", "STOCK", 1, 500)
    with django_assert_num_queries(1):
        assert [(row.item.code, row.left_at) for row in slow_movers(TODAY, 90)] == [("OLD", None)]
    assert [row.item.code for row in slow_movers(TODAY, 300)] == []


def test_moves_of_a_document(rice: Item) -> None:
    assert [(one.item.code, one.quantity) for one in moves_of("D10")] == [("RICE", 30)]


def test_places_are_told_by_name_not_by_the_code_that_programs_use(rice: Item) -> None:
    Location.objects.create(code="B-01", own_name="냉장고")
    with override("ko"):
        assert [str(place(code)) for code in ("STOCK", "QUARANTINE", "A-01", "B-01")] == [
            "창고", "검사 대기 구역", "A-01", "냉장고",
        ]  # fmt: skip
        ledger = item_ledger(rice, TODAY - timedelta(days=30), TODAY, location=place("STOCK"))
        ways = [(one.source, one.target) for one in ledger.lines]
        lines = [line.place for line in stock_lines(Wanted(by="location"))]
    assert ways[:2] == [("공급처", "창고"), ("창고", "생산")]
    assert sorted(lines) == ["A-01", "창고"]
