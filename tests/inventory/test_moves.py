"""Moves, balances, values and books, with figures that can be checked in the head."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from dure.inventory.errors import LotBlocked, LotNeeded, NotEnough
from dure.inventory.models import Balance, Item, Location, Lot, StockMove, Worth
from dure.inventory.services import Movement, move, take_back
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger import selectors as books
from dure.ledger.errors import MonthClosed
from dure.ledger.models import Entry, Line
from dure.ledger.purposes import Purpose
from dure.ledger.services import close_month

pytestmark = pytest.mark.django_db


@pytest.fixture
def rice() -> Item:
    return Item.objects.create(code="RICE", name="쌀", kind="raw", unit_id="kg", supply="buy")


def place(code: str) -> Location:
    return Location.objects.get(code=code)


def receive(item: Item, quantity: int, value: int, lot: Lot | None = None) -> list[StockMove]:
    movement = Movement(item, Decimal(quantity), place("SUPPLIER"), place("STOCK"), lot, Decimal(value))
    return move([movement], by=None, document="R1")


def use(item: Item, quantity: int, lot: Lot | None = None) -> list[StockMove]:
    return move([Movement(item, Decimal(quantity), place("STOCK"), place("PRODUCTION"), lot)], by=None, document="W1")


def there(item: Item) -> Decimal:
    return sum((row.quantity for row in Balance.objects.filter(item=item)), Decimal(0))


def in_books(purpose: Purpose) -> Decimal:
    return books.balance(purpose)


def test_moving_average(rice: Item) -> None:
    receive(rice, 10, 1000)
    receive(rice, 10, 2000)
    (made,) = use(rice, 5)
    # 3,000 won for 20 kg are 150 won a kg.
    assert (made.value, there(rice)) == (750, 15)
    assert (in_books(Purpose.MATERIAL), in_books(Purpose.WORK_IN_PROCESS)) == (2250, 750)
    assert in_books(Purpose.RECEIVED_NOT_INVOICED) == -3000


def test_the_last_piece_takes_what_rounding_left(rice: Item) -> None:
    receive(rice, 3, 100)
    assert [use(rice, 1)[0].value for _ in range(3)] == [33, 34, 33]
    assert in_books(Purpose.MATERIAL) == 0


def test_standard_cost_books_the_difference_as_price_variance(rice: Item) -> None:
    rice.costing = Item.Costing.STANDARD
    rice.save()
    Worth.objects.create(item=rice, standard=100)
    receive(rice, 10, 1100)
    assert (in_books(Purpose.MATERIAL), in_books(Purpose.PRICE_VARIANCE)) == (1000, 100)
    assert use(rice, 4)[0].value == 400


def test_stock_never_falls_below_zero(rice: Item) -> None:
    receive(rice, 10, 1000)
    with pytest.raises(NotEnough, match="Only 10 kg of 쌀"):
        use(rice, 11)
    assert there(rice) == 10


def test_the_database_itself_refuses_negative_stock(rice: Item) -> None:
    now = clock.now()
    row = StockMove(
        item=rice, from_location=place("STOCK"), to_location=place("SCRAP"), quantity=1, moved_at=now, made_at=now
    )
    with pytest.raises(DatabaseError, match=r"inventory_(stock_not_negative|reserved_is_there)"), transaction.atomic():
        row.save()


def test_balances_follow_from_moves_alone(rice: Item) -> None:
    receive(rice, 10, 1000)
    with pytest.raises(DatabaseError, match="balances follow from moves"), transaction.atomic():
        Balance.objects.update(quantity=5)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        StockMove.objects.update(quantity=5)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        StockMove.objects.all().delete()


def test_what_stands_in_the_books_stays(rice: Item) -> None:
    receive(rice, 10, 1000)
    for change in (
        lambda: Line.objects.update(debit=1),
        lambda: Entry.objects.update(text="x"),
        lambda: Line.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_a_transfer_changes_no_value(rice: Item) -> None:
    shelf = Location.objects.create(code="A-01")
    receive(rice, 10, 1000)
    (made,) = move([Movement(rice, Decimal(4), place("STOCK"), shelf)], by=None)
    assert (made.value, there(rice), Entry.objects.count()) == (0, 10, 1)


def test_lots_are_needed_and_blocked(rice: Item) -> None:
    rice.tracking = Item.Tracking.LOT
    rice.save()
    lot = Lot.objects.create(item=rice, number="L1")
    with pytest.raises(LotNeeded):
        receive(rice, 10, 1000)
    receive(rice, 10, 1000, lot)
    lot.status = Lot.Status.HOLD
    lot.save()
    with pytest.raises(LotBlocked):
        use(rice, 1, lot)
    move([Movement(rice, Decimal(1), place("STOCK"), place("SCRAP"), lot)], by=None)
    assert there(rice) == 9


def test_taking_back_gives_the_same_value_back_once(rice: Item) -> None:
    receive(rice, 10, 1000)
    made = use(rice, 5)
    receive(rice, 5, 1000)
    take_back(made, by=None, reason="wrong order")
    assert (there(rice), in_books(Purpose.MATERIAL), in_books(Purpose.WORK_IN_PROCESS)) == (15, 2000, 0)
    with pytest.raises(Conflict):
        take_back(made, by=None, reason="again")


def test_a_receipt_taken_back_after_its_goods_were_used_leaves_no_value_without_goods(rice: Item) -> None:
    receive(rice, 10, 1000)
    second = receive(rice, 10, 2000)
    use(rice, 10)  # at 150: 1,500 of 3,000 won
    take_back(second, by=None, reason="wrong item")
    assert (there(rice), in_books(Purpose.MATERIAL)) == (0, 0)
    # 2,000 won were to go, 1,500 were there: 500 of the receipt have been used up at the average.
    assert (in_books(Purpose.RECEIVED_NOT_INVOICED), in_books(Purpose.PRICE_VARIANCE)) == (-1000, -500)


def test_a_closed_month_takes_no_entry_and_no_goods(rice: Item) -> None:
    last_month = timezone.localtime(clock.now()).replace(day=1) - timedelta(days=1)
    close_month(month=last_month.date(), by=None)
    movement = Movement(rice, Decimal(1), place("SUPPLIER"), place("STOCK"), value=Decimal(100))
    with pytest.raises(MonthClosed):
        move([movement], by=None, moved_at=last_month)
    assert there(rice) == 0


def test_the_running_month_cannot_be_closed() -> None:
    with pytest.raises(Invalid):
        close_month(month=date.today(), by=None)  # noqa: DTZ011 # any day of this month


def test_serial_numbers_are_single_pieces() -> None:
    pump = Item.objects.create(code="P", name="펌프", tracking="serial", kind="finished")
    lot = Lot.objects.create(item=pump, number="S1")
    with pytest.raises(Invalid, match="one piece"):
        receive(pump, 2, 100, lot)
