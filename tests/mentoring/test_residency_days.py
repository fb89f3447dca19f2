"""Days of residencies, worked out by hand from the calendar of public holidays in Korea."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.kernel.errors import Invalid
from dure.mentoring.region import CITIES, Point, crow_km, place_of
from dure.mentoring.stay import attendance, end_of, overlap, weeks_between, weeks_of, working_days
from dure.plant.public_holidays import is_holiday_in

KOREA = is_holiday_in("KR")


def test_eight_weeks_over_chuseok_2026():
    """31 August to 25 October 2026: 40 weekdays less Chuseok (24 and 25 September, Thursday and Friday), the substitute
    of 3 October (Monday 5 October) and Hangeul day (Friday 9 October)."""
    first = date(2026, 8, 31)
    last = end_of(first, 8, KOREA)
    assert last == date(2026, 10, 23)
    assert len(working_days(first, last, KOREA)) == 36
    assert [len(week.days) for week in weeks_of(first, last, KOREA)] == [5, 5, 5, 3, 5, 3, 5, 5]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 2, 16), "the day before Seollal"),
        (date(2026, 2, 18), "the day after Seollal"),
        (date(2026, 3, 2), "substitute of 1 March, a Sunday"),
        (date(2026, 5, 25), "substitute of Buddha's birthday, a Sunday"),
        (date(2026, 8, 17), "substitute of 15 August, a Saturday"),
        (date(2026, 10, 5), "substitute of 3 October, a Saturday"),
        (date(2027, 2, 9), "substitute of Seollal, whose first days fall on a week-end"),
    ],
)
def test_holidays_and_substitutes_are_no_working_days(day, why):
    assert working_days(day, day, KOREA) == [], why


def test_a_stay_that_would_end_on_a_holiday_ends_on_the_working_day_before():
    """Five weeks from Monday 24 August 2026: their last weekdays are Chuseok (24 and 25 September)."""
    assert end_of(date(2026, 8, 24), 5, KOREA) == date(2026, 9, 23)


def test_a_week_of_nothing_but_holidays_is_refused():
    with pytest.raises(Invalid):
        end_of(date(2026, 8, 31), 1, lambda _day: True)
    with pytest.raises(Invalid):
        end_of(date(2026, 8, 31), 0, KOREA)


@pytest.mark.parametrize(("days", "weeks"), [(1, 1), (7, 1), (8, 2), (56, 8), (57, 9)])
def test_weeks_are_counted_from_the_first_day(days, weeks):
    first = date(2026, 9, 2)
    last = first + timedelta(days=days - 1)
    assert weeks_between(first, last) == weeks


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(1, 10))
def test_all_weeks_together_are_the_stay(first, weeks):
    try:
        last = end_of(first, weeks, KOREA)
    except Invalid:
        return
    parts = weeks_of(first, last, KOREA)
    assert [day for week in parts for day in week.days] == working_days(first, last, KOREA)
    assert parts[0].first == first
    assert parts[-1].last == last
    assert len(parts) <= weeks


@given(*[st.integers(0, 30)] * 4)
def test_stays_overlap_when_they_share_a_day(a, b, c, d):
    start = date(2026, 1, 1)
    one = (start + timedelta(min(a, b)), start + timedelta(max(a, b)))
    other = (start + timedelta(min(c, d)), start + timedelta(max(c, d)))
    shared = set(range(min(a, b), max(a, b) + 1)) & set(range(min(c, d), max(c, d) + 1))
    assert overlap(one, other) is bool(shared)


def test_attendance_leaves_leave_and_the_future_out():
    """Monday to Friday, Tuesday on leave, today is Thursday: due are 3 days, 2 of them came, Saturday is extra."""
    monday = date(2026, 9, 7)
    week = [monday + timedelta(n) for n in range(5)]
    came = [week[0], week[2], monday + timedelta(5)]
    found = attendance(week, [week[1]], came, week[3])
    assert (found.planned, found.due, found.present, found.extra) == (4, 3, 2, 1)
    assert found.share == pytest.approx(2 / 3)
    assert attendance(week, [], [], monday - timedelta(1)).share is None


def test_fourteen_cities_and_counties():
    """Six cities, eight counties; Jeonju to Gunsan is some 40 km as the crow flies, a degree of latitude 111.19 km."""
    assert len(CITIES) == 14
    assert crow_km(CITIES["jeonju"], CITIES["gunsan"]) == pytest.approx(40.5, abs=1.5)
    assert crow_km(Point(35, 127), Point(36, 127)) == pytest.approx(111.195, abs=0.01)
    assert place_of("jeonju", 35.1, 127.1) == Point(35.1, 127.1)
    assert place_of("jeonju", None, 127.1) == CITIES["jeonju"]
    assert place_of("elsewhere", None, None) is None
