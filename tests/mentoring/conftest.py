"""A small plant with its people."""

import pytest

from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from tests.plant.fixtures import kim, press, quick
from tests.plant.plants import person

__all__ = ["kim", "press", "quick"]


@pytest.fixture
def filler(press) -> WorkUnit:
    """The second machine, on which nothing is changed."""
    return WorkUnit.objects.get(code="M2")


@pytest.fixture
def chief(db) -> Person:
    return person(Role.SUPERVISOR, name="ban")


@pytest.fixture
def mentor(db) -> Person:
    return person(Role.MENTOR, name="seo")
