"""Items and ideal cycles: made, changed, taken back, and used by the figures."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.roles import Role
from dure.product import selectors, services
from dure.product.models import IdealCycle
from tests.inventory.shelves import bring
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(settings) -> Client:
    settings.SECOND_FACTOR = False
    return logged_in(person(Role.PLANNER))


def undo_in(page) -> str:
    found = re.findall(r'action="([^"]*/undo)"', page.content.decode())
    assert found
    return found[-1]


def add(client: Client, code: str = "N1"):
    given = {"code": code, "name": "쌀국수 200 g", "kind": "finished", "unit": "EA"}
    return client.post(reverse("product:item-add"), given, follow=True)


def test_an_item_is_added_and_taken_back(planner: Client):
    page = add(planner)
    assert Item.objects.get().name == "쌀국수 200 g"
    planner.post(undo_in(page))
    assert not Item.objects.exists()


def test_a_code_that_is_taken_is_answered_on_the_form(planner: Client):
    add(planner)
    page = add(planner)
    assert page.status_code == 422
    assert Item.objects.count() == 1


def test_an_item_out_of_use_leaves_the_list_and_comes_back(planner: Client):
    add(planner)
    item = Item.objects.get()
    page = planner.post(reverse("product:item-in-use", args=[item.pk]), {"in_use": "0"}, follow=True)
    assert selectors.item_rows(at=clock.now()) == []
    planner.post(undo_in(page))
    assert [row.item for row in selectors.item_rows(at=clock.now())] == [item]


def test_all_that_is_known_of_an_item_is_kept(planner: Client):
    given = {
        "code": "RICE", "name": "쌀", "kind": "raw", "unit": "kg", "specification": "국산 20 kg", "supply": "buy",
        "tracking": "lot", "barcode": "8801234567893", "lead_time_days": "3", "safety_stock": "12.5",
        "shelf_life_days": "365", "allergens": ["wheat", "soy"], "lot_minimum": "",
    }  # fmt: skip
    planner.post(reverse("product:item-add"), given)
    item = Item.objects.get()
    assert (item.unit_id, item.supply, item.tracking, item.lead_time_days) == ("kg", "buy", "lot", 3)
    assert (item.safety_stock, item.shelf_life_days, item.allergens) == (Decimal("12.5"), 365, ["wheat", "soy"])
    page = planner.get(reverse("product:item-change", args=[item.pk])).content.decode()
    assert 'value="12.5"' in page
    again = given | {"safety_stock": "", "shelf_life_days": "", "allergens": []}
    page = planner.post(reverse("product:item-change", args=[item.pk]), again, follow=True)
    item.refresh_from_db()
    assert (item.safety_stock, item.shelf_life_days, item.allergens, item.tracking) == (0, None, [], "lot")
    planner.post(undo_in(page))
    item.refresh_from_db()
    assert (item.safety_stock, item.shelf_life_days, item.allergens) == (Decimal("12.5"), 365, ["wheat", "soy"])


def test_amounts_below_zero_are_answered_on_the_form(planner: Client):
    given = {"code": "RICE", "name": "쌀", "kind": "raw", "unit": "kg", "safety_stock": "-1"}
    assert planner.post(reverse("product:item-add"), given).status_code == 422
    assert not Item.objects.exists()


def test_what_has_moved_keeps_its_unit_also_by_undo_and_stays_in_use(planner: Client):
    add(planner)
    item = Item.objects.get()
    address = reverse("product:item-change", args=[item.pk])
    given = {"code": "N1", "name": "쌀국수 200 g", "kind": "finished", "unit": "kg"}
    page = planner.post(address, given, follow=True)
    bring(Item.objects.get(), 5)
    assert planner.post(undo_in(page)).status_code == 409
    assert planner.post(address, given | {"unit": "EA"}).status_code == 409
    assert planner.post(reverse("product:item-in-use", args=[item.pk]), {"in_use": "0"}).status_code == 409
    item.refresh_from_db()
    assert (item.unit_id, item.is_active) == ("kg", True)


def test_an_ideal_cycle_holds_from_its_moment_on_and_comes_back_by_undo(planner: Client):
    unit = small_plant()
    add(planner)
    item = Item.objects.get()
    address = reverse("product:cycle-add", args=[item.pk])
    planner.post(address, {"seconds": "30", "work_unit": "", "valid_from": "2026-01-01T00:00"})
    page = planner.post(
        address, {"seconds": "2.5", "work_unit": unit.pk, "valid_from": "2026-02-01T00:00"}, follow=True
    )
    (row,) = selectors.item_rows(at=clock.now())
    assert [(cycle.work_unit, cycle.seconds_text) for cycle in row.cycles] == [(None, "30"), (unit, "2.5")]
    assert "3E+1" not in planner.get(reverse("product:items")).content.decode()
    planner.post(undo_in(page))
    assert IdealCycle.objects.get().seconds == 30
    page = planner.post(reverse("product:cycle-remove", args=[IdealCycle.objects.get().pk]), follow=True)
    assert not IdealCycle.objects.exists()
    planner.post(undo_in(page))
    assert IdealCycle.objects.get().seconds == 30


@pytest.mark.parametrize("seconds", ["0", "-1", "fast", ""])
def test_a_cycle_that_cannot_be_is_answered_on_the_form(planner: Client, seconds: str):
    add(planner)
    address = reverse("product:cycle-add", args=[Item.objects.get().pk])
    assert planner.post(address, {"seconds": seconds, "valid_from": "2026-01-01T00:00"}).status_code == 422
    assert not IdealCycle.objects.exists()


def test_the_same_moment_replaces_the_figure():
    by = person(Role.PLANNER)
    item = Item.objects.create(code="N1", name="쌀국수")
    since = clock.now() - timedelta(days=1)
    for seconds in (3, 4):
        services.set_ideal_cycle(item=item, work_unit=None, seconds=Decimal(seconds), valid_from=since, by=by)
    assert IdealCycle.objects.get().seconds == 4


def test_changes_of_other_tables_are_not_taken_back_here():
    from dure.plant.models import ChangeRecord

    small_plant()
    with pytest.raises(Invalid):
        services.undo_change(record_id=ChangeRecord.objects.latest("pk").pk, by=person(Role.PLANNER))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_answer(planner: Client, language: str):
    planner.cookies["dure_language"] = language
    assert planner.get(reverse("product:items")).status_code == 200
    add(planner)
    for address in (
        reverse("product:items"),
        reverse("product:item-add"),
        reverse("product:item", args=[Item.objects.get().pk]),
    ):
        page = planner.get(address)
        assert page.status_code == 200
        assert "{{" not in page.content.decode()
