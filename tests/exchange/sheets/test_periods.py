"""Months, weeks and ranges of days as people write them, on 21 November 2026."""

from datetime import date

import pytest

from dure.exchange.sheets.periods import period_name, period_of, periods_of

TODAY = date(2026, 11, 21)
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)
W50 = date(2026, 12, 7), date(2026, 12, 13)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-12", DECEMBER), ("2026.12", DECEMBER), ("26.12", DECEMBER), ("'26/12", DECEMBER), ("202612", DECEMBER),
        ("2026년 12월", DECEMBER), ("12월", DECEMBER), ("１２월", DECEMBER), ("2026-12-01", DECEMBER),
        ("판매계획 / 12월", DECEMBER), ("1월", (date(2027, 1, 1), date(2027, 1, 31))),
        ("2026-W50", W50), ("W50", W50), ("50주", W50), ("2026년 50주차", W50), ("2026-12-07", W50), ("12/7", W50),
        ("2027-W01", (date(2027, 1, 4), date(2027, 1, 10))),
        ("2026-12-01~2026-12-15", (date(2026, 12, 1), date(2026, 12, 15))),
        ("13월", None), ("2026-13", None), ("2026-12-09", None), ("54주", None), ("합계", None), ("12", None),
        ("", None), ("2012.7", None),
        ("2026-12-15~2026-12-01", None),
    ],
)  # fmt: skip
def test_a_text_names_a_period(text: str, period: object) -> None:
    assert period_of(text, TODAY) == period


def test_a_row_of_mondays_is_weeks_also_where_one_begins_a_month() -> None:
    """1 February 2027 is a Monday."""
    found = periods_of({3: "2027-01-25", 4: "2027-02-01", 5: "2027-02-08", 6: "비고"}, TODAY)
    assert found[4] == (date(2027, 2, 1), date(2027, 2, 7))
    assert list(found) == [3, 4, 5]
    firsts = periods_of({3: "2027-01-01", 4: "2027-02-01", 5: "2027-03-01"}, TODAY)
    assert firsts[4] == (date(2027, 2, 1), date(2027, 2, 28))


@pytest.mark.parametrize("text", ["2026-12", "2026-W50", "2027-W01", "2026-12-01~2026-12-15"])
def test_a_period_has_a_name_that_is_read_again(text: str) -> None:
    found = period_of(text, TODAY)
    assert found is not None
    assert period_name(found) == text
