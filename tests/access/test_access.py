"""Role × URL × status for every page of the plant, production, performance and their live pages.

A URL of these contexts without a row fails; so does a row without a URL.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dure.plant.roles import Role
from tests.access import (
    connect,
    inventory,
    masterdata,
    performance,
    planning,
    product,
    production,
    quality,
    telemetry,
    things,
)
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import EVERYONE, Row
from tests.access.things import Things
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {
    f"{context}:{name}": row
    for context, rows in {
        "plant": masterdata.PLANT,
        "product": product.ROWS,
        "inventory": inventory.ROWS,
        "production": production.ROWS | connect.ROWS,
        "performance": performance.PERFORMANCE,
        "planning": planning.ROWS,
        "board": performance.BOARD,
        "telemetry": telemetry.ROWS,
        "quality": quality.ROWS,
    }.items()
    for name, row in rows.items()
}
PUBLIC = {f"plant:{name}": row for name, row in masterdata.PUBLIC.items()}
PUBLIC |= {f"production:{name}": row for name, row in production.PUBLIC.items()}


@pytest.fixture
def plant() -> Things:
    return things.make()


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, ":".join(filter(None, [namespace, entry.namespace or ""])))
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}"


def test_every_address_has_a_row_and_every_row_an_address():
    contexts = {name.partition(":")[0] for name in TABLE}
    there = {name for name in names(get_resolver()) if name.partition(":")[0] in contexts}
    assert sorted(there - TABLE.keys() - PUBLIC.keys()) == []
    assert sorted((TABLE.keys() | PUBLIC.keys()) - there) == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("method", ["get", "post"])
def test_role_by_address(role: Role, method: str, plant: Things):
    assert wrong_answers(role, TABLE, plant, methods=[method]) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_further_than_the_log_in(method: str, plant: Things):
    assert open_to_nobody(TABLE, plant, methods=[method]) == {}


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_open_to_all(name: str, plant: Things):
    row = PUBLIC[name]
    assert Client().get(reverse(name, args=row.args)).status_code == row.status_get


def test_a_mentor_writes_drafts_and_approves_nothing_and_an_operator_changes_no_rules():
    """The rule behind the rows, in words (decision 0070)."""
    own = {"plant:account_password", "plant:account_pin", "plant:account_codes", "plant:account_everywhere"}
    own |= {"plant:second_factor", "plant:second_factor_setup"}
    # A mentor is one of those who are called for help.
    own |= {"production:call-answer", "production:call-end", "production:call-undo"}
    mine = {name for name, row in TABLE.items() if row.post and Role.MENTOR in row.post} - own
    drafts = ("bom", "line", "alternatives", "routing", "operation", "standard", "part", "paper", "audit", "finding")
    drafts += ("element", "haccp", "hazard", "control_point")
    # A mentor helps to find causes, and studies gauges; neither changes what holds.
    drafts += ("case", "cause", "action_done", "study")
    assert mine == {name for name in mine if name.partition(":")[2].startswith(drafts)}
    never = ("approve", "retire", "endorse", "send_back", "put_in_force", "sign", "cost")
    assert not [name for name in mine if name.endswith(never)]
    assert Role.MENTOR not in (TABLE["product:item-cost"].get or ())
    rules = {name for name in TABLE if name.startswith("plant:part") or "rule" in name or "target" in name}
    assert not [name for name in rules if Role.OPERATOR in (TABLE[name].post or ())]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("role", list(Role))
def test_exports_are_open_to_those_who_may_read_the_page(role: Role, form: str, plant: Things):
    client = logged_in(person(role))
    for name in performance.EXPORTS:
        row = performance.PERFORMANCE[name]
        answer = client.get(reverse(f"performance:{name}"), {"format": form})
        assert answer.status_code == (200 if role in (row.get or ()) else 403), name
        assert ("attachment" in answer.get("Content-Disposition", "")) == (role in (row.get or ()))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("/stops/999999/", 404),
        ("/results/999999/correct", 404),
        ("/entries/NONE/", 404),
        ("/entry/999999/correct", 404),
        ("/units/NONE/rules/", 404),
        ("/units/NONE/", 404),
        ("/kpi/none/", 404),
        ("/items/999999/", 404),
        ("/people/999999/", 404),
        ("/plant/nothing/1/", 404),
        ("/reports/?span=year", 422),
        ("/reports/?day=32", 422),
        ("/reports/?format=exe", 422),
        ("/reports/?scope=site:NONE", 404),
    ],
)
def test_what_is_not_there_is_said(where: str, expected: int, plant: Things):
    assert logged_in(person(Role.ADMINISTRATOR)).get(where).status_code == expected


def test_everyone_is_in_the_table():
    assert set(Role) == EVERYONE
