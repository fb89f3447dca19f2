"""Four eyes: above an amount another person than the writer agrees, to what is written and not to more."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from dure.commerce.errors import ApprovalNeeded, CreditExceeded
from dure.commerce.models import ApprovalLimit, OrderStatus, PurchaseOrder, SalesOrder
from dure.commerce.services import (
    LineWish,
    add_sales_line,
    approve_order,
    change_sales_line,
    confirm_purchase_order,
    confirm_sales_order,
    draft_purchase_order,
    draft_sales_order,
    undo_changes,
    write_purchase_lines,
    write_sales_lines,
)
from dure.kernel.errors import Denied
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from tests.commerce.cast import Firm, make_firm
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    """The shop may owe 300,000 won; going up to 20,000 won beyond needs a reason, more needs another person."""
    found = make_firm()
    found.shop.credit_limit = Decimal(300_000)
    found.shop.save()
    ApprovalLimit.objects.create(kind="credit", above=20_000)
    ApprovalLimit.objects.create(kind="purchase", above=100_000)
    return found


def sale(firm: Firm, quantity: int) -> SalesOrder:
    """3,300 won a piece with VAT."""
    return draft_sales_order(partner=firm.shop, lines=[LineWish(firm.noodles, Decimal(quantity))], by=firm.clerk)


def buy(firm: Firm, quantity: int) -> PurchaseOrder:
    """2,000 won a kg."""
    return draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(quantity))], by=firm.clerk)


def test_a_little_beyond_the_credit_needs_a_reason_more_needs_another_person(firm: Firm) -> None:
    little, much = sale(firm, 95), sale(firm, 100)  # 313,500 and 330,000 won
    with pytest.raises(CreditExceeded):
        confirm_sales_order(order=little, by=firm.clerk)
    with pytest.raises(ApprovalNeeded, match="30,000"):
        confirm_sales_order(order=much, by=firm.clerk, beyond_credit="단골")
    with pytest.raises(Denied):
        approve_order(order=much, by=firm.clerk)
    approve_order(order=much, by=firm.boss)
    assert confirm_sales_order(order=much, by=firm.clerk).status == OrderStatus.CONFIRMED


def test_no_more_is_sold_than_was_approved(firm: Firm) -> None:
    order = sale(firm, 100)
    approve_order(order=order, by=firm.boss)
    line = order.lines.get()
    write_sales_lines(order=order, lines=[(line, LineWish(firm.noodles, Decimal(100)))], by=firm.clerk)
    assert SalesOrder.objects.get(pk=order.pk).approved_by == firm.boss
    write_sales_lines(order=order, lines=[(line, LineWish(firm.noodles, Decimal(900)))], by=firm.clerk)
    with pytest.raises(ApprovalNeeded):
        confirm_sales_order(order=order, by=firm.clerk)


def test_a_confirmed_order_grows_only_within_the_credit(firm: Firm) -> None:
    order = confirm_sales_order(order=sale(firm, 90), by=firm.clerk)  # 297,000 won
    line = order.lines.get()
    with pytest.raises(CreditExceeded, match="330,000"):
        change_sales_line(line=line, by=firm.clerk, quantity=Decimal(100))
    with pytest.raises(CreditExceeded):
        add_sales_line(order=order, wish=LineWish(firm.noodles, Decimal(1)), by=firm.clerk)
    assert change_sales_line(line=line, by=firm.clerk, quantity=Decimal(80)).quantity == 80
    add_sales_line(order=order, wish=LineWish(firm.noodles, Decimal(1)), by=firm.clerk)


def test_an_order_that_is_beyond_the_credit_already_may_still_shrink(firm: Firm) -> None:
    order = confirm_sales_order(order=sale(firm, 95), by=firm.clerk, beyond_credit="단골")
    assert change_sales_line(line=order.lines.get(), by=firm.clerk, quantity=Decimal(94)).quantity == 94


@pytest.mark.parametrize("side", ["sale", "purchase"])
def test_an_act_taken_back_after_the_approval_ends_it(firm: Firm, side: str) -> None:
    """Written large, made small, approved; then the making small is taken back."""
    if side == "sale":
        order, write, item = sale(firm, 900), write_sales_lines, firm.noodles
        confirm = confirm_sales_order
    else:
        order, write, item = buy(firm, 900), write_purchase_lines, firm.rice
        confirm = confirm_purchase_order
    before = ChangeRecord.objects.latest("pk").pk
    write(order=order, lines=[(order.lines.get(), LineWish(item, Decimal(100)))], by=firm.clerk)
    last = ChangeRecord.objects.latest("pk").pk
    approve_order(order=order, by=firm.boss)
    undo_changes(first=before + 1, last=last, by=firm.clerk)
    assert order.lines.get().quantity == 900
    with pytest.raises(ApprovalNeeded):
        confirm(order=order, by=firm.clerk)


def test_one_who_only_took_a_line_away_has_written_too(firm: Firm) -> None:
    wishes = [LineWish(firm.rice, Decimal(100)), LineWish(firm.rice, Decimal(7))]
    order = draft_purchase_order(partner=firm.mill, lines=wishes, by=firm.clerk)
    keep = order.lines.first()
    write_purchase_lines(order=order, lines=[(keep, wishes[0])], by=firm.boss)
    with pytest.raises(Denied):
        approve_order(order=order, by=firm.boss)


@pytest.mark.parametrize("side", ["sale", "purchase"])
def test_the_database_refuses_the_writer_too(firm: Firm, side: str) -> None:
    order = sale(firm, 1) if side == "sale" else buy(firm, 1)
    with pytest.raises(IntegrityError, match="four_eyes"):
        type(order).objects.filter(pk=order.pk).update(approved_by=firm.clerk)


def test_the_page_asks_the_other_person(settings, firm: Firm) -> None:
    settings.SECOND_FACTOR = False
    writer = person(Role.OFFICE)
    clerk, owner = logged_in(writer), logged_in(person(Role.OWNER))
    wish = LineWish(firm.noodles, Decimal(100))
    order = draft_sales_order(partner=firm.shop, lines=[wish], by=writer)
    where = f"/sales/{order.pk}/"
    waits = clerk.get(where).content.decode()
    assert "30,000원" in waits
    assert f"{where}approve" not in waits
    assert f"{where}confirm" not in waits
    assert clerk.post(f"{where}confirm", {"beyond_credit": "단골"}).status_code == 403
    assert clerk.post(f"{where}approve").status_code == 403
    assert f"{where}approve" in owner.get(where).content.decode()
    assert owner.post(f"{where}approve").status_code == 302
    assert f"{where}confirm" in clerk.get(where).content.decode()
    assert clerk.post(f"{where}confirm").status_code == 302
    order.refresh_from_db()
    assert order.status == OrderStatus.CONFIRMED
