"""The pace of a machine as a series, and whether a watch of it may be used."""

from math import exp, log
from random import Random

import pytest

from dure.decisions.prediction.calm import Calm
from dure.decisions.prediction.charts import Ewma
from dure.decisions.prediction.held_back import (
    FEWEST_LATER,
    STRETCH,
    Ground,
    alarms_of,
    delays_of_limit,
    delays_of_watch,
    judged,
    lacking,
    most_by_chance,
    plain_limit,
    run_length_of,
    split_at,
    watch_of,
    with_gaps,
)
from dure.decisions.prediction.pace import HOUR_US, Hour, Value, levels, slowness
from dure.decisions.prediction.pace_model import compared, digest, followed, pace_from, pace_json, tried
from dure.decisions.prediction.watching import Watch
from dure.kernel.errors import Invalid

DAY_HOURS = 16


def moment(at: int) -> int:
    """Sixteen hours a day."""
    return (at // DAY_HOURS * 24 + at % DAY_HOURS) * HOUR_US


def hours(slower: list[float], first: int = 0) -> list[Hour]:
    """Two items in turns of eight hours, 6 and 9 s a piece; slower: logarithm for each hour."""
    found = []
    for at, extra in enumerate(slower, first):
        item, seconds = ("a", 6.0) if at // 8 % 2 else ("b", 9.0)
        found.append(Hour(moment(at), 3000.0, {item: 3000.0 / (seconds * exp(extra))}))
    return found


def noise(count: int, seed: int, spread: float = 0.04) -> list[float]:
    chance = Random(seed)
    return [chance.gauss(0.0, spread) for _ in range(count)]


def independent(count: int, seed: int) -> list[Value]:
    return [(moment(at), value) for at, value in enumerate(noise(count, seed, 1.0))]


def test_an_hour_of_two_items_is_held_against_both():
    alone = [Hour(at * HOUR_US, 3000.0, {"a": 500.0}) for at in range(5)]
    alone += [Hour(at * HOUR_US, 3600.0, {"b": 400.0}) for at in range(5, 10)]
    known = levels(alone)
    assert known == {"a": 6.0, "b": 9.0}
    mixed = Hour(10 * HOUR_US, 3300.0, {"a": 200.0, "b": 200.0})
    # 200 times 6 s and 200 times 9 s are 3,000 s; it took a tenth more.
    assert slowness([mixed], known) == [(10 * HOUR_US, pytest.approx(100 * log(1.1)))]


def test_what_isnt_known_isnt_told():
    known = levels([Hour(at * HOUR_US, 3000.0, {"a": 500.0}) for at in range(4)])
    assert known == {}
    assert slowness([Hour(0, 3000.0, {"c": 5.0})], {"a": 6.0}) == []
    assert slowness([Hour(0, 300.0, {"a": 50.0})], {"a": 6.0}) == []


def test_a_day_without_work_is_a_gap():
    assert with_gaps([(0, 1.0), (HOUR_US, 2.0), (24 * HOUR_US, 3.0)], HOUR_US) == [1.0, 2.0, None, 3.0]


def test_how_much_is_missing():
    assert lacking(120, 0) == 80 + 144
    assert split_at(344) == 200
    assert lacking(split_at(344), 344 - split_at(344)) == 0
    assert split_at(1000) == 600


def test_chance_makes_so_many_alarms():
    # Poisson tables: of 0.5 expected P(≤ 2) = 0.9856; of 1 P(≤ 3) = 0.9810; of 4 P(≤ 8) = 0.9786; of 4 P(≤ 7) = 0.9489.
    assert [most_by_chance(one) for one in (0.01, 0.5, 1.0, 4.0)] == [1, 2, 3, 8]


def test_delays_of_a_limit_are_counted_by_hand():
    values = [(moment(at), 0.0) for at in range(STRETCH)]
    values[5] = (moment(5), 2.0)
    # A change of 2 lifts all to 2, the sixth to 4; beyond 3 lies only the sixth.
    found = delays_of_limit(3.0, values, 2.0)
    assert (found.values, found.blocks, found.seen) == ((6.0,), ("0",), 1.0)
    assert delays_of_limit(5.0, values, 2.0) == ((float(STRETCH),), ("0",), 0.0)


def test_delays_of_a_watch_are_counted_by_hand():
    calm = Calm(centre=0.0, spread=1.0, memory=0.0, noise=1.0, count=200)
    # With weight 1 the chart is a single value against its limit of 3.
    watch = Watch(calm, Ewma(1.0, 3.0), HOUR_US)
    values = [(moment(at), 0.0) for at in range(STRETCH)]
    values[5] = (moment(5), 2.0)
    assert delays_of_watch(watch, values, 2.0).values == (6.0,)


def test_ewma_is_as_soon_as_published():
    # Lucas and Saccucci (1990): ARL0 500 with weight 0.25 and width 3.0 sees 1.5 spreads after 5.5 values.
    watch = Watch(Calm(0.0, 1.0, 0.0, 1.0, 1000), Ewma(0.25, 3.0), HOUR_US)
    found = delays_of_watch(watch, independent(4000, 1), 1.5)
    assert 4.9 < sum(found.values) / len(found.values) < 5.9


def test_the_plain_limit_keeps_to_the_same_budget():
    limit = plain_limit(Calm(0.0, 1.0, 0.0, 1.0, 300), independent(300, 3), 370.4)
    # 370.4 is the run length of three standard deviations; the farthest of 300 values may lie beyond.
    assert limit >= 3.0 - 1e-3
    assert limit == pytest.approx(max(3.0, *(abs(one) for _, one in independent(300, 3))), abs=1e-3)


def test_independent_hours_are_better_watched_than_limited():
    grounds = []
    for seed in range(3):
        found = tried(hours(noise(600, seed)), 37.5)
        grounds.append(found.verdict.ground)
        assert found.verdict.alarms == len(found.alarms)
    assert grounds.count(Ground.BETTER) >= 2


def test_a_pace_that_jumps_about_is_too_loud():
    jumps = [value + (0.15 if at // 24 % 2 else 0.0) for at, value in enumerate(noise(600, 2, 0.01))]
    calm_first = noise(360, 3, 0.01) + jumps[360:]
    assert tried(hours(calm_first), 37.5).verdict.ground is Ground.LOUD


def test_too_little_says_how_much_more():
    found = tried(hours(noise(150, 1)), 10)
    assert (found.verdict.ground, found.made) == (Ground.FEW, None)
    assert found.verdict.params["lacks"] == 50 + FEWEST_LATER


def test_a_pace_that_never_changes_is_refused():
    with pytest.raises(Invalid):
        tried(hours([0.0] * 600), 37.5)


def test_the_later_time_changes_nothing_that_was_learnt():
    """No leak: what the watch that is judged knows comes from before the split alone."""
    values = noise(600, 5)
    one = tried(hours(values), 37.5)
    other = tried(hours(values[:360] + [value + 0.3 for value in values[360:]]), 37.5)
    assert one.verdict.size == other.verdict.size
    moved = [b - a for (_, a), (_, b) in zip(one.later, other.later, strict=True)]
    assert moved == pytest.approx([30.0] * len(moved))


def test_without_a_change_there_is_nothing_to_find():
    """Shuffled hours: alarms are no more than promised, in eight shuffles together."""
    alarms = promised = 0.0
    for seed in range(8):
        values = noise(600, 9)
        Random(seed).shuffle(values)
        found = tried(hours(values), 37.5).verdict
        alarms, promised = alarms + found.alarms, promised + found.promised
    assert alarms <= most_by_chance(promised)


def test_a_slower_machine_is_seen_and_told_by_how_much():
    made = tried(hours(noise(600, 4)), 37.5).made
    assert made is not None
    found = followed(made, hours([one + log(1.1) for one in noise(64, 40)], 600))
    assert len(found.alarms) == 1
    # An EWMA that rings on its way up tells less than the whole change.
    assert 0 < found.alarms[0].slower < 100 * log(1.1)
    assert found.level == pytest.approx(100 * log(1.1), abs=4)
    assert followed(made, []).level is None


def test_kept_figures_come_back_as_they_were():
    made = tried(hours(noise(600, 4)), 37.5).made
    assert made is not None
    assert pace_from(pace_json(made)) == made


@pytest.mark.parametrize("broken", [{}, {"levels": {}}, {"levels": {"a": "x"}}, {"levels": [1]}])
def test_figures_that_arent_are_refused(broken):
    made = tried(hours(noise(600, 4)), 37.5).made
    assert made is not None
    whole = pace_json(made)
    with pytest.raises(Invalid):
        pace_from(broken and whole | broken)


def test_a_successor_has_to_be_better():
    values = noise(900, 7)
    former = tried(hours(values[:600]), 37.5).made
    assert former is not None
    same = compared(former, hours(values), moment(600))
    assert not same.is_better
    assert compared(former, hours(values[:700]), moment(600)).lacks == FEWEST_LATER - 100
    # From hour 600 on the machine jumps about by 12 per cent each day, which the former has not learnt.
    wild = values[:600] + [value + (0.12 if at // 16 % 2 else 0.0) for at, value in enumerate(values[600:])]
    found = compared(former, hours(wild), moment(600))
    assert found.is_better
    assert found.alarms > found.most


def test_alarms_of_nothing():
    watch = watch_of(independent(300, 1), 300.0, HOUR_US)
    assert alarms_of(watch, []) == []
    assert run_length_of(independent(448, 1), 28.0) == 450
    assert judged(watch, independent(300, 1), independent(300, 2), 300.0).values == 600


def test_the_same_hours_have_the_same_digest():
    assert digest(hours([0.1, 0.2])) == digest(hours([0.1, 0.2]))
    assert digest(hours([0.1, 0.2])) != digest(hours([0.1, 0.3]))
