"""What is said against an estimate: each warning set off on purpose, and silent where there is no cause."""

import random
from collections.abc import Mapping
from math import sqrt

import pytest

from dure.mentoring.effects import Caution, Code, Days, Estimate, Part, estimate, split


def noise(seed: int, n: int, rho: float = 0.0, size: float = 1.0) -> list[float]:
    luck = random.Random(seed)
    error, errors = luck.gauss(0, 1), []
    for _day in range(n):
        errors.append(size * error)
        error = rho * error + sqrt(1 - rho * rho) * luck.gauss(0, 1)
    return errors


def told(days: Days, change: int = 60, **given: object) -> Estimate:
    found = estimate(days, change=change, **given)  # type: ignore[arg-type]
    assert isinstance(found, Estimate)
    return found


def warning(found: Estimate, code: Code) -> Mapping[str, float]:
    caution = found.warning(code)
    assert isinstance(caution, Caution)
    return caution.figures


PLAIN = {day: 50 + error - 3 * (day >= 60) for day, error in enumerate(noise(1, 100))}


def test_nothing_is_said_of_a_plain_series():
    found = told(PLAIN, versions=((0, "scrap.1"),), events=(300,))
    assert found.warnings == ()
    assert found.low < -3 < found.high < 0


def test_few_days_tell_what_could_have_been_found():
    short = {day: value for day, value in PLAIN.items() if 45 <= day < 70}
    figures = warning(told(short), Code.FEW_DAYS)
    assert (figures["days_before"], figures["days_after"]) == (15, 10)
    # Independent days of scatter 1: 2.80 · √(1/15 + 1/10) = 1.14; what isn't known of likeness makes it more.
    assert 0.9 < figures["detectable"] < 2.3


def test_a_bad_stretch_called_for_the_change():
    """Nothing was changed, but somebody acted when it had been bad for a fortnight: the rest is the way back."""
    days = {day: 50 + error + 3 * (46 <= day < 60) for day, error in enumerate(noise(2, 100))}
    figures = warning(told(days), Code.REGRESSION)
    assert figures["days"] == 14
    assert figures["stretch"] - figures["earlier"] == pytest.approx(3, abs=1)
    assert figures["low"] < 0 < figures["high"]
    # Where the change goes the same way as the stretch, nothing came back by itself.
    on_its_way = {day: value + 6 * (day >= 60) for day, value in days.items()}
    assert told(on_its_way).warning(Code.REGRESSION) is None


def test_already_on_its_way():
    """It fell by 0.1 a day before and goes on doing so: level against level it is lower, drawn on it isn't."""
    days = {day: 50 - 0.1 * day + error for day, error in enumerate(noise(13, 100))}
    found = told(days)
    assert found.effect < -1.5
    figures = warning(found, Code.TREND_BEFORE)
    assert figures["low"] < -0.1 < figures["high"] < 0
    assert figures["effect_low"] < 0 < figures["effect_high"]


def test_line_and_control_drifted_apart_before():
    control = {day: 20 + error for day, error in enumerate(noise(4, 100))}
    days = {day: value + 0.1 * day + PLAIN[day] for day, value in control.items()}
    found = told(days, control=control)
    assert found.warning(Code.TREND_BEFORE) is None
    assert warning(found, Code.CONTROL_UNLIKE)["slope"] == pytest.approx(0.1, abs=0.03)


def test_few_days_of_the_control():
    control = dict.fromkeys(range(0, 100, 3), 20.0)
    assert warning(told(PLAIN, control=control), Code.CONTROL_FEW)["days"] == 66


def test_one_day_carries_it():
    flat = dict(enumerate(noise(5, 85)))
    days = flat | {70: 40.0}
    figures = warning(told(days), Code.OUTLIER)
    assert (figures["day"], figures["value"]) == (70, 40.0)
    assert abs(figures["effect"]) < 1
    assert told(flat).warning(Code.OUTLIER) is None


def test_days_scatter_otherwise_after():
    days = {day: error * (4 if day >= 60 else 1) for day, error in enumerate(noise(6, 100))}
    assert warning(told(days), Code.SPREAD)["ratio"] == pytest.approx(4, rel=0.35)


def test_days_so_alike_that_they_tell_little():
    figures = warning(told(dict(enumerate(noise(7, 100, rho=0.97)))), Code.SLOW)
    assert figures["likeness"] > 0.8
    assert figures["worth"] < 12


def test_a_definition_that_changed_in_the_window():
    figures = warning(told(PLAIN, versions=((0, "scrap.1"), (62, "scrap.2"))), Code.DEFINITION)
    assert (figures["day"], figures["versions"]) == (62, 2)
    assert told(PLAIN, versions=((-90, "scrap.1"), (-5, "scrap.2"))).warning(Code.DEFINITION) is None
    # Two names for days that were left out settle nothing.
    assert told(PLAIN, settle=5, versions=((60, "x"), (61, "x"))).warning(Code.DEFINITION) is None


def test_other_events_in_the_window():
    figures = warning(told(PLAIN, events=(-40, 20, 63, 400)), Code.EVENTS)
    assert (figures["count"], figures["nearest"]) == (2, 3)


# ISO 22400's availability: APT ÷ PBT, in minutes.
WORKED = [(380 + 10 * error, 480.0) for error in noise(8, 100)]


def availability(parts: Mapping[int, Part]) -> dict[int, float]:
    return {day: part.numerator / part.denominator for day, part in parts.items()}


def test_a_denominator_changed_on_purpose():
    """An hour of cleaning a day is planned out of the planned time: availability rises, and nothing got better."""
    parts = {day: Part(apt, pbt - 60 * (day >= 60)) for day, (apt, pbt) in enumerate(WORKED)}
    found = told(availability(parts), parts=parts)
    assert found.low > 0
    figures = warning(found, Code.DENOMINATOR)
    assert (figures["before"], figures["after"]) == (480, 420)
    assert figures["share"] == pytest.approx(1, abs=0.15)


def test_a_denominator_that_stayed():
    parts = {day: Part(apt + 40 * (day >= 60), pbt) for day, (apt, pbt) in enumerate(WORKED)}
    found = told(availability(parts), parts=parts)
    assert found.low > 0
    assert found.warning(Code.DENOMINATOR) is None


def test_a_denominator_that_scatters_isnt_told():
    """Fifty plants whose planned time differs from day to day, the gain being real: seldom told."""
    flagged = 0
    for seed in range(50):
        planned = noise(1000 + seed, 60, rho=0.3, size=40)
        parts = {
            day: Part((480 + pbt) * (0.75 + 0.05 * (day >= 40)) + error, 480 + pbt)
            for day, (pbt, error) in enumerate(zip(planned, noise(seed, 60, size=10), strict=True))
        }
        flagged += told(availability(parts), 40, parts=parts).warning(Code.DENOMINATOR) is not None
    assert flagged <= 5


def test_a_ratio_taken_apart_by_hand():
    # 10/100 → 6/80: −0.025. From the numerator −4 · (1/100 + 1/80)/2 = −0.045, from the denominator
    # (1/80 − 1/100) · (10 + 6)/2 = +0.02.
    found = split([Part(9, 90), Part(11, 110)], [Part(6, 80)])
    assert found is not None
    assert (found.before, found.after) == (pytest.approx(0.1), pytest.approx(0.075))
    assert (found.from_numerator, found.from_denominator) == (pytest.approx(-0.045), pytest.approx(0.02))
    assert found.change == pytest.approx(found.from_numerator + found.from_denominator)
    assert found.share == pytest.approx(0.02 / 0.065)
    assert split([Part(1, 0)], [Part(1, 1)]) is None
