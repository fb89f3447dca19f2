"""Intervals hold the truth as often as they say: 2,000 made-up series with an effect, 2,000 without one.

Lengths, likeness, scatter and lost days are drawn anew for each series from what plants have. bench/effects.py measures
each design by itself.
"""

import random

from dure.mentoring.effects.design import cut
from dure.mentoring.effects.result import Shape
from dure.mentoring.effects.stepping import Step, step

RUNS = 2000


def series(luck: random.Random, effect: float) -> tuple[dict[int, float], int]:
    """20 to 90 days before, 15 to 60 after, ρ from 0 to 0.7, scatter after 0.7 to 1.4 times as before, a tenth of
    days lost; and the day of the change. The first error is drawn from the stationary distribution."""
    change, rho = luck.randint(20, 90), luck.uniform(0, 0.7)
    scatter = luck.uniform(0.7, 1.4)
    error, days = luck.gauss(0, 1), {}
    for day in range(change + luck.randint(15, 60)):
        is_after = day >= change
        if luck.random() > 0.1:
            days[day] = 50 + 3 * error * (scatter if is_after else 1) + effect * is_after
        error = rho * error + (1 - rho * rho) ** 0.5 * luck.gauss(0, 1)
    return days, change


def told(luck: random.Random, effect: float) -> Step:
    days, change = series(luck, effect)
    found = step(cut(days, change, 0), Shape.LEVEL, False, None, 0.95)
    assert found is not None
    return found


def test_a_known_effect_lies_in_the_interval():
    luck = random.Random(20261)
    held = 0
    for _run in range(RUNS):
        effect = luck.uniform(-6, 6)
        found = told(luck, effect)
        held += found.low <= effect <= found.high
    assert 0.93 <= held / RUNS <= 0.97


def test_without_an_effect_one_is_seldom_found():
    luck = random.Random(20262)
    found = sum(told(luck, 0.0).is_clear for _run in range(RUNS))
    assert 0.03 <= found / RUNS <= 0.07
