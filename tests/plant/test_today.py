"""The plant's day begins at its own midnight."""

from datetime import UTC, date, datetime

import pytest

from dure.kernel import clock
from dure.plant.today import today


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 4, 14, 59, tzinfo=UTC), date(2026, 3, 4)),  # 23:59 in Seoul
        (datetime(2026, 3, 4, 15, 0, tzinfo=UTC), date(2026, 3, 5)),
    ],
)
def test_the_day_is_that_of_the_plant(monkeypatch, moment, day):
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert today() == day
