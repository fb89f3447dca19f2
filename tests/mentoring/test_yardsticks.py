"""What a day is worth as a figure of a task: days without pieces, by hand."""

from datetime import date
from decimal import Decimal

import pytest

from dure.mentoring.yardsticks import BY_NAME, Day
from dure.performance.elements import NONE, Elements

SHIFT = 28_800.0
USUAL = Elements(
    apt_planned=18_000.0, adet=10_800.0, rest=3_600.0, produced=Decimal(400), good=Decimal(380), ideal_s=Decimal(16_000)
)
IDLE = Elements(adet=SHIFT, rest=3_600.0)
"""Eight planned hours with data in which nothing was made."""
SILENT = Elements(no_data=SHIFT, rest=3_600.0)
FREE = Elements(unplanned=86_400.0)
NO_IDEAL = Elements(apt_planned=SHIFT, produced=Decimal(400), good=Decimal(400), without_ideal=Decimal(400))


def days(code: str, *rows: Elements) -> list[float | None]:
    """The figure of each day of March 2026 from the second on."""
    found = BY_NAME[code].days([(date(2026, 3, 2 + at), [one]) for at, one in enumerate(rows)])
    return [found[date(2026, 3, 2 + at)].value if date(2026, 3, 2 + at) in found else None for at in range(len(rows))]


@pytest.mark.parametrize("code", ["oee", "nee", "teep"])
def test_a_planned_day_on_which_nothing_was_made_is_a_day_of_nought(code):
    assert days(code, USUAL, IDLE)[1] == 0


def test_the_figure_of_such_days_together_is_that_of_their_sums():
    found = BY_NAME["oee"].days([(date(2026, 3, 2), [USUAL]), (date(2026, 3, 3), [IDLE])])
    # 16,000 ideal seconds × 0.95 of 28,800 and of 57,600 planned ones
    assert found[date(2026, 3, 2)].value == pytest.approx(15_200 / 28_800)
    assert found[date(2026, 3, 3)] == Day(0.0, SHIFT)
    whole = sum(one.numerator for one in found.values()) / sum(one.denominator for one in found.values())
    assert whole == pytest.approx(15_200 / 57_600)


@pytest.mark.parametrize("code", ["oee", "nee", "teep", "availability", "good_per_hour"])
def test_days_that_were_not_planned_or_of_which_nothing_is_known_stay_out(code):
    assert days(code, USUAL, SILENT, FREE, NONE)[1:] == [None, None, None]


@pytest.mark.parametrize("code", ["scrap_ratio", "quality_ratio", "effectiveness", "setup_ratio"])
def test_what_divides_by_pieces_or_running_time_has_no_figure_without(code):
    assert days(code, USUAL, IDLE)[1] is None


def test_idle_days_count_only_where_ideal_cycles_were_known():
    assert days("oee", IDLE, NO_IDEAL, IDLE) == [None, None, None]
    assert days("oee", IDLE, USUAL, IDLE)[::2] == [0, 0]
    assert days("oee", NO_IDEAL, IDLE, USUAL, IDLE)[1::2] == [None, 0]
    assert days("oee", IDLE, IDLE) == [None, None]


def test_a_machine_that_stands_beside_one_that_works_counts_its_planned_time():
    found = BY_NAME["oee"].days([(date(2026, 3, 2), [USUAL, IDLE])])
    assert found[date(2026, 3, 2)].value == pytest.approx(15_200 / 57_600)
