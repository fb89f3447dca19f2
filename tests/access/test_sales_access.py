"""Role × URL × status for every page of selling."""

import pytest
from django.test import Client

from dure.commerce.access import PARTNERS, SALES
from dure.plant.roles import Role
from tests.access import sales
from tests.access.table import Row
from tests.access.test_access import address, status
from tests.access.things import Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"commerce:{name}": row for name, row in (sales.PARTNERS | sales.SALES).items()}


@pytest.fixture(autouse=True)
def quick(settings):
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_every_address_of_selling_has_a_row():
    assert TABLE.keys() == (PARTNERS | SALES).keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role):
    plant, client, wrong = Things(sales.make()), logged_in(person(role)), {}
    for name, row in TABLE.items():
        where, may_enter = address(name, row, plant), role in (row.get or frozenset()) | (row.post or frozenset())
        for method in ("get", "post"):
            open_to = getattr(row, method)
            expected = 403 if not may_enter else 405 if open_to is None else getattr(row, f"status_{method}")
            got = status(client, method, where, row, plant)
            if got != expected:
                wrong[f"{method} {name}"] = f"{got}, not {expected}"
    assert wrong == {}


def test_nobody_gets_further_than_the_log_in():
    plant = Things(sales.make())
    person(Role.ADMINISTRATOR)
    found = {name: Client().get(address(name, row, plant)) for name, row in TABLE.items()}
    wrong = {name: one.status_code for name, one in found.items() if not one.get("Location", "").startswith("/login/")}
    assert wrong == {}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QUALITY])
def test_who_ships_sees_no_prices(role: Role):
    plant, client = Things(sales.make()), logged_in(person(role))
    for where in ("/deliveries/open/", "/deliveries/", f"/deliveries/{plant['delivery']}/",
                  f"/deliveries/{plant['delivery']}/certificate/"):  # fmt: skip
        page = client.get(where).content.decode()
        # 3,000 won a piece, 20 and 3 pieces.
        assert not [price for price in ("3,000", "60,000", "9,000") if price in page], where
