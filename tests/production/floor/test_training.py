"""Who can do what: the matrix with its ends, what is said on release, and whom to train."""

import uuid
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dure.kernel import clock
from dure.plant.models import ChangeRecord, Person, PersonSkill, Skill, Tool
from dure.plant.services import set_skill
from dure.product import services as product
from dure.production.models import StartRule
from dure.production.selectors.release_checks import against_release
from dure.production.selectors.training import demands, training_needs
from dure.production.services.making.planning import OrderWish, plan_orders
from tests.production.floor.devices import chief_of
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def licence() -> Skill:
    return Skill.objects.create(code="SK1", name="packing licence")


@pytest.fixture
def plant(licence: Skill) -> Plant:
    """Packing needs the licence of level 2."""
    return make_plant(licence)


@pytest.fixture
def chief(plant: Plant) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(chief_of(plant))
    return client


def _today() -> date:
    return timezone.localdate(clock.now())


def test_a_new_level_keeps_the_end_and_can_be_taken_back(plant: Plant, licence: Skill, chief: Client) -> None:
    one = {"person": plant.kim.pk, "skill": licence.pk}
    address = reverse("plant:skill_of", args=[plant.kim.pk, licence.pk])
    assert chief.get(address).status_code == 200
    chief.post(address, {"level": "2", "valid_to": "2031-05-01"})
    chief.post(reverse("plant:skill_set"), one | {"level": "3"})
    held = PersonSkill.objects.get()
    assert (held.level, held.valid_to) == (3, date(2031, 5, 1))
    page = chief.get(reverse("plant:skills")).text
    assert "2031-05-01" in page
    undo = ChangeRecord.objects.order_by("-pk").first()
    chief.post(reverse("plant:change_undo", args=[undo.pk]))
    held.refresh_from_db()
    assert (held.level, held.valid_to) == (2, date(2031, 5, 1))
    chief.post(reverse("plant:skill_set"), one | {"level": "0"})
    assert not PersonSkill.objects.exists()
    gone = ChangeRecord.objects.order_by("-pk").first()
    chief.post(reverse("plant:change_undo", args=[gone.pk]))
    assert PersonSkill.objects.get().valid_to == date(2031, 5, 1)


def test_the_matrix_as_a_spreadsheet(plant: Plant, licence: Skill, chief: Client) -> None:
    set_skill(person=plant.kim, skill=licence, level=2, valid_to=date(2031, 5, 1), by=plant.kim)
    sheet = load_workbook(BytesIO(chief.get(reverse("plant:skills") + "?format=xlsx").content)).active
    assert ["김반장", "2 (~2031-05-01)"] in [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_training_need_follows_from_what_ends(plant: Plant, licence: Skill, chief: Client) -> None:
    """Two can pack, one of them for another month only: one stays, so there is a need. A third one is learning."""
    today = _today()
    hands = [Person.objects.create_user(name, password="secret-pass-1", roles=["operator"]) for name in "abc"]
    for person, level, end in zip(hands, (2, 3, 1), (None, today + timedelta(days=30), None), strict=True):
        set_skill(person=person, skill=licence, level=level, valid_to=end, by=plant.kim)
    plant.order(20)
    (need,) = training_needs(demands(), today)
    assert [(str(one), day) for one, day in need.ending] == [("b", today + timedelta(days=30))]
    assert (len(need.able), need.staying, need.waiting, need.is_need) == (2, 1, 1, True)
    assert [str(one) for one in need.learning] == ["c"]
    page = chief.get(reverse("production:training"))
    assert ("Only one person" in page.text, "packing licence" in page.text) == (True, True)
    set_skill(person=hands[2], skill=licence, level=2, by=plant.kim)
    assert "packing licence" not in chief.get(reverse("production:training")).text
    assert "packing licence" in chief.get(reverse("production:training") + "?all=1").text
    rows = load_workbook(BytesIO(chief.get(reverse("production:training") + "?format=xlsx").content)).active
    assert "packing licence" in [cell.value for row in rows.iter_rows() for cell in row]
    matrix = chief.get(reverse("production:skill-matrix") + f"?center={plant.packing.pk}").text
    assert ("packing" in matrix, f"~{today + timedelta(days=30)}" in matrix) == (True, True)
    kim = Client()
    kim.force_login(plant.kim)
    assert kim.get(reverse("production:training")).status_code == 403


def test_release_says_that_nobody_is_able_and_that_the_tool_is_broken(
    plant: Plant, licence: Skill, chief: Client
) -> None:
    wide = item("WIDE", kind="finished", unit_id="EA")
    row = product.add_routing(item=wide, valid_from=date(2026, 1, 1), by=None)
    values = {"name": "packing", "work_center": plant.packing, "skill": licence, "skill_level": 2, "tools": ["D1"]}
    product.add_operation(routing=row, by=None, number=10, run_seconds=36, **values)
    product.approve_routing(routing=row, by=None)
    Tool.objects.create(code="D1", name="die", kind="die", cavities=1, is_active=False)
    set_skill(person=plant.kim, skill=licence, level=2, valid_to=_today() - timedelta(days=1), by=plant.kim)
    (order,) = plan_orders([OrderWish(wide, 10)], by=None)
    told = chief.post(reverse("production:order-release", args=[order.number]), follow=True).text
    assert ("Nobody has packing licence of level 2" in told, "die can" in told) == (True, True)
    assert "Nobody has packing licence" in chief.get(reverse("production:order-floor", args=[order.number])).text
    set_skill(person=plant.kim, skill=licence, level=2, valid_to=None, by=plant.kim)
    StartRule.objects.create(check_of="tool", level="off")
    assert against_release([order]) == {}


def test_a_report_of_good_pieces_where_a_counter_was_read_before(plant: Plant) -> None:
    """The beginning of the counter is filled in; who types pieces only isn't asked for its end."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(plant.kim)
    boil, _pack = operations(plant.order(50))
    plant.start(boil, plant.kettle, 0)
    address = reverse("production:floor-report", args=["KETTLE", boil.pk])
    first = {"client_id": uuid.uuid4(), "counter_from": "100", "counter_to": "120"}
    assert client.post(address, first).status_code == 302
    assert 'value="120' in client.get(address).text
    second = {"client_id": uuid.uuid4(), "counter_from": "120.0000", "counter_to": "", "good": "5"}
    assert client.post(address, second).status_code == 302
    half = {"client_id": uuid.uuid4(), "counter_from": "", "counter_to": "130"}
    assert client.post(address, half).status_code == 422
    boil.refresh_from_db()
    assert boil.good == 25


def test_where_no_operation_needs_a_skill_it_says_so() -> None:
    """Not that all are able: nothing was asked of them."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(chief_of(make_plant()))
    page = client.get(reverse("production:training")).text
    assert "No operation needs a skill yet" in page
    assert "Enough people can do everything" not in page
