"""Before and after against published series, against matrices written out, and against figures done by hand."""

import random
from datetime import date
from math import log, pi, sqrt

import numpy as np
import pytest
from scipy import stats

from dure.mentoring.effects import Code, Days, Estimate, Method, Season, Shape, TooLittle, estimate
from dure.mentoring.effects.design import Sides, cut, has_weekdays, step_rows
from dure.mentoring.effects.likeness import fit, t_below
from dure.mentoring.effects.squares import part_at, products
from dure.quality.spc import distributions

# Luteinizing hormone in blood, every ten minutes (Diggle 1990, Time Series, table A.1; R's data set lh).
LH = (
    2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2,
    2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3,
    2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3.0, 2.9,
)  # fmt: skip
# Packs of cigarettes sold a head in California, 1970 to 2000; Proposition 99 from 1989 (Abadie, Diamond, Hainmueller
# 2010, J Am Stat Assoc 105:493; the example of itsa, Linden 2015, Stata Journal 15:480).
PACKS = (
    123.0, 121.0, 123.5, 124.4, 126.7, 127.1, 128.0, 126.4, 126.1, 121.9, 120.2, 118.6, 115.4, 110.8, 104.8, 102.8,
    99.7, 97.5, 90.1, 82.4, 77.8, 68.7, 67.5, 63.4, 58.6, 56.4, 54.5, 53.8, 52.3, 47.2, 41.6,
)  # fmt: skip
CALIFORNIA = {1970 + at: value for at, value in enumerate(PACKS)}


def made(n: int, seed: int, rho: float = 0.0) -> list[float]:
    luck = random.Random(seed)
    error, errors = luck.gauss(0, 1), []
    for _day in range(n):
        errors.append(error)
        error = rho * error + sqrt(1 - rho * rho) * luck.gauss(0, 1)
    return errors


def told(days: Days, change: int, **given: object) -> Estimate:
    found = estimate(days, change=change, **given)  # type: ignore[arg-type]
    assert isinstance(found, Estimate)
    return found


def test_published_autoregression():
    """arima(lh, order = c(1, 0, 0)) in R: ar1 0.5739, intercept 2.4133 (s.e. 0.1466, by a numeric Hessian), σ² 0.1975,
    log likelihood −29.38."""
    n, rho = len(LH), 0.5739
    part = part_at(rho, products(range(n), [[1.0, value] for value in LH]))
    assert part is not None
    squares = part.spread**2 * (n - 1) / n
    assert part.centre == pytest.approx(2.4133, abs=1e-4)
    assert sqrt(squares) * part.unit == pytest.approx(0.1466, abs=2e-4)
    assert squares * (1 - rho**2) == pytest.approx(0.1975, abs=1e-4)
    likelihood = -n / 2 * (log(2 * pi * squares) + 1) - (n - 1) / 2 * log(1 - rho**2)
    assert likelihood == pytest.approx(-29.38, abs=5e-3)


@pytest.mark.parametrize(
    ("asked", "coefficient", "error"),
    # lm(cigsale ~ time + tax_dummy + tax_trend): as published with the data by many who teach with them.
    [("trend", -1.7795, 0.2170), ("step", -20.0581, 3.7471), ("slope", -1.4947, 0.4846)],
)
def test_published_interrupted_series(asked: str, coefficient: float, error: float):
    rows = []
    for year, value in CALIFORNIA.items():
        after = float(year >= 1989)
        columns = {"trend": year - 1989.0, "step": after, "slope": after * (year - 1989)}
        rows.append([1.0, *(columns[name] for name in columns if name != asked), columns[asked], value])
    part = part_at(0.0, products(list(CALIFORNIA), rows))
    assert part is not None
    assert part.centre == pytest.approx(coefficient, abs=5e-5)
    assert part.scale == pytest.approx(error, abs=5e-5)


def test_slopes_ask_how_far_the_days_after_lie_from_the_line_before():
    """Drawn on from 1970–1988, California lies 28.28 packs lower on average: published with the same data."""
    sides = cut(CALIFORNIA, 1989, 0)
    part = part_at(0.0, products(sides.days, step_rows(sides, Shape.SLOPES, False, None)))
    assert part is not None
    assert part.centre == pytest.approx(-28.28, abs=5e-3)


