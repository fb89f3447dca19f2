"""What is written in cells of Korean firms' sheets."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from dure.exchange.sheets import words
from dure.exchange.sheets.words import Unreadable


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1,234.5", "1234.5"),
        ("１，２３４", "1234"),
        ("₩ 12,000", "12000"),
        ("12,000원", "12000"),
        ("(500)", "-500"),
        ("△1,000", "-1000"),
        ("-3", "-3"),
        (0.1, "0.1"),
        (12, "12"),
        (".5", "0.5"),
    ],
)
def test_numbers(raw: words.Raw, value: str) -> None:
    assert words.number(raw) == Decimal(value)


@pytest.mark.parametrize("raw", ["", "-", " ", None, "없음", "N/A"])
def test_nothing(raw: words.Raw) -> None:
    assert words.number(raw) is None
    assert words.day(raw) is None


@pytest.mark.parametrize(
    ("raw", "proposal"),
    [("l00", "100"), ("약 300", "300"), ("1O", "10"), ("12.3.4", None), ("1,23", None), ("쌀", None)],
)
def test_wrong_numbers_come_with_what_was_probably_meant(raw: str, proposal: str | None) -> None:
    with pytest.raises(Unreadable) as caught:
        words.number(raw)
    if proposal is not None:
        assert caught.value.proposal == proposal


@pytest.mark.parametrize(
    ("raw", "value", "unit"), [("1,200 kg", "1200", "kg"), ("3박스", "3", "박스"), ("5", "5", ""), (7.5, "7.5", "")]
)
def test_amounts(raw: words.Raw, value: str, unit: str) -> None:
    assert words.amount(raw) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-02",
        "2026.3.2",
        "2026. 3. 2.",
        "26/03/02",
        "2026년 3월 2일",
        "2026-03-02 (월)",
        "20260302",
        "２０２６－０３－０２",
        date(2026, 3, 2),
        datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001 # as Excel gives it
        46083,
        "46083",
    ],
)
def test_days(raw: words.Raw) -> None:
    assert words.day(raw) == date(2026, 3, 2)


def test_a_day_that_is_none_comes_with_day_and_month_exchanged() -> None:
    with pytest.raises(Unreadable) as caught:
        words.day("2026-25-03")
    assert caught.value.proposal == "2026-03-25"


@pytest.mark.parametrize(
    ("raw", "value"), [("Y", True), ("○", True), ("사용", True), ("×", False), ("미사용", False), ("", True)]
)
def test_flags(raw: str, value: bool) -> None:
    assert words.flag(raw) is value


def test_titles_are_compared_without_what_does_not_matter() -> None:
    assert words.key(" 품 목 코드 ") == words.key("품목코드(*)") == "품목코드"
    assert words.key("단가\n(원)") == "단가"
