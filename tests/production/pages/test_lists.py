"""Lists of the shop floor: searched, paged, and whole as a spreadsheet."""

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.inventory.models import Item
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.production.models import WorkOrder
from tests.performance.plant import MONDAY, add_result, make_plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(Person.objects.create(username="office", roles=[Role.SUPERVISOR]))
    return client


def _sheet(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_orders_are_found_by_number_and_item_and_paged(office: Client) -> None:
    noodles, rice = (Item.objects.create(code=code, name=name) for code, name in (("N1", "쌀국수"), ("R1", "즉석밥")))
    WorkOrder.objects.bulk_create(WorkOrder(number=f"W{n:03}", item=noodles, quantity=10) for n in range(60))
    WorkOrder.objects.create(number="X1", item=rice, quantity=10)
    page = reverse("production:orders")

    found = office.get(page, {"q": "즉석"}).content.decode()
    assert "X1" in found
    assert "W001" not in found
    assert "1–50" in office.get(page).content.decode()
    rows = _sheet(b"".join(office.get(page, {"format": "xlsx"})))
    assert sum(1 for row in rows if str(row[0]).startswith(("W0", "X1"))) == 61


def test_a_day_of_many_rows_is_summed_whole(office: Client) -> None:
    plant = make_plant(units=30)
    for unit in plant.units:
        for hour in range(20):
            add_result(unit, f"{hour:02}:10", 1, item=plant.noodles, shift="")
    page = reverse("production:results")

    html = office.get(page, {"day": MONDAY.isoformat()})
    assert html.context["total"].good == Decimal(600)
    assert len(html.context["page"].object_list) == 50
    rows = _sheet(b"".join(office.get(page, {"day": MONDAY.isoformat(), "format": "xlsx"})))
    assert sum(row[5] for row in rows if isinstance(row[5], (int, float))) == 600


def test_an_unknown_form_of_export_is_refused(office: Client) -> None:
    assert office.get(reverse("production:orders"), {"format": "doc"}).status_code == 422
