"""Savings of tasks that change one figure in one place at the same time are counted once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from dure.kernel import clock
from dure.mentoring.effects import EVERYWHERE, Claim, overlaps
from dure.mentoring.models import ImprovementTask, TaskCheck
from dure.mentoring.selectors.tasks import funnel
from tests.mentoring.test_tasks import TODAY
from tests.plant.plants import logged_in

A = Claim(1, "scrap_ratio", frozenset({"1"}), 100, 160, 300.0)
B = Claim(2, "scrap_ratio", frozenset({"1", "2"}), 160, 200, 500.0)


def pairs(*claims: Claim) -> list[tuple[int, int, int, int]]:
    return [(one.left_out.key, one.counted.key, one.first, one.last) for one in overlaps(claims)]


def test_the_larger_of_two_on_one_figure_place_and_day_is_counted():
    assert pairs(A, B) == [(1, 2, 160, 160)]
    assert pairs(A, replace(B, won=200.0)) == [(2, 1, 160, 160)]
    assert pairs(A, replace(B, won=300.0)) == [(2, 1, 160, 160)]
    assert pairs(A, replace(B, places=frozenset({EVERYWHERE}))) == [(1, 2, 160, 160)]


@pytest.mark.parametrize(
    "other",
    [
        {"figure": "oee"},
        {"places": frozenset({"2"})},
        {"places": frozenset()},
        {"first": 161},
    ],
)
def test_another_figure_place_or_time_is_another_won(other):
    assert pairs(A, replace(B, **other)) == []


def test_places_that_only_share_a_machine_are_not_inside_each_other():
    assert pairs(replace(A, places=frozenset({1, 3})), B) == []


def test_of_a_chain_the_ends_are_counted_when_they_are_larger():
    middle = replace(B, key=3, won=250.0, first=150, last=170)
    late = replace(A, key=4, first=165, last=220)
    assert pairs(A, middle, late) == [(3, 1, 150, 160)]


def verified(press, by, number: str, *, days_ago: int, won: tuple[int, int, int], **measured: str) -> ImprovementTask:
    changed = TODAY - timedelta(days=days_ago)
    plan = {
        "root_cause": "x", "measure": "x", "kpi": "scrap_ratio", "owner": by, "due_on": TODAY, "cost_won": 0,
        "wanted": 0.1, "changed_on": changed, "state": "verified", "result": "worked", "scope": "work_unit:M1",
    } | measured  # fmt: skip
    task = ImprovementTask.objects.create(
        number=number, title="x", problem="x", loss="other", area=press.work_center.area, found_by=by,
        found_at=clock.now(), **plan,
    )  # fmt: skip
    low, mid, high = won
    TaskCheck.objects.create(
        task=task, age=0, due_on=TODAY, made_at=clock.now(), verdict="worked", measure="x", kpi=plan["kpi"],
        scope=plan["scope"], changed_on=changed, saving_won=mid, saving_low_won=low, saving_high_won=high,
    )  # fmt: skip
    return task


@pytest.mark.django_db
def test_the_funnel_counts_them_once_and_says_why(press, chief):
    verified(press, chief, "IM-1", days_ago=60, won=(60, 100, 140))
    verified(press, chief, "IM-2", days_ago=40, won=(170, 200, 230), scope="area:A1")
    verified(press, chief, "IM-3", days_ago=60, won=(10, 50, 90), scope="work_unit:M2", kpi="oee")
    told = funnel()
    # 200 of the area and 50 of another figure; doubts of 30 and 40 won are 50 together
    assert (told.saving_low_won, told.saving_won, told.saving_high_won) == (200, 250, 300)
    assert (told.solved, told.unpriced) == (3, 0)
    (one,) = told.together
    assert (one.left_out.number, one.counted.number) == ("IM-1", "IM-2")
    assert (one.first, one.last) == (TODAY - timedelta(days=40), TODAY - timedelta(days=1))
    page = logged_in(chief).get(reverse("mentoring:task-funnel")).content.decode()
    assert "IM-2만 더했습니다" in page
    assert "250원" in page


@pytest.mark.django_db
def test_changes_that_never_had_a_day_in_common_are_both_counted(press, chief):
    verified(press, chief, "IM-1", days_ago=200, won=(60, 100, 140))
    verified(press, chief, "IM-2", days_ago=40, won=(170, 200, 230))
    assert (funnel().saving_won, funnel().together) == (300, [])
