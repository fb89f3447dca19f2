"""The weighing terminal as its user meets it: right lot, right weight, refusals, label, list."""

import re
import uuid
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.plant.models import Person
from dure.plant.roles import Role
from dure.production.models import Weighing, WeighRule, WorkOrder
from tests.plant.plants import logged_in, person
from tests.production.making.bakery import Bakery, make_bakery, order, stock_up, there

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    WeighRule.objects.create(item=made.flour, low_percent=Decimal(1), high_quantity=Decimal("0.25"))
    return made


def sent(row: WorkOrder, goods: str, gross: str, **more: str) -> dict[str, str]:
    return {"client_id": str(uuid.uuid4()), "goods": goods, "gross": gross, "unit": "kg"} | more


def test_an_operator_weighs_two_lots_and_takes_one_back(shop: Bakery):
    row, client = order(shop, 100), logged_in(person(Role.OPERATOR))
    address = f"/weigh/orders/{row.pk}/"
    assert client.get("/weigh/", {"q": row.number}).headers["Location"] == address
    page = client.get(address).content.decode()
    assert "F1" in page
    assert "49.5 – 50.25" in page
    look = client.get(f"{address}reading", {"goods": "SALT", "gross": "", "unit": "kg"}).content.decode()
    assert 'data-judged="refused"' in look
    look = client.get(f"{address}reading", {"goods": "F2", "gross": "ST,GS,+ 50.000kg", "unit": "kg"}).content.decode()
    assert 'data-judged="within"' in look
    assert "F1" in look  # the right weight, though another lot expires first
    assert Weighing.objects.count() == 0

    assert client.post(address, sent(row, "F1", "ST,GS,+ 41.500kg", tare="1.5 kg")).status_code == 302
    assert client.post(address, sent(row, "F2", "US,GS,+ 10.000kg")).status_code == 422
    assert client.post(address, sent(row, "SALT", "10")).status_code == 422
    assert client.post(address, sent(row, "F2", "11")).status_code == 409
    assert client.post(address, sent(row, "F2", "10")).status_code == 302
    first, second = Weighing.objects.order_by("pk")
    assert (first.source, first.tare, second.source, there(shop.flour)) == ("scale", Decimal("1.5"), "typed", 50)
    label = client.get(f"/weigh/{second.pk}/label").content.decode()
    assert all(word in label for word in (row.number, "LOT F2", "<svg"))
    sheet = load_workbook(BytesIO(client.get("/weigh/list/", {"format": "xlsx"}).content)).active
    assert [cell.value for cell in sheet["E"] if isinstance(cell.value, int | float)] == [10, 40]
    assert client.post(f"/weigh/{second.pk}/undo").status_code == 302
    assert there(shop.flour) == Decimal(60)


def test_a_supervisor_comes_with_badge_and_pin(shop: Bakery):
    row, client = order(shop, 100), logged_in(person(Role.OPERATOR))
    boss: Person = person(Role.SUPERVISOR)
    boss.badge = "B-77"
    boss.save()
    wrong = sent(row, "F2", "51", reason="젖음", badge="B-77", pin="0000")
    assert client.post(f"/weigh/orders/{row.pk}/", wrong).status_code == 403
    chief = logged_in(boss)
    assert chief.post(f"/weigh/orders/{row.pk}/", sent(row, "F2", "51")).status_code == 409
    assert chief.post(f"/weigh/orders/{row.pk}/", sent(row, "F2", "51", reason="젖음")).status_code == 302
    found = Weighing.objects.get()
    assert (found.judged, found.allowed_by, found.reason) == ("over", boss, "젖음")


def test_limits_are_kept_by_the_quality_people(shop: Bakery):
    client = logged_in(person(Role.QUALITY))
    given = {"item": str(shop.salt.pk), "low_percent": "2", "high_percent": "2"}
    assert client.post("/weigh/rules/new", given).status_code == 302
    assert client.post("/weigh/rules/new", given).status_code == 422  # once for an item
    assert client.post("/weigh/rules/new", given | {"item": str(shop.bag.pk), "low_percent": ""}).status_code == 422
    page = client.get("/weigh/rules/").content.decode()
    assert len(re.findall(r"/weigh/rules/\d+/off", page)) == 2
    rule = WeighRule.objects.get(item=shop.salt)
    assert client.post(f"/weigh/rules/{rule.pk}/off").status_code == 302
    assert not WeighRule.objects.filter(pk=rule.pk).exists()
