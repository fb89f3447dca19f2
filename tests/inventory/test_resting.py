"""Stock that hasn't moved, and what was thrown away."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dure.inventory.models import Location
from dure.inventory.selectors.resting import last_moved, scrapped
from dure.inventory.services import Movement, move
from dure.kernel import clock
from tests.commerce.cast import make_firm, put_in_stock

pytestmark = pytest.mark.django_db


def test_the_last_move_and_what_was_scrapped():
    """100 worth 1,000 each; ten thrown away, four of them by mistake."""
    firm, now = make_firm(), clock.now()
    places = {row.code: row for row in Location.objects.all()}
    put_in_stock(firm.noodles, 100, 100_000)
    move([Movement(firm.noodles, Decimal(10), places["STOCK"], places["SCRAP"])], by=None)
    move([Movement(firm.noodles, Decimal(4), places["SCRAP"], places["STOCK"], value=Decimal(4000))], by=None)
    later = clock.now() + timedelta(minutes=1)
    assert scrapped(now, later) == 6_000
    assert scrapped(later, later + timedelta(days=1)) == 0
    moved = last_moved([firm.noodles.pk, firm.rice.pk], later)
    assert set(moved) == {firm.noodles.pk}
    assert now < moved[firm.noodles.pk] < later
    move([Movement(firm.noodles, Decimal(1), places["STOCK"], places["DIFFERENCE"])], by=None)
    assert last_moved([firm.noodles.pk], later + timedelta(days=1)) == moved, "a stock-take is no use"
