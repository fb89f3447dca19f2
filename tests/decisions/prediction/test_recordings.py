"""Back-tests on recordings of real machines: nothing is found in shuffled outcomes, no feature looks ahead, the same
seed gives the same figures, and what the reference page says of each recording holds."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench import _recordings, _signals
from bench.prediction import Case, cases
from dure.decisions.prediction import energy
from dure.decisions.prediction.backtest import group_of
from dure.decisions.prediction.gate import Ground
from dure.decisions.prediction.learners import Boosting, Logistic
from dure.decisions.prediction.past import looking_ahead
from dure.decisions.prediction.table import by_time
from dure.kernel.errors import Invalid
from tests import recordings

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("there")]
PLACES = range(4)
GROUNDS = (Ground.FEW_BLOCKS, Ground.NOT_BETTER, Ground.NOT_BETTER, Ground.BETTER)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_recordings, "PLACE", recordings.folder())
    monkeypatch.setattr(_recordings, "_MILL", recordings.folder() / "umich-cnc-mill-tool-wear" / "dev")
    monkeypatch.setattr(_signals, "PLACE", recordings.folder())


def case_of(place: int) -> Case:
    return cases()[place]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("learner", [Logistic(), Boosting(trees=15)], ids=lambda one: one.name)
@pytest.mark.parametrize("seed", [11, 12])
def test_shuffled_outcomes_tell_nothing(place: int, learner: Logistic | Boosting, seed: int) -> None:
    case = case_of(place)
    if place == 3:
        case = replace(case, splits=lambda table: by_time(table, tests=2))
    found = case.told(learner, seed).verdict()
    assert not found.is_shown, str(found)


@pytest.mark.parametrize(("place", "ground"), list(enumerate(GROUNDS)))
def test_grounds_of_the_reference_page(place: int, ground: Ground) -> None:
    case = case_of(place)
    assert case.told(Logistic()).verdict().ground is ground


def test_the_same_seed_gives_the_same_figures() -> None:
    case, learner = case_of(2), Boosting(trees=15, seed=3)
    first, second = case.told(learner), case.told(learner)
    assert first == second
    assert first.verdict(5) == second.verdict(5)
    assert first.verdict(5).difference != first.verdict(6).difference


def test_what_is_learnt_from_was_known_and_stands_apart() -> None:
    for place in (0, 2, 3):
        case = case_of(place)
        for split in case.splits(case.table):
            first = min(case.table.moments[at] for at in split.test)
            assert max(case.table.known[at] for at in (*split.learn, *split.calibrate)) <= first
    runs = case_of(1)
    for split in runs.splits(runs.table):
        learnt = {runs.table.groups[at] for at in split.learn}
        assert not learnt & {runs.table.groups[at] for at in split.test}


def test_no_feature_of_the_mill_looks_ahead() -> None:
    series, asked = _recordings.mill_series()
    moments = [row.moment_us for row in asked[::25]]
    assert looking_ahead(_recordings.mill_features, series, moments) == []


def test_steel_a_day_ahead() -> None:
    """Rows know nothing of their own day; a straight line is not better than the mean of the quarter hour and day."""
    table = _recordings.steel()
    amounts = dict(zip(table.known, table.outcomes, strict=True))
    for at in range(20_000, 20_096):
        row = dict(zip(table.columns, table.rows[at], strict=True))
        assert row["day before"] == amounts[table.known[at] - _recordings.DAY]
        assert row["week before"] == amounts[table.known[at] - _recordings.WEEK]
    some = table.part(range(16_000))
    simple = (energy.MeanBy(("quarter", "day")), energy.As("week before"))
    splits = by_time(some, tests=2, calibrate=0)
    straight = energy.Straight(("quarter", "day"))
    again = [energy.judged(straight, simple, some, splits, block=group_of, seed=1) for _ in range(2)]
    assert again[0] == again[1]
    for seed in (11, 12):
        luck = energy.judged(straight, simple, some.shuffled(seed), splits, block=group_of)
        assert not luck.is_shown, str(luck)


def alarms(days: Sequence[_signals.Minutes], later: Sequence[_signals.Minutes], *, is_tuned: bool) -> int:
    places = (0, 2)
    watches = [_signals.watch_of("ewma", _signals.column(days, at), is_tuned=is_tuned) for at in places]
    return sum(
        len(_signals.alarms_of(watch, _signals.column(later, at))) for watch, at in zip(watches, places, strict=True)
    )


def test_calm_days_of_a_machining_centre() -> None:
    """Loads of X and Z on nine later days: the budget promises less than one alarm; limits by theory raise dozens,
    tuned ones keep to it."""
    days = _signals.mazak()
    assert alarms(days[:5], days[5:], is_tuned=False) > 10
    assert alarms(days[:5], days[5:], is_tuned=True) <= 3


def test_signals_of_a_machining_centre_together() -> None:
    days = _signals.mazak()
    made, wide = _signals.normal(days[:5], days[5:8])
    assert _signals.outside(made, days[8:]) > 0.03
    assert _signals.outside(wide, days[8:]) <= 0.02
    seen, right = _signals.named(made, days[8:], 8)
    assert (seen, right) > (0.9, 0.9)


def test_too_short_a_recording_is_refused() -> None:
    """Forty rows of the lathe are no calm window of five signals."""
    from dure.decisions.prediction.together import normal_of

    rows = [values for _, values in _signals.okuma()]
    assert len(rows) > 200
    with pytest.raises(Invalid, match="needs 50 complete rows; there are 40"):
        normal_of(_signals.OKUMA, rows[:40])
