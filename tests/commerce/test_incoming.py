"""Goods that come, wait, are looked at, and go into stock or back. Figures in won that one adds up in the head."""

import re
from datetime import date
from decimal import Decimal

import pytest

from dure.commerce.errors import TooMuch
from dure.commerce.models import IncomingCheck, OrderStatus, PurchaseOrder, Receipt
from dure.commerce.selectors import goods_still_here, receipts_with_waiting, waiting_for_check
from dure.commerce.services import (
    Back,
    Incoming,
    LineWish,
    check_goods,
    close_purchase_line,
    confirm_purchase_order,
    draft_purchase_order,
    send_back,
    take_in,
    undo_check,
    undo_receipt,
)
from dure.inventory.models import Balance, Item, Location, Lot, StockMove
from dure.inventory.selectors import usable_by_item
from dure.inventory.services import Movement, move, take_back
from dure.kernel.errors import Conflict, Invalid
from dure.plant.roles import Role
from tests.commerce.cast import Firm, books, make_firm
from tests.plant.plants import logged_in
from tests.plant.plants import person as make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    made = make_firm()
    Item.objects.filter(pk=made.rice.pk).update(tracking="lot")
    made.rice.refresh_from_db()
    return made


def order_of(firm: Firm, quantity: int = 100) -> PurchaseOrder:
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(quantity))], by=firm.clerk)
    return confirm_purchase_order(order=order, by=firm.clerk)


def came(firm: Firm, quantity: int = 100, order: PurchaseOrder | None = None, *, take_more: bool = False) -> Receipt:
    line = (order or order_of(firm)).lines.get()
    goods = Incoming(line, Decimal(quantity), supplier_lot="MILL-77", expires_on=date(2027, 3, 1))
    return take_in(goods=[goods], by=firm.clerk, partner_reference="납품 1", take_more=take_more)


def check(receipt: Receipt, good: int, bad: int, reason: str = "쌀벌레") -> IncomingCheck:
    return check_goods(line=receipt.lines.get(), accepted=Decimal(good), rejected=Decimal(bad), by=None, reason=reason)


def lying(item: Item) -> dict[tuple[str, str], int]:
    """(kind of place, state of the lot) → kg."""
    found: dict[tuple[str, str], int] = {}
    for row in Balance.objects.filter(item=item, quantity__gt=0).select_related("location", "lot"):
        key = (row.location.kind, row.lot.status if row.lot else "")
        found[key] = found.get(key, 0) + int(row.quantity)
    return found


def test_goods_wait_with_the_suppliers_lot_number_until_they_are_checked(firm: Firm) -> None:
    receipt = came(firm)
    lot = Lot.objects.get()
    assert (lot.supplier_number, lot.expires_on, lot.status) == ("MILL-77", date(2027, 3, 1), "quarantine")
    assert lying(firm.rice) == {("quarantine", "quarantine"): 100}
    assert usable_by_item([firm.rice.pk])[firm.rice.pk] == 0
    assert receipts_with_waiting() == {receipt.pk}
    check(receipt, 100, 0)
    assert lying(firm.rice) == {("stock", "available"): 100}
    assert usable_by_item([firm.rice.pk])[firm.rice.pk] == 100
    assert (receipts_with_waiting(), books()) == (set(), {"material": 200_000, "grni": -200_000})


def test_part_is_good_part_waits_part_is_bad(firm: Firm) -> None:
    receipt = came(firm)
    first = check(receipt, 70, 20)
    assert lying(firm.rice) == {("stock", "available"): 70, ("quarantine", "hold"): 10, ("quarantine", "rejected"): 20}
    assert (first.held, first.lot, receipt.lines.get().lot) == (10, first.lot, first.lot)
    assert waiting_for_check(receipt.lines.all()) == {receipt.lines.get().pk: 10}
    check(receipt, 10, 0, "다시 보니 정상")
    assert lying(firm.rice)["quarantine", "rejected"] == 20
    assert usable_by_item([firm.rice.pk])[firm.rice.pk] == 80
    with pytest.raises(Conflict, match="waits for a check"):
        check(receipt, 1, 0)


def test_what_is_bad_goes_back_and_new_goods_are_awaited(firm: Firm) -> None:
    order = order_of(firm)
    receipt = came(firm, order=order)
    bad = check(receipt, 80, 20)
    back = Back(receipt.lines.get(), Decimal(20), bad.rejected_lot)
    gone = send_back(returned=[back], by=firm.clerk, reason="쌀벌레", is_replaced=True)
    order.refresh_from_db()
    assert (order.status, order.lines.get().moved) == (OrderStatus.CONFIRMED, 80)
    assert lying(firm.rice) == {("stock", "available"): 80}
    assert books() == {"material": 160_000, "grni": -160_000}
    assert waiting_for_check(receipt.lines.all()) == {receipt.lines.get().pk: 0}
    undo_receipt(receipt=gone, by=firm.clerk, reason="취소")
    order.refresh_from_db()
    assert (order.status, books()) == (OrderStatus.CLOSED, {"material": 200_000, "grni": -200_000})


