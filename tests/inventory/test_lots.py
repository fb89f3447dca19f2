"""Lots: numbers, use-by dates, status with history, parts and wholes, serial numbers, second units."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dure.inventory.errors import NotEnough, SecondNeeded
from dure.inventory.models import Balance, Item, Lot, LotLink, StockMove, Worth
from dure.inventory.selectors import upstream
from dure.inventory.services import (
    Link,
    Movement,
    NewLot,
    Receipt,
    add_lots,
    change_lot,
    link_lots,
    merge_lots,
    move,
    note_ingredients,
    receive,
    set_lot_status,
    split_lot,
    take_back,
)
from dure.inventory.shelf_life import use_by
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from tests.inventory.shelves import TODAY, bring, item, lot_of, place, take, there

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


@pytest.fixture
def milk() -> Item:
    return item("MILK", tracking="lot", shelf_life_days=10)


@pytest.mark.parametrize(
    ("rule", "days", "ingredients", "expected"),
    [
        ("own", 10, [DAY + timedelta(3)], DAY + timedelta(10)),
        ("ingredients", 10, [DAY + timedelta(30), DAY + timedelta(20), None], DAY + timedelta(20)),
        ("earlier", 10, [DAY + timedelta(3), DAY + timedelta(20)], DAY + timedelta(3)),
        ("earlier", 10, [DAY + timedelta(30)], DAY + timedelta(10)),
        ("earlier", None, [], None),
        ("earlier", None, [DAY + timedelta(3)], DAY + timedelta(3)),
        ("earlier", 10, [DAY - timedelta(3)], DAY),
        ("ingredients", 10, [None], None),
    ],
)
def test_use_by_dates(rule: str, days: int | None, ingredients: list[date | None], expected: date | None) -> None:
    assert use_by(rule, DAY, days, ingredients) == expected


def test_receiving_makes_lots_with_numbers_and_dates(milk: Item) -> None:
    made = receive(
        [
            Receipt(
                milk, Decimal(10), place("STOCK"), Decimal(1000), facts={"supplier_number": "S-7", "origin": "정읍"}
            ),
            Receipt(milk, Decimal(5), place("QUARANTINE"), Decimal(600), new=NewLot(milk, "OWN", status="quarantine")),
        ],
        source=place("SUPPLIER"),
        by=None,
        document="GR1",
    )
    first, second = (one.lot for one in made)
    assert first.number == f"{TODAY:%y%m%d}-001"
    assert (first.supplier_number, first.origin, first.document) == ("S-7", "정읍", "GR1")
    assert (first.made_on, first.expires_on) == (TODAY, TODAY + timedelta(days=10))
    assert (second.number, second.status) == ("OWN", "quarantine")
    assert there(milk) == 15


def test_what_is_made_expires_with_its_earliest_ingredient(milk: Item) -> None:
    cake = item("CAKE", kind="finished", tracking="lot", shelf_life_days=30)
    old, young = lot_of(milk, "A", 3), lot_of(milk, "B", 9)
    (made,) = add_lots([NewLot(cake, ingredients=[old, young])])
    assert made.expires_on == TODAY + timedelta(days=3)


def test_a_number_is_used_once_per_item(milk: Item) -> None:
    lot_of(milk, "A")
    with pytest.raises(Conflict, match="A is in use"):
        add_lots([NewLot(milk, "A")])
    with pytest.raises(Conflict):
        add_lots([NewLot(milk, "B"), NewLot(milk, "B")])
    with pytest.raises(Invalid, match="before it was made"):
        add_lots([NewLot(milk, "B", made_on=TODAY, expires_on=TODAY - timedelta(days=1))])


def test_numbers_that_somebody_typed_are_passed_over(milk: Item) -> None:
    lot_of(milk, f"{TODAY:%y%m%d}-002")
    made = add_lots([NewLot(milk) for _ in range(3)], on=TODAY)
    assert [lot.number[-3:] for lot in made] == ["001", "003", "004"]


def test_many_lots_take_as_many_queries_as_few(milk: Item) -> None:
    supplier, stock = place("SUPPLIER"), place("STOCK")

    def queries(count: int) -> int:
        receipts = [Receipt(milk, Decimal(1), stock, Decimal(10)) for _ in range(count)]
        with CaptureQueriesContext(connection) as context:
            receive(receipts, source=supplier, by=None, document="G")
        return len(context)

    queries(1)  # begins the numbering
    assert queries(50) == queries(2) < 30
    assert Lot.objects.count() == 53


def test_status_has_a_reason_and_a_history(milk: Item) -> None:
    lot = lot_of(milk, "A")
    bring(milk, 5, 500, lot)
    with pytest.raises(Invalid):
        set_lot_status([lot], Lot.Status.HOLD, reason=" ", by=None)
    set_lot_status([lot], Lot.Status.HOLD, reason="smell", by=None)
    set_lot_status([lot], Lot.Status.REJECTED, reason="sour", by=None)
    with pytest.raises(Conflict):
        set_lot_status([lot], Lot.Status.AVAILABLE, reason="cheap", by=None)
    history = ChangeRecord.objects.filter(table="Lot", row_id=lot.pk).order_by("pk")
    assert [(one.before["status"], one.after["status"], one.after["status_reason"]) for one in history] == [
        ("available", "hold", "smell"),
        ("hold", "rejected", "sour"),
    ]
    with pytest.raises(Invalid):
        change_lot(row=lot, by=None, status="available")


def test_the_database_stops_a_lot_that_was_held_meanwhile(milk: Item) -> None:
    lot = lot_of(milk, "A")
    bring(milk, 5, 500, lot)
    set_lot_status([lot], Lot.Status.HOLD, reason="smell", by=None)
    assert lot.status == Lot.Status.AVAILABLE  # as an older session still sees it
    with pytest.raises(DatabaseError, match="not available"), transaction.atomic():
        take(milk, 1, lot)


def test_a_part_becomes_a_lot_and_changes_no_value(milk: Item) -> None:
    lot = lot_of(milk, "A", 5)
    bring(milk, 10, 1000, lot)
    part = split_lot(lot=lot, location=place("STOCK"), quantity=Decimal(4), by=None, number="A-1")
    assert (there(milk, lot), there(milk, part), part.expires_on) == (6, 4, lot.expires_on)
    assert Worth.objects.get(item=milk).value == 1000
    assert [(step.lot, step.quantity) for step in upstream([part])] == [(lot.pk, 4)]
    take_back([StockMove.objects.get(to_lot=part)], by=None, reason="not so")
    assert (there(milk, lot), there(milk, part)) == (10, 0)


def test_lots_become_one_that_expires_with_the_first(milk: Item) -> None:
    a, b, held = lot_of(milk, "A", 5), lot_of(milk, "B", 3), lot_of(milk, "H", 9)
    for lot in (a, b, held):
        bring(milk, 10, 1000, lot)
    whole = merge_lots(parts=[(a, Decimal(10)), (b, Decimal(4))], location=place("STOCK"), by=None)
    assert (there(milk, whole), there(milk, b), whole.expires_on) == (14, 6, b.expires_on)
    assert {step.lot for step in upstream([whole])} == {a.pk, b.pk}
    (held,) = set_lot_status([held], Lot.Status.HOLD, reason="?", by=None)
    with pytest.raises(Conflict, match="same state"):
        merge_lots(parts=[(a, Decimal(1)), (held, Decimal(1))], location=place("STOCK"), by=None)


def test_no_lot_is_made_of_itself(milk: Item) -> None:
    a, b, c = (lot_of(milk, number) for number in "ABC")
    link_lots([Link(a, b, Decimal(1)), Link(b, c, Decimal(1))])
    for loop in ([Link(c, a, Decimal(1))], [Link(a, a, Decimal(1))]):
        with pytest.raises(Conflict, match="of itself"):
            link_lots(loop)
    assert LotLink.objects.count() == 2
    with pytest.raises(DatabaseError, match="only be undone"), transaction.atomic():
        LotLink.objects.update(quantity=5)


def test_serial_numbers(milk: Item) -> None:
    pump = item("PUMP", kind="finished", unit_id="EA", tracking="serial")
    stock, supplier = place("STOCK"), place("SUPPLIER")
    made = receive(
        [Receipt(pump, Decimal(3), stock, Decimal(100), serials=["X1", "X2", "X3"])], source=supplier, by=None
    )
    assert [(one.lot.number, one.quantity, one.value) for one in made] == [("X1", 1, 34), ("X2", 1, 33), ("X3", 1, 33)]
    with pytest.raises(Invalid, match="one serial number for each"):
        receive([Receipt(pump, Decimal(2), stock, Decimal(100), serials=["X4"])], source=supplier, by=None)
    (auto,) = receive([Receipt(pump, Decimal(1), stock, Decimal(30))], source=supplier, by=None)
    assert auto.lot.number == f"S{TODAY:%y%m}00001"


def test_weights_measured_piece_by_piece() -> None:
    ham = item("HAM", kind="finished", unit_id="EA", second_unit_id="kg")
    stock, supplier, customer = place("STOCK"), place("SUPPLIER"), place("CUSTOMER")

    def weight() -> Decimal:
        return Balance.objects.get(item=ham).second_quantity

    with pytest.raises(SecondNeeded):
        bring(ham, 10, 1000)
    move([Movement(ham, Decimal(10), supplier, stock, value=Decimal(1000), second_quantity=Decimal("50.2"))], by=None)
    (sent,) = move([Movement(ham, Decimal(2), stock, customer, second_quantity=Decimal("10.7"))], by=None)
    assert (sent.second_quantity, weight()) == (Decimal("10.7"), Decimal("39.5"))
    # Not weighed: a quarter of the pieces is a quarter of the weight.
    assert take(ham, 2)[0].second_quantity == Decimal("9.875")
    with pytest.raises(NotEnough, match="kg"):
        move([Movement(ham, Decimal(1), stock, customer, second_quantity=Decimal(30))], by=None)
    back = take_back([sent], by=None, reason="returned")
    assert (back[0].second_quantity, weight()) == (Decimal("10.7"), Decimal("40.325"))
    # The last ones take all that is left, so that no weight stays without pieces.
    (last,) = move([Movement(ham, Decimal(8), stock, customer, second_quantity=Decimal(40))], by=None)
    assert (last.second_quantity, weight()) == (Decimal("40.325"), 0)


def test_an_item_without_second_unit_has_no_second_quantity(milk: Item) -> None:
    rice = item("R")
    movement = Movement(rice, Decimal(1), place("SUPPLIER"), place("STOCK"), second_quantity=Decimal(1))
    with pytest.raises(Invalid, match="no second unit"):
        move([movement], by=None)
    bring(rice, 1, 100)
    assert Balance.objects.get(item=rice).second_quantity is None


def test_a_hold_that_came_meanwhile_stays_when_ingredients_are_noted() -> None:
    bread, flour = item("BREAD", tracking="lot", shelf_life_days=200), item("FLOUR", tracking="lot")
    stale, early = lot_of(bread, "B1", 30), lot_of(flour, "F1", 5)
    set_lot_status([Lot.objects.get(pk=stale.pk)], Lot.Status.HOLD, reason="smell", by=None)
    note_ingredients(stale, [early], by=None)
    row = Lot.objects.get(pk=stale.pk)
    assert (row.status, row.expires_on) == (Lot.Status.HOLD, early.expires_on)
