"""From request to payment of a supplier."""

from decimal import Decimal

import pytest

from dure.commerce.errors import ApprovalNeeded, NoPrice, TooMuch, WrongStatus
from dure.commerce.models import ApprovalLimit, Invoice, OrderStatus, PurchaseOrder, PurchaseRequest
from dure.commerce.services import (
    Arrival,
    Back,
    Billed,
    LineWish,
    approve_order,
    confirm_purchase_order,
    draft_purchase_order,
    invoice_receipts,
    pay,
    receive,
    request_purchase,
    send_back,
    undo_receipt,
    write_purchase_order,
)
from dure.kernel.errors import Denied
from tests.commerce.cast import DAY, Firm, books, make_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return make_firm()


def order_of(firm: Firm, quantity: int = 100) -> PurchaseOrder:
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(quantity))], by=firm.clerk)
    return confirm_purchase_order(order=order, by=firm.clerk)


def take_in(firm: Firm, order: PurchaseOrder, quantity: int):  # type: ignore[no-untyped-def]
    return receive(arrivals=[Arrival(order.lines.get(), Decimal(quantity))], by=firm.clerk)


def test_from_request_to_payment(firm: Firm) -> None:
    request = request_purchase(item=firm.rice, quantity=Decimal(100), needed_on=DAY, by=firm.clerk)
    order = draft_purchase_order(
        partner=firm.mill, lines=[LineWish(firm.rice, Decimal(100))], by=firm.clerk, requests=[request]
    )
    confirm_purchase_order(order=order, by=firm.clerk)
    assert PurchaseRequest.objects.get().status == "ordered"
    receipt = take_in(firm, order, 100)
    assert books() == {"material": 200_000, "grni": -200_000}
    invoice = invoice_receipts(billed=[Billed(receipt.lines.get())], by=firm.clerk, on=DAY, partner_reference="A-1")
    assert (invoice.supply, invoice.vat) == (200_000, 20_000)
    assert books() == {"material": 200_000, "vat_in": 20_000, "payable": -220_000}
    pay(side=Invoice.Side.PURCHASE, partner=firm.mill, amount=Decimal(220_000), on=DAY, by=firm.clerk)
    assert books() == {"material": 200_000, "vat_in": 20_000, "bank": -220_000}
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED


def test_an_invoice_at_another_price_goes_to_price_variance(firm: Firm) -> None:
    receipt = take_in(firm, order_of(firm), 100)
    invoice_receipts(billed=[Billed(receipt.lines.get(), price=Decimal(2100))], by=firm.clerk, on=DAY)
    assert books() == {"material": 200_000, "price_variance": 10_000, "vat_in": 21_000, "payable": -231_000}


def test_parts_of_a_receipt_invoiced_apart_leave_nothing_uninvoiced(firm: Firm) -> None:
    order = draft_purchase_order(
        partner=firm.mill, lines=[LineWish(firm.rice, Decimal(3), price=Decimal("33.3333"))], by=firm.clerk
    )
    confirm_purchase_order(order=order, by=firm.clerk)
    line = take_in(firm, order, 3).lines.get()
    for _ in range(3):
        line.refresh_from_db()
        invoice_receipts(billed=[Billed(line, Decimal(1))], by=firm.clerk, on=DAY)
    assert "grni" not in books()


def test_goods_sent_back_are_credited_at_what_they_were_received_for(firm: Firm) -> None:
    cheap = take_in(firm, order_of(firm), 100)
    dear = draft_purchase_order(
        partner=firm.mill, lines=[LineWish(firm.rice, Decimal(100), price=Decimal(4000))], by=firm.clerk
    )
    confirm_purchase_order(order=dear, by=firm.clerk)
    take_in(firm, dear, 100)  # the average is 3,000 won now
    back = send_back(returned=[Back(cheap.lines.get(), Decimal(50))], by=firm.clerk, reason="벌레")
    # 50 kg leave stock at 3,000 won; the supplier is asked for 2,000 won each; 50,000 won are a loss on price.
    assert books() == {"material": 450_000, "grni": -500_000, "price_variance": 50_000}
    invoice_receipts(billed=[Billed(cheap.lines.get()), Billed(back.lines.get())], by=firm.clerk, on=DAY)
    assert (books()["grni"], books()["payable"]) == (-400_000, -110_000)


def test_no_more_than_ordered_unless_some_more_is_allowed(firm: Firm) -> None:
    order = order_of(firm)
    with pytest.raises(TooMuch):
        take_in(firm, order, 105)
    receive(arrivals=[Arrival(order.lines.get(), Decimal(105))], by=firm.clerk, over_percent=Decimal(5))


def test_a_receipt_taken_back_opens_its_order_again(firm: Firm) -> None:
    order = order_of(firm)
    receipt = take_in(firm, order, 100)
    undo_receipt(receipt=receipt, by=firm.clerk, reason="잘못 입력")
    order.refresh_from_db()
    assert (books(), order.status, order.lines.get().moved) == ({}, OrderStatus.CONFIRMED, 0)


def test_large_orders_need_another_persons_approval(firm: Firm) -> None:
    ApprovalLimit.objects.create(kind="purchase", above=100_000)
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(100))], by=firm.clerk)
    with pytest.raises(ApprovalNeeded, match="100,000"):
        confirm_purchase_order(order=order, by=firm.clerk)
    with pytest.raises(Denied):
        approve_order(order=order, by=firm.clerk)
    approve_order(order=order, by=firm.boss)
    assert confirm_purchase_order(order=order, by=firm.clerk).status == OrderStatus.CONFIRMED


def test_a_request_is_ordered_once(firm: Firm) -> None:
    request = request_purchase(item=firm.rice, quantity=Decimal(100), needed_on=DAY, by=firm.clerk)
    wish = LineWish(firm.rice, Decimal(100))
    draft_purchase_order(partner=firm.mill, lines=[wish], by=firm.clerk, requests=[request])
    # Another buyer has had the same request on the screen since before.
    with pytest.raises(WrongStatus, match="The request is"):
        draft_purchase_order(partner=firm.mill, lines=[wish], by=firm.boss, requests=[request])
    assert PurchaseOrder.objects.count() == 1


def test_head_and_lines_of_an_order_are_written_together(firm: Firm) -> None:
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(100))], by=firm.clerk)
    wrong = [(None, LineWish(firm.noodles, Decimal(1)))]
    with pytest.raises(NoPrice):
        write_purchase_order(order=order, lines=wrong, by=firm.clerk, note="by Friday")
    order.refresh_from_db()
    assert (order.note, order.lines.get().item) == ("", firm.rice)
