"""A rate for everywhere and one for a line stand beside each other; the same day's is changed, not added."""

from datetime import date
from decimal import Decimal

import pytest

from dure.commerce.models import HourlyRate
from dure.commerce.services.costs import set_rate
from tests.plant.plants import small_plant

pytestmark = pytest.mark.django_db


def test_the_rate_for_everywhere_and_that_of_a_line():
    line, day = small_plant().work_center, date(2026, 11, 1)
    for where, won in ((None, 10), (line, 20), (None, 12), (line, 21)):
        set_rate(by=None, work_center=where, valid_from=day, labour=Decimal(won))
    set_rate(by=None, valid_from=date(2026, 12, 1), labour=Decimal(13))
    rates = {(row.work_center, row.valid_from.month): row.labour for row in HourlyRate.objects.all()}
    assert rates == {(None, 11): 12, (line, 11): 21, (None, 12): 13}
