"""The figures of ISA-18.2 clause 16, counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from dure.decisions.burden import Ring, Standing, burden

T = datetime(2026, 3, 2, tzinfo=UTC)
MIN, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_averages_are_those_of_each_position():
    # 144 tens of minutes in a day; one ring in each hour.
    rings = [Ring(1, T + n * HOUR, 3) for n in range(24)]
    one, two = (burden(rings, [], start=T, end=T + DAY, positions=n) for n in (1, 2))
    assert (one.count, one.per_day, one.per_hour, one.most) == (24, 24.0, 1.0, 1)
    assert one.per_ten_minutes == pytest.approx(24 / 144)
    assert (two.per_day, two.per_hour) == (12.0, 0.5)


def test_a_flood_begins_with_ten_and_ends_with_fewer_than_five():
    counts = [9, 10, 12, 7, 5, 4, 11]
    rings = [Ring(1, T + ten * 10 * MIN + n * timedelta(seconds=30), 3) for ten, n_of in enumerate(counts)
             for n in range(n_of)]  # fmt: skip
    found = burden(rings, [], start=T, end=T + 70 * MIN)
    assert found.floods == ((T + 10 * MIN, T + 50 * MIN), (T + 60 * MIN, T + 70 * MIN))
    assert found.flood_share == pytest.approx(50 / 70)
    # More than ten: the tens of minutes with 12 and with 11.
    assert found.busy_share == pytest.approx(2 / 7)
    assert found.most == 12
    # 9+10+12+7+5+4 = 47 rings in the first hour, 11 in what there is of the second.
    assert found.busy_hours_share == pytest.approx(1 / 2)


def test_the_most_frequent_and_their_share():
    rings = [Ring(rule, T + rule * MIN + n * HOUR, 3) for rule in range(1, 13) for n in range(rule)]
    found = burden(rings, [], start=T, end=T + DAY)
    # 1 + … + 12 = 78; the ten most frequent are 12 down to 3, together 75.
    assert [(one.rule, one.count) for one in found.frequent] == [(n, n) for n in range(12, 2, -1)]
    assert found.top_share == pytest.approx(75 / 78)


def test_chattering_is_three_times_within_a_minute():
    fast = [Ring(1, T + n * timedelta(seconds=30), 2) for n in range(3)]
    slow = [Ring(2, T + n * timedelta(seconds=31), 2) for n in range(3)]
    assert burden([*fast, *slow], [], start=T, end=T + HOUR).chattering == (1,)


def test_stale_is_standing_for_more_than_a_day():
    standing = [
        Standing(1, T - DAY, T + MIN),  # a day and a minute
        Standing(2, T - DAY, T),  # over when the period begins
        Standing(3, T, T + DAY),  # a day, not more
        Standing(4, T + MIN, None),  # still: 2 days less a minute
    ]
    assert burden([], standing, start=T, end=T + 2 * DAY).stale == (1, 4)


def test_shares_of_priorities_and_an_empty_period():
    rings = [Ring(1, T, 1), *(Ring(2, T, 2) for _ in range(3)), *(Ring(3, T, 3) for _ in range(16))]
    assert burden(rings, [], start=T, end=T + HOUR).priorities == {1: 0.05, 2: 0.15, 3: 0.8}
    empty = burden([], [], start=T, end=T + HOUR)
    assert (empty.count, empty.most, empty.top_share, empty.floods, empty.priorities) == (0, 0, 0, (), {})
