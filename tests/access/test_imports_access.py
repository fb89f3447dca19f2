"""Role × URL × status for every page of Excel imports."""

import pytest
from django.test import Client

from dure.exchange.access import ACCESS
from dure.plant.roles import Role
from tests.access import imports
from tests.access.table import Row
from tests.access.test_access import address, status
from tests.access.things import Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"exchange:{name}": row for name, row in imports.ROWS.items()}


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def things() -> Things:
    return Things(imports.make(person(Role.ADMINISTRATOR, name="chief")))


def test_every_address_has_a_row():
    assert TABLE.keys() == {name for name in ACCESS if name.startswith("exchange:import")}


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    client, wrong = logged_in(person(role)), {}
    for name, row in TABLE.items():
        is_of_others = name.removeprefix("exchange:") in imports.NOT_THEIRS.get(role, ())
        may_enter = is_of_others or role in (row.get or frozenset()) | (row.post or frozenset())
        where = address(name, row, things)
        for method in ("get", "post"):
            open_to = getattr(row, method)
            expected = 403 if not may_enter else 405 if open_to is None else getattr(row, f"status_{method}")
            if is_of_others and open_to is not None:
                expected = 403
            got = status(client, method, where, row, things)
            if got != expected:
                wrong[f"{method} {name}"] = f"{got}, not {expected}"
    assert wrong == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    found = {name: Client().get(address(name, row, things)) for name, row in TABLE.items()}
    wrong = {name: one.status_code for name, one in found.items() if not one.get("Location", "").startswith("/login/")}
    assert wrong == {}
