"""Role × URL × status for every page of buying and of the books."""

import pytest

from dure.commerce.access import BOOKS, BUYING
from dure.ledger.access import ACCESS as LEDGER
from dure.plant.roles import Role
from tests.access import buying
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import Things
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"commerce:{name}": row for name, row in (buying.BUYING | buying.BOOKS).items()}
TABLE |= {f"ledger:{name}": row for name, row in buying.LEDGER.items()}


@pytest.fixture
def things() -> Things:
    person(Role.ADMINISTRATOR, name="chief")
    return Things(buying.make())


def test_every_address_has_a_row():
    assert TABLE.keys() == BUYING.keys() | BOOKS.keys() | LEDGER.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    assert wrong_answers(role, TABLE, things) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
