"""What a fit finds again of what was put in, how it draws together what says little, and what it refuses."""

from dataclasses import replace
from math import exp, gamma, log
from random import Random

import pytest

from dure.kernel.errors import Invalid
from dure.planning.promising.chances import NORMAL
from dure.planning.promising.history import HALF_LIFE_MIN, PERIOD_MIN, Measured, Stopped, fit
from dure.planning.promising.shrinking import mean_of

NOW = 20 * PERIOD_MIN


def rows(chance: Random, unit: int, kind: str, count: int, mean: float, scale: float) -> list[Measured]:
    """Evenly over twenty periods, with lognormal times."""
    return [
        Measured(unit, kind, 60, 60 * exp(chance.gauss(mean, scale)), NOW * (at + 0.5) / count) for at in range(count)
    ]


def test_units_and_kinds_are_found_again() -> None:
    chance = Random(1)
    true = {(0, "a"): 0.0, (0, "b"): 0.2, (1, "a"): 0.4, (1, "b"): 0.1}
    history = [one for (unit, kind), mean in true.items() for one in rows(chance, unit, kind, 500, mean, 0.25)]
    found = fit(history, now_min=NOW)
    for cell, mean in true.items():
        assert found.times[cell].location == pytest.approx(mean, abs=0.05)
        assert found.times[cell].scale == pytest.approx(0.25, rel=0.08)
        assert abs(found.times[cell].location - mean) < 4 * found.times[cell].doubt
    # Lognormal went in, so the shape is that of the normal one.
    pairs = zip(found.units[0].shape[50:-50], NORMAL[50:-50], strict=True)
    assert max(abs(one - other) for one, other in pairs) < 0.25
    # Nothing sways.
    assert found.unit_sway < 0.06
    assert found.stops == {}


def test_a_kind_with_little_history_is_drawn_to_its_unit_and_is_doubtful() -> None:
    chance = Random(2)
    history = [one for unit in range(8) for one in rows(chance, unit, "a", 200, 0.1 * unit, 0.3)]
    new = [Measured(3, "new", 60, 60 * exp(1.2), NOW - 10)]
    found = fit([*history, *new], now_min=NOW)
    few = found.times[3, "new"]
    assert abs(few.location - 0.3) < 0.35
    assert few.doubt > 3 * found.times[3, "a"].doubt
    # No history at all: of the unit, more doubtful than its best known kind; an unknown unit is more doubtful still.
    assert found.time_of(3, "unheard of") == found.units[3]
    assert found.time_of(99, "a") == found.plant
    assert found.plant.doubt > found.units[3].doubt
    assert found.plant.doubt == pytest.approx(0.245, abs=0.08)  # the units' own differences: 0.1 × sqrt(6)


def test_good_and_bad_periods_are_told_from_spread() -> None:
    chance = Random(3)
    history = []
    for unit in range(10):
        for period in range(20):
            sway = chance.gauss(0, 0.2)
            history += [
                Measured(unit, "a", 60, 60 * exp(sway + chance.gauss(0, 0.3)), NOW - (period + 0.5) * PERIOD_MIN)
                for _ in range(15)
            ]
    found = fit(history, now_min=NOW)
    assert found.unit_sway == pytest.approx(0.2, abs=0.03)
    assert found.plant_sway < 0.06
    assert found.times[0, "a"].scale == pytest.approx(0.3, abs=0.02)


def test_the_plants_periods_are_told_from_the_units() -> None:
    chance = Random(4)
    sways = [chance.gauss(0, 0.2) for _ in range(20)]
    history = [
        Measured(unit, "a", 60, 60 * exp(sways[period] + chance.gauss(0, 0.3)), NOW - (period + 0.5) * PERIOD_MIN)
        for unit in range(10) for period in range(20) for _ in range(15)
    ]  # fmt: skip
    found = fit(history, now_min=NOW)
    assert found.plant_sway == pytest.approx(0.2, abs=0.06)
    assert found.unit_sway < 0.06


def test_old_rows_count_less() -> None:
    """The same count of rows, half of them a half-life old: these weigh a half, the mean is 1/3 of theirs."""
    history = [Measured(0, "a", 60, 60, NOW) for _ in range(200)]
    history += [Measured(0, "a", 60, 60 * exp(0.3), NOW - HALF_LIFE_MIN) for _ in range(200)]
    assert fit(history, now_min=NOW).plant.location == pytest.approx(0.1, abs=1e-6)


