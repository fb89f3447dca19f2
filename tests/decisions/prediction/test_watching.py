"""A watched signal: calm time, gaps, odd values, one alarm for one change, a state that can be kept."""

import json
from math import inf, nan
from random import Random

import pytest

from dure.decisions.prediction.budget import chart
from dure.decisions.prediction.calm import Calm, calm_of
from dure.decisions.prediction.charts import Cusum, Ewma, PageHinkley
from dure.decisions.prediction.watching import (
    Alarm,
    State,
    Watch,
    at_time,
    begin,
    next_state,
    watch_from,
    watch_json,
)
from dure.kernel.errors import Invalid

MINUTE = 60_000_000
PLAIN = Calm(10.0, 2.0, 0.0, 2.0, 100)
Rows = list[tuple[int, float | None]]


def played(watch: Watch, rows: Rows, state: State | None = None) -> tuple[State, list[Alarm]]:
    state, found = state or begin(watch), []
    for moment, value in rows:
        state, alarm = next_state(watch, state, moment, value)
        found += [alarm] if alarm else []
    return state, found


def by_minute(values: list[float | None]) -> Rows:
    return [(at * MINUTE, value) for at, value in enumerate(values)]


def test_calm_time_by_hand() -> None:
    """1 to 31: mean and median 16, deviation √(31² - 1)/12 · 31/30, median deviation 8."""
    values = [float(one) for one in range(1, 32)]
    plain = calm_of(values, is_robust=False, has_memory=False)
    assert (plain.centre, plain.spread, plain.count) == (16, pytest.approx(82.666666667**0.5), 31)
    assert calm_of(values, has_memory=False).spread == pytest.approx(1.4826 * 8)


def test_trouble_in_the_calm_time_does_no_harm() -> None:
    chance = Random(1)
    values = [chance.gauss(50, 3) for _ in range(500)]
    with_trouble = values[:450] + [500.0] * 50
    assert calm_of(with_trouble).centre == pytest.approx(50, abs=1)
    assert calm_of(with_trouble, has_memory=False).spread == pytest.approx(3, rel=0.2)
    assert calm_of(with_trouble, is_robust=False).spread > 100


def test_memory_and_noise_of_an_autoregression() -> None:
    """Memory 0.8, noise 1: spread 1 / 0.6."""
    chance = Random(2)
    value, values = 0.0, list[float | None]()
    for at in range(20_000):
        value = 0.8 * value + chance.gauss(0, 1)
        values.append(None if at % 50 == 0 else 100 + value)
    found = calm_of(values)
    assert (found.memory, found.noise, found.spread) == pytest.approx((0.8, 1.0, 1 / 0.6), rel=0.05)


def test_residual_after_a_gap() -> None:
    """Memory 0.5, noise 3: a gap of two periods leaves 0.25, and √(3² · (1 + 0.25)) of noise."""
    calm = Calm(0.0, 12**0.5, 0.5, 3.0, 100)
    assert calm.residual(5.0, 4.0) == pytest.approx(1.0)
    assert calm.residual(5.0, 4.0, 2) == pytest.approx(4.0 / (9 * 1.25) ** 0.5)
    assert calm.residual(5.0, None) == pytest.approx(5.0 / 12**0.5)


