"""Whether a gain has held, what it is worth, how many days it takes to find; and the record of definitions."""

import random
from decimal import Decimal
from math import sqrt

import pytest

from dure.mentoring.effects import (
    DEFINITIONS,
    Code,
    Days,
    Estimate,
    Formula,
    Held,
    Part,
    Season,
    Shape,
    Sustained,
    TooLittle,
    detectable,
    enough,
    estimate,
    part_of,
    saving,
    squares,
    sustained,
    versions_of,
)
from dure.mentoring.effects.definitions import NEWEST
from dure.mentoring.effects.design import cut
from dure.mentoring.effects.lasting import verdict as verdict_of
from dure.mentoring.effects.likeness import Fit
from dure.mentoring.effects.power import _error
from dure.mentoring.effects.stepping import Step, step
from dure.performance.elements import Elements
from dure.performance.kpis import BY_CODE, evaluate

CHANGE = 60


def line(first: float, late: float, days: int = CHANGE + 90, size: float = 1.0) -> dict[int, float]:
    """50, then 50 + first for thirty days, then 50 + late."""
    luck = random.Random(18)
    gain = {day: 0.0 if day < CHANGE else first if day < CHANGE + 30 else late for day in range(days)}
    return {day: 50 + gain[day] + luck.gauss(0, size) for day in range(days)}


def held(days: Days, at: int = 90, **given: object) -> Sustained:
    found = sustained(days, CHANGE, at, **given)  # type: ignore[arg-type]
    assert isinstance(found, Sustained)
    return found


@pytest.mark.parametrize(
    ("first", "late", "size", "verdict"),
    [
        (5, 5, 1, Held.HELD),
        (5, 6, 1, Held.HELD),
        (5, 2, 1, Held.SHRUNK),
        (5, 0, 1, Held.LOST),
        (5, -5, 1, Held.LOST),
        (0, 0, 1, Held.NO_GAIN),
        (-5, -5, 1, Held.HELD),
    ],
)
def test_ninety_days_later(first: float, late: float, size: float, verdict: Held):
    found = held(line(first, late, size=size))
    assert found.verdict == verdict
    assert found.low < late < found.high


def about(effect: float, reach: float) -> Step:
    return Step(effect, effect - reach, effect + reach, reach / 2, 0.0)


@pytest.mark.parametrize(
    ("first", "gain", "since", "verdict"),
    [
        # Whether the gain now is less by half, and whether that is clear.
        (about(8, 5), about(3, 5), about(-5, 6), Held.UNCLEAR),
        (about(8, 5), about(3, 2), about(-5, 6), Held.UNCLEAR),
        (about(8, 5), about(5, 4), about(-3, 6), Held.HELD),
        (about(8, 1), about(7, 1), about(-1, 0.5), Held.HELD),
        (about(8, 1), about(6, 1), about(-2, 0.5), Held.SHRUNK),
        (about(8, 5), about(1, 5), about(-7, 6), Held.LOST),
        (about(2, 5), about(1, 5), about(-1, 6), Held.NO_GAIN),
        (about(2, 5), about(6, 5), about(4, 6), Held.HELD),
        (about(8, 5), about(3, 5), None, Held.UNCLEAR),
    ],
)
def test_verdicts(first: Step, gain: Step, since: Step | None, verdict: Held):
    assert verdict_of(first, gain, since, None) == verdict


def test_thirty_days_later_it_is_the_first_gain():
    found = held(line(5, 5), at=30)
    assert (found.verdict, found.since, found.share) == (Held.HELD, None, 1.0)
    assert found.gain == found.first
    assert (found.n_before, found.n_around) == (60, 30)


def test_half_a_year_later():
    found = held(line(5, 2, days=CHANGE + 180), at=180)
    assert (found.verdict, found.n_around) == (Held.SHRUNK, 60)
    assert found.share == pytest.approx(0.4, abs=0.15)


def test_the_wrong_way_isnt_a_gain():
    assert held(line(5, 5), is_lower_better=True).verdict == Held.WORSE
    assert held(line(5, 5), is_lower_better=False).verdict == Held.HELD


def test_what_else_happened_meanwhile():
    found = held(line(5, 5), events=(CHANGE - 1, CHANGE + 40, CHANGE + 89))
    assert [(one.code, one.figures) for one in found.warnings] == [(Code.EVENTS, {"count": 2, "nearest": 40})]


def test_what_is_divided_by_moved_meanwhile():
    parts = {day: Part(4000.0 + value, 80.0 - 8 * (day >= CHANGE + 40)) for day, value in line(0, 0).items()}
    days = {day: part.numerator / part.denominator for day, part in parts.items()}
    found = held(days, parts=parts, versions=((0, "a.1"), (CHANGE + 60, "a.2")))
    assert {one.code for one in found.warnings} == {Code.DENOMINATOR, Code.DEFINITION}


@pytest.mark.parametrize(("at", "around"), [(30, 30), (90, 45)])
def test_ages_begin_where_the_days_to_get_used_to_it_end(at, around):
    days = {day: 50.0 + (day >= CHANGE) * 5 + random.Random(day).gauss(0, 1) for day in range(CHANGE + 125)}
    found = held(days, at=at, settle=30, events=(CHANGE + at + 29, CHANGE + at + 30))
    assert (found.verdict, found.n_around) == (Held.HELD, around)
    assert [one.figures["count"] for one in found.warnings] == [1]


