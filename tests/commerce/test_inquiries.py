"""Asking suppliers, comparing, ordering; approval of orders; requests refused."""

from decimal import Decimal

import pytest

from dure.commerce.errors import ApprovalNeeded, WrongStatus
from dure.commerce.models import ApprovalLimit, OrderStatus, Partner
from dure.commerce.services import (
    LineWish,
    Quoted,
    approve_order,
    ask_suppliers,
    choose_answers,
    confirm_purchase_order,
    decide_request,
    draft_purchase_order,
    note_answer,
    order_chosen,
    request_purchase,
    set_purchase_status,
    write_purchase_lines,
)
from dure.kernel.errors import Denied, Invalid
from tests.commerce.cast import DAY, Firm, make_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return make_firm()


def test_from_a_request_over_two_answers_to_an_order(firm: Firm) -> None:
    farm = Partner.objects.create(code="FARM", name="농장", is_customer=False, is_supplier=True)
    request = request_purchase(item=firm.rice, quantity=Decimal(100), needed_on=DAY, by=firm.clerk)
    inquiry = ask_suppliers(
        lines=[LineWish(firm.rice, Decimal(100))], suppliers=[firm.mill, farm], answer_by=DAY, by=firm.clerk,
        requests=[request],
    )  # fmt: skip
    line = inquiry.lines.get()
    for partner, price in ((firm.mill, 2100), (farm, 1900)):
        asked = inquiry.suppliers.get(partner=partner)
        note_answer(asked=asked, quoted={line.pk: Quoted(Decimal(price), DAY)}, by=firm.clerk, on=DAY)
    best = line.answers.order_by("price").first()
    choose_answers(inquiry=inquiry, chosen={line.pk: best}, by=firm.clerk)
    (order,) = order_chosen(inquiry=inquiry, by=firm.clerk)
    request.refresh_from_db()
    assert (order.partner, order.lines.get().price, order.status) == (farm, 1900, OrderStatus.DRAFT)
    assert (request.status, request.line.order) == ("ordered", order)
    with pytest.raises(WrongStatus):
        order_chosen(inquiry=inquiry, by=firm.clerk)
    set_purchase_status(order=order, status=OrderStatus.CANCELLED, by=firm.clerk)
    request.refresh_from_db()
    assert (request.status, request.line) == ("open", None)


def test_an_answer_replaces_the_one_before_and_nothing_is_ordered_unchosen(firm: Firm) -> None:
    inquiry = ask_suppliers(
        lines=[LineWish(firm.rice, Decimal(1))], suppliers=[firm.mill], answer_by=DAY, by=firm.clerk
    )
    asked, line = inquiry.suppliers.get(), inquiry.lines.get()
    note_answer(asked=asked, quoted={line.pk: Quoted(Decimal(5))}, by=None, on=DAY)
    note_answer(asked=asked, quoted={}, by=None, on=DAY, declined=True)
    assert not line.answers.exists()
    with pytest.raises(Invalid, match="Choose an answer"):
        order_chosen(inquiry=inquiry, by=None)


def test_a_draft_changed_after_approval_is_approved_anew(firm: Firm) -> None:
    ApprovalLimit.objects.create(kind="purchase", above=100_000)
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(100))], by=firm.clerk)
    approve_order(order=order, by=firm.boss)
    line = order.lines.get()
    write_purchase_lines(order=order, lines=[(line, LineWish(firm.rice, Decimal(100)))], by=firm.clerk)
    order.refresh_from_db()
    assert order.approved_by == firm.boss
    write_purchase_lines(order=order, lines=[(line, LineWish(firm.rice, Decimal(900)))], by=firm.boss)
    with pytest.raises(ApprovalNeeded):
        confirm_purchase_order(order=order, by=firm.clerk)
    with pytest.raises(Denied):
        approve_order(order=order, by=firm.boss)  # has written on it


def test_lines_change_places_and_go(firm: Firm) -> None:
    order = draft_purchase_order(
        partner=firm.mill, by=firm.clerk,
        lines=[LineWish(firm.rice, Decimal(1)), LineWish(firm.noodles, Decimal(2), price=Decimal(9))],
    )  # fmt: skip
    rice, noodles = order.lines.all()
    swapped = [(noodles, LineWish(firm.noodles, Decimal(2), price=Decimal(9))), (rice, LineWish(firm.rice, Decimal(1)))]
    write_purchase_lines(order=order, lines=swapped, by=firm.clerk)
    assert list(order.lines.values_list("pk", "position")) == [(noodles.pk, 1), (rice.pk, 2)]
    write_purchase_lines(order=order, lines=swapped[1:], by=firm.clerk)
    assert list(order.lines.values_list("pk", "position")) == [(rice.pk, 1)]


def test_a_request_is_refused_with_a_reason_and_taken_up_again(firm: Firm) -> None:
    request = request_purchase(item=firm.rice, quantity=Decimal(1), needed_on=DAY, by=firm.clerk)
    with pytest.raises(Invalid, match="reason"):
        decide_request(request=request, refused=True, by=firm.boss)
    row = decide_request(request=request, refused=True, by=firm.boss, reason="재고 있음")
    assert (row.status, row.reason) == ("refused", "재고 있음")
    assert decide_request(request=row, refused=False, by=firm.boss).status == "open"
