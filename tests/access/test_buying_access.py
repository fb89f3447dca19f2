"""Role × URL × status for every page of buying and of the books."""

from dataclasses import replace

import pytest
from django.test import Client

from dure.commerce.access import BOOKS, BUYING
from dure.ledger.access import ACCESS as LEDGER
from dure.plant.roles import Role
from tests.access import buying
from tests.access.table import Row
from tests.access.test_access import address, status
from tests.access.things import Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"commerce:{name}": row for name, row in (buying.BUYING | buying.BOOKS).items()}
TABLE |= {f"ledger:{name}": row for name, row in buying.LEDGER.items()}


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def filled(row: Row, plant: Things) -> Row:
    """Names of things in the query and in the names of fields stand for what they are called."""
    data = {plant[name[1:]] if name.startswith("=") else name: value for name, value in row.data.items()}
    return replace(row, data=data, query=row.query.format(**plant.known))


def test_every_address_has_a_row():
    assert TABLE.keys() == BUYING.keys() | BOOKS.keys() | LEDGER.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role):
    plant, client, wrong = Things(buying.make()), logged_in(person(role)), {}
    for name, plain in TABLE.items():
        row = filled(plain, plant)
        where, may_enter = address(name, row, plant), role in (row.get or frozenset()) | (row.post or frozenset())
        for method in ("get", "post"):
            open_to = getattr(row, method)
            expected = 403 if not may_enter else 405 if open_to is None else getattr(row, f"status_{method}")
            got = status(client, method, where, row, plant)
            if got != expected:
                wrong[f"{method} {name}"] = f"{got}, not {expected}"
    assert wrong == {}


def test_nobody_gets_further_than_the_log_in():
    plant = Things(buying.make())
    person(Role.ADMINISTRATOR)
    found = {name: Client().get(address(name, filled(row, plant), plant)) for name, row in TABLE.items()}
    wrong = {name: one.status_code for name, one in found.items() if not one.get("Location", "").startswith("/login/")}
    assert wrong == {}
