"""The wizard's pages, walked through as a person does: mistakes, mending, writing, undo."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.exchange.models import Import, MatchMemory
from dure.inventory.models import Item
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.exchange import workbooks
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(clerk: Person) -> Client:
    return logged_in(clerk)


def upload(client: Client, register: str, name: str, data: bytes) -> str:
    answer = client.post(reverse("exchange:import-new"), {"register": register, "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


def confirm(client: Client, pk: int) -> None:
    """The columns as they are proposed."""
    columns = Import.objects.get(pk=pk).columns
    given = {f"column-{one['at']}": one["field"] for one in columns}
    answer = client.post(reverse("exchange:import-columns", args=[pk]), given)
    assert answer.status_code == 302


def test_from_file_to_register_and_back(client: Client) -> None:
    where = upload(client, "items", "도금 약품.xlsx", workbooks.plating_wrong())
    row = Import.objects.get()
    assert where == reverse("exchange:import-columns", args=[row.pk])
    page = client.get(where).content.decode()
    assert "안전재고" in page
    assert client.get(reverse("exchange:import-table", args=[row.pk])).status_code == 200
    confirm(client, row.pk)
    rows = reverse("exchange:import-rows", args=[row.pk])
    page = client.get(rows).content.decode()
    assert "키로" in page
    assert 'value="l50"' in page
    # A proposal at one click, a cell typed anew, two rows left out.
    for number in (2, 3, 7):
        client.post(reverse("exchange:import-proposal", args=[row.pk]), {"number": number, "at": 0, "back": rows})
    client.post(reverse("exchange:import-cell", args=[row.pk]), {
        "number": 4, "cell-kind": "원료", "was-kind": "원재로", "cell-lead_time_days": "7", "was-lead_time_days": "7.5",
    })  # fmt: skip
    client.post(reverse("exchange:import-leave", args=[row.pk]), {"number": 5, "left_out": "1"})
    row.refresh_from_db()
    assert (row.counts["wrong"], row.counts["left"], row.counts["new"]) == (1, 1, 5)
    refused = client.post(reverse("exchange:import-write", args=[row.pk]), {"which": "all"}, follow=True)
    assert not Item.objects.exists()
    assert refused.status_code == 200
    client.post(reverse("exchange:import-write", args=[row.pk]), {"which": "good"})
    assert list(Item.objects.values_list("code", "safety_stock", "unit")) == [
        ("C-01", 150, "kg"), ("C-02", 100, "kg"), ("C-03", 20, "L"), ("C-06", 30, "kg"), ("C-07", 5, "kg"),
    ]  # fmt: skip
    result = client.get(reverse("exchange:import", args=[row.pk])).content.decode()
    assert reverse("product:item", args=[Item.objects.get(code="C-01").pk]) in result
    client.post(reverse("exchange:import-undo", args=[row.pk]))
    assert not Item.objects.exists()
    row.refresh_from_db()
    assert row.state == Import.State.UNDONE
    assert client.get(reverse("exchange:import", args=[row.pk])).status_code == 200


def test_the_rows_that_are_wrong_go_home_as_a_file(client: Client) -> None:
    upload(client, "items", "도금 약품.xlsx", workbooks.plating_wrong())
    row = Import.objects.get()
    confirm(client, row.pk)
    answer = client.get(reverse("exchange:import-fixes", args=[row.pk]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [sheet.cell(at, 2).value for at in range(2, 8)] == [2, 3, 4, 5, 6, 7]
    assert "→ 150" in sheet.cell(2, 1).value
    assert sheet.cell(3, 6).value == "키로"


def test_titles_are_remembered(client: Client) -> None:
    upload(client, "items", "a.xlsx", workbooks.noodle_items())
    row = Import.objects.get()
    # Somebody says that the column of remarks goes nowhere.
    given = {f"column-{one['at']}": one["field"] for one in row.columns if one["field"] != "note"}
    client.post(reverse("exchange:import-columns", args=[row.pk]), given)
    assert MatchMemory.objects.get().columns["비고"] == ""
    upload(client, "items", "b.xlsx", workbooks.noodle_items())
    again = Import.objects.latest("pk")
    assert again.is_remembered
    assert {one["title"]: one["why"] for one in again.columns}["비 고"] == ""


def test_a_table_elsewhere_is_pointed_at(client: Client) -> None:
    data = workbooks.Book("x")
    data.sheet("시트", [["이것", "저것"], ["가", "나"], ["순서", "무엇"], [1, "국수"]])
    where = upload(client, "items", "x.xlsx", data.bytes())
    row = Import.objects.get()
    assert where == reverse("exchange:import-table", args=[row.pk])
    client.post(where, {"sheet": "시트", "header": "3"})
    row.refresh_from_db()
    assert [one["title"] for one in row.columns] == ["순서", "무엇"]


def test_files_that_cannot_be_read_are_refused_with_what_to_do(client: Client) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600
    answer = client.post(
        reverse("exchange:import-new"), {"register": "items", "file": SimpleUploadedFile("옛.xls", old)}
    )
    assert answer.status_code == 422
    assert ".xlsx" in answer.content.decode()
    assert client.post(reverse("exchange:import-new"), {"register": "items"}).status_code == 422


@pytest.mark.parametrize(
    "register",
    [
        "items", "boms", "equipment", "people", "routings", "standards", "partners", "prices", "places", "stock",
        "purchases", "orders", "call-offs",
    ],
)  # fmt: skip
def test_every_register_has_a_template_that_is_read_again(client: Client, register: str) -> None:
    answer = client.get(reverse("exchange:import-template", args=[register]))
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.worksheets) == 2
    assert client.get(reverse("exchange:import-standing", args=[register])).status_code == 200


def test_a_register_is_open_only_to_its_roles(clerk: Person) -> None:
    planner = logged_in(person(Role.PLANNER, name="p"))
    assert planner.get(reverse("exchange:import-template", args=["boms"])).status_code == 200
    assert planner.get(reverse("exchange:import-template", args=["prices"])).status_code == 403
    page = planner.get(reverse("exchange:imports")).content.decode()
    assert 'value="partners"' not in page
    assert re.search(r'value="items"', page)
    upload(logged_in(clerk), "partners", "a.xlsx", workbooks.partner_list())
    row = Import.objects.get()
    assert planner.get(reverse("exchange:import", args=[row.pk])).status_code == 403
