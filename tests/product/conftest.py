"""People, items and machines of a small noodle plant."""

from collections.abc import Callable

import pytest

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from tests.plant.plants import person, small_plant


@pytest.fixture(autouse=True)
def quick(settings, tmp_path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def writer(db) -> Person:
    return person(Role.PLANNER, name="writer")


@pytest.fixture
def checker(db) -> Person:
    return person(Role.SUPERVISOR, name="checker")


@pytest.fixture
def item(db) -> Callable[..., Item]:
    """`item("NOODLE")` is made, in pieces; values by name."""

    def make(code: str, unit: str = "EA", **values: object) -> Item:
        return Item.objects.create(code=code, name=code.lower(), unit_id=unit, **values)

    return make


@pytest.fixture
def machine(db) -> WorkUnit:
    return small_plant()
