"""Pages of what schedules go by: their rows as spreadsheets too."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.kernel import clock
from dure.planning.models import Absence, SetupTime, SharedUnit, Way
from dure.plant.roles import Role
from tests.plant.plants import logged_in, person
from tests.production.floor.shop import Plant, make_plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Plant:
    return make_plant()


@pytest.fixture
def planner(settings: Any) -> Client:
    settings.SECOND_FACTOR = False
    client = logged_in(person(Role.PLANNER))
    client.cookies["dure_language"] = "en"
    return client


def sheet(client: Client, name: str) -> list[tuple[Any, ...]]:
    answer = client.get(reverse(f"planning:{name}") + "?format=xlsx")
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


def test_ovens(planner: Client, shop: Plant) -> None:
    assert "format=xlsx" not in planner.get(reverse("planning:shared-units")).content.decode()
    SharedUnit.objects.create(work_unit=shop.kettle, measure="kg", capacity=Decimal("250.5"), together="group")
    SharedUnit.objects.create(work_unit=shop.packer, measure="routing", together="any")
    assert "format=xlsx" in planner.get(reverse("planning:shared-units")).content.decode()
    assert sheet(planner, "shared-units")[-3:] == [
        ("Work unit", "Work center", "Room inside", "Counted in", "May go in together"),
        ("솥 1호", "솥", 250.5, "kilograms", "items of one group that take the same time"),
        ("포장기 1호", "포장", None, "batches of the routing", "whatever comes"),
    ]


def test_ways(planner: Client, shop: Plant) -> None:
    Way.objects.create(from_center=shop.kettles, to_center=shop.packing, minutes=25)
    Way.objects.create(from_area=shop.packing.area, to_center=shop.kettles, minutes=5)
    assert sheet(planner, "ways")[-2:] == [("솥", "포장", 25), ("제면실", "솥", 5)]


def test_setups(planner: Client, shop: Plant) -> None:
    SetupTime.objects.create(work_center=shop.packing, before="white", after="red", minutes=20)
    SetupTime.objects.create(minutes=45, for_allergens=True)
    SetupTime.objects.create(after="red", minutes=15)
    allergens = "Cleaning of allergens, on top"
    assert sorted(sheet(planner, "setups")[-3:]) == [
        ("all work centers", allergens, allergens, 45),
        ("all work centers", "any", "red", 15),
        ("포장", "white", "red", 20),
    ]


def test_absences(planner: Client, shop: Plant) -> None:
    now = clock.now()
    Absence.objects.create(person=shop.kim, starts_at=now, ends_at=now + timedelta(days=2), note="교육")
    (who, begins, ends, note) = sheet(planner, "absences")[-1]
    assert (who, note) == ("김반장", "교육")
    assert ends - begins == timedelta(days=2)


def test_another_form_of_export_is_refused(planner: Client) -> None:
    assert planner.get(reverse("planning:ways") + "?format=csv").status_code == 422
