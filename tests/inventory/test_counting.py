"""Stock-takes: only true differences are posted, at today's cost, by one who may."""

from decimal import Decimal

import pytest

from dure.inventory.errors import NotEnough
from dure.inventory.models import Item, Location, StockMove, StockTake, Worth
from dure.inventory.services import (
    Need,
    approve_stock_take,
    ask_recount,
    cancel_stock_take,
    count,
    reserve,
    set_stock_rules,
    start_stock_take,
    take_count_back,
)
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.ledger import selectors as books
from dure.ledger.purposes import Purpose
from dure.plant.models import ChangeRecord
from tests.inventory.shelves import bring, item, lot_of, person, place, take, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def rice() -> Item:
    return item()


def started(*codes: str) -> StockTake:
    return start_stock_take(locations=[place(code) for code in codes or ("STOCK",)], by=None)


def counted(take: StockTake, one: Item, quantity: object, **more: object) -> None:
    count(stock_take=take, item=one, location=place("STOCK"), quantity=Decimal(str(quantity)), by=None, **more)


def test_a_difference_is_posted_at_todays_cost(rice: Item) -> None:
    bring(rice, 10, 1000)
    stock_take = started()
    counted(stock_take, rice, 8)
    approve_stock_take(stock_take=stock_take, by=None, reason="spilled")
    assert there(rice) == 8
    assert (books.balance(Purpose.MATERIAL), books.balance(Purpose.STOCK_DIFFERENCE)) == (800, 200)
    posted = StockMove.objects.get(document=stock_take.number)
    assert (posted.quantity, posted.value, posted.reason) == (2, 200, "spilled")


def test_what_moves_during_the_count_makes_no_difference(rice: Item) -> None:
    bring(rice, 10, 1000)
    stock_take = started()
    take(rice, 3)  # before it is counted: 7 are there
    counted(stock_take, rice, 7)
    take(rice, 2)  # after it was counted
    bring(rice, 20, 2000)
    approve_stock_take(stock_take=stock_take, by=None)
    assert there(rice) == 25
    assert not StockMove.objects.filter(document=stock_take.number).exists()


def test_a_find_costs_what_the_goods_cost_last(rice: Item) -> None:
    bring(rice, 10, 1000)
    take(rice, 10)
    stock_take = started()
    counted(stock_take, rice, 2)
    approve_stock_take(stock_take=stock_take, by=None, reason="behind the shelf")
    assert (there(rice), Worth.objects.get(item=rice).value, books.balance(Purpose.STOCK_DIFFERENCE)) == (2, 200, -200)


def test_lots_and_places_are_counted_apart() -> None:
    milk, shelf = item("MILK", tracking="lot"), Location.objects.create(code="A-01", parent=place("STOCK"))
    a, b = lot_of(milk, "A"), lot_of(milk, "B")
    for lot in (a, b):
        bring(milk, 5, 500, lot)
    bring(milk, 5, 500, a, to="A-01")
    stock_take = started()
    assert stock_take.lines.count() == 3
    with pytest.raises(Invalid, match="Give the lot"):
        counted(stock_take, milk, 5)
    counted(stock_take, milk, 5, lot=a)
    counted(stock_take, milk, 6, lot=b)
    count(stock_take=stock_take, item=milk, location=shelf, quantity=Decimal(4), by=None, lot=a)
    with pytest.raises(Invalid, match="not counted in this"):
        count(stock_take=stock_take, item=milk, location=place("QUARANTINE"), quantity=Decimal(4), by=None, lot=a)
    approve_stock_take(stock_take=stock_take, by=None, reason="count")
    assert (there(milk, a), there(milk, b)) == (9, 6)


def test_scanning_piece_by_piece_and_counting_again(rice: Item) -> None:
    counter = person("kim")
    bring(rice, 3, 300)
    stock_take = started()
    for _ in range(2):
        counted(stock_take, rice, 1, adds=True)
    assert stock_take.lines.get().counted == 2
    ask_recount(lines=list(stock_take.lines.all()), by=counter)
    with pytest.raises(Conflict, match="counted again"):
        approve_stock_take(stock_take=stock_take, by=None)
    counted(stock_take, rice, 3)
    approve_stock_take(stock_take=stock_take, by=None)
    history = ChangeRecord.objects.filter(table="StockTakeLine", before__has_key="counted").get()
    assert (Decimal(history.before["counted"]), Decimal(history.after["counted"])) == (2, 3)


