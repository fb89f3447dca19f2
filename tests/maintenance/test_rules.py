"""When something is due, how long a signal was over its limit, and how often a machine fails: cases by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dure.maintenance.due import Seen, State, Watched, by_amount, by_calendar, by_condition, watch
from dure.maintenance.reliability import Stop, figures, joined

D = Decimal
MON = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("last", "today", "rhythm", "state", "on", "left"),
    [
        (MON, MON, None, State.LATER, date(2026, 6, 3), 30),
        (MON, date(2026, 5, 29), None, State.SOON, date(2026, 6, 3), 5),
        (MON, date(2026, 6, 3), None, State.DUE, date(2026, 6, 3), 0),
        (MON, date(2026, 6, 10), None, State.DUE, date(2026, 6, 3), -7),
        # Done 7 days late: the rhythm of 30 days from 4 May stays, the next one is on 3 July.
        (date(2026, 6, 10), date(2026, 6, 10), MON, State.LATER, date(2026, 7, 3), 23),
        # Done 3 days early, within the 5 days of warning: it was that of 3 June.
        (date(2026, 5, 31), date(2026, 5, 31), MON, State.LATER, date(2026, 7, 3), 33),
        # Done 20 days early: that of 3 June is still to come.
        (date(2026, 5, 14), date(2026, 5, 14), MON, State.LATER, date(2026, 6, 3), 20),
    ],
)
def test_by_calendar(last, today, rhythm, state, on, left):
    due = by_calendar(last=last, today=today, every=30, warn=5, rhythm_from=rhythm)
    assert (due.state, due.on, due.left) == (state, on, left)


@pytest.mark.parametrize(
    ("used", "pace", "state", "on"),
    [
        ("0", "0", State.LATER, None),
        ("400", "100", State.LATER, date(2026, 5, 10)),
        ("850", "100", State.LATER, date(2026, 5, 6)),
        ("900", "100", State.SOON, date(2026, 5, 5)),
        ("1000", "100", State.DUE, MON),
        ("1200", "0", State.DUE, MON),
    ],
)
def test_by_amount(used, pace, state, on):
    due = by_amount(used=D(used), every=D(1000), warn=D(100), per_day=D(pace), today=MON)
    assert (due.state, due.on, due.left) == (state, on, 1000 - D(used))


NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("seen", "since", "expected"),
    [
        ([(0, 70.0)], None, (None, None, 70.0)),
        ([(0, 85.0)], None, (0, 10, 85.0)),
        ([(12, 85.0)], None, (12, None, 85.0)),
        ([(0, 85.0), (8, 79.0), (12, 90.0)], None, (12, None, 90.0)),
        ([(0, 85.0), (8, None), (9, 85.0)], None, (9, 19, 85.0)),
        ([(0, 85.0), (11, 79.0)], None, (None, 10, 79.0)),
        ([], -5, (-5, 5, None)),
        ([(2, 79.0)], -5, (None, None, 79.0)),
        ([(0, 80.0)], None, (None, None, 80.0)),
    ],
)
def test_ten_minutes_above_eighty(seen, since, expected):
    found = watch(
        [Seen(at(minute), value) for minute, value in seen], limit=80, is_upper=True, lasting=timedelta(minutes=10),
        until=at(20), since=None if since is None else at(since),
    )  # fmt: skip
    begin, reached, value = expected
    assert found == Watched(
        None if begin is None else at(begin), None if reached is None else at(reached), value
    )  # fmt: skip


def test_below_a_limit_and_the_state_of_a_condition():
    found = watch([Seen(at(0), 2.0)], limit=3, is_upper=False, lasting=timedelta(minutes=10), until=at(20))
    assert found.reached_at == at(10)
    assert by_condition(since=None, due_at=None, today=MON).state is State.LATER
    assert by_condition(since=at(0), due_at=None, today=MON).state is State.SOON
    assert by_condition(since=None, due_at=at(9), today=MON).state is State.DUE


def test_figures_of_a_known_pattern():
    # Runs 10 h and 10 h and 10 h, fails twice: for 1 h and for 3 h.
    stops = [Stop(at(600), at(660), (1,)), Stop(at(1260), at(1440), (2,))]
    found = figures(stops, operating_s=30 * 3600, start=NOON, end=at(2040))
    assert (found.mtbf_s, found.mttr_s) == (15 * 3600, 2 * 3600)
    assert found.availability == pytest.approx(30 / 34)


def test_edges_of_the_period():
    stops = [Stop(at(-60), at(60), (1,)), Stop(at(100), None, (2,))]
    found = figures(stops, operating_s=3600, start=NOON, end=at(160))
    # The first began before; the second has not ended: neither gives a time to restore.
    assert (found.failures, found.restored, found.mttr_s) == (1, 0, None)
    assert (found.down_s, found.mtbf_s) == (7200, 3600)
    nothing = figures([], operating_s=0, start=NOON, end=at(1))
    assert (nothing.mtbf_s, nothing.mttr_s, nothing.availability) == (None, None, None)


def test_a_stop_that_was_split_is_one_failure():
    parts = [
        Stop(at(10), at(20), (2,)),
        Stop(at(0), at(10), (1,)),
        Stop(at(30), None, (3,)),
        Stop(at(40), at(50), (4,)),
    ]
    assert joined(parts) == [Stop(at(0), at(20), (1, 2)), Stop(at(30), None, (3, 4))]
