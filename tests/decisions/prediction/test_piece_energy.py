"""What a piece should take in energy: rates by hand, days, intervals, and the gate on days drawn by chance."""

from dataclasses import replace
from math import log
from random import Random

import pytest

from dure.decisions.prediction.held_back import Ground
from dure.decisions.prediction.piece_energy import (
    Rates,
    Use,
    as_before,
    days_of,
    more,
    nonnegative,
    rates_of,
    with_items,
)
from dure.decisions.prediction.piece_energy_model import (
    DAY_US,
    Band,
    PieceEnergy,
    band_of,
    compared,
    digest,
    followed,
    model_from,
    model_json,
    tried,
)
from dure.kernel.errors import Invalid

HOUR_US = 3_600_000_000
RATES = {"A": 0.02, "B": 0.05}


def hour(at: int, running_h: float, kwh: float, hours: float = 1.0, **pieces: float) -> Use:
    return Use(at * HOUR_US, at * HOUR_US // DAY_US * DAY_US, hours, running_h, kwh, pieces)


def drawn(days: int, seed: int, *, leak: float = 0.0, leak_from: int = 0, spread: float = 0.02) -> list[Use]:
    """Days of 24 hours: 2 kW always, 6 kW more while it runs, some minutes of 4 to 14 hours; items change by the day.
    Each day is so much dearer or cheaper by chance, and by `leak` from a day on."""
    chance = Random(seed)
    found = []
    for day in range(days):
        luck = 1 + chance.gauss(0, spread) + (leak if day >= leak_from else 0.0)
        runs, item = chance.randint(4, 14), "AB"[chance.random() < 0.5]
        for at in range(24):
            share = chance.uniform(0.3, 1.0) if at < runs else 0.0
            pieces = {item: float(round(share * chance.uniform(150, 250)))} if share else {}
            kwh = (2 + 6 * share + sum(RATES[one] * count for one, count in pieces.items())) * luck
            found.append(Use((day * 24 + at) * HOUR_US, day * DAY_US, 1.0, share, kwh, pieces))
    return found


def test_rates_are_found_again():
    """2 kW standing, 6 kW running, 0.02 and 0.05 kWh a piece, put in without chance."""
    found = rates_of(drawn(20, 1, spread=0.0), ["A", "B"])
    assert (found.standing_kw, found.running_kw) == (pytest.approx(2, rel=1e-4), pytest.approx(6, rel=1e-3))
    assert found.pieces == pytest.approx(RATES, rel=1e-3)


def test_no_rate_lies_below_nought():
    """Least squares alone would give -1 and 2 here: 1·w + 1·v = 1, 1·w + 2·v = 3."""
    assert nonnegative([(1, 1), (1, 2)], [1, 3]) == pytest.approx([0, 7 / 5])


def test_what_is_expected_of_a_day():
    """10 h, of them 4 running: 2·10 + 6·4 + 100·0.02 = 46; standing alone 2·6."""
    day = hour(0, 4, 50.6, 10, A=100)
    rates = Rates(2, 6, RATES)
    assert (rates.kwh(day), rates.standing_kwh(day)) == (pytest.approx(46), 12)
    assert more(rates, day) == pytest.approx(100 * log(1.1))


def test_days_are_put_together_and_idle_ones_left_out():
    hours = [hour(0, 0.5, 3, A=10), hour(1, 0.75, 4, A=5, B=2), hour(2, 0, 1), hour(24, 0.9, 9, A=7), hour(48, 0, 2)]
    (day,) = days_of(hours)
    assert (day.hours, day.running_h, day.kwh, day.pieces, day.count) == (3, 1.25, 8, {"A": 15, "B": 2}, 17)


def test_hours_with_an_unknown_item_are_left_out():
    hours = [hour(0, 1, 3, A=10), hour(1, 1, 4, A=5, C=2), hour(2, 0, 1)]
    assert [one.at_us // HOUR_US for one in with_items(hours, ["A"])] == [0, 2]


def test_the_simple_ways():
    """Alike: 30 kWh of 300 pieces. Each by itself: 10 of 200 A, 20 of 100 B. By the hour: 30 kWh in 16 h."""
    alike, own, hourly = as_before([hour(0, 5, 10, 8, A=200), hour(24, 5, 20, 8, B=100)])
    assert hourly == Rates(30 / 16, 0, {"A": 0, "B": 0})
    assert (alike.pieces, alike.standing_kw) == (pytest.approx({"A": 0.1, "B": 0.1}), 0)
    assert own.pieces == pytest.approx({"A": 0.05, "B": 0.2})


def test_the_interval_of_a_usual_day():
    """Median 0, deviations 0 to 5 with median 3 → spread 4.4478; t for 99.5 % and 10 degrees is 3.1693 (tables)."""
    half = 3.1693 * 4.4478 * (1 + 1 / 11) ** 0.5
    found = band_of(list(range(-5, 6)))
    assert found == pytest.approx((0, -half, half), rel=1e-3)
    # All the same: a meter is no surer than two per cent.
    assert band_of([1.0] * 11) == (1, -1, 3)


def test_too_few_days_say_how_many_are_missing():
    """48 are needed: 30 to learn from and nine pairs to be tried on."""
    found = tried(drawn(40, 2))
    assert (found.verdict.ground, found.verdict.values, found.verdict.lacks) == (Ground.FEW, 40, 8)
    assert found.made is None


def test_running_time_tells_more_than_pieces_alone():
    found = tried(drawn(70, 3))
    assert found.verdict.ground is Ground.BETTER
    # Three fifths are 42, so 28 are later ones.
    assert (found.verdict.tested, len(found.later)) == (28, 28)
    assert found.verdict.ours < 0.5 * found.verdict.theirs
    # Two per cent of chance a day; CV(RMSE) can't be much less or more.
    assert found.verdict.share == pytest.approx(0.02, abs=0.008)


def test_where_energy_goes_by_the_piece_the_simple_way_is_as_good():
    chance = Random(5)
    hours = []
    for day in range(70):
        for at in range(10):
            count = float(chance.randint(50, 200))
            kwh = 0.1 * count * (1 + chance.gauss(0, 0.05))
            hours.append(Use((day * 24 + at) * HOUR_US, day * DAY_US, 1.0, 0.9, kwh, {"A": count}))
    assert tried(hours).verdict.ground is Ground.NOT_BETTER


def test_pieces_that_tell_nothing_are_not_believed():
    """The kWh of the days dealt out anew among them: nothing is left to learn."""
    hours = drawn(70, 3)
    days = [day * DAY_US for day in range(70)]
    dealt = dict(zip(days, Random(9).sample(days, len(days)), strict=True))
    kwh = {(one.day_us, one.at_us % DAY_US): one.kwh for one in hours}
    mixed = [
        Use(one.at_us, one.day_us, 1.0, one.running_h, kwh[dealt[one.day_us], one.at_us % DAY_US], one.pieces)
        for one in hours
    ]
    assert not tried(mixed).verdict.is_shown


def test_later_days_change_nothing_that_they_are_judged_by():
    plain, leaking = tried(drawn(70, 3)), tried(drawn(70, 3, leak=0.3, leak_from=60))
    assert [one.expected for one in plain.later] == [one.expected for one in leaking.later]
    assert leaking.verdict.ground is Ground.LOUD
    assert leaking.verdict.alarms >= 10


def test_a_leak_is_seen_on_its_day_and_no_usual_day_is():
    model = tried(drawn(60, 4)).made
    assert model is not None
    after = [later(one, 60) for one in drawn(40, 6, leak=0.15, leak_from=30)]
    found = followed(model, after, 100 * DAY_US)
    assert [one.is_dear for one in found.days] == [False] * 30 + [True] * 10
    (rang,) = found.alarms
    assert (rang.since_us, rang.at_us) == (90 * DAY_US, 91 * DAY_US)
    assert rang.slower == pytest.approx(15, abs=7)
    assert found.level == pytest.approx(15, abs=4)
    assert not found.is_loud


def later(one: Use, days: int) -> Use:
    return replace(one, at_us=one.at_us + days * DAY_US, day_us=one.day_us + days * DAY_US)


def test_the_day_that_still_runs_does_not_ring():
    model = PieceEnergy(Rates(2, 6, RATES), Band(0, -5, 5))
    hours = [hour(at, 1, 20, A=100) for at in range(3)]
    found = followed(model, hours, 12 * HOUR_US)
    (today,) = found.days
    # 3 h: 2·3 + 6·3 + 300·0.02 = 30 expected, 60 taken.
    assert (today.expected, today.kwh, today.more, today.is_over) == (pytest.approx(30), 60, pytest.approx(100), False)
    assert (found.alarms, found.level) == ([], None)


def test_a_successor_has_to_be_nearer_or_the_former_out_too_often():
    same = drawn(100, 7)
    former = tried([one for one in same if one.day_us < 60 * DAY_US]).made
    assert former is not None
    assert not compared(former, same, 60 * DAY_US).is_better
    lacking = compared(former, [one for one in same if one.day_us < 70 * DAY_US], 60 * DAY_US)
    assert (lacking.is_better, lacking.lacks) == (False, 8)
    off = PieceEnergy(Rates(former.rates.standing_kw * 1.2, former.rates.running_kw, former.rates.pieces), former.band)
    found = compared(off, same, 60 * DAY_US)
    assert (found.is_better, found.ours < found.theirs) == (True, True)


def test_what_is_kept_is_read_again_and_broken_ones_refused():
    model = PieceEnergy(Rates(2.0, 6.0, RATES), Band(0.1, -4.0, 4.2))
    assert model_from(model_json(model)) == model
    for broken in ({}, {**model_json(model), "running_kw": "much"}, {**model_json(model), "pieces": {}},
                   {**model_json(model), "standing_kw": -1.0}, {**model_json(model), "band": [0, 1, 1]}):  # fmt: skip
        with pytest.raises(Invalid):
            model_from(broken)


def test_a_meter_that_shows_nothing_is_refused():
    with pytest.raises(Invalid):
        rates_of([hour(at, 1, 0, A=5) for at in range(9)], ["A"])


def test_the_digest_tells_any_change():
    hours = drawn(2, 1)
    assert digest(hours) == digest(drawn(2, 1))
    assert digest(hours) != digest(hours[:-1])
