"""A new plant's people find the way to the first order, and the page made for their role when it is no longer new."""

import pytest
from django.test import Client

from dure.inventory.models import Item
from dure.inventory.services import add_items
from dure.kernel import clock
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.production.models import ProductionResult
from dure.telemetry.models import Connection
from dure.web import first_steps, menu
from dure.web.access import Pass, allows
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db
BEGINNERS = {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.OFFICE, Role.OWNER, Role.MENTOR}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SECOND_FACTOR = False


def holder(role: Role) -> Pass:
    return Pass(signed_in=True, roles=frozenset({role}))


def ready(client: Client) -> dict[str, bool]:
    """Title → done, of the way to the first delivered order."""
    orders = client.get("/first-steps/").context["ways"][0]
    return {str(step.url_name): done for step, done, _may in orders.steps}


@pytest.mark.parametrize("role", Role)
def test_where_each_role_begins_in_a_new_plant(role: Role):
    small_plant()
    answer = logged_in(person(role)).get("/")
    assert (answer["Location"] == "/first-steps/") == (role in BEGINNERS)


def test_a_plant_that_has_counted_is_no_longer_new():
    unit = small_plant()
    client = logged_in(person(Role.SUPERVISOR))
    now = clock.now()
    ProductionResult.objects.create(work_unit=unit, hour=now, source="hand", produced=1, first_at=now, last_at=now)
    assert client.get("/")["Location"] == "/board/"
    assert client.get("/first-steps/").status_code == 200


def test_steps_are_ticked_by_what_the_records_show():
    small_plant()
    boss = person(Role.ADMINISTRATOR)
    client = logged_in(boss)
    assert not any(ready(client).values())
    other = person(Role.SUPERVISOR)
    add_items([{"code": "R-01", "name": "쌀가루", "unit_id": "kg"}], by=boss)
    assert {name for name, done in ready(client).items() if done} == {"plant:people", "exchange:imports"}
    Person.objects.filter(pk=other.pk).update(is_active=False)
    Item.objects.update(is_active=False)
    assert not any(ready(client).values())


def test_the_next_step_is_one_that_the_reader_may_take():
    small_plant()
    (orders, standards, machines) = logged_in(person(Role.MENTOR)).get("/first-steps/").context["ways"]
    for way in (orders, standards, machines):
        assert way.next is None or allows(holder(Role.MENTOR), way.next.url_name)
    page = logged_in(person(Role.MENTOR, name="second")).get("/first-steps/").content.decode()
    assert "다른 역할이 하는 일입니다." in page


def test_every_step_leads_to_a_page_that_somebody_who_begins_may_open():
    assert len(first_steps.steps()) > 12
    for step in first_steps.steps():
        assert step.href.startswith("/")
        assert any(allows(holder(role), step.url_name) for role in BEGINNERS), step.url_name


def test_the_board_of_a_plant_without_machines_leads_to_its_other_work():
    small_plant()
    client = logged_in(person(Role.OFFICE))
    text = "연결된 설비가 없어"
    assert text in client.get("/board/").content.decode()
    Connection.objects.create(code="C1", name="저울", protocol="modbus")
    assert text not in client.get("/board/").content.decode()


def test_items_stand_before_what_is_written_of_them_and_planning_does_not_mix_with_buying():
    names = [entry.url_name for entry in menu.open_to(holder(Role.ADMINISTRATOR))]
    # Schedules stand on the shop floor's side, changeovers among the reports.
    elsewhere = ("planning:schedule", "planning:changeovers")
    trade = [n for n in names if n.startswith(("planning:", "commerce:")) and n not in elsewhere]
    assert names.index("product:items") < names.index("product:boms")
    planning = [at for at, name in enumerate(trade) if name.startswith("planning:")]
    assert planning == list(range(planning[0], planning[0] + len(planning)))
