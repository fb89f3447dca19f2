"""What the pages of costs say, and what they do."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from dure.commerce.models import HourlyRate, StandardCost
from dure.inventory.models import Item, Worth
from dure.plant.roles import Role
from dure.production.services.making.batch import Made
from dure.production.services.making.completing import complete
from tests.plant.plants import logged_in, person
from tests.production.making.bakery import Bakery, D, books, give_routing, item, make_bakery, order, stock_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings) -> Client:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return logged_in(person(Role.OFFICE))


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    return made


def test_a_rate_is_set_and_removed(client: Client, shop: Bakery) -> None:
    data = {
        "work_center": shop.oven.pk, "valid_from": "2026-01-01", "labour": "18,000", "people": "1", "machine": "6,000",
        "overhead": "0", "fixed_overhead": "0", "overhead_percent": "0",
    }  # fmt: skip
    assert client.post("/costs/rates/", data).status_code == 302
    assert "18,000" in client.get("/costs/rates/").content.decode()
    assert client.post("/costs/rates/", data | {"labour": "-1"}).status_code == 422
    client.post(f"/costs/rates/{HourlyRate.objects.get().pk}/remove")
    assert not HourlyRate.objects.exists()


def test_the_tree_explains_each_figure(client: Client, shop: Bakery) -> None:
    give_routing(shop.bread, shop.oven, run_s=30)
    HourlyRate.objects.create(valid_from=date(2026, 1, 1), labour=18_000, machine=6_000)
    page = client.get(f"/costs/items/{shop.bread.pk}/").content.decode()
    # 500 of flour, 5 of salt, 10 of the bag, 30 s at 24,000 won an hour.
    assert "715.00" in page
    assert "18,000" in page
    sheet = load_workbook(BytesIO(client.get(f"/costs/items/{shop.bread.pk}/?format=xlsx").content)).active
    figures = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("flour" in row and 500 in row for row in figures)


def test_what_has_no_cost_says_why(client: Client, shop: Bakery) -> None:
    Worth.objects.filter(item=shop.salt).update(quantity=0, value=0)
    page = client.get(f"/costs/items/{shop.bread.pk}/").content.decode()
    assert "/prices/add/?side=purchase" in page
    assert "salt" in page


def test_standards_are_put_in_force_with_a_reason(client: Client, shop: Bakery) -> None:
    Item.objects.filter(pk=shop.bread.pk).update(costing="standard")
    complete(Made(order(shop, 100), D(100)), by=None)
    assert "515.00" in client.get("/costs/").content.decode()
    data = {"item": [shop.bread.pk], "on": "2026-11-01"}
    assert client.post("/costs/", data).status_code == 422
    assert client.post("/costs/", data | {"reason": "2027년 표준"}).status_code == 302
    assert StandardCost.objects.get().total == 515
    assert books()["goods"] == 51_500


def test_an_order_tells_why_it_cost_more(client: Client, shop: Bakery) -> None:
    row = order(shop, 100)
    flour = row.components.get(item=shop.flour)
    complete(Made(row, D(100), used={flour.pk: D(55)}), by=None)
    page = client.get(f"/orders/{row.number}/cost").content.decode()
    # 5 kg of flour more, at 1,000 won.
    assert "5,000" in page
    assert row.number in client.get("/orders/costs/").content.decode()
    assert client.post(f"/orders/{row.number}/close").status_code == 302
    assert client.post(f"/orders/{row.number}/close").status_code == 409
    assert client.post(f"/orders/{row.number}/reopen").status_code == 302


def test_without_anything_the_pages_say_what_to_do(client: Client) -> None:
    item("ALONE")
    for where in ("/costs/", "/costs/rates/", "/orders/costs/"):
        page = client.get(where)
        assert (page.status_code, 'class="empty"' in page.content.decode()) == (200, True), where
