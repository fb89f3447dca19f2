"""A credit note of a return settles an invoice: alone, and with money. Figures one works out by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dure.commerce import selectors
from dure.commerce.errors import TooMuch
from dure.commerce.models import Delivery, Invoice, SetOff
from dure.commerce.services import (
    Back,
    Billed,
    Incoming,
    LineWish,
    Pick,
    cancel_invoice,
    check_goods,
    confirm_purchase_order,
    confirm_sales_order,
    deliver,
    draft_purchase_order,
    draft_sales_order,
    invoice_deliveries,
    invoice_receipts,
    pay,
    send_back,
    set_off,
    take_in,
    take_returns,
    undo_payment,
    undo_set_off,
)
from dure.inventory.models import Location
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.roles import Role
from tests.commerce.cast import Firm, books, make_firm, put_in_stock
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
SALE, BUY = Invoice.Side.SALE, Invoice.Side.PURCHASE
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def firm() -> Firm:
    found = make_firm()
    put_in_stock(found.noodles, 300, 300_000)
    return found


def sent(firm: Firm, quantity: int) -> Delivery:
    wish = LineWish(firm.noodles, Decimal(quantity), promised_on=timezone.localdate(clock.now()))
    order = confirm_sales_order(order=draft_sales_order(partner=firm.shop, lines=[wish], by=firm.clerk), by=firm.clerk)
    return deliver(picks=[Pick(order.lines.get(), Decimal(quantity))], by=firm.clerk)


def billed(paper: Delivery, on: date = DAY) -> Invoice:
    return invoice_deliveries(billed=[Billed(paper.lines.get())], by=None, on=on)


@pytest.fixture
def sold(firm: Firm) -> tuple[Invoice, Invoice, Invoice]:
    """Invoices of 330,000 and 66,000 won, and between them a credit note of 33,000 for 10 packs that came back."""
    first = sent(firm, 100)
    one = billed(first)
    back = take_returns(returned=[(first.lines.get(), Decimal(10))], by=None, reason="찢어짐", is_replaced=False)
    return one, billed(back, DAY + timedelta(days=1)), billed(sent(firm, 20), DAY + timedelta(days=2))


def left(*invoices: Invoice) -> list[int]:
    found = selectors.open_amounts(invoices)
    return [int(found[one.pk]) for one in invoices]


def ages(side: Invoice.Side = SALE) -> tuple[list[int], int, int, int]:
    (row,) = selectors.aged(side, today=DAY)
    return [int(amount) for amount in row.columns if amount], int(row.credit), int(row.total), int(row.difference)


def test_a_credit_note_is_set_off_against_an_invoice_and_back(firm: Firm, sold) -> None:
    _one, note, other = sold
    before = books()
    assert (left(*sold), before["receivable"]) == ([330_000, -33_000, 66_000], 363_000)
    assert ages() == ([396_000], 33_000, 363_000, 0)
    made = set_off(
        side=SALE, partner=firm.shop, on=DAY, by=firm.clerk, parts=[(note, Decimal(33_000)), (other, Decimal(33_000))]
    )
    assert (left(*sold), made.amount) == ([330_000, 0, 33_000], 33_000)
    assert ages() == ([363_000], 0, 363_000, 0)
    assert books() == before
    with pytest.raises(Conflict, match="settled"):
        cancel_invoice(invoice=note, by=None, on=DAY)
    undo_set_off(set_off=made, by=firm.clerk)
    assert left(*sold) == [330_000, -33_000, 66_000]
    with pytest.raises(Conflict):
        undo_set_off(set_off=made, by=firm.clerk)


def test_without_parts_the_oldest_go_first_with_what_payments_have_left(firm: Firm, sold) -> None:
    _one, _note, _other = sold
    money = pay(side=SALE, partner=firm.shop, amount=Decimal(20_000), on=DAY, by=None, allocations=[])
    made = set_off(side=SALE, partner=firm.shop, on=DAY, by=None)
    # 20,000 of the payment and 33,000 of the note, both for the invoice that is due first.
    assert (made.amount, left(*sold)) == (53_000, [277_000, 0, 66_000])
    assert selectors.payment_rows(SALE).get().settled == 20_000
    with pytest.raises(Conflict, match="uses what was left"):
        undo_payment(payment=money, by=None, on=DAY)
    undo_set_off(set_off=made, by=None)
    undo_payment(payment=money, by=None, on=DAY)
    assert left(*sold) == [330_000, -33_000, 66_000]


def test_more_than_is_open_or_sums_that_differ_are_refused(firm: Firm, sold) -> None:
    one, note, _other = sold
    for parts, error in (
        ([(note, Decimal(33_001)), (one, Decimal(33_001))], TooMuch),
        ([(note, Decimal(33_000)), (one, Decimal(32_000))], Invalid),
        ([(one, Decimal(5))], Invalid),
        ([], Invalid),
    ):
        with pytest.raises(error):
            set_off(side=SALE, partner=firm.shop, on=DAY, by=None, parts=parts)
    assert not SetOff.objects.exists()


def test_money_for_several_invoices_less_a_credit(firm: Firm, sold) -> None:
    one, note, other = sold
    paid = pay(
        side=SALE, partner=firm.shop, amount=Decimal(363_000), on=DAY, by=None,
        allocations=[(one, Decimal(330_000)), (note, Decimal(-33_000)), (other, Decimal(66_000))],
    )  # fmt: skip
    assert left(*sold) == [0, 0, 0]
    assert "receivable" not in books()
    assert [row for row in selectors.aged(SALE, today=DAY) if row.total or row.credit] == []
    undo_payment(payment=paid, by=None, on=DAY)
    assert left(*sold) == [330_000, -33_000, 66_000]
    pay(side=SALE, partner=firm.shop, amount=Decimal(363_000), on=DAY, by=None)
    assert left(*sold) == [0, 0, 0]


def test_money_that_reaches_leaves_the_credit_alone(firm: Firm, sold) -> None:
    pay(side=SALE, partner=firm.shop, amount=Decimal(330_000), on=DAY, by=None)
    assert left(*sold) == [0, 0, 33_000]
    with pytest.raises(TooMuch, match="More credit"):
        pay(side=SALE, partner=firm.shop, amount=Decimal(1), on=DAY, by=None, allocations=[(sold[1], Decimal(-5))])


def test_the_same_with_a_supplier(firm: Firm) -> None:
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(50))], by=firm.clerk)
    order = confirm_purchase_order(order=order, by=firm.clerk)
    line = take_in(goods=[Incoming(order.lines.get(), Decimal(50))], by=firm.clerk).lines.get()
    check_goods(line=line, accepted=Decimal(50), rejected=Decimal(0), by=firm.clerk)
    bill = invoice_receipts(billed=[Billed(line)], by=None, on=DAY)  # 100,000 and VAT
    stock = Location.objects.get(code="STOCK")
    back = send_back(returned=[Back(line, Decimal(5), location=stock)], by=firm.clerk, reason="벌레")
    note = invoice_receipts(billed=[Billed(back.lines.get())], by=None, on=DAY)
    before = books()
    assert left(bill, note) == [110_000, -11_000]
    made = set_off(side=BUY, partner=firm.mill, on=DAY, by=firm.clerk)
    assert (left(bill, note), ages(BUY), books()) == ([99_000, 0], ([99_000], 0, 99_000, 0), before)
    undo_set_off(set_off=made, by=firm.clerk)
    office = logged_in(person(Role.OFFICE))
    page = office.get(f"/buying/payments/set-off/?partner={firm.mill.pk}").content.decode()
    assert note.number in page
    answer = office.post(f"/buying/payments/set-off/?partner={firm.mill.pk}", {"on": DAY.isoformat()})
    assert (answer.status_code, left(bill, note)) == (302, [99_000, 0])
    # What is to pay by the page: 99,000; the credit note is used up.
    assert 'value="99000"' in office.get(f"/buying/payments/add/?supplier={firm.mill.pk}").content.decode()


def test_the_page_sets_off_and_takes_back(firm: Firm, sold) -> None:
    _one, note, other = sold
    office: Client = logged_in(person(Role.OFFICE))
    where = f"/sales-payments/set-off/?partner={firm.shop.pk}"
    assert f'href="{where}"' in office.get(f"/sales-invoices/{note.pk}/").content.decode()
    page = office.get(where).content.decode()
    missing = [text for text in ("상계", "33,000", "396,000", note.number, other.number) if text not in page]
    assert not missing
    typed = {"on": DAY.isoformat(), f"invoice-{note.pk}": "33,000", f"invoice-{other.pk}": "30000"}
    assert office.post(where, typed).status_code == 422
    assert office.post(where, typed | {f"invoice-{other.pk}": "33000"}).status_code == 302
    assert left(*sold) == [330_000, 0, 33_000]
    made = SetOff.objects.get()
    assert made.number in office.get(f"/sales-invoices/{other.pk}/").content.decode()
    assert office.post(f"/sales-payments/set-off/{made.pk}/undo/").status_code == 302
    assert left(*sold) == [330_000, -33_000, 66_000]


def test_the_payment_page_takes_invoices_less_credits(firm: Firm, sold) -> None:
    _one, note, other = sold
    office: Client = logged_in(person(Role.OFFICE))
    page = office.get(f"/sales-payments/add/?partner={firm.shop.pk}").content.decode()
    assert 'value="363000"' in page
    typed = {"partner": "SHOP", "amount": "33000", "on": DAY.isoformat(), "method": "transfer"}
    parts = {f"settle-{other.pk}": "66000", f"settle-{note.pk}": "33000"}
    answer = office.post(f"/sales-payments/add/?partner={firm.shop.pk}", typed | parts)
    assert (answer.status_code, left(*sold)) == (302, [330_000, 0, 0])