def test_all_lines_are_counted_or_left_on_purpose(rice: Item) -> None:
    bring(rice, 3, 300)
    stock_take = started()
    with pytest.raises(Conflict, match="1 lines are not counted"):
        approve_stock_take(stock_take=stock_take, by=None)
    approve_stock_take(stock_take=stock_take, by=None, leave_uncounted=True)
    assert there(rice) == 3


def test_a_difference_needs_a_reason(rice: Item) -> None:
    bring(rice, 3, 300)
    stock_take = started()
    counted(stock_take, rice, 1)
    with pytest.raises(Invalid, match="Give a reason"):
        approve_stock_take(stock_take=stock_take, by=None)
    line = stock_take.lines.get()
    approve_stock_take(stock_take=stock_take, by=None, reasons={line.pk: "mice"})
    assert StockMove.objects.get(document=stock_take.number).reason == "mice"


def test_two_persons_where_the_plant_wants_two(rice: Item) -> None:
    set_stock_rules(by=None, count_needs_second_person=True, counts_are_blind=False)
    kim, lee = person("kim"), person("lee")
    bring(rice, 3, 300)
    stock_take = started()
    count(stock_take=stock_take, item=rice, location=place("STOCK"), quantity=Decimal(3), by=kim)
    for one in (kim, None):
        with pytest.raises(Denied):
            approve_stock_take(stock_take=stock_take, by=one)
    done = approve_stock_take(stock_take=stock_take, by=lee)
    assert (done.status, done.approved_by, done.is_blind) == ("approved", lee, False)


def test_what_is_reserved_or_gone_is_not_posted_away(rice: Item) -> None:
    bring(rice, 10, 1000)
    reserve("SO1", [Need(1, rice.pk, Decimal(9))])
    stock_take = started()
    counted(stock_take, rice, 8)
    with pytest.raises(NotEnough):
        approve_stock_take(stock_take=stock_take, by=None, reason="count")
    assert StockTake.objects.get().status == "open"


def test_places_are_counted_once_at_a_time_and_can_be_given_up(rice: Item) -> None:
    bring(rice, 3, 300)
    stock_take = started()
    with pytest.raises(Conflict, match="is counting there"):
        started()
    with pytest.raises(Invalid):
        started("CUSTOMER")
    counted(stock_take, rice, 1)
    cancel_stock_take(stock_take=stock_take, by=None)
    assert there(rice) == 3
    for late in (lambda: counted(stock_take, rice, 2), lambda: approve_stock_take(stock_take=stock_take, by=None)):
        with pytest.raises(Conflict, match="is over"):
            late()
    assert started().number.endswith("0002")


def test_approval_takes_as_many_queries_for_many_lines(django_assert_max_num_queries) -> None:
    goods = [item(f"I{n}") for n in range(20)]
    for one in goods:
        bring(one, 3, 300)
    stock_take = started()
    for one in goods:
        counted(stock_take, one, 2)
    with django_assert_max_num_queries(25):
        approve_stock_take(stock_take=stock_take, by=None, reason="count")
    assert all(there(one) == 2 for one in goods)


def test_a_count_taken_back_has_its_own_book_quantity_and_counter_again(rice: Item) -> None:
    first, second = person("kim"), person("lee")
    bring(rice, 10, 1000)
    stock_take = started()
    shelf = {"stock_take": stock_take, "item": rice, "location": place("STOCK")}
    count(**shelf, quantity=Decimal(10), by=first)
    take(rice, 4)
    line = count(**shelf, quantity=Decimal(6), by=second)
    line = take_count_back(line=line, counted=Decimal(10), by=second)
    # 10 were there when 10 were counted: no difference, though 4 have gone since.
    assert (line.counted, line.booked, line.counted_by) == (10, 10, first)
    approve_stock_take(stock_take=stock_take, by=None)
    assert there(rice) == 6


def test_a_figure_put_in_the_place_of_a_count_is_the_count_of_who_puts_it_there(rice: Item) -> None:
    set_stock_rules(by=None, count_needs_second_person=True)
    counter, chief = person("kim"), person("lee")
    bring(rice, 10, 1000)
    stock_take = started()
    line = count(stock_take=stock_take, item=rice, location=place("STOCK"), quantity=Decimal(10), by=counter)
    take_count_back(line=line, counted=Decimal(3), by=chief)
    with pytest.raises(Denied):
        approve_stock_take(stock_take=stock_take, by=chief, reason="missing")
