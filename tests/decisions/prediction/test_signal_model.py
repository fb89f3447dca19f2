"""A watch of one signal: bands by tables, changes put into drawn hours, and what is kept."""

from random import Random

import pytest

from dure.decisions.prediction.calm import Calm
from dure.decisions.prediction.charts import Ewma
from dure.decisions.prediction.held_back import Ground
from dure.decisions.prediction.later_picture import Words, band_picture
from dure.decisions.prediction.pace import HOUR_US, Value
from dure.decisions.prediction.signal_model import (
    Level,
    compared,
    digest,
    followed,
    level_from,
    level_json,
    tried,
)
from dure.decisions.prediction.watching import Watch
from dure.kernel.errors import Invalid

LEVEL = Level(Watch(Calm(60.0, 2.0, 0.0, 2.0, 400), Ewma(0.25, 3.0), HOUR_US), 450.0)


def drawn(count: int, seed: int, *, since: int = 0, moved: float = 0.0, first: int = 0) -> list[Value]:
    """60 with a standard deviation of 2, sixteen hours a day; moved from a value on."""
    chance = Random(seed)
    return [
        ((first + at // 16 * 24 + at % 16) * HOUR_US, chance.gauss(60.0, 2.0) + (moved if at >= since else 0.0))
        for at in range(count)
    ]


@pytest.fixture(scope="module")
def learnt() -> Level:
    made = tried(drawn(400, 1)).made
    assert made is not None
    return made


def test_the_band_holds_99_of_100():
    """2.5758 standard deviations on either side (tables of the normal distribution)."""
    assert LEVEL.band == pytest.approx((60 - 2 * 2.5758, 60 + 2 * 2.5758), abs=1e-3)


def test_an_even_signal_may_be_watched(learnt):
    found = tried(drawn(400, 1))
    assert found.verdict.ground is Ground.BETTER
    # Three fifths of 400 are 240, but 144 have to be left: 240 it is, and 160 are later ones.
    assert (found.verdict.tested, found.later[0][0]) == (160, drawn(400, 1)[240][0])
    assert "%(" in found.verdict.message
    assert str(found.verdict)
    assert learnt.band == pytest.approx(LEVEL.band, abs=0.8)


def test_too_few_hours_say_how_many_are_missing():
    found = tried(drawn(300, 1))
    assert (found.verdict.ground, found.verdict.lacks, found.made) == (Ground.FEW, 44, None)


def test_a_signal_that_never_changes_is_refused():
    with pytest.raises(Invalid):
        tried([(at * HOUR_US, 5.0) for at in range(400)])


def test_a_change_is_told_with_its_beginning_its_size_and_the_level_before():
    """Three degrees up, one and a half spreads, from the 60th hour on."""
    values = drawn(100, 5, since=60, moved=3.0)
    found = followed(LEVEL, values)
    rang = found.alarms[0]
    assert abs(rang.since_us - values[60][0]) <= 10 * HOUR_US
    assert rang.at_us > values[60][0]
    assert (rang.level, rang.slower > 1) == (60.0, True)
    assert found.level == pytest.approx(3, abs=2)
    assert len(found.days) == 100


def test_what_came_later_is_held_against_the_former():
    values = [*drawn(240, 2), *drawn(160, 3, first=15 * 24)]
    since = 15 * 24 * HOUR_US
    assert not compared(LEVEL, values, since).is_better
    assert compared(LEVEL, values[:300], since).lacks == 84


def test_what_is_kept_is_read_again_and_broken_ones_refused():
    assert level_from(level_json(LEVEL)) == LEVEL
    for broken in ({}, {"watch": {}, "run_length": 450}, {**level_json(LEVEL), "run_length": "inf"}):
        with pytest.raises(Invalid):
            level_from(broken)
    assert digest(drawn(5, 1)) != digest(drawn(5, 2))


def test_the_picture_draws_the_band_and_where_it_rang():
    values = drawn(30, 1)
    words = Words("p", "<t>", "told", "usual", "band", ["03-02"] * 30)
    svg = band_picture(values, [values[9][0] + 1], 60.0, (55.0, 65.0), words)
    assert svg.count('class="usual"') == 1
    assert svg.count('class="fired"') == 1
    assert "&lt;t&gt;" in svg
    assert ">65<" in svg
