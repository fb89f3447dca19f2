"""The rules of levels: what holds, what is kept, and that no data holds nothing."""

import pytest

from dure.mentoring.level import (
    BY_KEY,
    CRITERIA,
    NO_DATA,
    USUAL,
    Figure,
    Level,
    Threshold,
    differs,
    judge,
    level_of,
    missing_for,
    share_of,
    shown_up_to,
    unasked_levels,
    wrong_thresholds,
)
from dure.mentoring.level_chart import chart, sparkline, strip


def reached(*but: str) -> dict[str, Figure]:
    """Every criterion just at its threshold; those named have no data."""
    return {one.key: NO_DATA if one.key in but else Figure(one.usual.reach) for one in CRITERIA}


def of(level: Level) -> list[str]:
    return [one.key for one in CRITERIA if one.level is level]


def test_all_criteria_at_their_thresholds_are_the_highest_level():
    assert level_of(judge(reached(), USUAL)) is Level.JS3


@pytest.mark.parametrize("one", CRITERIA, ids=lambda one: one.key)
def test_each_criterion_alone_keeps_the_plant_below_its_level(one):
    assert level_of(judge(reached(one.key), USUAL)) is Level(one.level - 1)


def test_a_higher_level_needs_the_lower_ones():
    found = judge(reached("bom"), USUAL)
    assert level_of(found) is Level.NONE
    assert [one.criterion.key for one in missing_for(found, Level.JS3)] == ["bom"]


def test_nothing_to_take_a_share_of_is_no_data():
    assert share_of(0, 0) == NO_DATA
    assert share_of(3, 4) == Figure(0.75, 3, 4)
    assert level_of(judge({}, USUAL)) is Level.NONE


@pytest.mark.parametrize(
    ("key", "value", "was_held", "holds", "is_only_kept"),
    [
        ("counted", 0.80, False, True, False),
        ("counted", 0.799, False, False, False),
        ("counted", 0.799, True, True, True),
        ("counted", 0.70, True, True, True),
        ("counted", 0.699, True, False, False),
        ("latency", 60, False, True, False),
        ("latency", 61, False, False, False),
        ("latency", 120, True, True, True),
        ("latency", 121, True, False, False),
        ("counted", None, True, False, False),
    ],
)
def test_what_held_holds_on_until_it_is_worse_than_what_keeps_it(key, value, was_held, holds, is_only_kept):
    found = judge({key: Figure(value)}, {key: USUAL[key]}, {key} if was_held else ())
    assert [(one.holds, one.is_only_kept) for one in found] == [(holds, is_only_kept)]


@pytest.mark.parametrize(
    ("key", "value", "lacks"),
    [("counted", 0.5, 0.3), ("counted", 0.9, 0), ("latency", 90, 30), ("latency", None, None)],
)
def test_what_is_lacking(key, value, lacks):
    (one,) = judge({key: Figure(value)}, {key: USUAL[key]})
    assert one.lacks == (None if lacks is None else pytest.approx(lacks))


def test_what_is_not_asked_keeps_nobody_back_but_a_level_that_asks_nothing_is_nobodys():
    without = {key: Threshold(one.reach, one.keep, is_asked=key != "bom") for key, one in USUAL.items()}
    assert level_of(judge(reached("bom"), without)) is Level.JS3
    nothing = {key: Threshold(one.reach, one.keep, BY_KEY[key].level is not Level.JS2) for key, one in USUAL.items()}
    assert unasked_levels(nothing) == [Level.JS2]
    assert level_of(judge(reached(), nothing)) is Level.JS1


def test_thresholds_that_cannot_be():
    assert wrong_thresholds(USUAL) == []
    wrong = {"bom": Threshold(0.8, 0.9), "latency": Threshold(60, 50), "routing": Threshold(1.2, 0.9)}
    assert wrong_thresholds(wrong | {"standard": Threshold(1, 1)}) == ["bom", "latency", "routing"]


def test_claims_and_pages():
    assert differs(Level.JS2, Level.NONE) == 2
    assert differs(Level.JS1, Level.JS2) == -1
    assert [shown_up_to(None, one) for one in Level] == [1, 2, 3, 3]
    assert shown_up_to(Level.JS1, Level.JS3) is Level.JS1


def test_a_line_breaks_where_there_is_no_data():
    drawn = sparkline([0.2, 0.4, None, 0.6], 0.8, told="<0.2>")
    assert drawn.count("<polyline") == 1
    assert drawn.count("<circle") == 1
    assert "&lt;0.2&gt;" in drawn
    large = chart([None, 1.0, 2.0], ["a", "b", "c"], ["", "1", "2"], (3, "≥ 3"), told="x")
    assert large.count("<circle") == 2
    # The threshold of 3 is the highest: 12 + 182 x (1 - 3/3.15) from above.
    assert 'y1="20.7"' in large


def test_weeks_stand_side_by_side_each_as_high_as_its_level():
    drawn = strip([None, 0, 3], ["a", "b", "c"], ["", "x", "y"], told="")
    assert drawn.count("<rect") == 2
    assert 'height="8"' in drawn
    assert 'height="62"' in drawn


def test_without_any_data_only_the_threshold_is_drawn():
    assert "<polyline" not in sparkline([None] * 26, 0.9, told="")
    assert 'class="target"' in sparkline([None] * 26, 0.9, told="")
