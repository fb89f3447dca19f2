"""Role × URL × status for every page of mentoring."""

import pytest

from dure.mentoring.access import ACCESS
from dure.plant.roles import Role
from tests.access import mentoring
from tests.access.asking import may_open, open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import Things
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"mentoring:{name}": row for name, row in mentoring.ROWS.items()}


@pytest.fixture
def things() -> Things:
    return Things(mentoring.make(person(Role.ADMINISTRATOR, name="chief")))


def test_every_address_has_a_row():
    known = {f"mentoring:{name}" for name in (*mentoring.OWN, *mentoring.OPEN)}
    assert TABLE.keys() | known == ACCESS.keys()
    assert not TABLE.keys() & known


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    refused = (
        set() if role in mentoring.CHIEFS else {name for name in mentoring.OF_OTHERS if may_open(role, TABLE[name])}
    )
    if role is Role.OWNER:  # the change is of a time study, which an owner doesn't write
        refused = refused | {"mentoring:tool-undo"}
    if role is Role.MENTOR:
        refused |= mentoring.OF_OTHER_STAYS
    assert wrong_answers(role, TABLE, things, refused=refused) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
