"""Rates, scores of risks and days without an accident: tables with figures done in the head."""

from datetime import date
from decimal import Decimal

import pytest

from dure.safety.calm import calm
from dure.safety.rates import Hurt, month_after, rates
from dure.safety.risk import Band, Gap, Line, band, covers, gaps

BANDS = [Band(3, "low", True), Band(8, "some", True), Band(20, "high", False)]


def test_rates_of_a_plant_with_two_accidents():
    """100 people, 200 000 h: one away for 10 days, one with grade 14 (50 days by the table), one first aid."""
    hurt = [Hurt(1, lost_days=10), Hurt(2, lost_days=30, grade=14), Hurt(3)]
    found = rates(hurt, hours=Decimal(200_000), workers=Decimal(100))
    assert (found.injured, found.accidents, found.lost_time, found.days) == (2, 2, 2, 60)
    assert found.injury_rate == 2  # 2 / 100 x 100
    assert found.frequency == 10  # 2 / 200 000 x 1 000 000
    assert found.severity == Decimal("0.3")  # 60 / 200 000 x 1 000
    assert found.ltifr == 10


@pytest.mark.parametrize(
    ("hurt", "hours", "severity"),
    [
        # A question of the Korean examination for safety engineers: 500 people, 8 h, 300 days; one death or grade 1
        # (7,500 days) and five of grade 14 (50 days each): severity rate 6.46.
        ([Hurt(1, is_fatal=True), *(Hurt(n, grade=14) for n in range(2, 7))], 500 * 8 * 300, "6.46"),
        ([Hurt(1, grade=1), *(Hurt(n, grade=14) for n in range(2, 7))], 500 * 8 * 300, "6.46"),
        ([Hurt(1, grade=4)], 1_000_000, "5.50"),
    ],
)
def test_severity_rate_by_the_table_of_days(hurt, hours, severity):
    assert round(rates(hurt, hours=Decimal(hours), workers=Decimal(500)).severity, 2) == Decimal(severity)


def test_people_hurt_in_one_accident_are_one_accident():
    found = rates([Hurt(7, 5), Hurt(7, 9)], hours=Decimal(1_000_000), workers=Decimal(50))
    assert (found.injured, found.accidents, found.frequency, found.ltifr) == (2, 1, 1, 2)


def test_a_day_lost_counts_for_ltifr_before_it_counts_for_the_statistics():
    found = rates([Hurt(1, lost_days=1)], hours=Decimal(1_000_000), workers=Decimal(10))
    assert (found.injured, found.frequency, found.ltifr) == (0, 0, 1)
    assert (found.days, found.severity) == (0, 0)  # its day is of nobody whom the statistics count


def test_without_hours_there_is_no_rate():
    found = rates([Hurt(1, 5)], hours=Decimal(0), workers=Decimal(0))
    assert (found.injury_rate, found.death_rate, found.frequency, found.severity, found.ltifr) == (None,) * 5


def test_deaths_by_ten_thousand():
    assert rates([Hurt(1, is_fatal=True)], hours=Decimal(1), workers=Decimal(2000)).death_rate == 5


@pytest.mark.parametrize(("score", "name"), [(1, "low"), (3, "low"), (4, "some"), (8, "some"), (9, "high"), (21, None)])
def test_a_score_has_the_first_level_that_reaches_it(score, name):
    found = band(BANDS, score)
    assert (found.name if found else None) == name


def test_a_matrix_covers_all_scores_and_has_both_kinds_of_levels():
    assert covers(BANDS, 5, 4)
    assert not covers(BANDS, 6, 4)
    assert not covers([Band(20, "all", True)], 5, 4)


@pytest.mark.parametrize(
    ("lines", "workers", "missing"),
    [
        ([], 1, [Gap.NO_LINES]),
        ([Line(2, 4)], 1, []),
        ([Line(2, 4)], 0, [Gap.NO_WORKER]),
        ([Line(3, 4)], 1, [Gap.NO_MEASURE]),
        ([Line(3, 4, 1, 4, True)], 1, [Gap.NO_ACTION]),
        ([Line(3, 4, 1, 4, True, 1)], 1, []),
        ([Line(3, 4, 3, 3, True, 1)], 1, [Gap.STILL_HIGH]),
        ([Line(3, 4), Line(3, 4, 3, 4, True)], 0, [Gap.NO_WORKER, Gap.NO_MEASURE, Gap.NO_ACTION, Gap.STILL_HIGH]),
    ],
)
def test_what_an_assessment_lacks(lines, workers, missing):
    assert gaps(BANDS, lines, workers=workers) == missing


@pytest.mark.parametrize(
    ("accidents", "days", "record"),
    [
        ([], 100, 100),
        ([date(2026, 1, 31)], 70, 70),
        ([date(2026, 3, 22)], 20, 80),
        ([date(2026, 3, 22), date(2026, 1, 11), date(2026, 3, 22)], 20, 70),
        ([date(2025, 12, 1), date(2026, 6, 1)], 100, 100),
        ([date(2026, 4, 11)], 0, 100),
    ],
)
def test_days_without_a_lost_time_accident(accidents, days, record):
    """The count began on 1 January; today is 11 April, 100 days later."""
    found = calm(date(2026, 1, 1), accidents, date(2026, 4, 11))
    assert (found.days, found.record) == (days, record)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 5, 12), date(2026, 6, 12)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_after(day, due):
    assert month_after(day) == due
