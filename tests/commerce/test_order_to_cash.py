"""From quotation to payment, with figures that can be checked in the head."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dure.commerce import selectors
from dure.commerce.errors import CreditExceeded, NoPrice, TooMuch, WrongStatus
from dure.commerce.models import Invoice, OrderStatus, Price, SalesOrder
from dure.commerce.services import (
    Billed,
    LineWish,
    Pick,
    cancel_invoice,
    change_sales_line,
    confirm_sales_order,
    deliver,
    draft_sales_order,
    invoice_deliveries,
    pay,
    set_sales_status,
    take_returns,
    undo_delivery,
    undo_payment,
)
from dure.inventory.errors import NotEnough
from dure.inventory.models import Balance
from dure.kernel import clock
from dure.kernel.errors import Conflict
from tests.commerce.cast import DAY, Firm, books, make_firm, put_in_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return make_firm()


def order_of(firm: Firm, quantity: int = 100, **values: object) -> SalesOrder:
    wish = LineWish(firm.noodles, Decimal(quantity), promised_on=timezone.localdate(clock.now()) + timedelta(days=3))
    order = draft_sales_order(partner=firm.shop, lines=[wish], by=firm.clerk, **values)  # type: ignore[arg-type]
    return confirm_sales_order(order=order, by=firm.clerk)


def send(firm: Firm, order: SalesOrder, quantity: int):  # type: ignore[no-untyped-def]
    return deliver(picks=[Pick(order.lines.get(), Decimal(quantity))], by=firm.clerk)


def test_from_quotation_to_payment_with_a_part_delivery_and_a_return(firm: Firm) -> None:
    put_in_stock(firm.noodles, 200, 200_000)  # 1,000 won each
    order = order_of(firm)
    assert order.lines.get().price == 3000

    first = send(firm, order, 60)
    send(firm, order, 40)
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    # 100 pieces left at 1,000 won.
    assert (books()["goods"], books()["cost_of_sales"]) == (100_000, 100_000)

    back = take_returns(returned=[(first.lines.get(), Decimal(10))], by=firm.clerk, reason="찢어짐", is_replaced=False)
    assert Balance.objects.get(item=firm.noodles, location__code="QUARANTINE").quantity == 10
    assert (books()["goods"], books()["cost_of_sales"]) == (110_000, 90_000)

    lines = [line for delivery in (first, back) for line in delivery.lines.all()]
    invoice = invoice_deliveries(billed=[Billed(line) for line in lines], by=firm.clerk, on=DAY)
    # 60 - 10 pieces at 3,000 won and 10 % VAT.
    assert (invoice.supply, invoice.vat, invoice.total, invoice.due_on) == (150_000, 15_000, 165_000, date(2026, 4, 1))

    payment = pay(side=Invoice.Side.SALE, partner=firm.shop, amount=Decimal(165_000), on=DAY, by=firm.clerk)
    assert selectors.open_amounts([invoice]) == {invoice.pk: 0}
    found = books()
    assert (found["bank"], found["sales"], found["vat_out"]) == (165_000, -150_000, -15_000)
    assert "receivable" not in found

    undo_payment(payment=payment, by=firm.clerk, on=DAY)
    assert (books()["receivable"], selectors.open_amounts([invoice])) == (165_000, {invoice.pk: 165_000})


def test_no_more_than_ordered_and_no_more_than_there(firm: Firm) -> None:
    put_in_stock(firm.noodles, 50, 50_000)
    order = order_of(firm)
    with pytest.raises(TooMuch, match="only 100 are open"):
        send(firm, order, 101)
    with pytest.raises(NotEnough):
        send(firm, order, 60)
    assert "cost_of_sales" not in books()


def test_a_delivery_taken_back_is_as_if_it_had_not_been(firm: Firm) -> None:
    put_in_stock(firm.noodles, 100, 100_000)
    before, order = books(), order_of(firm)
    delivery = send(firm, order, 100)
    undo_delivery(delivery=delivery, by=firm.clerk, reason="다른 고객")
    order.refresh_from_db()
    assert (books(), order.status, order.lines.get().moved) == (before, OrderStatus.CONFIRMED, 0)
    with pytest.raises(Conflict):
        undo_delivery(delivery=delivery, by=firm.clerk, reason="again")


def test_an_invoiced_delivery_stays_until_its_invoice_is_cancelled(firm: Firm) -> None:
    put_in_stock(firm.noodles, 100, 100_000)
    before = books()
    delivery = send(firm, order_of(firm), 100)
    invoice = invoice_deliveries(billed=[Billed(delivery.lines.get())], by=firm.clerk, on=DAY)
    with pytest.raises(Conflict, match="Cancel the invoice first"):
        undo_delivery(delivery=delivery, by=firm.clerk, reason="x")
    with pytest.raises(TooMuch):
        invoice_deliveries(billed=[Billed(delivery.lines.get())], by=firm.clerk, on=DAY)
    cancel_invoice(invoice=invoice, by=firm.clerk, on=DAY)
    undo_delivery(delivery=delivery, by=firm.clerk, reason="x")
    assert books() == before


def test_credit_counts_what_is_ordered_delivered_and_owed(firm: Firm) -> None:
    firm.shop.credit_limit = Decimal(700_000)
    firm.shop.save()
    put_in_stock(firm.noodles, 200, 200_000)
    first = order_of(firm)  # 330,000 won with VAT
    assert selectors.credit_used(firm.shop) == 330_000
    delivery = send(firm, first, 50)
    assert selectors.credit_used(firm.shop) == 330_000
    invoice_deliveries(billed=[Billed(delivery.lines.get())], by=firm.clerk, on=DAY)
    assert selectors.credit_used(firm.shop) == 330_000
    order_of(firm)
    with pytest.raises(CreditExceeded, match="990,000"):
        order_of(firm)
    draft = SalesOrder.objects.get(status=OrderStatus.DRAFT)
    confirm_sales_order(order=draft, by=firm.boss, beyond_credit="사장 승인")
    draft.refresh_from_db()
    assert draft.status == OrderStatus.CONFIRMED


def test_the_partners_price_and_the_quantity_step_win(firm: Firm) -> None:
    base = {"side": "sale", "item": firm.noodles, "unit_id": "EA", "valid_from": date(2026, 1, 1)}
    Price.objects.create(**base, minimum=100, price=2900)
    Price.objects.create(**base, partner=firm.shop, price=2950)
    Price.objects.create(**base, partner=firm.shop, minimum=500, price=2800)
    prices = selectors.prices_of(Price.Side.SALE, firm.shop, {firm.noodles.pk}, DAY)
    assert [prices.price(firm.noodles.pk, "EA", Decimal(n)) for n in (1, 100, 500)] == [2950, 2950, 2800]


def test_without_a_price_the_line_is_named(firm: Firm) -> None:
    with pytest.raises(NoPrice, match="Line 1: no price is agreed for 쌀"):
        draft_sales_order(partner=firm.shop, lines=[LineWish(firm.rice, Decimal(1))], by=None)


def test_a_line_can_change_but_not_below_what_has_gone(firm: Firm) -> None:
    put_in_stock(firm.noodles, 100, 100_000)
    order = order_of(firm)
    send(firm, order, 60)
    with pytest.raises(TooMuch):
        change_sales_line(line=order.lines.get(), by=firm.clerk, quantity=Decimal(50))
    assert change_sales_line(line=order.lines.get(), by=firm.clerk, quantity=Decimal(80)).item_quantity == 80
    with pytest.raises(Conflict, match="Close it instead"):
        set_sales_status(order=order, status=OrderStatus.CANCELLED, by=firm.clerk)
    set_sales_status(order=order, status=OrderStatus.CLOSED, by=firm.clerk)
    with pytest.raises(WrongStatus):
        change_sales_line(line=order.lines.get(), by=firm.clerk, quantity=Decimal(90))


def test_on_time_in_full_is_judged_by_the_first_promise(firm: Firm) -> None:
    put_in_stock(firm.noodles, 300, 300_000)
    today = timezone.localdate(clock.now())
    yesterday = today - timedelta(days=1)
    orders = []
    for _ in range(3):
        wish = LineWish(firm.noodles, Decimal(100), promised_on=yesterday)
        orders.append(
            confirm_sales_order(
                order=draft_sales_order(partner=firm.shop, lines=[wish], by=None, ordered_on=DAY), by=None
            )
        )
    early = clock.now() - timedelta(days=2)
    deliver(picks=[Pick(orders[0].lines.get(), Decimal(100))], by=None, delivered_at=early)
    deliver(picks=[Pick(orders[1].lines.get(), Decimal(60))], by=None, delivered_at=early)
    send(firm, orders[1], 40)
    # The third moved its date; it is still late by its first promise.
    change_sales_line(line=orders[2].lines.get(), by=None, promised_on=today + timedelta(days=9))
    kept = selectors.on_time_in_full(DAY, today, today=today)
    assert [(int(one.in_time), one.is_on_time_in_full) for one in kept] == [(100, True), (60, False), (0, False)]


def test_a_line_is_changed_with_its_order_locked_first_and_nothing_else(firm: Firm) -> None:
    """As deliveries lock: the paper, then its lines. A locked item or unit would stop all others that move it."""
    order = draft_sales_order(partner=firm.shop, lines=[LineWish(firm.noodles, Decimal(10))], by=firm.clerk)
    with CaptureQueriesContext(connection) as seen:
        change_sales_line(line=order.lines.get(), by=firm.clerk, quantity=Decimal(12))
    locking = [one["sql"] for one in seen.captured_queries if "FOR UPDATE" in one["sql"]]
    of_lines = [sql for sql in locking if sql.startswith('SELECT "commerce_salesline"')]
    assert locking[0].startswith('SELECT "commerce_salesorder"')
    assert [sql.rpartition("FOR UPDATE")[2] for sql in of_lines] == [' OF "commerce_salesline"']
