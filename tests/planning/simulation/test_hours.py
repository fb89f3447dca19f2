"""Open time of weeks."""

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.hours import DAY_MIN, WEEK_MIN, Hours

TWO_SHIFTS = Hours(tuple((day * DAY_MIN + at, day * DAY_MIN + at + 480) for day in range(5) for at in (360, 840)))


def brute(hours: Hours, until: int) -> int:
    return sum(any(a <= minute % WEEK_MIN < b for a, b in hours.spans) for minute in range(until))


@pytest.mark.parametrize("at", [0, 1, 359, 360, 361, 839, 840, 1319, 1320, 1440 + 400, 6 * 1440, 7 * 1440 + 500])
def test_open_minutes_are_those_that_one_counts(at: int) -> None:
    assert TWO_SHIFTS.opened(at) == brute(TWO_SHIFTS, at)


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [
        (0, 1, 361), (360, 960, 1320), (360, 961, 1440 + 361), (1320, 5, 1440 + 365), (400, 0, 400), (100, 0, 100),
        (4 * 1440 + 1319, 2, 7 * 1440 + 361), (360, 4800, 4 * 1440 + 1320), (360, 4801, 7 * 1440 + 361),
    ],
)  # fmt: skip
def test_work_ends_at_the_close_or_goes_on_after_the_pause(at: int, minutes: float, expected: float) -> None:
    assert TWO_SHIFTS.after(at, minutes) == expected


def test_shifts() -> None:
    assert [TWO_SHIFTS.next_start(at) for at in (0, 360, 361, 840, 841)] == [360, 360, 840, 840, 1440 + 360]
    assert TWO_SHIFTS.next_start(5 * 1440) == 7 * 1440 + 360
    assert [TWO_SHIFTS.next_end(at) for at in (0, 839, 840, 1320)] == [840, 840, 1320, 1440 + 840]
    assert [TWO_SHIFTS.ends(at) for at in (839, 840, 1320, WEEK_MIN)] == [0, 1, 2, 10]
    assert [TWO_SHIFTS.is_open(at) for at in (359, 360, 1319, 1320)] == [False, True, True, False]


@pytest.mark.parametrize("spans", [(), ((5, 5),), ((0, 10), (5, 20)), ((-1, 3),), ((0, WEEK_MIN + 1),)])
def test_hours_that_can_not_be(spans: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(Invalid, match="Opening hours"):
        Hours(spans)
