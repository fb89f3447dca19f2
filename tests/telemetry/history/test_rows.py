"""Where a value lies in a row of the history, and to which day it belongs."""

import pytest

from dure.kernel.observation import Observation, Quality, Value
from dure.telemetry.history.rows import DAY_US, by_day, lay_out


@pytest.mark.parametrize(
    ("value", "laid"),
    [
        (5, (5, None, None)),
        (5.0, (5, None, None)),
        (-0.5, (None, -0.5, None)),
        (True, (1, None, None)),
        (False, (0, None, None)),
        ("RUN", (None, None, "RUN")),
        (None, (None, None, None)),
        (2**63 - 1, (2**63 - 1, None, None)),
        (2**63, (None, float(2**63), None)),
        (-(2**63), (-(2**63), None, None)),
        (2.0**53, (None, 2.0**53, None)),
        (2.0**53 - 1, (2**53 - 1, None, None)),
        (float("inf"), (None, float("inf"), None)),
    ],
)
def test_each_kind_of_value_has_its_column(value: Value, laid: tuple[object, ...]) -> None:
    row = lay_out(3, Observation("a", value, 1_234_567, Quality.UNCERTAIN, "e", 9), 42)
    assert (row.whole, row.number, row.text) == laid
    assert (row.signal, row.time_ms, row.time_rest, row.quality, row.stream, row.sequence) == (3, 1234, 567, 1, 42, 9)


def test_rows_go_to_their_utc_day_and_stay_in_order() -> None:
    times = [0, DAY_US - 1, DAY_US, 5, DAY_US + 1, -1, 90_000 * DAY_US]
    days = by_day((1, Observation("a", number, time), 1) for number, time in enumerate(times))
    assert {day: [row.whole for row in rows] for day, rows in days.items()} == {0: [0, 1, 3, 5], 1: [2, 4], 84_005: [6]}