def test_checks_are_taken_back_the_newest_first_then_the_receipt(firm: Firm) -> None:
    receipt = came(firm)
    first, second = check(receipt, 70, 20), check(receipt, 4, 6)
    with pytest.raises(Conflict, match="newest check"):
        undo_check(check=first, by=None)
    with pytest.raises(Conflict, match="Take the check back first"):
        undo_receipt(receipt=receipt, by=None, reason="x")
    undo_check(check=second, by=None)
    assert lying(firm.rice) == {("stock", "available"): 70, ("quarantine", "hold"): 10, ("quarantine", "rejected"): 20}
    undo_check(check=first, by=None)
    assert lying(firm.rice) == {("quarantine", "quarantine"): 100}
    undo_receipt(receipt=receipt, by=None, reason="x")
    assert (lying(firm.rice), books()) == ({}, {})


@pytest.mark.parametrize("tracking", ["none", "serial"])
def test_goods_without_lots_and_pieces(firm: Firm, tracking: str) -> None:
    Item.objects.filter(pk=firm.rice.pk).update(tracking=tracking)
    firm.rice.refresh_from_db()
    receipt = take_in(goods=[Incoming(order_of(firm, 3).lines.get(), Decimal(3))], by=firm.clerk)
    lines = list(receipt.lines.all())
    assert len(lines) == (3 if tracking == "serial" else 1)
    check_goods(line=lines[0], accepted=Decimal(1), rejected=Decimal(0), by=None, reason="나머지는 대기")
    assert usable_by_item([firm.rice.pk])[firm.rice.pk] == 1
    assert receipts_with_waiting() == {receipt.pk}
    place = Balance.objects.get(item=firm.rice, location__kind=Location.Kind.STOCK)
    assert place.quantity == 1


def test_a_reason_is_needed_for_what_is_not_good_and_no_more_than_came(firm: Firm) -> None:
    receipt = came(firm)
    with pytest.raises(Invalid, match="reason"):
        check(receipt, 90, 10, " ")
    with pytest.raises(TooMuch, match="Only 100"):
        check(receipt, 90, 11)


def test_more_than_ordered_only_when_a_person_says_so(firm: Firm) -> None:
    order = order_of(firm)
    with pytest.raises(TooMuch):
        came(firm, 130, order)
    receipt = came(firm, 130, order, take_more=True)
    order.refresh_from_db()
    assert (order.status, order.lines.get().moved, receipt.lines.get().quantity) == (OrderStatus.CLOSED, 130, 130)


def test_less_than_ordered_ends_when_a_person_says_so(firm: Firm) -> None:
    order = order_of(firm)
    came(firm, 60, order)
    order.refresh_from_db()
    assert order.status == OrderStatus.CONFIRMED
    close_purchase_line(line=order.lines.get(), is_closed=True, by=firm.clerk)
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    close_purchase_line(line=order.lines.get(), is_closed=False, by=firm.clerk)
    order.refresh_from_db()
    assert order.status == OrderStatus.CONFIRMED


def test_a_certificate_is_kept_and_a_program_is_not(firm: Firm, settings, tmp_path) -> None:
    from dure.commerce.services import add_receipt_file
    from dure.product.errors import WrongFile

    settings.MEDIA_ROOT = tmp_path
    receipt = came(firm)
    kept = add_receipt_file(receipt=receipt, name="성적서.pdf", data=b"%PDF-1.7\n%%EOF", by=firm.clerk)
    assert (kept.name, receipt.files.count(), kept.file.read()[:5]) == ("성적서.pdf", 1, b"%PDF-")
    with pytest.raises(WrongFile):
        add_receipt_file(receipt=receipt, name="x.pdf", data=b"MZ\x90", by=firm.clerk)


def test_all_is_accepted_in_one_act_or_nothing_and_taken_back_in_one(
    firm: Firm, settings, django_assert_num_queries
) -> None:
    settings.SECOND_FACTOR = False
    Item.objects.filter(pk=firm.rice.pk).update(tracking="serial")
    firm.rice.refresh_from_db()
    receipt = take_in(goods=[Incoming(order_of(firm, 3).lines.get(), Decimal(3))], by=firm.clerk)
    with django_assert_num_queries(3):
        assert len(goods_still_here(receipt)) == 3
    last = receipt.lines.order_by("pk").last()
    places = {row.code: row for row in Location.objects.all()}
    there = last.move.to_location
    move([Movement(firm.rice, Decimal(1), there, places["SCRAP"], last.lot)], by=None, document="X-1")
    office = logged_in(make_person(Role.OFFICE))
    # The last piece is gone: nothing of the receipt is accepted.
    assert office.post(f"/buying/receipts/{receipt.pk}/accept/").status_code == 409
    assert not IncomingCheck.objects.exists()
    take_back(list(StockMove.objects.filter(document="X-1")), by=None, reason="x")
    answer = office.post(f"/buying/receipts/{receipt.pk}/accept/", follow=True)
    assert usable_by_item([firm.rice.pk])[firm.rice.pk] == 3
    [undo] = re.findall(r"/buying/receipts/\d+/accept/\d+-\d+/undo/", answer.content.decode())
    assert office.post(undo).status_code == 302
    assert lying(firm.rice) == {("quarantine", "quarantine"): 3}
    assert office.post(undo).status_code == 404
