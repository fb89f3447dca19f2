"""Every list, asked for as a spreadsheet over HTTP: all of its rows, in a file that opens."""

import io

import pytest
from django.core.paginator import Page
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook

from dure.plant.roles import Role
from tests.access import things
from tests.access.asking import address
from tests.access.test_access import TABLE, names
from tests.access.things import Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
HEAD = 2
"""lines over the rows at least: what it is, and the titles"""


def places(plant: Things) -> dict[str, str]:
    """Address of every page: those that name nothing, and those that name things of the plant."""
    found = {}
    for name in names(get_resolver()):
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue
    return found | {name: address(name, row, plant) for name, row in TABLE.items() if row.get}


def test_every_list_has_all_its_rows_as_a_spreadsheet():
    client, wrong, seen = logged_in(person(Role.ADMINISTRATOR)), {}, set()
    for name, where in places(things.make()).items():
        answer = client.get(where)
        page = answer.context.get("page") if answer.status_code == 200 and answer.context is not None else None
        if not isinstance(page, Page):
            continue
        seen.add(name)
        sheet = client.get(f"{where}{'&' if '?' in where else '?'}format=xlsx")
        if not sheet.content.startswith(b"PK"):
            wrong[name] = f"{sheet.status_code}, no spreadsheet"
            continue
        rows = load_workbook(io.BytesIO(sheet.content)).worksheets[0].max_row
        if rows < page.paginator.count + HEAD:
            wrong[name] = f"{rows} lines, {page.paginator.count} rows"
    assert wrong == {}
    assert {"plant:changes", "plant:security", "product:items", "exchange:imports", "commerce:purchases"} <= seen
    assert len(seen) > 40
