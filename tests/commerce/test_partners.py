"""Partners and prices."""

from datetime import date
from decimal import Decimal

import pytest

from dure.commerce.models import ApprovalLimit, Price
from dure.commerce.selectors import approval_limit, prices_of
from dure.commerce.services import add_partner, change_partner, set_address, set_approval_limit, set_price
from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord

pytestmark = pytest.mark.django_db


def test_a_partner_gets_a_code_and_its_business_number_is_checked() -> None:
    first = add_partner(by=None, name="고객상사", business_number="1248100998")
    assert (first.code, first.business_number) == ("P0001", "124-81-00998")
    with pytest.raises(Invalid, match="이 사업자등록번호를 쓰는 거래처"):
        add_partner(by=None, name="같은 번호", business_number="124-81-00998")
    with pytest.raises(Invalid):
        add_partner(by=None, name="틀린 번호", business_number="124-81-00999")


def test_a_change_is_in_the_history_with_before_and_after() -> None:
    row = add_partner(by=None, name="고객상사")
    change_partner(row=row, by=None, payment_days=60)
    record = ChangeRecord.objects.filter(verb="changed").get()
    assert (record.before, record.after) == ({"payment_days": 30}, {"payment_days": 60})
    with pytest.raises(Conflict, match="account"):
        change_partner(row=row, by=None, code="X")


def test_one_main_address() -> None:
    row = add_partner(by=None, name="고객상사")
    set_address(partner=row, by=None, name="본사", lines="전주시", is_main=True)
    set_address(partner=row, by=None, name="공장", lines="정읍시", is_main=True)
    assert [a.name for a in row.addresses.filter(is_main=True)] == ["공장"]


def test_a_new_price_ends_the_one_before() -> None:
    item = Item.objects.create(code="N", name="쌀국수")
    shop = add_partner(by=None, name="고객상사")
    for month, price in ((1, 3000), (3, 3300)):
        set_price(side=Price.Side.SALE, item=item, price=Decimal(price), valid_from=date(2026, month, 1), by=None)
    for day, price in ((date(2026, 2, 28), 3000), (date(2026, 3, 1), 3300)):
        found = prices_of(Price.Side.SALE, shop, {item.pk}, day)
        assert found.price(item.pk, "EA", Decimal(1)) == price
    assert prices_of(Price.Side.SALE, shop, {item.pk}, date(2025, 12, 31)).price(item.pk, "EA", Decimal(1)) is None


def test_limits_come_and_go() -> None:
    kind = ApprovalLimit.Kind.PURCHASE
    set_approval_limit(kind=kind, above=Decimal(1_000_000), by=None)
    set_approval_limit(kind=kind, above=Decimal(2_000_000), by=None)
    assert approval_limit("purchase") == 2_000_000
    set_approval_limit(kind=kind, above=None, by=None)
    assert approval_limit("purchase") is None
