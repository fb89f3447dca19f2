"""Goods that came back and are replaced, of orders that were closed short: only the replacement is open again."""

from decimal import Decimal

import pytest
from django.utils import timezone

from dure.commerce import selectors
from dure.commerce.models import OrderStatus
from dure.commerce.services import (
    Arrival,
    Back,
    LineWish,
    Pick,
    close_purchase_line,
    close_sales_line,
    confirm_purchase_order,
    confirm_sales_order,
    deliver,
    draft_purchase_order,
    draft_sales_order,
    receive,
    send_back,
    set_sales_status,
    take_returns,
    undo_delivery,
    undo_receipt,
)
from dure.kernel import clock
from dure.kernel.errors import Conflict
from tests.commerce.cast import Firm, make_firm, put_in_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    found = make_firm()
    put_in_stock(found.noodles, 300, 300_000)
    return found


def to_go() -> list[tuple[int, int]]:
    """(position, quantity still to go) of every open line."""
    rows = selectors.lines_to_deliver().order_by("position")
    return [(row.position, int(row.item_quantity - row.moved)) for row in rows]


@pytest.mark.parametrize("by_line", [False, True])
def test_a_sale_that_was_closed_short_is_open_by_the_replacement_only(firm: Firm, by_line: bool) -> None:
    day = timezone.localdate(clock.now())
    wishes = [LineWish(firm.noodles, Decimal(n), promised_on=day) for n in (100, 50)]
    order = draft_sales_order(partner=firm.shop, lines=wishes, by=firm.clerk)
    order = confirm_sales_order(order=order, by=firm.clerk)
    gone = deliver(picks=[Pick(order.lines.get(position=1), Decimal(60))], by=firm.clerk)
    if by_line:  # the customer wants neither the rest of the first line nor the second
        for line in order.lines.all():
            close_sales_line(line=line, is_closed=True, by=firm.clerk)
    else:
        set_sales_status(order=order, status=OrderStatus.CLOSED, by=firm.clerk)
    back = take_returns(returned=[(gone.lines.get(), Decimal(10))], by=firm.clerk, reason="찢어짐")
    order.refresh_from_db()
    assert (order.status, to_go()) == (OrderStatus.CONFIRMED, [(3, 10)])
    assert int(order.lines.get(position=3).price) == 3000

    undo_delivery(delivery=back, by=firm.clerk, reason="x")
    assert (to_go(), order.lines.count()) == ([], 2)
    back = take_returns(returned=[(gone.lines.get(), Decimal(10))], by=firm.clerk, reason="찢어짐")
    deliver(picks=[Pick(order.lines.get(position=3), Decimal(10))], by=firm.clerk)
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    with pytest.raises(Conflict, match="replaces"):
        undo_delivery(delivery=back, by=firm.clerk, reason="x")


def test_a_line_that_was_served_is_open_again_itself_and_the_rest_stays_closed(firm: Firm) -> None:
    wishes = [LineWish(firm.noodles, Decimal(n)) for n in (20, 50)]
    order = draft_sales_order(partner=firm.shop, lines=wishes, by=firm.clerk)
    order = confirm_sales_order(order=order, by=firm.clerk)
    gone = deliver(picks=[Pick(order.lines.get(position=1), Decimal(20))], by=firm.clerk)
    set_sales_status(order=order, status=OrderStatus.CLOSED, by=firm.clerk)
    back = take_returns(returned=[(gone.lines.get(), Decimal(5))], by=firm.clerk, reason="찢어짐")
    assert to_go() == [(1, 5)]
    undo_delivery(delivery=back, by=firm.clerk, reason="x")
    order.refresh_from_db()
    assert (order.status, to_go()) == (OrderStatus.CLOSED, [])


def test_the_same_with_a_supplier(firm: Firm) -> None:
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(100))], by=firm.clerk)
    order = confirm_purchase_order(order=order, by=firm.clerk)
    line = order.lines.get()
    came = receive(arrivals=[Arrival(line, Decimal(60))], by=firm.clerk)
    close_purchase_line(line=line, is_closed=True, by=firm.clerk)
    back = send_back(returned=[Back(came.lines.get(), Decimal(10))], by=firm.clerk, reason="벌레", is_replaced=True)
    order.refresh_from_db()
    rows = [(row.position, int(row.item_quantity - row.moved)) for row in selectors.lines_to_receive()]
    assert (order.status, rows) == (OrderStatus.CONFIRMED, [(2, 10)])
    undo_receipt(receipt=back, by=firm.clerk, reason="x")
    order.refresh_from_db()
    assert (order.status, order.lines.count()) == (OrderStatus.CLOSED, 1)


def test_goods_that_came_again_on_their_line_keep_the_return_standing(firm: Firm) -> None:
    wish = [LineWish(firm.rice, Decimal(60))]
    order = draft_purchase_order(partner=firm.mill, lines=wish, by=firm.clerk)
    line = confirm_purchase_order(order=order, by=firm.clerk).lines.get()
    came = receive(arrivals=[Arrival(line, Decimal(60))], by=firm.clerk)
    back = send_back(returned=[Back(came.lines.get(), Decimal(2))], by=firm.clerk, reason="벌레", is_replaced=True)
    again = receive(arrivals=[Arrival(line, Decimal(2))], by=firm.clerk)
    with pytest.raises(Conflict, match="replaces"):
        undo_receipt(receipt=back, by=firm.clerk, reason="x")
    undo_receipt(receipt=again, by=firm.clerk, reason="x")
    undo_receipt(receipt=back, by=firm.clerk, reason="x")
    line.refresh_from_db()
    assert line.moved == 60


def test_goods_that_went_again_on_their_line_keep_the_return_standing(firm: Firm) -> None:
    order = draft_sales_order(partner=firm.shop, lines=[LineWish(firm.noodles, Decimal(20))], by=firm.clerk)
    line = confirm_sales_order(order=order, by=firm.clerk).lines.get()
    gone = deliver(picks=[Pick(line, Decimal(20))], by=firm.clerk)
    back = take_returns(returned=[(gone.lines.get(), Decimal(5))], by=firm.clerk, reason="찢어짐")
    again = deliver(picks=[Pick(line, Decimal(5))], by=firm.clerk)
    with pytest.raises(Conflict, match="replaces"):
        undo_delivery(delivery=back, by=firm.clerk, reason="x")
    undo_delivery(delivery=again, by=firm.clerk, reason="x")
    undo_delivery(delivery=back, by=firm.clerk, reason="x")
    line.refresh_from_db()
    assert line.moved == 20
