"""What may be shown: simple baselines, the gate, and what it refuses."""

from math import exp, nan
from random import Random

import pytest

from dure.decisions.prediction.chances import AgeWeibull, ByValue, Climatology
from dure.decisions.prediction.gate import Ground, Verdict, judged
from dure.decisions.prediction.learners import Boosting, Logistic
from dure.decisions.prediction.table import Row, Table
from dure.kernel.errors import Invalid


def table_of(columns: tuple[str, ...], rows: list[Row], outcomes: list[float]) -> Table:
    moments = tuple(range(len(rows)))
    return Table(columns, tuple(rows), tuple(outcomes), moments, moments, ("",) * len(rows))


def test_climatology_by_hand() -> None:
    """Three of nine, and half of one: 3.5 / 10."""
    made = Climatology().fit(table_of(("x",), [(0.0,)] * 9, [1.0] * 3 + [0.0] * 6))
    assert made.chance([(1.0,), (nan,)]) == (0.35, 0.35)


def test_by_value_by_hand() -> None:
    """All: 2.5 / 5. Of value 1 two of two: (2 + 2 · 0.5) / 4; of value 0 none of two: 1 / 4."""
    made = ByValue("last").fit(table_of(("last",), [(1.0,), (1.0,), (0.0,), (0.0,)], [1.0, 1.0, 0.0, 0.0]))
    assert made.chance([(1.0,), (0.0,), (nan,), (7.0,)]) == pytest.approx((0.75, 0.25, 0.5, 0.5))


@pytest.mark.parametrize(("shape", "scale"), [(1.0, 50.0), (3.0, 40.0), (0.7, 80.0)])
def test_weibull_finds_what_was_drawn(shape: float, scale: float) -> None:
    """A part is looked at every five hours until it fails within the next five."""
    chance = Random(1)
    rows: list[Row] = []
    outcomes = []
    while len(rows) < 8000:
        life, age = chance.weibullvariate(scale, shape), 0.0
        while age < life:
            rows.append((age,))
            outcomes.append(float(life < age + 5))
            age += 5
    made = AgeWeibull("age", 5.0).fit(table_of(("age",), rows, outcomes))
    for age in (0.0, 20.0, 45.0):
        true = 1 - exp(-(((age + 5) / scale) ** shape) + (age / scale) ** shape)
        assert made.chance([(age,)])[0] == pytest.approx(true, rel=0.15, abs=0.001)
    assert 0 < made.chance([(nan,)])[0] < 1


def test_weibull_without_an_event_is_climatology() -> None:
    made = AgeWeibull("age", 5.0).fit(table_of(("age",), [(1.0,)] * 9, [0.0] * 9))
    assert made.chance([(100.0,)]) == (pytest.approx(0.05),)
    with pytest.raises(Invalid, match="below nought"):
        AgeWeibull("age", 5.0).fit(table_of(("age",), [(-1.0,)] * 9, [0.0] * 9))
    with pytest.raises(Invalid, match="no column hours"):
        AgeWeibull("hours", 5.0).fit(table_of(("age",), [(1.0,)], [0.0]))


def verdict(skill: float, count: int = 800, days: int = 20, rate: float = 0.2) -> Verdict:
    """Chances that know `skill` of the truth, against the rate."""
    chance = Random(2)
    true = [min(1.0, max(0.0, rate + (rate if chance.random() < 0.5 else -rate) * 0.9)) for _ in range(count)]
    outcomes = [float(chance.random() < one) for one in true]
    told = [rate + skill * (one - rate) for one in true]
    blocks = [str(at * days // count) for at in range(count)]
    return judged("a model", told, {"climatology": [rate] * count, "half": [0.5] * count}, outcomes, blocks)


def test_a_better_model_is_shown() -> None:
    found = verdict(1.0)
    assert (found.ground, found.is_shown, found.baseline) == (Ground.BETTER, True, "climatology")
    assert found.difference.high < 0
    assert found.ours < found.theirs
    assert str(found).startswith("a model is shown: on 800 held-back rows its Brier score was 0.1")


@pytest.mark.parametrize("skill", [0.0, -1.0, 0.005])
def test_a_model_that_is_no_better_is_not(skill: float) -> None:
    found = verdict(skill)
    assert (found.ground, found.is_shown) == (Ground.NOT_BETTER, False)
    assert "not better than climatology" in str(found)


def test_too_little_to_judge_by() -> None:
    assert str(verdict(1.0, days=5)) == (
        "a model is not shown: 5 separate stretches are too few to judge by; 8 are needed."
    )
    few = verdict(1.0, count=20)
    assert (few.ground, few.is_shown) == (Ground.FEW_EVENTS, False)
    assert "of 20 held-back rows are the rarer outcome; 10 are needed" in str(few)


def test_the_hardest_baseline_counts() -> None:
    outcomes = [1.0, 0.0] * 100
    blocks = [str(at // 10) for at in range(200)]
    simple = {"climatology": [0.5] * 200, "as last time but one": [0.9, 0.1] * 100}
    found = judged("a model", [0.6, 0.4] * 100, simple, outcomes, blocks)
    assert (found.baseline, found.ground) == ("as last time but one", Ground.NOT_BETTER)
    with pytest.raises(Invalid, match="baseline"):
        judged("a model", [0.5], {}, [1.0], ["a"])


LEARNERS = (Logistic(), Boosting())


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("columns", "outcomes", "said"),
    [
        ([[1.0, 2.0]] * 10, [0.0, 1.0] * 5, "needs 20 rows to learn from; there are 10"),
        ([[1.0, 2.0]] * 40, [0.0, 1.0] * 20, "All columns are constant"),
        ([[1.0, nan], [2.0, nan]] * 20, [0.0, 1.0] * 20, "The columns b have no values"),
        ([[1.0, float("inf")], [2.0, 1.0]] * 20, [0.0, 1.0] * 20, "infinite"),
        ([[1.0, 2.0], [2.0, 1.0]] * 20, [0.0] * 40, "need both outcomes"),
        ([[1.0, 2.0], [2.0, 1.0]] * 20, [0.0, 3.0] * 20, "need both outcomes"),
    ],
)
def test_rows_that_tell_nothing(
    learner: Logistic | Boosting, columns: list[list[float]], outcomes: list[float], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        learner.fit(table_of(("a", "b"), [tuple(row) for row in columns], outcomes))


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda one: one.name)
def test_learners_learn_and_take_missing_values(learner: Logistic | Boosting) -> None:
    chance = Random(4)
    rows: list[Row] = [(chance.gauss(0, 1), nan if chance.random() < 0.2 else chance.gauss(0, 1)) for _ in range(1500)]
    outcomes = [float(chance.random() < 1 / (1 + exp(-2 * row[0]))) for row in rows]
    table = table_of(("x", "noise"), rows, outcomes)
    made = learner.fit(table)
    low, middle, high = made.chance([(-1.5, nan), (0.0, 0.0), (1.5, 0.5)])
    assert low < 0.2 < middle < 0.8 < high
    assert made.chance([]) == ()
    assert learner.fit(table).chance(rows[:50]) == made.chance(rows[:50])
