"""A small plant with its people, and the first risk matrix."""

from datetime import date

import pytest

from dure.plant.models import Area, Person
from dure.plant.roles import Role
from dure.safety import services
from dure.safety.models import RiskMatrix
from tests.plant.fixtures import kim, press, quick
from tests.plant.plants import person

__all__ = ["kim", "press", "quick"]
DAY = date(2026, 5, 4)


@pytest.fixture
def hall(press) -> Area:
    return press.work_center.area


@pytest.fixture
def chief(db) -> Person:
    return person(Role.SUPERVISOR, name="ban")


@pytest.fixture
def matrix(chief) -> RiskMatrix:
    return services.add_first_matrix(in_force_from=DAY, by=chief)
