"""What orders leave of forecasts, and how days are counted."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dure.planning.forecast import Foreseen, Ordered, Taken, consume, spread
from dure.planning.workdays import Workdays

MARCH = Foreseen(3, date(2026, 3, 1), date(2026, 3, 31), 100)
APRIL = Foreseen(4, date(2026, 4, 1), date(2026, 4, 30), 80)
MAY = Foreseen(5, date(2026, 5, 1), date(2026, 5, 31), 60)


def test_an_order_takes_from_its_own_month_then_from_those_before_then_after():
    order = Ordered(date(2026, 4, 10), 210, "so:1")
    left, taken = consume([MARCH, APRIL, MAY], [order], back_days=31, forward_days=31)
    assert taken == [Taken(4, "so:1", 80), Taken(3, "so:1", 100), Taken(5, "so:1", 30)]
    assert left == {3: 0, 4: 0, 5: 30}


def test_no_further_than_the_rules_allow():
    order = Ordered(date(2026, 4, 20), 210, "so:1")
    left, _ = consume([MARCH, APRIL, MAY], [order], back_days=0, forward_days=10)
    assert left == {3: 100, 4: 0, 5: 60}  # May begins eleven days later


def test_the_earlier_order_takes_first():
    orders = [Ordered(date(2026, 4, 9), 50, "late"), Ordered(date(2026, 4, 2), 50, "early")]
    _, taken = consume([APRIL], orders, back_days=0, forward_days=0)
    assert taken == [Taken(4, "early", 50), Taken(4, "late", 30)]


def test_the_rest_is_wanted_at_the_beginning_of_each_week():
    # April 2026: 1st is a Wednesday; Mondays 6, 13, 20, 27.
    assert spread(APRIL, 82, date(2026, 3, 20), 1) == [
        (date(2026, 4, 1), 18), (date(2026, 4, 6), 16), (date(2026, 4, 13), 16), (date(2026, 4, 20), 16),
        (date(2026, 4, 27), 16),
    ]  # fmt: skip
    assert spread(APRIL, 20, date(2026, 4, 22), 1) == [(date(2026, 4, 22), 10), (date(2026, 4, 27), 10)]
    assert spread(APRIL, 20, date(2026, 5, 1), 1) == []


@given(
    st.lists(st.tuples(st.integers(0, 150), st.integers(1, 90)), max_size=12), st.integers(0, 90), st.integers(0, 90)
)
def test_nothing_is_taken_twice_and_nothing_is_lost(orders: list[tuple[int, int]], back: int, forward: int):
    periods = [MARCH, APRIL, MAY]
    placed = [Ordered(date(2026, 2, 1) + timedelta(days=on), much, f"so:{n}") for n, (on, much) in enumerate(orders)]
    left, taken = consume(periods, placed, back_days=back, forward_days=forward)
    for period in periods:
        assert left[period.key] == period.quantity - sum(t.quantity for t in taken if t.key == period.key) >= 0
    for order in placed:
        assert sum(t.quantity for t in taken if t.source == order.source) <= order.quantity


WEEK = [date(2026, 3, 2) + timedelta(days=n) for n in range(19) if n % 7 < 5]
"""Three weeks of five days from Monday the 2nd; the newest is Friday the 20th."""


def test_five_working_days_skip_the_week_end():
    days = Workdays(WEEK, date(2026, 3, 5))
    assert days.day(5) == date(2026, 3, 12)
    assert days.at_or_before(date(2026, 3, 8)) == 1  # Sunday: must be there on Friday
    assert days.at_or_after(date(2026, 3, 8)) == 2  # comes on Sunday: there on Monday
    assert days.at_or_after(date(2026, 3, 4)) == -1


def test_beyond_what_is_known_every_day_counts():
    days = Workdays(WEEK, date(2026, 3, 5))
    for known in (Workdays([], date(2026, 3, 5)), days):
        for number in (-40, 0, 3, 200):
            assert known.at_or_after(known.day(number)) == known.at_or_before(known.day(number)) == number


def test_today_without_work_begins_with_the_next_day_that_has():
    assert Workdays(WEEK, date(2026, 3, 7)).day(0) == date(2026, 3, 9)
