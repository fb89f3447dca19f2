"""The loss map's rules, held against figures worked out by hand and against the waterfall of performance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.mentoring.lossmap import chances, hours, picture, worth
from dure.mentoring.lossmap.chances import Candidate
from dure.mentoring.lossmap.hours import Day
from dure.mentoring.lossmap.parts import BEYOND, KIND, TIME, Because, Part, Range, Why, sure
from dure.mentoring.lossmap.worth import Making
from dure.performance.elements import Elements
from dure.performance.losses import waterfall
from tests.performance.test_kpis import SHIFT
from tests.performance.test_losses import LENGTH

HOUR = 3600.0
USUAL = Day(
    planned=8 * HOUR, off=50 * 60, failure=40 * 60, delay=20 * 60, setup=40 * 60, producing=330 * 60, ideal=300 * 60,
    produced=600, good=582, rejected=18,
)  # fmt: skip


def test_every_part_has_a_kind_and_is_time_or_not():
    assert set(KIND) == set(Part) == {*TIME, *BEYOND}


def test_the_usual_shift_by_hand():
    found = {part: lost / 60 for part, lost in hours.seconds(hours.day_of(SHIFT), has_ideals=True).items()}
    assert found[Part.FAILURE] + found[Part.DELAY] + found[Part.MICRO] == pytest.approx(60)
    assert (found[Part.SETUP], found[Part.PLANNED_STOP], found[Part.SPEED], found[Part.REJECT_TIME]) == pytest.approx(
        (40, 50, 30, 9)
    )


@given(
    st.builds(
        Elements, apt_planned=LENGTH, apt_outside=LENGTH, aust_planned=LENGTH, adet=LENGTH, adot=LENGTH,
        no_data=LENGTH, ideal_s=st.integers(0, 10**6), produced=st.just(10), good=st.integers(0, 10),
    ),
    st.floats(0, 1),
    st.integers(0, 10),
)  # fmt: skip
def test_parts_are_the_waterfall_and_together_all_that_is_between_plan_and_good(e, waiting, first):
    """Whatever of failures is called waiting, and of rejects start-up, nothing is lost twice or forgotten."""
    e = Elements(**e.as_dict() | {"failure": e.adet / 2, "micro": e.adet / 4})
    day = hours.day_of(e, e.failure * waiting, Elements(produced=first, good=0))
    found = hours.seconds(day, has_ideals=True)
    steps = {step.code: -step.seconds for step in waterfall(e) or []}
    assert set(found) == set(TIME)
    assert found[Part.FAILURE] + found[Part.WAITS] == pytest.approx(steps["failure"], abs=1e-3)
    assert found[Part.REJECT_TIME] + found[Part.STARTUP_TIME] == pytest.approx(steps["quality"], abs=1e-3)
    for part, code in ((Part.DELAY, "delay"), (Part.MICRO, "micro"), (Part.SETUP, "setup"), (Part.SPEED, "speed"),
                       (Part.PLANNED_STOP, "adot"), (Part.NO_DATA, "no_data")):  # fmt: skip
        assert found[part] == pytest.approx(steps[code], abs=1e-3)
    assert sum(found.values()) == pytest.approx(day.planned + day.outside - day.good_s, abs=1e-2)


def test_of_lines_in_series_an_hour_is_lost_at_the_busiest():
    """Item A passes lines 1 and 2, item B lines 2 and 3; line 4 has no data."""
    loads = {1: 0.9, 2: 0.8, 3: 0.7}
    a, b = frozenset({1, 2}), frozenset({2, 3, 4})

    def made(ideal_s: float, centers: frozenset[int]) -> Making:
        return Making("x", 1, ideal_s, 0, None, None, None, centers)

    assert worth.slowest_share([made(600, a)], 1, loads) == 1
    assert worth.slowest_share([made(300, a), made(100, b)], 2, loads) == 0.25
    assert worth.slowest_share([made(600, b)], 3, loads) == 0
    assert worth.slowest_share([made(600, frozenset())], 3, loads) == 1
    assert worth.slowest_share([], 3, loads) == 1
    # lines that were as busy as each other: one of them, not both
    assert sum(worth.slowest_share([made(600, a)], at, {1: 0.5, 2: 0.5}) for at in (1, 2)) == 1


def test_start_up_is_what_first_hours_reject_beyond_the_others():
    """100 pieces after set-ups with 16 bad; 900 others with 36 bad, so 4 were to be expected: 12 of 52."""
    one = Day(produced=1000, good=948, first=100, first_bad=16)
    assert hours.run_up_share(one) == pytest.approx(12 / 52)
    assert hours.run_up_share(Day(produced=1000, good=990, first=100, first_bad=0)) == 0
    assert hours.run_up_share(Day(produced=1000, good=990)) is None, "no set-up was seen"
    assert hours.run_up_share(Day(produced=100, good=90, first=100, first_bad=10)) is None, "nothing to compare with"


def test_days_that_are_all_alike_have_no_spread_and_days_without_data_tell_nothing():
    silent = Day(planned=8 * HOUR, no_data=8 * HOUR)
    found = hours.ranges([USUAL] * 6 + [silent] * 9, has_ideals=True)
    assert found[Part.FAILURE] == pytest.approx((6 * 2400, 6 * 2400, 6 * 2400))
    assert hours.best_quarter([USUAL] * 6 + [silent] * 9, Part.FAILURE, has_ideals=True) == pytest.approx(6 * 2400)


def test_the_spread_holds_the_mean_and_grows_with_the_days_differences():
    """Ten days without and ten with an hour's failure: by normal theory 10 h ± 1.96 × 0.5 × √20 = 4.4 h."""
    bad, fine = USUAL._replace(failure=HOUR), USUAL._replace(failure=0.0)
    low, mid, high = (value / HOUR for value in hours.ranges([bad, fine] * 10, has_ideals=True)[Part.FAILURE])
    assert mid == pytest.approx(10)
    assert (low, high) == pytest.approx((5.6, 14.4), abs=1.1)
    assert hours.ranges([bad, fine], has_ideals=True)[Part.FAILURE] == sure(HOUR), "too few days"