def test_california_as_told():
    """Level against level it would be 60.4 − 116.2, and most of that was on its way: said so. With slopes the published
    figure lies in the interval, which likeness makes wider than least squares do (± 2.05 · 4.3)."""
    level = told(CALIFORNIA, 1989, season=Season.NONE)
    assert (level.before, level.after) == (pytest.approx(116.2, abs=0.1), pytest.approx(60.35, abs=0.1))
    assert (level.n_before, level.n_after, level.shape, level.method) == (19, 12, Shape.LEVEL, Method.SERIES)
    slopes = told(CALIFORNIA, 1989, season=Season.NONE, shape=Shape.SLOPES)
    assert slopes.low < -28.28 < slopes.high
    assert slopes.high - slopes.low > 2 * 2.05 * 4.3
    assert slopes.expected == pytest.approx(slopes.after - slopes.effect)


def test_generalised_least_squares_against_matrices():
    """β = (X'V⁻¹X)⁻¹X'V⁻¹y with V written out for missing days and a scatter of its own after the change."""
    days = [0, 1, 2, 5, 6, 8, 9, 10, 13, 14, 15, 16, 18, 19, 20, 22, 23]
    errors = made(len(days), 4)
    sides = Sides(
        {day: e for day, e in zip(days, errors, strict=True) if day < 12},
        {day: 2 + e for day, e in zip(days, errors, strict=True) if day >= 12},
        12,
    )
    rho, uneven = 0.45, 1.7
    rows = np.array(step_rows(sides, Shape.SLOPES, True, None))
    x, y, at = rows[:, :-1], rows[:, -1], np.array(days)
    scatter = np.where(at >= 12, uneven, 1.0)
    v = rho ** np.abs(at[:, None] - at[None, :]) * scatter[:, None] * scatter[None, :]
    information = x.T @ np.linalg.inv(v) @ x
    beta = np.linalg.solve(information, x.T @ np.linalg.inv(v) @ y)
    rest = (y - x @ beta) @ np.linalg.inv(v) @ (y - x @ beta)
    freedom = len(days) - x.shape[1]
    part = part_at(rho, products(days, rows.tolist(), 12), uneven)
    assert part is not None
    assert part.centre == pytest.approx(beta[-1])
    assert part.spread == pytest.approx(sqrt(rest / freedom))
    assert part.unit == pytest.approx(sqrt(np.linalg.inv(information)[-1, -1]))
    residual = -np.linalg.slogdet(v)[1] / 2 - np.linalg.slogdet(information)[1] / 2 - freedom / 2 * log(rest)
    assert part.likelihood == pytest.approx(residual)


@pytest.mark.parametrize(("before", "after", "rho"), [(20, 15, 0.5), (60, 20, 0.0), (100, 40, 0.6)])
def test_the_interval_against_a_fine_grid(before: int, after: int, rho: float):
    """The same mixture over 200 × 61 values of ρ and φ, with scipy's t distribution."""
    days = dict(enumerate(made(before + after, before, rho)))
    sides = cut(days, before, 0)
    rows = step_rows(sides, Shape.LEVEL, False, None)
    sums = products(sides.days, rows, before)
    terms = []
    for scale in np.linspace(-1.5, 1.5, 61):
        for fisher in np.linspace(-0.6, 2.2, 200):
            part = part_at(float(np.tanh(fisher)), sums, float(np.exp(scale)))
            assert part is not None
            weight = 0.5 * log(1 - np.tanh(fisher) ** 2) - 0.5 * scale**2
            terms.append((part.likelihood + weight, part.centre, part.scale))
    heights, centres, scales = np.array(terms).T
    shares = np.exp(heights - heights.max())
    shares /= shares.sum()
    told_by = fit(sides.days, rows, before)
    assert told_by is not None
    low, high = told_by.interval(0.95)
    below = [float(shares @ stats.t.cdf((x - centres) / scales, before + after - 2)) for x in (low, high)]
    assert below == [pytest.approx(0.025, abs=0.003), pytest.approx(0.975, abs=0.003)]


def test_t_distribution():
    for freedom in (6, 10, 33, 200):
        for x in (-4.0, -2.1, -0.3, 0.0, 1.0, 2.5, 6.0):
            assert t_below(x, freedom) == pytest.approx(distributions.t_below(x, freedom), abs=2e-5)


def test_what_everybody_had_falls_out_against_the_control():
    errors = made(120, 7)
    control = {day: 70 + 5 * (day >= 60) + errors[day] for day in range(90)}
    days = {day: 20 + value + errors[day + 30] / 2 for day, value in control.items()}
    alone, beside = told(days, 60), told(days, 60, control=control)
    assert alone.is_clear
    assert not beside.is_clear
    assert (beside.method, beside.before) == (Method.CONTROL, alone.before)
    assert beside.after - beside.expected == pytest.approx(beside.effect)


