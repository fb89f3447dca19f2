"""Maps from what was stated to what came true."""

from math import exp, log
from random import Random

import pytest

from dure.kernel.errors import Invalid
from dure.planning.promising.calibration import Map, deciles, map_from, score
from dure.planning.promising.drawing import reliability


def told(chance: Random, count: int, true: Map) -> list[tuple[float, bool]]:
    stated = [chance.random() for _ in range(count)]
    return [(each, chance.random() < true(each)) for each in stated]


@pytest.mark.parametrize("true", [Map(0.6, 0.6, 0.0, 1), Map(1.0, 1.0, 1.2, 1), Map(0.4, 1.3, -0.3, 1)])
def test_the_map_is_found_again(true: Map) -> None:
    found = map_from(told(Random(1), 20_000, true))
    for share in (0.05, 0.2, 0.5, 0.8, 0.95):
        assert found(share) == pytest.approx(true(share), abs=0.02)
        assert found.back(found(share)) == pytest.approx(share, abs=1e-6)


def test_it_never_turns_round() -> None:
    """What was stated to be sure came true less often: the map becomes level, not falling."""
    chance = Random(2)
    outcomes = [(share, chance.random() < 1 - share) for share in (chance.random() for _ in range(5_000))]
    found = map_from(outcomes)
    assert found.a >= 0
    assert found.b >= 0
    assert [found(0.1), found(0.5)] <= [found(0.5), found(0.9)]
    assert found(0.5) == pytest.approx(0.5, abs=0.03)


def test_few_outcomes_change_nothing() -> None:
    few = told(Random(3), 199, Map(0.2, 0.2, 1.0, 1))
    assert map_from(few) == Map()
    assert map_from([(0.5, True)] * 1_000) == Map()
    assert Map()(0.3) == Map().back(0.3) == 0.3
    # Some hundred right ones hardly change anything.
    right = map_from(told(Random(4), 400, Map()))
    assert abs(right(0.5) - 0.5) < 0.08


def test_shuffled_outcomes_say_nothing() -> None:
    """With labels shuffled the map tells everybody the share of all, and no skill is left."""
    chance = Random(5)
    outcomes = [(share, chance.random() < share) for share in (chance.random() for _ in range(4_000))]
    assert score(outcomes).skill > 0.2
    labels = [is_true for _, is_true in outcomes]
    chance.shuffle(labels)
    shuffled = [(share, label) for (share, _), label in zip(outcomes, labels, strict=True)]
    found = map_from(shuffled)
    mean = sum(labels) / len(labels)
    assert all(found(share) == pytest.approx(mean, abs=0.06) for share in (0.1, 0.5, 0.9))
    assert score([(found(share), label) for share, label in shuffled]).skill < 0.01


def test_deciles_and_score_of_a_few() -> None:
    outcomes = [(0.05, False), (0.09, True), (0.1, False), (1.0, True)]
    low, next_, high = deciles(outcomes)
    assert (low.count, low.stated, low.late) == (2, pytest.approx(0.07), 0.5)
    assert low.off == pytest.approx(0.43)
    assert (next_.low, next_.count) == (0.1, 1)
    assert (high.low, high.high, high.late) == (0.9, 1.0, 1.0)
    found = score(outcomes)
    assert found.brier == pytest.approx((0.0025 + 0.91**2 + 0.01) / 4)
    assert found.base == 0.25
    assert found.skill == pytest.approx(1 - found.brier / 0.25)


def test_what_is_no_chance_is_refused() -> None:
    for ask in (map_from, deciles, score):
        with pytest.raises(Invalid, match="between 0 and 1"):
            ask([(1.2, True)])
    with pytest.raises(Invalid, match="No outcomes"):
        score([])


def test_the_map_is_the_beta_calibration() -> None:
    """logit = a ln s - b ln(1 - s) + c, by hand for s = 0.2."""
    assert Map(2, 0.5, 0.1, 9)(0.2) == pytest.approx(1 / (1 + exp(-(2 * log(0.2) - 0.5 * log(0.8) + 0.1))))


def test_the_picture_shows_each_decile() -> None:
    outcomes = [(0.05, False), (0.35, True), (0.95, True)]
    picture = reliability(outcomes, outcomes[:2])
    assert picture.count('<circle class="raw" cx=') == 3 + 1
    assert picture.count('<circle class="told" cx=') == 2 + 1
    assert "1 jobs: stated 35.0%, late 100.0%" in picture
    assert picture.startswith("<svg ")
    assert picture.rstrip().endswith("</svg>")
