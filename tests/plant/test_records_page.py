"""The list of changes: everybody sees that a price changed, only some see to what."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dure.commerce.models import Partner, Price
from dure.commerce.services import change_partner, set_price
from dure.inventory.models import Item
from dure.plant.roles import Role
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def changed(db) -> None:
    shop = Partner.objects.create(code="P1", name="가온유통", is_customer=True, credit_limit=7_654_321)
    change_partner(row=shop, by=None, credit_limit=1_234_567, note="믿을 만함")


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.ADMINISTRATOR, True), (Role.PLANNER, False), (Role.SUPERVISOR, False)]
)
def test_sums_are_for_those_who_may_see_prices(role: Role, sees: bool, changed: None) -> None:
    client = logged_in(person(role))
    page = client.get(reverse("plant:changes")).content.decode()
    assert "믿을 만함" in page
    assert ("1234567" in page) is sees
    sheet = client.get(reverse("plant:changes"), {"format": "xlsx"}).content
    text = " ".join(str(cell) for row in load_workbook(io.BytesIO(sheet)).active.values for cell in row)
    assert "믿을 만함" in text
    assert ("1234567" in text) is sees


def test_a_price_as_it_was_agreed_again(db) -> None:
    item = Item.objects.create(code="A", name="볼트", unit_id="EA")
    for price in (4321, 5432):
        set_price(side=Price.Side.SALE, item=item, price=price, valid_from="2026-01-01", by=None)
    page = logged_in(person(Role.PLANNER)).get(reverse("plant:changes")).content.decode()
    assert "5432" not in page
    assert "4321" not in page
