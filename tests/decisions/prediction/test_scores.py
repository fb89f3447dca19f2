"""Scores and calibration against scikit-learn, hand figures and drawn chances."""

from math import log
from random import Random

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, log_loss

from dure.decisions.prediction import scores
from dure.decisions.prediction.calibration import (
    Isotonic,
    Platt,
    bins,
    isotonic,
    mapping_of,
    off,
    platt,
    spiegelhalter,
    wilson,
)
from dure.decisions.prediction.pictures import calibration_picture
from dure.kernel.errors import Invalid


def drawn(count: int, seed: int, slope: float = 1.0) -> tuple[list[float], list[float]]:
    """Chances told and outcomes; true where slope is 1, too bold where it is below."""
    chance = Random(seed)
    told = [round(chance.random(), 2) for _ in range(count)]
    true = [1 / (1 + ((1 - p) / p) ** slope) if 0 < p < 1 else p for p in told]
    return told, [float(chance.random() < p) for p in true]


def test_scores_are_those_of_scikit_learn() -> None:
    told, outcomes = drawn(500, 1)
    inside = [min(max(one, 1e-4), 1 - 1e-4) for one in told]
    assert scores.mean(scores.brier_each(told, outcomes)) == pytest.approx(brier_score_loss(outcomes, told))
    assert scores.mean(scores.log_each(told, outcomes)) == pytest.approx(log_loss(outcomes, inside))
    assert scores.average_precision(told, outcomes) == pytest.approx(average_precision_score(outcomes, told))
    calls = [one >= 0.5 for one in told]
    assert scores.found_at(0.5, told, outcomes).f1 == pytest.approx(f1_score(outcomes, calls))


def test_scores_by_hand() -> None:
    """Told 0.8 and 0.4, came 1 and 0: (0.04 + 0.16) / 2; -(ln 0.8 + ln 0.6) / 2."""
    assert scores.mean(scores.brier_each([0.8, 0.4], [1, 0])) == pytest.approx(0.1)
    assert scores.mean(scores.log_each([0.8, 0.4], [1, 0])) == pytest.approx(-(log(0.8) + log(0.6)) / 2)
    assert scores.log_each([0.0], [1]) == [pytest.approx(log(10_000))]
    with pytest.raises(Invalid, match="Nothing happened"):
        scores.average_precision([0.5], [0])
    with pytest.raises(Invalid, match="no rows"):
        scores.mean([])


def test_interval_of_a_difference_holds_the_truth() -> None:
    """Blocks of ten rows share their luck. The interval holds the true mean 0.3 about 95 times in a hundred; taking
    rows as independent it would far less often."""
    held = alone = 0
    for seed in range(100):
        chance = Random(seed)
        luck = [chance.gauss(0.3, 1) for _ in range(40)]
        ours = [one + chance.gauss(0, 0.2) for one in luck for _ in range(10)]
        blocks = [str(at // 10) for at in range(400)]
        found = scores.difference(ours, [0.0] * 400, blocks, seed, draws=400)
        held += found.low <= 0.3 <= found.high
        found = scores.difference(ours, [0.0] * 400, [str(at) for at in range(400)], seed, draws=200)
        alone += found.low <= 0.3 <= found.high
    assert 88 <= held <= 99
    assert alone < 60


def test_isotonic_is_that_of_scikit_learn() -> None:
    told, outcomes = drawn(3000, 2, slope=0.5)
    found = isotonic(told, outcomes)
    theirs = IsotonicRegression().fit(told, outcomes)
    for chance in sorted(set(told)):
        wanted = float(np.clip(theirs.predict([chance])[0], 1e-4, 1 - 1e-4))
        assert found.mapped(chance) == pytest.approx(wanted, abs=1e-9)


def test_isotonic_by_hand() -> None:
    """1 before 0 falls, so both become a half; the last stays."""
    found = isotonic([0.1, 0.2, 0.3, 0.4], [0, 1, 0, 1])
    assert (found.edges, found.levels) == ((0.1, 0.2, 0.4), (0, 0.5, 1))


@pytest.mark.parametrize("slope", [0.4, 1.0, 2.0])
def test_platt_finds_the_slope(slope: float) -> None:
    told, outcomes = drawn(20_000, 3, slope)
    found = platt(told, outcomes)
    assert (found.slope, found.intercept) == pytest.approx((slope, 0), abs=0.08)


def test_a_model_that_tells_the_reverse_is_not_believed() -> None:
    told, outcomes = drawn(500, 4)
    assert platt([1 - one for one in told], outcomes).slope == 0
    with pytest.raises(Invalid, match="all 30 outcomes are the same"):
        platt([0.5] * 30, [0.0] * 30)


def test_which_mapping() -> None:
    assert mapping_of(*drawn(10, 1)) is None
    assert mapping_of([0.3] * 100, [0.0] * 98 + [1.0] * 2) is None
    assert isinstance(mapping_of(*drawn(200, 1)), Platt)
    assert isinstance(mapping_of(*drawn(1000, 1)), Isotonic)


def test_calibration_makes_bold_chances_true() -> None:
    told, outcomes = drawn(8000, 5, slope=0.4)
    mapping = mapping_of(told[:4000], outcomes[:4000])
    assert mapping is not None
    later = [mapping.mapped(one) for one in told[4000:]]
    assert off(bins(told[4000:], outcomes[4000:])) > 0.1
    assert off(bins(later, outcomes[4000:])) < 0.03
    assert abs(spiegelhalter(later, outcomes[4000:])) < 3 < abs(spiegelhalter(told[4000:], outcomes[4000:]))


def test_spiegelhalter_by_hand() -> None:
    """p 0.2 came, p 0.3 did not: (0.8 · 0.6 - 0.3 · 0.4) / √(0.36 · 0.16 + 0.16 · 0.21)."""
    assert spiegelhalter([0.2, 0.3], [1, 0]) == pytest.approx((0.48 - 0.12) / (0.0576 + 0.0336) ** 0.5)
    assert spiegelhalter([0.5, 0.5], [1, 0]) == 0


def test_bins_and_their_intervals() -> None:
    """Wilson's interval of 0 of 10 is 0 to 0.278, of 5 of 10 0.237 to 0.763 (Newcombe 1998, method 3)."""
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-3)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
    found = bins([0.1] * 60 + [0.9] * 40, [0.0] * 54 + [1.0] * 46)
    assert [(one.count, one.told, one.came) for one in found] == [
        (60, pytest.approx(0.1), 0.1), (40, pytest.approx(0.9), 1.0)
    ]  # fmt: skip
    assert off(found) == pytest.approx(0.04)


def test_a_picture_of_it() -> None:
    told, outcomes = drawn(1000, 6)
    picture = calibration_picture("Wear < 1", bins(told, outcomes), ("told, %", "came, %"))
    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "Wear &lt; 1" in picture
    assert picture.count("<circle") == 10
    assert "style=" not in picture