def test_the_best_quarter_of_days():
    """Of eight days two lost ten minutes, six an hour: as the two, all would have lost 80 minutes."""
    days = [USUAL._replace(failure=600)] * 2 + [USUAL._replace(failure=3600)] * 6
    assert hours.best_quarter(days, Part.FAILURE, has_ideals=True) == pytest.approx(8 * 600)
    assert hours.best_quarter(days[:4], Part.FAILURE, has_ideals=True) is None


def noodles(price=3000.0, material=1000.0, rejected=18.0, full=None):
    sold = None if price is None else Range(price * 0.9, price, price * 1.1)
    return Making("쌀국수", 600, 18_000, rejected, sold, material, full)


def test_the_margin_of_an_hour():
    """120 pieces an hour at 2,000 won each; 10 % of the price up or down are 36,000 won."""
    assert worth.margin_an_hour([noodles()]) == pytest.approx((204_000, 240_000, 276_000))
    assert worth.margin_an_hour([noodles(), noodles(price=None)]) is None, "half of it is unknown"
    assert worth.margin_an_hour([]) is None


def test_an_hour_is_worth_the_margin_only_where_the_line_waits_for_it():
    margin = sure(240_000.0)
    assert worth.hour_worth(margin, sure(1.0), None).won == sure(240_000)
    assert worth.hour_worth(margin, sure(0.0), 20_000).won == pytest.approx((20_000,) * 3)
    # Half the time: 120,000 + 10,000; surely a quarter of it, at most three.
    assert worth.hour_worth(margin, Range(0.25, 0.5, 0.75), 20_000).won == pytest.approx((75_000, 130_000, 185_000))
    assert worth.hour_worth(None, sure(0.0), 20_000).won is not None, "no margin is needed where nothing hangs on it"
    assert worth.hour_worth(None, sure(0.5), 20_000).why is Why.PRICE
    assert worth.hour_worth(margin, sure(0.5), None).why is Why.WAGE


def test_the_cost_of_time_says_why_its_range_is_so_wide():
    """2 hours at 100,000; regained at 80 % pace; of half the planned time nothing is known."""
    one = worth.hour_worth(sure(100_000.0), sure(1.0), None)
    cost = worth.cost_of_time(sure(2 * HOUR), one, coverage=0.5, pace=0.8, days=True)
    assert cost.won == pytest.approx((160_000, 200_000, 400_000))
    assert cost.because == (Because.DAYS, Because.PACE, Because.COVERAGE)
    faster = worth.cost_of_time(sure(-HOUR), one, coverage=1.0, pace=None, days=True)
    assert faster.won == sure(-100_000), "what ran faster than its ideal cycle is a gain"
    assert worth.cost_of_time(sure(HOUR), worth.Worth(None, why=Why.WAGE), coverage=1, pace=1, days=True).won is None


def test_the_cost_of_goods():
    assert worth.cost_of_goods([noodles(full=1500)], sure(1.0)).won == (18_000, 18_000, 27_000)
    assert worth.cost_of_goods([noodles(material=None)], sure(1.0)).why is Why.COST
    assert worth.cost_of_goods([noodles(material=None, rejected=0)], sure(1.0)).won == sure(0), "nothing was rejected"


def test_first_tasks_are_sure_losses_that_days_show_can_be_less_and_that_nobody_works_on():
    def one(pk, part, kind, low, mid, gain, place=1):
        return Candidate(pk, part, place, kind, low, mid, gain)

    found = [
        one(1, Part.FAILURE, "breakdown", 10, 100, 60), one(2, Part.SETUP, "setup", 10, 100, 80),
        one(3, Part.MICRO, "minor_stop", 0, 500, 400), one(4, Part.DELAY, "waiting", 5, 90, None),
        one(5, Part.LATE, "delivery", 70, 90, None, None), one(6, Part.PLANNED_STOP, "other", 50, 90, 90),
        one(7, Part.SPEED, "speed", None, None, None), one(8, Part.REJECT_TIME, "defect", 5, 30, 50),
        one(9, Part.REJECT_GOODS, "defect", 5, 30, 20), one(10, Part.FAILURE, "breakdown", 10, 100, 95, 2),
    ]  # fmt: skip
    assert [row.id for row in chances.first_tasks(found, {("breakdown", 2)})] == [2, 5, 1, 8]


def test_the_picture_hangs_losses_between_totals_and_escapes_names():
    steps = [
        picture.Step("May", 100, "100", is_total=True), picture.Step("<b>", 30, "30"), picture.Step("gain", -10, "-10"),
        picture.Step("is", 80, "80", is_total=True),
    ]  # fmt: skip
    svg = picture.waterfall("Losses", steps)
    assert "&lt;b&gt;" in svg
    assert "<b>" not in svg
    assert picture._levels(steps) == [(0, 100), (100, 70), (70, 80), (0, 80)]
