"""Role × URL × status for every page of Excel imports."""

import pytest

from dure.exchange.access import ACCESS
from dure.plant.roles import Role
from tests.access import imports
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import Things
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"exchange:{name}": row for name, row in imports.ROWS.items()}


@pytest.fixture
def things() -> Things:
    return Things(imports.make(person(Role.ADMINISTRATOR, name="chief")))


def test_every_address_has_a_row():
    assert TABLE.keys() == {name for name in ACCESS if name.startswith("exchange:import")}


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    refused = {f"exchange:{name}" for name in imports.NOT_THEIRS.get(role, ())}
    assert wrong_answers(role, TABLE, things, refused=refused) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
