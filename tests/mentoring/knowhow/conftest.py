"""A small plant with a mentor and a leader, and an improvement task whose effect is measured."""

from datetime import UTC, date, datetime

import pytest

from dure.mentoring.card import Measured
from dure.mentoring.models import ImprovementTask
from dure.mentoring.services import cards
from dure.plant.models import Area, Person
from dure.plant.roles import Role
from tests.plant.fixtures import kim, press, quick
from tests.plant.plants import person

__all__ = ["kim", "press", "quick"]


@pytest.fixture
def hall(press) -> Area:
    return press.work_center.area


@pytest.fixture
def chief(db) -> Person:
    return person(Role.SUPERVISOR, name="ban")


@pytest.fixture
def mentor(db) -> Person:
    return person(Role.MENTOR, name="teacher")


@pytest.fixture
def task(hall, mentor) -> ImprovementTask:
    return ImprovementTask.objects.create(
        number="IM2605-001", title="금형 교체 단축", problem="교체에 한 시간", loss="setup", area=hall, found_by=mentor,
        found_at=datetime(2026, 5, 4, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def figures(monkeypatch) -> dict[str, Measured]:
    """Number of a task → what was measured of it."""
    known: dict[str, Measured] = {}
    monkeypatch.setattr(cards, "measured_of", lambda asked: known.get(asked.number))
    return known


def minutes(effect: float = -18.0, low: float = -24.0, high: float = -12.0) -> Measured:
    """Minutes of a changeover, measured over 40 days before and 30 after."""
    return Measured(
        figure="준비교체 시간", unit="분", better="lower", effect=effect, low=low, high=high, n_before=40, n_after=30,
        method="its", on=date(2026, 7, 1),
    )  # fmt: skip
