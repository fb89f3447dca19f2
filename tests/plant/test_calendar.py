"""Planned time with figures worked out by hand; Korean public holidays as officially published for 2026."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.plant import public_holidays
from dure.plant.calendar import Calendar, Deviation, Pattern, ShiftKey, ordered

SEOUL = ZoneInfo("Asia/Seoul")
WEEK = frozenset(range(5))
FROM = date(2026, 1, 1)
DAY_SHIFT = Pattern("D", time(8), time(17), WEEK, FROM, breaks=((time(12), time(13)), (time(15), time(15, 15))))
NIGHT = Pattern("N", time(20), time(5), WEEK, FROM, breaks=((time(0, 30), time(1)), (time(23, 45), time(0, 15))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def minutes(calendar: Calendar, start: str, end: str, kind: str = "work") -> float:
    spans = calendar.spans(at(start), at(end))
    return sum((span.end - span.start) / timedelta(minutes=1) for span in spans if span.kind == kind)


def of(*patterns: Pattern, **deviations: object) -> Calendar:
    found = deviations.get("deviations", ())
    return Calendar(SEOUL, patterns, ordered(found), public_holidays.is_holiday_in("KR"))  # type: ignore[arg-type]


def test_a_day_shift_with_two_breaks():
    calendar = of(DAY_SHIFT)
    # 9 h - 60 - 15 minutes
    assert minutes(calendar, "2026-03-03", "2026-03-04") == 465
    assert minutes(calendar, "2026-03-03", "2026-03-04", "break") == 75
    assert minutes(calendar, "2026-03-07", "2026-03-09") == 0  # Saturday and Sunday


def test_a_night_shift_belongs_to_the_day_on_which_it_starts():
    calendar = of(NIGHT)
    # 540 minutes - 30 (00:30-01:00) - 30 (23:45-00:15)
    assert minutes(calendar, "2026-03-03T12:00", "2026-03-04T12:00") == 480
    assert calendar.shift_at(at("2026-03-04T04:59:59")) == ShiftKey(date(2026, 3, 3), "N")
    assert calendar.shift_at(at("2026-03-04T05:00")) is None
    assert calendar.shift_at(at("2026-03-03T20:00")) == ShiftKey(date(2026, 3, 3), "N")
    assert calendar.shift_at(at("2026-03-04T00:00")) == ShiftKey(date(2026, 3, 3), "N")  # within a break
    # Friday's night goes on into Saturday, Sunday's does not exist.
    assert minutes(calendar, "2026-03-07T00:00", "2026-03-09T00:00") == 300 - 30 - 15


def test_spans_are_in_utc_and_cut_at_the_window():
    first, *rest = of(DAY_SHIFT).spans(at("2026-03-03T09:00"), at("2026-03-03T09:30"))
    assert (first.start, first.end, rest) == (
        datetime(2026, 3, 3, 0, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 0, 30, tzinfo=UTC),
        [],
    )


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-02-16", "설날"), ("2026-02-17", "설날"), ("2026-02-18", "설날"),
        ("2026-03-02", "삼일절"), ("2026-05-25", "부처님"), ("2026-08-17", "광복절"), ("2026-10-05", "개천절"),
        ("2026-09-24", "추석"), ("2026-09-25", "추석"), ("2026-09-26", "추석"),
        ("2026-10-09", "한글날"), ("2026-12-25", ""),
    ],
)  # fmt: skip
def test_korean_holidays_of_2026(day: str, name: str):
    found = public_holidays.name_of("KR", date.fromisoformat(day))
    assert found
    assert name in found


@pytest.mark.parametrize("day", ["2026-02-19", "2026-03-03", "2026-05-26", "2026-08-18", "2026-09-28", "2026-10-06"])
def test_the_day_after_is_a_working_day(day: str):
    assert not public_holidays.is_holiday_in("KR")(date.fromisoformat(day))


def test_no_work_on_a_holiday_unless_the_shift_works_then():
    always = Pattern("A", time(8), time(17), WEEK, FROM, works_on_holidays=True)
    assert minutes(of(DAY_SHIFT), "2026-02-16", "2026-02-19") == 0
    assert minutes(of(always), "2026-02-16", "2026-02-19") == 3 * 540


def test_a_country_without_holidays():
    assert not public_holidays.is_holiday_in("")(date(2026, 1, 1))
    assert not public_holidays.is_holiday_in("ZZ")(date(2026, 1, 1))


def test_overtime_after_a_shift_counts_to_it():
    late = Deviation("overtime", at("2026-03-03T17:00"), at("2026-03-03T19:30"), "D")
    calendar = of(DAY_SHIFT, deviations=[late])
    assert minutes(calendar, "2026-03-03", "2026-03-04") == 465 + 150
    assert calendar.shift_at(at("2026-03-03T19:00")) == ShiftKey(date(2026, 3, 3), "D")


def test_overtime_after_midnight_counts_to_the_night_before():
    late = Deviation("overtime", at("2026-03-04T05:00"), at("2026-03-04T07:00"), "N")
    assert of(NIGHT, deviations=[late]).shift_at(at("2026-03-04T06:00")) == ShiftKey(date(2026, 3, 3), "N")


def test_overtime_on_a_holiday_stands_alone():
    extra = Deviation("overtime", at("2026-02-17T08:00"), at("2026-02-17T12:00"), "D")
    calendar = of(DAY_SHIFT, deviations=[extra])
    assert minutes(calendar, "2026-02-16", "2026-02-19") == 240
    assert calendar.shift_at(at("2026-02-17T09:00")) == ShiftKey(date(2026, 2, 17), "D")


def test_overtime_through_a_break_makes_it_work():
    through = Deviation("overtime", at("2026-03-03T12:00"), at("2026-03-03T13:00"), "D")
    calendar = of(DAY_SHIFT, deviations=[through])
    assert minutes(calendar, "2026-03-03", "2026-03-04") == 525
    assert minutes(calendar, "2026-03-03", "2026-03-04", "break") == 15


def test_maintenance_takes_only_planned_time():
    service = Deviation("maintenance", at("2026-03-03T16:00"), at("2026-03-03T18:00"))
    calendar = of(DAY_SHIFT, deviations=[service])
    assert minutes(calendar, "2026-03-03", "2026-03-04", "maintenance") == 60
    assert minutes(calendar, "2026-03-03", "2026-03-04") == 405


def test_closed_wins_over_everything():
    shut = Deviation("closed", at("2026-03-03T00:00"), at("2026-03-04T00:00"))
    extra = Deviation("overtime", at("2026-03-03T17:00"), at("2026-03-03T19:00"), "D")
    assert of(DAY_SHIFT, deviations=[shut, extra]).spans(at("2026-03-03"), at("2026-03-04")) == []


def test_validity_ends_and_begins_between_two_days():
    old = Pattern("D", time(8), time(16), WEEK, FROM, date(2026, 3, 3))
    new = Pattern("D", time(9), time(18), WEEK, date(2026, 3, 4))
    assert minutes(of(old, new), "2026-03-03", "2026-03-04") == 480
    assert minutes(of(old, new), "2026-03-04", "2026-03-05") == 540


def test_own_shifts_of_a_work_center_replace_those_of_the_site():
    own = Pattern("X", time(6), time(10), frozenset({1}), date(2026, 3, 3), is_own=True)
    calendar = of(DAY_SHIFT, own)
    assert minutes(calendar, "2026-03-03", "2026-03-04") == 240  # Tuesday, its own
    assert minutes(calendar, "2026-03-04", "2026-03-05") == 0  # Wednesday, it has none
    assert minutes(calendar, "2026-02-26", "2026-02-27") == 465  # before it had its own


def test_where_shifts_overlap_the_earlier_one_keeps_the_time():
    early = Pattern("1", time(6), time(14, 30), WEEK, FROM)
    later = Pattern("2", time(14), time(22), WEEK, FROM)
    calendar = of(early, later)
    assert minutes(calendar, "2026-03-03", "2026-03-04") == 16 * 60
    assert calendar.shift_at(at("2026-03-03T14:15")) == ShiftKey(date(2026, 3, 3), "1")


def test_a_night_with_a_change_of_summer_time_has_its_real_length():
    berlin = ZoneInfo("Europe/Berlin")
    night = Pattern("N", time(22), time(6), frozenset(range(7)), FROM)
    calendar = Calendar(berlin, (night,))
    for day, hours in (("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)):
        start = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=berlin)
        spans = calendar.spans(start, start + timedelta(days=1))
        assert sum((span.end - span.start).total_seconds() for span in spans) == hours * 3600


@given(
    minute=st.integers(0, 365 * 24 * 60),
    hours=st.integers(1, 24 * 40),
    cut=st.floats(0, 1),
)
def test_spans_never_overlap_and_add_up(minute: int, hours: int, cut: float):
    calendar = of(DAY_SHIFT, NIGHT, Pattern("L", time(16), time(21), frozenset({2}), FROM))
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    end = begin + timedelta(hours=hours)
    middle = begin + (end - begin) * cut
    whole, left, right = calendar.spans(begin, end), calendar.spans(begin, middle), calendar.spans(middle, end)
    assert all(a.end <= b.start for a, b in pairwise(whole))
    assert all(begin <= span.start < span.end <= end for span in whole)

    def total(spans: list) -> timedelta:
        return sum((span.end - span.start for span in spans), timedelta())

    assert total(whole) == total(left) + total(right)
    for span in whole[:3]:
        assert calendar.shift_at(span.start) == ShiftKey(span.shift_date, span.shift)
