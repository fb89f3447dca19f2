"""The page of an order's goods: what it takes, what came out, and the way back."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from dure.inventory.models import Balance, Item
from dure.inventory.services import add_item
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.product.services import LineOf, add_bom, approve_bom
from dure.production.models import Completion, WorkOrder
from dure.production.services import create_work_order
from dure.production.services.making.planning import OrderWish, plan_orders
from tests.inventory.shelves import bring
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def planner() -> Client:
    return logged_in(person(Role.PLANNER))


@pytest.fixture
def order() -> WorkOrder:
    """100 packs of 0.2 kg; 50 kg at 1,000 won lie in stock."""
    rice = add_item(by=None, code="RICE", name="쌀", kind="raw", unit_id="kg", supply="buy")
    noodles = add_item(by=None, code="NOODLE", name="쌀국수", kind="finished", unit_id="EA")
    writer, boss = (Person.objects.create(username=name) for name in ("writer", "boss"))
    bom = add_bom(item=noodles, valid_from=date(2026, 1, 1), by=writer, lines=[LineOf(rice, Decimal("0.2"))])
    approve_bom(bom=bom, by=boss)
    bring(rice, 50, 50_000)
    return create_work_order(number="W-7", item=noodles, quantity=Decimal(100))


def there(code: str) -> Decimal:
    return sum((row.quantity for row in Balance.objects.filter(item=Item.objects.get(code=code))), Decimal(0))


def test_goods_come_in_and_components_go(planner: Client, order: WorkOrder):
    page = planner.get("/orders/W-7/goods/").content.decode()
    assert "RICE" in page
    assert 'value="100"' in page  # what is left is proposed
    page = planner.post("/orders/W-7/goods/", {"good": "60", "rejected": "0"}, follow=True).content.decode()
    assert (there("NOODLE"), there("RICE")) == (60, 38)
    undo = re.findall(r'action="([^"]*/orders/goods/\d+/back)"', page)[-1]
    assert planner.post(undo, follow=True).status_code == 200
    assert (there("NOODLE"), there("RICE")) == (0, 50)
    assert Completion.objects.get().undone_at is not None


def test_what_is_missing_is_said_before_and_refused_after(planner: Client, order: WorkOrder):
    bring(Item.objects.get(code="RICE"), 1, 1000)
    big = create_work_order(number="W-8", item=order.item, quantity=Decimal(400))
    page = planner.get(f"/orders/{big.number}/goods/").content.decode()
    assert "부족" in page
    answer = planner.post(f"/orders/{big.number}/goods/", {"good": "400", "rejected": "0"})
    assert answer.status_code in {409, 422}
    assert 'value="400"' in answer.content.decode()
    assert there("NOODLE") == 0


def test_nothing_at_all_is_refused(planner: Client, order: WorkOrder):
    assert planner.post("/orders/W-7/goods/", {"good": "0", "rejected": "0"}).status_code == 422
    assert planner.post("/orders/W-7/goods/", {"good": "-1", "rejected": "0"}).status_code == 422


def test_fewer_can_be_all(planner: Client, order: WorkOrder):
    planner.post("/orders/W-7/goods/", {"good": "90", "rejected": "2", "is_final": "on"})
    order.refresh_from_db()
    assert (order.status, order.received) == (WorkOrder.Status.DONE, 90)


def test_a_finished_order_asks_before_it_takes_more(planner: Client, order: WorkOrder):
    sent = {"good": "100", "rejected": "0"}
    planner.post("/orders/W-7/goods/", sent)
    assert 'name="is_more"' in planner.get("/orders/W-7/goods/").content.decode()
    answer = planner.post("/orders/W-7/goods/", sent)
    assert (answer.status_code, there("NOODLE")) == (409, 100)
    assert planner.post("/orders/W-7/goods/", {"good": "3", "rejected": "0", "is_more": "on"}).status_code == 302
    assert there("NOODLE") == 103


def test_a_plan_is_released_from_its_page_and_made_a_plan_again(planner: Client, order: WorkOrder):
    noodles = order.item
    (plan,) = plan_orders([OrderWish(noodles, Decimal(500), "W-8")], by=None)
    assert "/orders/W-8/release" in planner.get("/orders/").content.decode()
    page = planner.get("/orders/W-8/goods/").content.decode()
    assert "/orders/W-8/release" in page
    assert 'name="good"' not in page
    page = planner.post("/orders/W-8/release", follow=True).content.decode()
    plan.refresh_from_db()
    assert plan.status == WorkOrder.Status.RELEASED
    # 500 packs take 100 kg; of the 50 kg that lie there W-7 has 20.
    assert "쌀 70 kg" in page
    assert planner.post("/orders/W-8/release").status_code == 409
    assert 'name="good"' in planner.get("/orders/W-8/goods/").content.decode()
    planner.post(re.findall(r'action="([^"]*/orders/W-8/release/back)"', page)[0])
    plan.refresh_from_db()
    assert plan.status == WorkOrder.Status.PLANNED
    planner.post("/orders/W-8/cancel")
    plan.refresh_from_db()
    assert plan.status == WorkOrder.Status.CANCELLED


def test_what_is_bought_is_not_offered_for_a_new_order(planner: Client, order: WorkOrder):
    page = planner.get("/orders/new").content.decode()
    assert "쌀국수</option>" in page
    assert "쌀</option>" not in page
    bought = Item.objects.get(code="RICE").pk
    assert planner.post("/orders/new", {"item": bought, "quantity": "5"}).status_code == 200
    assert WorkOrder.objects.count() == 1
