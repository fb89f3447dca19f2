"""Fixtures of contexts that begin with the small plant: quick passwords, its press, one operator.

A conftest takes them over by importing them.
"""

import pytest

from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from tests.plant.plants import person, small_plant


@pytest.fixture(autouse=True)
def quick(settings, tmp_path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR = False


@pytest.fixture
def press(db) -> WorkUnit:
    return small_plant()


@pytest.fixture
def kim(db) -> Person:
    return person(Role.OPERATOR, name="kim")
