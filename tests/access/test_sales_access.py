"""Role × URL × status for every page of selling."""

import pytest

from dure.commerce.access import PARTNERS, SALES
from dure.plant.roles import Role
from tests.access import sales
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"commerce:{name}": row for name, row in (sales.PARTNERS | sales.SALES).items()}


@pytest.fixture
def things() -> Things:
    person(Role.ADMINISTRATOR, name="chief")
    return Things(sales.make())


def test_every_address_of_selling_has_a_row():
    assert TABLE.keys() == (PARTNERS | SALES).keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    assert wrong_answers(role, TABLE, things) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QUALITY])
def test_who_ships_sees_no_prices(role: Role, things: Things):
    client = logged_in(person(role))
    for where in ("/deliveries/open/", "/deliveries/", f"/deliveries/{things['delivery']}/",
                  f"/deliveries/{things['delivery']}/certificate/"):  # fmt: skip
        page = client.get(where).content.decode()
        # 3,000 won a piece, 20 and 3 pieces.
        assert not [price for price in ("3,000", "60,000", "9,000") if price in page], where
