"""Role × URL × status for every page of safety."""

import pytest
from django.test import Client

from dure.plant.roles import Role
from dure.safety.access import ACCESS
from tests.access import safety
from tests.access.asking import may_open, open_to_nobody, wrong_answers
from tests.access.table import Row
from tests.access.things import PIXEL, Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {f"safety:{name}": row for name, row in safety.ROWS.items()}


@pytest.fixture
def things() -> Things:
    return Things(safety.make(person(Role.ADMINISTRATOR, name="chief"), PIXEL))


def test_every_address_has_a_row():
    assert TABLE.keys() | {f"safety:{name}" for name in safety.OPEN} == ACCESS.keys()


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    own = {f"safety:{name}" for name in safety.OWN_DEEDS} if role is not Role.MENTOR else set()
    refused = {name for name in own if not may_open(role, TABLE[name])}
    assert wrong_answers(role, TABLE, things, refused=refused) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
    for path in ("/safety/tell/", "/safety/suggest/"):
        assert Client().get(path)["Location"].startswith("/login/")
        assert Client().post(path, {})["Location"].startswith("/login/")


def test_a_code_of_the_plant_opens_the_two_forms_and_nothing_else(things: Things):
    client = Client()
    for path in (f"/safety/at/{things['token']}/", f"/safety/at/{things['token']}/idea/"):
        assert client.get(path).status_code == 200
    assert client.get(f"/safety/told/{things['told']}/").status_code == 200
    for path in ("/safety/at/guessed/", "/safety/at/guessed/idea/", "/safety/told/NM0000-000/"):
        assert client.get(path).status_code == 404
    assert client.get("/safety/near-misses/")["Location"].startswith("/login/")


@pytest.mark.parametrize("role", sorted(safety.KEEPERS - safety.NAMERS))
def test_who_was_hurt_is_for_the_owner_and_the_administrator(role: Role, things: Things):
    client = logged_in(person(role))
    for where in (
        f"/safety/accidents/{things['accident']}/",
        f"/safety/injuries/{things['injury']}/",
        "/safety/accidents/",
    ):
        assert "김작업" not in client.get(f"/safety/{where}").content.decode()
    owner = logged_in(person(Role.OWNER, name="owner"))
    assert "김작업" in owner.get(f"/safety/accidents/{things['accident']}/").content.decode()
