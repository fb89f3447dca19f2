"""Blanket orders: lists that replace each other, cumulative figures, and orders made of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dure.commerce import selectors
from dure.commerce.call_off_text import Unreadable, read
from dure.commerce.call_offs import Difference, differences, from_cumulative
from dure.commerce.models import BlanketOrder, CallOff, OrderStatus, SalesOrder
from dure.commerce.services import (
    Pick,
    add_blanket_order,
    change_sales_line,
    deliver,
    release_call_offs,
    set_blanket_line,
    set_sales_status,
    take_call_offs,
    take_list_back,
)
from dure.inventory.services import change_item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.roles import Role
from tests.commerce.cast import Firm, make_firm, put_in_stock
from tests.plant.plants import logged_in, person

MON = date(2026, 3, 2)
TUE, WED = MON + timedelta(days=1), MON + timedelta(days=2)


def qty(*numbers: int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def test_a_total_below_what_is_reached_adds_nothing():
    # 100 have gone. Totals of 90, 130, 130 and 180: nothing, 30, nothing, 50.
    days = [MON + timedelta(days=n) for n in range(4)]
    rows = [(1, day, Decimal(total)) for day, total in zip(days, (90, 130, 130, 180), strict=True)]
    assert list(from_cumulative(rows, {1: Decimal(100)}).values()) == qty(0, 30, 0, 50)


def test_differences_of_lists():
    wanted = {(1, MON): Decimal(40), (1, TUE): Decimal(60)}
    found = differences(wanted, {(1, MON): Decimal(50), (1, WED): Decimal(10)}, {(1, TUE): Decimal(70)})
    assert found == [
        Difference(1, MON, *qty(50, 40, 0, 40)),
        Difference(1, TUE, *qty(0, 0, 70, 60)),
        Difference(1, WED, *qty(10, 0, 0, 0)),
    ]
    assert [one.over for one in found] == qty(0, 10, 0)


TABLE = "품번\t품명\t3/2(월)\t3/3\t2026-03-04\nA1\t쌀국수\t1,200\t-\t300\n합계\t\t1,200\t\t300\n"


def test_items_down_and_days_across_are_read():
    rows = read(TABLE, today=MON)
    assert [(row.line, row.code, row.day, row.quantity) for row in rows] == [
        (2, "A1", MON, Decimal(1200)),
        (2, "A1", WED, Decimal(300)),
    ]


def test_one_row_each_is_read_and_a_day_without_year_is_the_nearest():
    rows = read("품번\t납기\t수량\nA1\t12월 30일\t5\nA1\t1.2\t7\n", today=date(2026, 1, 1))
    assert [(row.day, row.quantity) for row in rows] == [
        (date(2025, 12, 30), Decimal(5)),
        (date(2026, 1, 2), Decimal(7)),
    ]
    with pytest.raises(Unreadable, match="2: A1"):
        read("품번\t납기\t수량\nA1\t언제\t5\n", today=MON)
    with pytest.raises(Unreadable, match="2: viel"):
        read("품번\t납기\t수량\nA1\t3/2\tviel\n", today=MON)


@pytest.fixture
def firm() -> Firm:
    return make_firm()


@pytest.fixture
def frame(firm: Firm) -> BlanketOrder:
    row = add_blanket_order(partner=firm.shop, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), by=firm.clerk)
    set_blanket_line(
        blanket=row, item=firm.noodles, unit=firm.noodles.unit, quantity=Decimal(10_000), price=Decimal(2500),
        by=firm.clerk, start_quantity=Decimal(1000),
    )  # fmt: skip
    return row


def open_now(frame: BlanketOrder) -> list[tuple[date, int]]:
    rows = CallOff.objects.filter(line__blanket=frame, order_line=None).order_by("day")
    return [(day, int(quantity)) for day, quantity in rows.values_list("day", "quantity")]


@pytest.mark.django_db
def test_the_newest_list_takes_the_place_of_what_was_open(firm: Firm, frame: BlanketOrder):
    noodles = firm.noodles
    take_call_offs(blanket=frame, rows=[(noodles, MON, Decimal(100)), (noodles, TUE, Decimal(200))], by=firm.clerk)
    taken, found = take_call_offs(
        blanket=frame, rows=[(noodles, TUE, Decimal(150)), (noodles, WED, Decimal(50))], by=firm.clerk
    )
    # Monday lies before the new list's first day, so what was wanted then is still owed.
    assert open_now(frame) == [(MON, 100), (TUE, 150), (WED, 50)]
    assert [(one.day, int(one.before), int(one.after)) for one in found] == [(TUE, 200, 150), (WED, 0, 50)]
    assert (taken.number, [row[1:4] for row in taken.difference]) == (
        2, [["2026-03-03", "200.0000", "150"], ["2026-03-04", "0", "50"]],
    )  # fmt: skip


@pytest.mark.django_db
def test_a_list_taken_back_leaves_what_was_open_before_it(firm: Firm, frame: BlanketOrder):
    noodles = firm.noodles
    first, _ = take_call_offs(
        blanket=frame, rows=[(noodles, MON, Decimal(100)), (noodles, TUE, Decimal(200))], by=firm.clerk
    )
    rows = [(noodles, MON, Decimal(100)), (noodles, TUE, Decimal(150)), (noodles, WED, Decimal(50))]
    second, _ = take_call_offs(blanket=frame, rows=rows, by=firm.clerk)
    with pytest.raises(Conflict, match="newer list"):
        take_list_back(taken=first, by=firm.clerk)
    take_list_back(taken=second, by=firm.clerk)
    assert open_now(frame) == [(MON, 100), (TUE, 200)]
    release_call_offs(blanket=frame, upto=MON, by=firm.clerk)
    with pytest.raises(Conflict, match="order was made"):
        take_list_back(taken=first, by=firm.clerk)


@pytest.mark.django_db
def test_what_orders_carry_is_taken_off_and_too_much_is_told(firm: Firm, frame: BlanketOrder):
    noodles = firm.noodles
    rows = [(noodles, MON, Decimal(100)), (noodles, TUE, Decimal(200))]
    take_call_offs(blanket=frame, rows=rows, by=firm.clerk)
    order = release_call_offs(blanket=frame, upto=MON, by=firm.clerk)
    line = order.lines.get()
    assert (order.status, line.price, line.quantity, line.promised_on) == (OrderStatus.CONFIRMED, 2500, 100, MON)
    _taken, found = take_call_offs(
        blanket=frame, rows=[(noodles, MON, Decimal(80)), (noodles, TUE, Decimal(230))], by=firm.clerk
    )
    assert [(one.day, int(one.after), int(one.over)) for one in found] == [(MON, 0, 20), (TUE, 230, 0)]
    change_sales_line(line=line, by=firm.clerk, quantity=Decimal(80))
    found = selectors.call_off_differences(frame, [(noodles, MON, Decimal(80)), (noodles, TUE, Decimal(230))])
    assert not any(one.is_over for one in found)
    # A cancelled order carries nothing.
    set_sales_status(order=order, status=OrderStatus.CANCELLED, by=firm.clerk)
    take_call_offs(blanket=frame, rows=[(noodles, MON, Decimal(80))], by=firm.clerk)
    assert open_now(frame) == [(MON, 80)]


@pytest.mark.django_db
def test_cumulative_lists_count_from_what_was_reached(firm: Firm, frame: BlanketOrder):
    noodles = firm.noodles
    put_in_stock(noodles, 500, 500_000)
    # 1,000 had gone before; totals 1,100 and 1,300 call off 100 and 200.
    take_call_offs(
        blanket=frame, rows=[(noodles, MON, Decimal(1100)), (noodles, TUE, Decimal(1300))], is_cumulative=True,
        by=firm.clerk,
    )  # fmt: skip
    assert open_now(frame) == [(MON, 100), (TUE, 200)]
    order = release_call_offs(blanket=frame, upto=MON, by=firm.clerk)
    deliver(picks=[Pick(order.lines.get(), Decimal(100))], by=firm.clerk)
    [state] = selectors.blanket_lines(frame)
    assert (int(state.reached), int(state.released), int(state.called), int(state.left)) == (1100, 100, 200, 8700)
    # The same list again changes nothing: neither a delivery nor an order is ever counted twice.
    found = selectors.call_off_differences(
        frame, [(noodles, MON, Decimal(1100)), (noodles, TUE, Decimal(1300))], is_cumulative=True
    )
    assert [one for one in found if one.before != one.after] == []


@pytest.mark.django_db
def test_a_list_with_a_foreign_item_or_day_is_refused_whole(firm: Firm, frame: BlanketOrder):
    with pytest.raises(Invalid, match="쌀 is not in"):
        take_call_offs(
            blanket=frame, rows=[(firm.noodles, MON, Decimal(1)), (firm.rice, MON, Decimal(1))], by=firm.clerk
        )
    with pytest.raises(Invalid, match="outside"):
        take_call_offs(blanket=frame, rows=[(firm.noodles, date(2027, 1, 1), Decimal(1))], by=firm.clerk)
    assert not CallOff.objects.exists()


@pytest.mark.django_db
def test_the_pages_show_the_difference_before_they_take_a_list(settings, firm: Firm):
    settings.SECOND_FACTOR = False
    office, day = logged_in(person(Role.OFFICE)), timezone.localdate(clock.now())
    form = {"partner": "SHOP", "valid_from": day.isoformat(), "valid_to": (day + timedelta(days=99)).isoformat()}
    office.post("/blankets/add/", form)
    frame = BlanketOrder.objects.get()
    office.post(f"/blankets/{frame.pk}/lines/add/", {"item": "NOODLE", "quantity": "10000", "price": "2500",
                                                     "start_quantity": "0"})  # fmt: skip
    table = f"품번\t{day:%Y-%m-%d}\t{day + timedelta(days=1):%Y-%m-%d}\nNOODLE\t40\t60\n"
    shown = office.post(f"/blankets/{frame.pk}/list/", {"text": table, "show": "1"})
    assert [int(one.of.after) for one in shown.context["found"]] == [40, 60]
    assert not CallOff.objects.exists()
    wrong = office.post(f"/blankets/{frame.pk}/list/", {"text": table.replace("NOODLE", "FOO"), "show": "1"})
    assert (wrong.status_code, "2행: FOO" in wrong.content.decode()) == (422, True)
    office.post(f"/blankets/{frame.pk}/list/", {"text": table, "take": "1", "source": "3월 2주"})
    assert open_now(frame) == [(day, 40), (day + timedelta(days=1), 60)]
    answer = office.post(f"/blankets/{frame.pk}/release", {"upto": (day + timedelta(days=1)).isoformat()})
    order = SalesOrder.objects.get()
    assert answer["Location"] == f"/sales/{order.pk}/"
    assert [(int(line.quantity), int(line.price)) for line in order.lines.all()] == [(40, 2500), (60, 2500)]
    assert order.number in office.get(f"/blankets/{frame.pk}/").content.decode()
    assert "3월 2주" in office.get(f"/blankets/lists/{frame.call_off_lists.get().pk}/").content.decode()


@pytest.mark.django_db
def test_what_a_cancelled_order_carried_is_called_off_again(firm: Firm, frame: BlanketOrder):
    noodles = firm.noodles
    take_call_offs(blanket=frame, rows=[(noodles, MON, Decimal(100)), (noodles, TUE, Decimal(200))], by=firm.clerk)
    order = release_call_offs(blanket=frame, upto=MON, by=firm.clerk)
    # The customer wants 30 more on the day that the order is for.
    rows = [(noodles, MON, Decimal(130)), (noodles, TUE, Decimal(200))]
    take_call_offs(blanket=frame, rows=rows, by=firm.clerk)
    assert open_now(frame) == [(MON, 30), (TUE, 200)]
    set_sales_status(order=order, status=OrderStatus.CANCELLED, by=firm.clerk)
    assert open_now(frame) == [(MON, 130), (TUE, 200)]
    with pytest.raises(Conflict, match="called off again"):
        set_sales_status(order=order, status=OrderStatus.DRAFT, by=firm.clerk)
    assert release_call_offs(blanket=frame, upto=MON, by=firm.clerk).lines.get().quantity == 130


@pytest.mark.django_db
def test_a_list_is_taken_back_also_when_an_item_has_another_code_by_now(firm: Firm, frame: BlanketOrder):
    take_call_offs(blanket=frame, rows=[(firm.noodles, MON, Decimal(100))], by=firm.clerk)
    newest, _ = take_call_offs(blanket=frame, rows=[(firm.noodles, MON, Decimal(70))], by=firm.clerk)
    change_item(row=firm.noodles, by=firm.clerk, code="NOODLE-2")
    take_list_back(taken=newest, by=firm.clerk)
    assert open_now(frame) == [(MON, 100)]
    [oldest] = frame.call_off_lists.all()
    # As an earlier program kept it: by the code alone.
    oldest.difference = [row[:5] for row in oldest.difference]
    oldest.save()
    with pytest.raises(Conflict, match="by this code"):
        take_list_back(taken=oldest, by=firm.clerk)