def test_what_still_runs_is_longer_than_so_far() -> None:
    """All work is cut at 70 minutes: left as it is, or left out, the mean would be far too low."""
    chance, history, left_out = Random(5), [], []
    for one in rows(chance, 0, "a", 3_000, 0.0, 0.4):
        if one.actual_min > 70:
            history.append(replace(one, actual_min=70.0, is_over=False))
        else:
            history.append(one)
            left_out.append(one)
    assert sum(not one.is_over for one in history) / 3_000 == pytest.approx(0.35, abs=0.03)
    found, naive = fit(history, now_min=NOW).times[0, "a"], fit(left_out, now_min=NOW).times[0, "a"]
    assert found.location == pytest.approx(0.0, abs=0.03)
    assert found.scale == pytest.approx(0.4, rel=0.12)
    assert naive.location < -0.1


def test_tails_that_are_not_normal_are_kept() -> None:
    """One in ten takes three times as long."""
    chance = Random(6)
    history = [
        replace(one, actual_min=one.actual_min * (3 if chance.random() < 0.1 else 1))
        for one in rows(chance, 0, "a", 4_000, 0.0, 0.1)
    ]
    found = fit(history, now_min=NOW).times[0, "a"]
    late = sum(found.location + found.scale * each > log(2) for each in found.shape)
    first = next(at for at, each in enumerate(found.shape) if found.location + found.scale * each > log(2))
    # A tenth of the normal one lies above 1.28.
    assert NORMAL[first] == pytest.approx(1.28, abs=0.12)
    assert late == len(NORMAL) - first


def test_stops_by_unit() -> None:
    """A unit stops once in 200 minutes of work, another one never in 40,000."""
    chance = Random(7)
    history = [Measured(unit, "a", 60, 60, NOW) for unit in (0, 1) for _ in range(667)]
    stops = [Stopped(0, chance.weibullvariate(20, 0.7), NOW) for _ in range(200)]
    found = fit(history, now_min=NOW, stops=stops).stops
    assert found[0].count / found[0].ran_min == pytest.approx(1 / 200, rel=0.05)
    assert found[1].count / found[1].ran_min < 1 / 4_000
    seen = sum(one.minutes for one in stops) / len(stops)
    assert mean_of(found[0].minutes) == pytest.approx(seen, rel=1e-3)  # type: ignore[arg-type]
    assert seen == pytest.approx(20 * gamma(1 + 1 / 0.7), rel=0.3)
    # One that still stands counts as longer.
    standing = [*stops, *(replace(one, is_over=False) for one in stops[:40])]
    longer = fit(history, now_min=NOW, stops=standing).stops[0]
    assert mean_of(longer.minutes) > mean_of(found[0].minutes)  # type: ignore[arg-type]


def test_set_ups_have_a_spread_of_their_own() -> None:
    chance = Random(8)
    history, setups = rows(chance, 0, "a", 100, 0.0, 0.1), rows(chance, 0, "", 400, 0.5, 0.2)
    assert fit(history, now_min=NOW, setups=setups).setup.location == pytest.approx(0.5, abs=0.05)
    # Ten say too little.
    assert fit(history, now_min=NOW, setups=setups[:10]).setup.location == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"planned_min": 0}, "impossible times"), ({"actual_min": -1}, "impossible times"),
        ({"actual_min": float("nan")}, "impossible times"), ({"moment_min": NOW + 1}, "after now"),
    ],
)  # fmt: skip
def test_impossible_rows_are_refused(change: dict[str, float], message: str) -> None:
    history = rows(Random(9), 0, "a", 50, 0, 0.1)
    history[7] = replace(history[7], **change)
    with pytest.raises(Invalid, match=message):
        fit(history, now_min=NOW)


def test_too_little_history_and_impossible_stops_are_refused() -> None:
    history = rows(Random(9), 0, "a", 40, 0, 0.1)
    with pytest.raises(Invalid, match="There are 29 finished"):
        fit([*history[:29], *(replace(one, is_over=False) for one in history[29:])], now_min=NOW)
    with pytest.raises(Invalid, match="A stop of unit 4"):
        fit(history, now_min=NOW, stops=[Stopped(4, -1, NOW)])
