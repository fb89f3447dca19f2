"""When the world has changed: indices by hand and against scipy, and the fall back to the baseline."""

from math import log, nan
from random import Random

import pytest
from scipy.stats import ks_2samp

from dure.decisions.prediction.drift import (
    Spread,
    Standing,
    Watched,
    kolmogorov,
    psi,
    psi_limit,
    spread_of,
    watched,
)
from dure.kernel.errors import Invalid


def test_index_by_hand() -> None:
    """Halves of 100 that become 30 and 70: (0.3 - 0.5) ln 0.6 + (0.7 - 0.5) ln 1.4."""
    learnt = Spread((10.0,), (0.5, 0.5, 0.0), 100)
    assert psi(learnt, [0.0] * 30 + [20.0] * 70) == pytest.approx(-0.2 * log(0.6) + 0.2 * log(1.4))
    assert psi(learnt, [0.0] * 50 + [20.0] * 50) == 0
    with pytest.raises(Invalid, match="compare"):
        psi(learnt, [])


def test_tenths_and_missing_values() -> None:
    spread = spread_of([float(at) for at in range(100)])
    assert (spread.edges[0], spread.shares[:-1], spread.shares[-1]) == (10, (0.1,) * 10, 0)
    with_holes = spread_of([1.0, nan])
    assert with_holes.shares == (0.5, 0.5)
    assert psi(with_holes, [1.0] * 100) > 0.25
    with pytest.raises(Invalid, match="compare"):
        spread_of([nan])


def test_the_limit_leaves_chance_alone() -> None:
    """In 400 unchanged worlds the index of 60 rows passes its limit hardly ever, and 0.25 would often be passed."""
    chance = Random(1)
    learnt = spread_of([chance.gauss(0, 1) for _ in range(200)])
    indices = [psi(learnt, [chance.gauss(0, 1) for _ in range(60)]) for _ in range(400)]
    assert sum(one > psi_limit(learnt, 60) for one in indices) <= 8
    assert sum(one > 0.25 for one in indices) > 40
    assert psi_limit(learnt, 100_000) == 0.25
    assert psi(learnt, [chance.gauss(1.5, 1) for _ in range(60)]) > psi_limit(learnt, 60)


def test_kolmogorov_is_that_of_scipy() -> None:
    chance = Random(2)
    one, other = [chance.gauss(0, 1) for _ in range(300)], [chance.gauss(0.15, 1) for _ in range(400)]
    wanted = ks_2samp(one, other, method="asymp")
    distance, p = kolmogorov(one, other)
    assert distance == pytest.approx(wanted.statistic)
    assert p == pytest.approx(wanted.pvalue, abs=0.02)
    assert kolmogorov(one, one) == (0, 1)


def recent(shift: float, bold: float, count: int = 400, known: int = 400) -> Watched:
    """shift: of the input. bold: the outcome comes with the chance told to this power of its odds."""
    chance = Random(3)
    learnt = {"x": spread_of([chance.gauss(0, 1) for _ in range(1000)])}
    told = [0.05 + 0.9 * chance.random() for _ in range(known)]
    true = [1 / (1 + ((1 - one) / one) ** bold) for one in told]
    outcomes = [float(chance.random() < one) for one in true]
    return watched(
        learnt, {"x": [chance.gauss(shift, 1) for _ in range(count)]}, chances=told, baseline=[0.5] * known,
        outcomes=outcomes, blocks=[str(at // 20) for at in range(known)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "standing", "falls_back", "said"),
    [
        (recent(0, 1), Standing.GOOD, False, "as they were"),
        (recent(2, 1), Standing.CHANGED, False, "x have changed since the model was learnt; what came true still fits"),
        (recent(0, 0.2), Standing.CALIBRATION, True, "no longer fits"),
        (recent(2, -1), Standing.CALIBRATION, True, "baseline is shown instead"),
        (recent(0, 1, count=20), Standing.TOO_NEW, False, "20 recent rows are too few"),
        (recent(2, 1, known=0), Standing.INPUTS, True, "x have changed"),
    ],
    ids=str,
)
def test_standing(found: Watched, standing: Standing, falls_back: bool, said: str) -> None:
    assert (found.standing, found.falls_back) == (standing, falls_back)
    assert said in str(found)


def test_a_model_that_is_worse_than_its_baseline_by_now() -> None:
    """It says a half, which is true on average; the baseline tells 0.8 from 0.2, which is true of each."""
    outcomes = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0] * 20
    found = watched(
        {"x": spread_of([0.0, 1.0] * 50)}, {"x": [0.0, 1.0] * 50}, chances=[0.5] * 200,
        baseline=([0.8] * 5 + [0.2] * 5) * 20, outcomes=outcomes, blocks=[str(at // 10) for at in range(200)],
    )  # fmt: skip
    assert (found.standing, found.falls_back) == (Standing.WORSE, True)
