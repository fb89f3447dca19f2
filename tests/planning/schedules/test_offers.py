"""Dates for orders that nobody has given yet. Boiling and packing take 36 s a piece; packing begins after 20 pieces."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.offering import with_overtime
from dure.planning.selectors.offers import offers_for
from dure.planning.selectors.schedule_page import comparable, to_compare_with
from dure.planning.services.schedules import accept_schedule, make_schedule
from dure.planning.services.trials import copy_schedule
from dure.plant.models import Person
from dure.production.models import WorkOrder
from tests.production.floor.shop import Plant, make_plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_an_order_behind_another_one(plant: Plant):
    plant.order(100)
    accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)
    now = clock.now()
    found = offers_for(plant.noodle, Decimal(50), now=now)
    begin = now.replace(second=0, microsecond=0)
    ends = {one.way: round((one.ends_at - begin).total_seconds() / 60) for one in found.offers}
    # The kettle is taken for an hour; then 30 minutes of boiling, and 12 of packing after the last piece has come.
    assert ends["held"] == 60 + 30 + 12
    # Nobody was promised anything, so it may go first; a minute is worth twenty by which others move.
    assert 30 + 12 <= ends["none later"] <= 30 + 12 + 1
    assert found.never_before == begin + timedelta(minutes=42)
    held = next(one for one in found.offers if one.way == "held")
    assert (held.moved, held.later) == (0, ())
    # Asking has changed nothing.
    assert WorkOrder.objects.count() == 1


def test_without_a_plan_and_what_nothing_can_do(plant: Plant):
    found = offers_for(plant.thick, Decimal(100), now=clock.now())
    assert found.offers
    plant.kettles.work_units.update(is_active=False)
    with pytest.raises(Invalid, match="can't be planned"):
        offers_for(plant.thick, Decimal(100), now=clock.now())


def test_days_that_last_longer():
    # 8 to 12 and 13 to 17 o'clock, then the next morning; a night leaves room for two hours, lunch for none.
    assert with_overtime(((0, 240), (300, 540), (1440, 1680))) == ((0, 240), (300, 660), (1440, 1680))


def test_the_page(plant: Plant, client):
    chief = Person.objects.create_user("chief", password="secret-pass-1", roles=["supervisor"])
    client.force_login(chief)
    address = reverse("planning:promise")
    assert client.get(address, {"code": "NOODLE", "quantity": "50"}).status_code == 200
    assert client.get(address, {"code": "NOBODY", "quantity": "50"}).status_code == 422
    Item.objects.filter(pk=plant.noodle.pk).update(name="쌀국수")
    by_name = client.get(address, {"code": "쌀국수", "quantity": "50"})
    assert (by_name.status_code, by_name.context["found"].no_time) == (200, 0)
    # Two are called the same.
    Item.objects.create(code="OTHER", name="쌀국수")
    assert client.get(address, {"code": "쌀국수", "quantity": "50"}).status_code == 422


def test_a_date_without_times_is_no_date(plant: Plant, client):
    client.force_login(Person.objects.create_user("chief", password="secret-pass-1", roles=["supervisor"]))
    Item.objects.create(code="CAKE", name="떡")
    page = client.get(reverse("planning:promise"), {"code": "CAKE", "quantity": "50"})
    assert page.context["found"].no_time == 1
    assert "약속하지 마십시오" in page.content.decode()


def test_beside_which_plan_one_is_looked_at(plant: Plant):
    plant.order(100)
    followed = accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.2).pk, by=plant.kim)
    assert to_compare_with(followed.pk, comparable()) == 0
    proposed = make_schedule(by=None, limit_s=0.2)
    assert to_compare_with(followed.pk, comparable()) == proposed.pk
    copy = copy_schedule(schedule_id=followed.pk, by=plant.kim)
    assert to_compare_with(copy.pk, comparable()) == to_compare_with(proposed.pk, comparable()) == followed.pk
