"""The list of changes: everybody sees that a price changed, only some see to what."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import DecimalField
from django.urls import reverse
from openpyxl import load_workbook

from dure.commerce.models import Partner, Price
from dure.commerce.services import change_partner, request_purchase, set_price
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.money import money_fields
from dure.plant.roles import Role
from dure.product.services import LineOf, add_bom, approve_bom
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def changed(db) -> None:
    shop = Partner.objects.create(code="P1", name="가온유통", is_customer=True, credit_limit=7_654_321)
    change_partner(row=shop, by=None, credit_limit=1_234_567, note="믿을 만함")


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.ADMINISTRATOR, True), (Role.PLANNER, False), (Role.SUPERVISOR, False)]
)
def test_sums_are_for_those_who_may_see_prices(role: Role, sees: bool, changed: None) -> None:
    client = logged_in(person(role))
    page = client.get(reverse("plant:changes")).content.decode()
    assert "믿을 만함" in page
    assert ("1234567" in page) is sees
    sheet = client.get(reverse("plant:changes"), {"format": "xlsx"}).content
    text = " ".join(str(cell) for row in load_workbook(io.BytesIO(sheet)).active.values for cell in row)
    assert "믿을 만함" in text
    assert ("1234567" in text) is sees


def test_a_price_as_it_was_agreed_again(db) -> None:
    item = Item.objects.create(code="A", name="볼트", unit_id="EA")
    for price in (4321, 5432):
        set_price(side=Price.Side.SALE, item=item, price=price, valid_from="2026-01-01", by=None)
    page = logged_in(person(Role.PLANNER)).get(reverse("plant:changes")).content.decode()
    assert "5432" not in page
    assert "4321" not in page


def test_every_sum_of_every_table_is_told_to_be_one() -> None:
    """Of Decimal fields these names are won; a new one must be told by its context, or everybody sees it."""
    names = {
        "price",
        "credit_limit",
        "supply",
        "vat",
        "amount",
        "value",
        "wip",
        "paid",
        "standard",
        "labour",
        "machine",
    }
    names |= {"overhead", "material", "debit", "credit", "above"}
    # What is measured is called a value too.
    measured = {"JobCheck", "Measurement", "StudyReading", "TimedReading", "CcpRecord", "AnswerEvidence", "StreamStep"}
    measured |= {"CriterionAnswer", "ContextFigure", "ReportFigure"}
    told = money_fields()
    open_to_all = [
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, DecimalField)
        and field.name in names
        and model.__name__ not in measured
        and not told.get(model.__name__, set()) & {field.name, "*"}
    ]
    assert open_to_all == []
    known = {model.__name__: {field.name for field in model._meta.fields} | {"*"} for model in apps.get_models()}
    assert [
        (table, name) for table, fields in told.items() for name in fields if name not in known.get(table, ())
    ] == []


def test_the_kind_of_vat_of_an_order_is_no_sum() -> None:
    assert "vat" not in money_fields().get("SalesOrder", set())


def test_fields_choices_people_and_moments_are_told_in_the_readers_words(db, monkeypatch) -> None:
    flour = Item.objects.create(code="R-01", name="쌀가루", unit_id="kg")
    writer, chief = (
        person(Role.SUPERVISOR, name=name, display_name=said) for name, said in (("a", "가"), ("b", "나반장"))
    )
    noodles = Item.objects.create(code="N-01", name="쌀국수", unit_id="EA")
    bom = add_bom(item=noodles, valid_from=date(2026, 1, 1), lines=[LineOf(flour, Decimal(2))], by=writer)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 21, 18, 29, 3, tzinfo=UTC))
    approve_bom(bom=bom, by=chief)
    request_purchase(item=flour, quantity=Decimal(3), needed_on=date(2026, 12, 24), by=writer)
    page = logged_in(chief).get(reverse("plant:changes")).content.decode()
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "승인 시각 2026-11-22 03:29" in told
    assert "승인한 사람 나반장" in told
    assert "상태 승인" in told
    assert "쌀가루 · 2026-12-24" in told
    assert not re.search(r"approved|draft|object|\+00:00", told)
