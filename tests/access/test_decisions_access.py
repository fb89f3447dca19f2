"""Role × URL × status for every page of decisions."""

import pytest

from dure.decisions.access import ACCESS
from dure.plant.roles import Role
from tests.access import decisions
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import Things
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"decisions:{name}": row for name, row in decisions.ROWS.items()}
OF_OTHERS = {Role.PLANNER, Role.OFFICE, Role.QUALITY}
"""They decide about other advice than that of maintenance."""


@pytest.fixture
def things() -> Things:
    return Things(decisions.make(person(Role.ADMINISTRATOR, name="chief")))


def test_every_address_has_a_row():
    assert TABLE.keys() == ACCESS.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    refused = {f"decisions:{name}" for name in decisions.OTHERS_DECIDE} if role in OF_OTHERS else set()
    assert wrong_answers(role, TABLE, things, refused=refused) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
