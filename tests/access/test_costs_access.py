"""Role × URL × status for the pages of what things cost."""

from datetime import date

import pytest
from django.test import Client

from dure.commerce.access import COSTS
from dure.commerce.models import HourlyRate
from dure.plant.roles import Role
from tests.access.table import BAD, Row, deed, form, page
from tests.access.test_access import address, status
from tests.access.things import Things
from tests.plant.plants import logged_in, person
from tests.production.making.bakery import make_bakery, stock_up

pytestmark = pytest.mark.django_db
MONEY = frozenset({Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
RATE = {"valid_from": "2026-04-01", "labour": "20,000", "people": "2", "machine": "0", "overhead": "0"}
TABLE: dict[str, Row] = {
    "commerce:costs": form(MONEY, data={"on": "2026-04-01", "reason": "x"}, status_post=BAD),
    "commerce:item-cost": page(MONEY, "bread"),
    "commerce:rates": form(MONEY, data={**RATE, "fixed_overhead": "0", "overhead_percent": "0"}),
    "commerce:rate-remove": deed(MONEY, "rate"),
}


def plant_of_costs() -> Things:
    shop = make_bakery()
    stock_up(shop)
    rate = HourlyRate.objects.create(valid_from=date(2026, 1, 1), labour=1)
    return Things({"bread": shop.bread.pk, "rate": rate.pk})


@pytest.fixture(autouse=True)
def quick(settings):
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_every_address_has_a_row():
    assert TABLE.keys() == COSTS.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role):
    plant, client, wrong = plant_of_costs(), logged_in(person(role)), {}
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
    plant = plant_of_costs()
    person(Role.ADMINISTRATOR)
    found = {name: Client().get(address(name, row, plant)) for name, row in TABLE.items()}
    wrong = {name: one.status_code for name, one in found.items() if not one.get("Location", "").startswith("/login/")}
    assert wrong == {}
