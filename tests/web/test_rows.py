"""Rows that an address or a query string names."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from dure.inventory.models import Item, Unit
from dure.web.rows import row_or_404, row_or_none

pytestmark = pytest.mark.django_db


@pytest.fixture
def bolt() -> Item:
    unit, _new = Unit.objects.get_or_create(code="EA", defaults={"name": "each", "kind": "count"})
    return Item.objects.create(code="B-1", name="bolt", kind=Item.Kind.RAW, unit=unit)


def test_a_row_comes_with_what_belongs_to_it_in_one_question(bolt: Item, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert row_or_404(Item, "unit", pk=bolt.pk, code="B-1").unit.code == "EA"


def test_a_row_alone_asks_for_nothing_else(bolt: Item):
    with CaptureQueriesContext(connection) as asked:
        assert row_or_404(Item, pk=bolt.pk) == bolt
    assert [" JOIN " in one["sql"] for one in asked] == [False]


def test_no_row_is_no_page(bolt: Item):
    with pytest.raises(Http404):
        row_or_404(Item, pk=bolt.pk, code="B-2")


@pytest.mark.parametrize("number", ["", "x", "-1", "1.5", "²", "0", "9" * 18, "9" * 19, "9" * 400, None, 0])
def test_what_names_no_row_gives_none(bolt: Item, number: str | int | None):
    assert row_or_none(Item, number) is None


def test_a_number_of_a_query_string_names_its_row(bolt: Item):
    assert row_or_none(Item, str(bolt.pk)) == row_or_none(Item, bolt.pk) == bolt
