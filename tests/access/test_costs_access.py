"""Role × URL × status for the pages of what things cost."""

from datetime import date

import pytest

from dure.commerce.access import COSTS
from dure.commerce.models import HourlyRate
from dure.plant.roles import Role
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import BAD, Row, deed, form, page
from tests.access.things import Things
from tests.plant.plants import person
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


@pytest.fixture
def things() -> Things:
    person(Role.ADMINISTRATOR, name="chief")
    shop = make_bakery()
    stock_up(shop)
    rate = HourlyRate.objects.create(valid_from=date(2026, 1, 1), labour=1)
    return Things({"bread": shop.bread.pk, "rate": rate.pk})


def test_every_address_has_a_row():
    assert TABLE.keys() == COSTS.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    assert wrong_answers(role, TABLE, things) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