@pytest.mark.parametrize(
    ("values", "said"),
    [([1.0] * 10, "needs 30 values; there are 10"), ([5.0] * 40, "All 40 values"), ([nan, None, inf] * 20, "are 0")],
)
def test_calm_time_that_tells_nothing(values: list[float | None], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        calm_of(values)


def test_one_change_is_one_alarm_and_the_new_level_is_learnt() -> None:
    """Two spreads up from the 30th minute on. CUSUM 0.5 / 5 by hand: 1.5 a minute, over 5 at the fourth."""
    watch = Watch(PLAIN, Cusum(0.5, 5.0), MINUTE, learn=10)
    state, found = played(watch, by_minute([10.0] * 30 + [14.0] * 60))
    assert [(one.at_us, one.since_us, one.size, one.level) for one in found] == [(34 * MINUTE, 30 * MINUTE, 4.0, 10.0)]
    assert found[0].is_up
    assert state.centre == 14.0
    _, back = played(watch, [((90 + at) * MINUTE, 10.0) for at in range(20)], state)
    assert [one.is_up for one in back] == [False]
    assert 13.5 < back[0].level < 14.0


def test_a_level_learnt_from_few_values_keeps_to_the_budget() -> None:
    """Normal values at another level than the calm time's: one alarm for that, then one in about 465 values. Held
    against the mean of 20 values as if that were certain there would be nearly twice as many."""
    chance = Random(6)
    watch = Watch(Calm(0.0, 1.0, 0.0, 1.0, 100), Cusum(0.5, 5.0), MINUTE, clip=9.0, learn=20)
    _, found = played(watch, by_minute([5.0 + chance.gauss(0, 1) for _ in range(200_000)]))
    assert len(found) == pytest.approx(200_000 / (465 + 20), rel=0.12)


def test_without_learning_it_says_so_again() -> None:
    watch = Watch(PLAIN, Cusum(0.5, 5.0), MINUTE, learn=0)
    _, found = played(watch, by_minute([14.0] * 13))
    assert [one.at_us // MINUTE for one in found] == [4, 8, 12]


def test_one_odd_value_is_no_change() -> None:
    watch = Watch(PLAIN, Cusum(0.5, 5.0), MINUTE)
    values: list[float | None] = [10.0] * 50
    values[20] = 1e9
    assert played(watch, by_minute(values))[1] == []


def test_missing_late_and_irregular_values() -> None:
    """Four values in a minute count once, by their mean; none, NaN and late ones are counted as missing."""
    watch = Watch(PLAIN, Ewma(1.0, 3.0), MINUTE)
    rows: Rows = [(0, 20.0), (1, 0.0), (2, 10.0), (3, 10.0), (MINUTE, None), (9 * MINUTE, nan), (10 * MINUTE, 10.0)]
    state, found = played(watch, [*rows, (9 * MINUTE, 99.0), (11 * MINUTE, 10.0)])
    assert (found, state.missing, state.before, state.before_period) == ([], 3, 10.0, 10)
    assert state.sums.count == 2


def test_passing_time_closes_a_period() -> None:
    """The alarm does not wait for the next value; a value that comes for the closed minute is late."""
    watch = Watch(PLAIN, Ewma(1.0, 3.0), MINUTE)
    state, _ = played(watch, [(0, 10.0), (MINUTE + 1, 17.0)])
    assert at_time(watch, state, 2 * MINUTE - 1) == (state, None)
    state, alarm = at_time(watch, state, 2 * MINUTE)
    assert alarm is not None
    assert alarm.at_us == 2 * MINUTE
    assert at_time(watch, state, 3 * MINUTE) == (state, None)
    state, alarm = next_state(watch, state, MINUTE + 2, 99.0)
    assert (alarm, state.missing) == (None, 1)
    state, _ = next_state(watch, state, 5 * MINUTE, 17.0)
    assert state.period == 5


def test_a_gap_raises_no_alarm_and_a_shift_over_it_does() -> None:
    watch = Watch(PLAIN, chart("page_hinkley", 500.0, 1.0), MINUTE)
    calm = [(at * MINUTE, 10.0 + at % 3) for at in range(60)]
    later = [((10_000 + at) * MINUTE, 10.0 + at % 3) for at in range(60)]
    assert played(watch, [*calm, *later])[1] == []
    moved = [(moment, value + 6) for moment, value in later]
    assert len(played(watch, [*calm, *moved])[1]) == 1


@pytest.mark.parametrize("made", [Ewma(0.2, 3.0), Cusum(0.5, 5.0), PageHinkley(0.5, 5.0)])
def test_a_watch_that_was_kept_goes_on_as_if_nothing_had_been(made: Ewma | Cusum | PageHinkley) -> None:
    chance = Random(5)
    watch = Watch(calm_of([chance.gauss(0, 1) for _ in range(100)]), made, MINUTE)
    rows: Rows = by_minute([chance.gauss(0 if at < 200 else 1.5, 1) for at in range(400)])
    whole = played(watch, rows)
    assert whole[1]
    state, first = played(watch, rows[:137])
    again = json.loads(json.dumps(watch_json(watch)))
    assert watch_from(again) == watch
    state, second = played(watch_from(again), rows[137:], state)
    assert (state, first + second) == whole


def test_a_period_is_needed() -> None:
    with pytest.raises(Invalid, match="period"):
        begin(Watch(PLAIN, Cusum(0.5, 5.0), 0))
