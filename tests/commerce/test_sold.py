"""What items were sold for, what came too late and what came back, with figures that can be checked in the head."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dure.commerce.models import Delivery, OrderStatus, Price, SalesLine, SalesOrder
from dure.commerce.selectors.sold import late_lines, returned, sale_prices
from dure.commerce.services import Pick, deliver, take_returns
from dure.kernel import clock
from tests.commerce.cast import Firm, make_firm, put_in_stock

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
TENTH = date(2026, 3, 10)


@pytest.fixture
def firm() -> Firm:
    return make_firm()


def line_of(firm: Firm, quantity: int, price: int, promised: date | None = TENTH, on: date = date(2026, 3, 2)):
    number = f"S{SalesOrder.objects.count() + 1}"
    order = SalesOrder.objects.create(
        number=number, partner=firm.shop, ordered_on=on, status=OrderStatus.CONFIRMED, made_at=clock.now()
    )
    return SalesLine.objects.create(
        order=order, position=1, item=firm.noodles, unit_id="EA", quantity=quantity, item_quantity=quantity,
        price=price, promised_on=promised, first_promised_on=promised,
    )  # fmt: skip


def send(firm: Firm, line: SalesLine, quantity: int, on: date) -> Delivery:
    made = deliver(picks=[Pick(line, Decimal(quantity))], by=firm.clerk)
    Delivery.objects.filter(pk=made.pk).update(delivered_at=datetime.combine(on, datetime.min.time(), SEOUL))
    return made


def test_prices_are_those_of_the_last_year_by_quantity(firm: Firm):
    """900 at 1,000 and 100 at 2,000: 1,100 in the mean; a tenth of it was sold above 1,000."""
    line_of(firm, 900, 1000)
    line_of(firm, 100, 2000)
    line_of(firm, 5000, 9000, on=date(2024, 1, 1))
    line_of(firm, 10, 0)
    assert sale_prices(date(2026, 3, 31))[firm.noodles.pk] == (1000, 1100, 1100, True)


def test_what_was_never_sold_has_the_price_of_the_list(firm: Firm):
    assert sale_prices(date(2026, 3, 31)) == {firm.noodles.pk: (3000, 3000, 3000, False)}
    Price.objects.filter(side="sale").update(valid_to=date(2026, 2, 28))
    assert sale_prices(date(2026, 3, 31)) == {}


def test_late_goods_count_each_day_until_they_go(firm: Firm):
    """100 at 1,000 promised for the 10th: 60 go in time, 40 on the 13th, three days late: 3 × 40,000."""
    put_in_stock(firm.noodles, 500, 500_000)
    line = line_of(firm, 100, 1000)
    send(firm, line, 60, TENTH)
    send(firm, line, 40, TENTH + timedelta(days=3))
    (late,) = late_lines(date(2026, 3, 1), date(2026, 3, 31), today=date(2026, 4, 1))
    assert (late.line_id, late.days, late.won_days) == (line.pk, 3, 120_000)
    assert late_lines(date(2026, 4, 1), date(2026, 4, 30), today=date(2026, 5, 1)) == []


def test_what_has_not_gone_is_late_in_each_month_until_yesterday(firm: Firm):
    line_of(firm, 10, 1000)
    first = late_lines(date(2026, 3, 1), date(2026, 3, 31), today=date(2026, 4, 6))
    then = late_lines(date(2026, 4, 1), date(2026, 4, 30), today=date(2026, 4, 6))
    assert [one.won_days for one in first] == [21 * 10_000]
    assert [one.won_days for one in then] == [5 * 10_000], "the sixth isn't over"
    SalesLine.objects.update(is_closed=True)
    assert late_lines(date(2026, 3, 1), date(2026, 3, 31), today=date(2026, 4, 6)) == [], "nothing more is to come"


def test_goods_in_time_are_not_late(firm: Firm):
    put_in_stock(firm.noodles, 100, 100_000)
    send(firm, line_of(firm, 100, 1000), 100, TENTH)
    assert late_lines(date(2026, 3, 1), date(2026, 3, 31), today=date(2026, 4, 1)) == []


def test_returns_are_what_was_charged_and_what_came_back(firm: Firm):
    """Ten that were sold for 1,500 and are worth 1,000 each in stock."""
    put_in_stock(firm.noodles, 100, 100_000)
    sent = send(firm, line_of(firm, 100, 1500), 100, TENTH)
    take_returns(returned=[(sent.lines.get(), Decimal(10))], by=firm.clerk, reason="찢어짐", is_replaced=False)
    today = clock.now().astimezone(SEOUL).date()
    assert returned(today, today) == (1, 15_000, 10_000)
    assert returned(date(2026, 1, 1), date(2026, 1, 31)) == (0, 0, 0)
