"""The way of an improvement task, as the issue tells it: nobody skips, back only with a reason."""

from datetime import date

import pytest

from dure.mentoring.loss import TaskState
from dure.mentoring.progress import (
    AGES,
    MEASURED,
    STEPS,
    Held,
    Need,
    Result,
    Who,
    due_ages,
    forward,
    has_held,
    is_next_attempt,
    is_reached,
    missing,
    result_of,
    step,
    ways_back,
)

WAY = ["found", "analysed", "planned", "done", "verified", "sustained"]


def test_the_way_forward_is_one_line():
    state, seen = TaskState.FOUND, ["found"]
    while (taken := forward(state)) is not None:
        state = taken.target
        seen.append(state.value)
    assert seen == WAY


@pytest.mark.parametrize("source", WAY)
def test_nobody_skips_a_step(source):
    later = WAY[WAY.index(source) + 2 :]
    assert [one for one in later if step(source, one)] == []


def test_whoever_goes_back_says_why_and_whoever_goes_on_shows_something():
    backwards = [one for one in STEPS if one.target == "declined" or one.source == "declined"]
    backwards += [one for one in STEPS if one.source in WAY and one.target in WAY[: WAY.index(one.source)]]
    assert all(one.is_back and not one.needs for one in backwards)
    assert all(one.needs for one in STEPS if not one.is_back)
    assert len(set(backwards)) + 5 == len(STEPS)


def test_what_counts_for_the_plant_is_for_those_who_answer_for_it():
    leaders = {(one.source, one.target) for one in STEPS if one.who is Who.LEADERS}
    assert {("done", "verified"), ("found", "declined"), ("declined", "found"), ("verified", "sustained")} <= leaders
    assert ("planned", "done") not in leaders


def test_only_what_is_still_a_plan_can_be_declined():
    assert [one.value for one in TaskState if step(one, "declined")] == ["found", "analysed", "planned"]


def test_what_did_not_work_begins_another_attempt():
    assert [one.source.value for one in STEPS if is_next_attempt(one)] == ["verified", "sustained"]
    assert {one.target.value for one in ways_back("verified")} == {"analysed"}
    assert {"verified", "sustained"} == MEASURED


def test_a_plan_needs_all_of_it():
    taken = step("analysed", "planned")
    assert missing(taken, {Need.MEASURE, Need.OWNER, Need.KPI}) == [Need.COST, Need.DUE, Need.WANTED]


@pytest.mark.parametrize(
    ("low", "high", "lower", "expected"),
    [
        (-0.05, -0.02, True, Result.WORKED),
        (-0.05, -0.02, False, Result.WORSE),
        (-0.05, 0.01, True, Result.NONE),
        (0.02, 0.05, False, Result.WORKED),
        (0.0, 0.05, False, Result.NONE),
        (0.02, 0.05, True, Result.WORSE),
    ],
)
def test_what_an_interval_says(low, high, lower, expected):
    assert result_of(low, high, is_lower_better=lower) is expected


def test_whether_the_wanted_figure_is_reached():
    assert is_reached(0.03, 0.04, is_lower_better=True)
    assert not is_reached(0.03, 0.04, is_lower_better=False)


def test_looks_become_due_at_30_90_and_180_days():
    changed = date(2026, 3, 2)
    assert AGES == (30, 90, 180)
    assert due_ages(changed, date(2026, 3, 31), []) == []
    assert due_ages(changed, date(2026, 4, 1), []) == [30]
    assert due_ages(changed, date(2026, 5, 31), [30]) == [90]
    assert due_ages(changed, date(2026, 8, 29), [30]) == [90, 180]


def test_a_gain_has_held_when_the_last_look_found_some_of_it():
    assert has_held({180: Held.SHRUNK})
    assert not has_held({90: Held.HELD})
