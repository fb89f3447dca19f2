"""Role × URL × status for every page of maintenance."""

import pytest
from django.test import Client

from dure.maintenance.access import ACCESS
from dure.plant.roles import Role
from tests.access import maintenance
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import PIXEL, Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"maintenance:{name}": row for name, row in maintenance.ROWS.items()}


@pytest.fixture
def things() -> Things:
    return Things(maintenance.make(person(Role.ADMINISTRATOR, name="chief"), PIXEL))


def test_every_address_has_a_row():
    assert TABLE.keys() | {f"maintenance:{name}" for name in maintenance.OPEN} == ACCESS.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    assert wrong_answers(role, TABLE, things) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
    for path in ("/maintenance/tell/", f"/maintenance/told/{things['number']}/"):
        assert Client().get(path)["Location"].startswith("/login/")
    assert Client().post("/maintenance/tell/", {})["Location"].startswith("/login/")


def test_what_parts_cost_only_some_see(things: Things):
    seen = [role for role in Role if "₩" in _job(role, things)]
    assert set(seen) == {Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR}


def _job(role: Role, things: Things) -> str:
    return logged_in(person(role)).get(f"/maintenance/jobs/{things['job']}/").content.decode()