def test_not_yet():
    assert sustained(line(5, 5, days=CHANGE + 50), CHANGE, 90) == TooLittle(60, 5, 8, 8)


def found_of(effect: float, low: float, high: float) -> Estimate:
    days = {day: float(day % 2) for day in range(40)}
    found = estimate(days, change=20)
    assert isinstance(found, Estimate)
    names = {name: getattr(found, name) for name in Estimate.__slots__}
    return Estimate(**names | {"effect": effect, "low": low, "high": high})


def test_saving_by_hand():
    # Scrap falls by 2 points of 1,200 pieces a day at 350 won: 8,400 won a day; less 500 for running it, 250 days.
    formula = Formula(Decimal(1200), Decimal(350), Decimal(250), is_lower_better=True, won_per_day=Decimal(500))
    found = saving(found_of(-0.02, -0.03, -0.01), formula, cost_won=1_000_000)
    assert (found.won, found.low_won, found.high_won) == (1_975_000, 925_000, 3_025_000)
    assert found.text == "(0.02 × 1,200 × 350 − 500) × 250 = 1,975,000"
    assert found.is_clear
    # 1,000,000 ÷ 7,900 a day = 126.6.
    assert found.payback_days == 127


def test_a_saving_that_may_be_none():
    formula = Formula(Decimal(1), Decimal(20_000), Decimal(20), is_lower_better=False)
    found = saving(found_of(-0.5, -1.5, 0.5), formula, cost_won=100)
    assert (found.won, found.low_won, found.high_won) == (-200_000, -600_000, 200_000)
    assert not found.is_clear
    assert found.payback_days is None
    assert found.text == "−0.5 × 1 × 20,000 × 20 = −200,000"


def test_error_of_a_difference_of_independent_days():
    known = Fit((squares.Part(0.0, 1.0, 0.0, 1.0, 3.0, 0.0),), (1.0,), 28)
    error = _error(dict.fromkeys(range(30), 0.0), 20, 1, known, Season.NONE)
    assert error == pytest.approx(3 * sqrt(1 / 30 + 1 / 20))


def test_days_that_are_enough():
    luck = random.Random(5)
    before = {day: luck.gauss(0, 3) for day in range(60)}
    least = detectable(before, 30)
    assert least is not None
    # Independent days of scatter 3: 2.80 · 3 · √(1/60 + 1/30) = 1.88.
    assert least == pytest.approx(1.88, rel=0.3)
    days = enough(before, 2.0)
    assert days is not None
    ends = detectable(before, days - 1), detectable(before, days)
    assert None not in ends
    assert ends[1] <= 2.0 < ends[0]
    assert enough(before, 0.1) is None
    assert detectable(before, 3) is None
    assert enough({1: 1.0, 2: 2.0}, 1.0) is None


def test_what_is_said_to_be_detectable_is_found_in_four_of_five_cases():
    luck, found = random.Random(6), 0
    for _run in range(150):
        days = {day: luck.gauss(0, 1) for day in range(70)}
        least = detectable({day: luck.gauss(0, 1) for day in range(50)}, 20)
        assert least is not None
        sides = cut({day: value + least * (day >= 50) for day, value in days.items()}, 50, 0)
        told = step(sides, Shape.LEVEL, True, None, 0.95)
        found += told is not None and told.is_clear
    assert 0.65 <= found / 150 <= 0.9


def some(luck: random.Random) -> Elements:
    """A day's elements, all of them above nought."""
    times = {name: luck.uniform(600, 20_000) for name in ("apt_planned", "apt_outside", "aust_planned", "adet", "adot")}
    made = Decimal(luck.randint(100, 900))
    return Elements(
        **times, aoet=luck.uniform(20_000, 40_000), failure=luck.uniform(60, 600), failures=luck.randint(0, 4),
        rest=1800.0, produced=made, good=made - 7, reject=Decimal(5), automatic=made - 20, ideal_s=made * 20,
    )  # fmt: skip


def test_definitions_are_those_of_the_kpis():
    """Numerator ÷ denominator is the KPI, and its formula is the one written down: who changes one adds a version."""
    assert {one.code for one in DEFINITIONS} == set(BY_CODE)
    luck = random.Random(3)
    for code, kpi in BY_CODE.items():
        assert NEWEST[code].formula == kpi.formula
        for _day in range(5):
            elements = some(luck)
            part = part_of(code, elements)
            assert part is not None
            assert part.numerator / part.denominator == pytest.approx(evaluate(kpi, [elements]).value), code
    assert part_of("availability", Elements()) is None


def test_versions_rise_and_begin_later():
    for code in BY_CODE:
        ours = [one for one in DEFINITIONS if one.code == code]
        assert [one.version for one in ours] == list(range(1, len(ours) + 1))
        assert [day for day, _name in versions_of(code)] == sorted({one.since for one in ours})
    assert versions_of("oee") == ((0, "oee.1"),)
