"""Orders held, split, merged, begun as a batch; the bell rings for those who are called."""

import re
import uuid
from decimal import Decimal

import pytest

from dure.plant.roles import Role
from dure.production.models import CallRule, OperationRun, OrderHold, RunMember, WorkOrder
from dure.production.services.andon import call
from tests.plant.plants import logged_in, person
from tests.production.floor.shop import Plant, make_plant, operations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_an_order_is_held_and_goes_on(plant: Plant):
    order, client = plant.order(40), logged_in(person(Role.PLANNER))
    assert client.post(f"/orders/{order.number}/hold", {"reason": ""}).status_code == 302
    assert not OrderHold.objects.exists()
    page = client.post(f"/orders/{order.number}/hold", {"reason": "색이 다름"}, follow=True).content.decode()
    assert "색이 다름" in page
    (lift,) = re.findall(r"/orders/holds/\d+/lift", page)
    client.post(lift)
    assert OrderHold.objects.get().ended_at is not None


def test_a_part_is_split_off_and_merged_again(plant: Plant):
    order, client = plant.order(40), logged_in(person(Role.PLANNER))
    for wrong in ("", "NaN", "40", "x"):
        client.post(f"/orders/{order.number}/split", {"quantity": wrong})
    assert WorkOrder.objects.count() == 1
    client.post(f"/orders/{order.number}/split", {"quantity": "15"})
    part = WorkOrder.objects.exclude(pk=order.pk).get()
    order.refresh_from_db()
    assert (order.quantity, part.quantity) == (25, 15)
    client.post(f"/orders/{order.number}/merge", {"orders": [part.number]})
    order.refresh_from_db()
    assert order.quantity == Decimal(40)
    assert f"/orders/{part.number}/unmerge" in client.get(f"/orders/{order.number}/floor/").content.decode()
    client.post(f"/orders/{part.number}/unmerge")
    order.refresh_from_db()
    assert order.quantity == Decimal(25)


def test_two_orders_go_into_one_kettle(plant: Plant):
    orders, client = (plant.order(60), plant.order(40, plant.thick)), logged_in(person(Role.OPERATOR))
    rows = [operations(one)[0] for one in orders]
    given = {"client_id": str(uuid.uuid4()), "operation": [row.pk for row in rows]}
    given |= {f"quantity{row.pk}": str(quantity) for row, quantity in zip(rows, ("60", "40"), strict=True)}
    address = f"/floor/units/{plant.kettle.code}/batch/"
    assert client.get(address).content.decode().count('name="operation"') == len(rows)
    refused = client.post(address, given | {"operation": [rows[0].pk], f"quantity{rows[0].pk}": "57"})
    assert (refused.status_code, 'value="57"' in refused.text, refused.text.count(" checked")) == (422, True, 1)
    assert client.post(address, given | {"client_id": "x"}).status_code == 422
    # Sent again, because its answer was lost, it is done once and said to be done.
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 302
    assert OperationRun.objects.filter(ended_at=None).count() == 1
    assert [one.quantity for one in RunMember.objects.all()] == [60, 40]


def test_an_operation_is_left_out_with_a_reason(plant: Plant):
    order, client = plant.order(10), logged_in(person(Role.OPERATOR))
    boiling = operations(order)[0]
    client.post(f"/orders/operations/{boiling.pk}/skip", {"client_id": str(uuid.uuid4()), "reason": "삶은 면"})
    boiling.refresh_from_db()
    assert boiling.status == "skipped"


def test_the_bell_rings_for_those_who_are_called(plant: Plant):
    CallRule.objects.filter(kind="material").update(roles=[Role.PLANNER])
    made = call(client_id=uuid.uuid4(), kind="material", work_unit=plant.kettle, person=plant.kim)
    page = logged_in(person(Role.PLANNER)).get("/calls/bell").content.decode()
    assert f'data-rings="{made.pk}"' in page
    assert "data-rings" not in logged_in(person(Role.QUALITY)).get("/calls/bell").content.decode()
    assert 'hx-get="/calls/bell"' in logged_in(person(Role.OFFICE)).get("/orders/").content.decode()