def test_weekdays_have_levels_of_their_own():
    monday = date(2026, 3, 2).toordinal()
    errors = made(70, 3)
    # Mondays after a change of 2 weigh more than before it: 5 weeks, Saturdays only before.
    days = {
        monday + at: 10 + 8 * (at % 7 == 0) + 2 * (at >= 42) + errors[at] / 10
        for at in range(70)
        if at % 7 != 6 and (at < 42 or at % 7 != 5)
    }
    found = told(days, monday + 42)
    assert found.has_weekdays
    assert found.effect == pytest.approx(2, abs=0.1)
    flat = told(days, monday + 42, season=Season.NONE)
    assert not flat.has_weekdays
    assert flat.high - flat.low > 5 * (found.high - found.low)


def test_days_weigh_by_what_they_were_divided_by():
    """A day of hardly any pieces has a ratio that says nothing."""
    weights = {day: 1.0 if day % 5 == 0 else 400.0 for day in range(60)}
    errors = made(60, 9)
    days = {day: 0.05 - 0.02 * (day >= 40) + errors[day] * 0.1 / sqrt(weights[day]) for day in range(60)}
    heavy, even = told(days, 40, weights=weights), told(days, 40)
    assert heavy.low < -0.02 < heavy.high
    assert heavy.is_clear
    assert heavy.high - heavy.low < (even.high - even.low) / 3
    total = sum(weights[day] * days[day] for day in range(40)) / sum(weights[day] for day in range(40))
    assert heavy.before == pytest.approx(total)
    assert told(days, 40, weights=weights | {3: 0.0}).n_before == 39


def test_days_of_settling_are_left_out():
    days = {day: 10.0 + day % 3 + 5 * (day >= 30) - 20 * (30 <= day < 33) for day in range(60)}
    assert told(days, 30, settle=3).n_after == 27
    assert told(days, 30, settle=3).effect == pytest.approx(5, abs=0.3)


def test_slopes_where_both_sides_are_long():
    errors = made(140, 5)
    days = {day: 0.1 * day + 3 * (day >= 70) + errors[day] for day in range(140)}
    found = told(days, 70)
    assert found.shape == Shape.SLOPES
    assert found.low < 3 < found.high
    assert found.warning(Code.TREND_BEFORE) is None
    assert told({day: days[day] for day in range(120)}, 70).shape == Shape.LEVEL


def test_too_few_days_say_so():
    days = dict(enumerate(made(47, 1)))
    assert estimate(days, change=40) == TooLittle(40, 7, 8, 8)
    assert estimate(days, change=20, control=dict.fromkeys(range(24), 0.0)) == TooLittle(20, 4, 8, 8)


def test_days_that_never_scatter():
    same = told(dict.fromkeys(range(40), 0.1), 20)
    assert (same.effect, same.low, same.high, same.is_clear) == (0.0, 0.0, 0.0, False)
    stepped = told({day: 0.1 + 0.2 * (day >= 20) for day in range(40)}, 20)
    assert stepped.effect == pytest.approx(0.2)
    assert stepped.is_clear


@pytest.mark.parametrize(("unit", "level"), [(1.0, 1e7), (1e9, 0.0), (-1e-6, 0.02)])
def test_another_unit_is_the_same_effect(unit: float, level: float):
    errors = made(60, 11, 0.4)
    plain = told({day: error + (day >= 40) for day, error in enumerate(errors)}, 40)
    other = told({day: level + unit * (error + (day >= 40)) for day, error in enumerate(errors)}, 40)
    assert other.effect == pytest.approx(unit * plain.effect, rel=1e-6)
    assert sorted((other.low, other.high)) == pytest.approx(sorted((unit * plain.low, unit * plain.high)), rel=1e-5)
    assert other.likeness == pytest.approx(plain.likeness, abs=1e-6)


def test_weekdays_that_only_one_side_has():
    """Before it was worked on weekdays, after on Saturdays only: nothing tells a Saturday from the change."""
    errors = made(70, 8)
    days = {day: errors[day] + 4 * (day % 7 == 6) for day in range(70) if (day % 7 == 6) == (day >= 14)}
    found = told(days, 14)
    assert not found.has_weekdays
    assert found.low < 4 < found.high


def test_weekdays_only_where_there_are_days_enough():
    short = cut(dict(enumerate(made(27, 1))), 15, 0)
    assert not has_weekdays(short, Season.AUTO)
    assert has_weekdays(short, Season.WEEKDAY)
