"""Every page × every role: what opens, what is refused, and that no page is without a row in a table."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dure.plant.roles import Role
from dure.web import access
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace or ""]))
            yield from names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}" if namespace else str(entry.name)


def test_every_page_has_a_row_in_an_access_table():
    missing = [name for name in names(get_resolver()) if access.roles_for(name) is None]
    assert missing == []


def test_every_row_is_about_a_page():
    known = set(names(get_resolver()))
    assert [row for row in access.table() if row not in known and not row.endswith(":*")] == []


def routes(resolver: URLResolver, above: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = above + re.sub(r"<(\w+:)?\w+>", r"<\1>", str(entry.pattern))
        yield from routes(entry, route) if isinstance(entry, URLResolver) else [route]


def test_no_page_stands_in_front_of_another():
    assert [route for route, count in Counter(routes(get_resolver())).items() if count > 1] == []


def test_what_is_in_no_table_does_not_open(monkeypatch):
    monkeypatch.setattr(access, "roles_for", lambda _name: None)
    assert Client().get("/login/").status_code == 404


# URL → roles that get 200 by GET. Written out by hand: this is the rule, not a copy of the tables.
ALL = set(Role)
LEADERS = {Role.SUPERVISOR, Role.ADMINISTRATOR}
PLANNERS = LEADERS | {Role.PLANNER}
READERS = ALL - {Role.OPERATOR}
PAGES = {
    "/help/": ALL,
    "/search/?q=x": ALL,
    "/account/": ALL,
    "/company/": {Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR},
    "/company/paper/": {Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR},
    "/plant/": READERS,
    "/plant/unit/{unit}/": ALL,
    "/plant/site/add/": PLANNERS,
    "/plant/work-unit/{unit}/": PLANNERS,
    "/calendar/": READERS,
    "/calendar/?month=2026-02&unit={unit}": READERS,
    "/calendar/add/": PLANNERS,
    "/shifts/": READERS,
    "/shifts/add/": PLANNERS,
    "/people/": LEADERS,
    "/people/add/": LEADERS,
    "/people/badges/": LEADERS,
    "/skills/": READERS,
    "/skills/add/": LEADERS,
    "/tablets/": LEADERS,
    "/security/": {Role.ADMINISTRATOR},
    "/changes/": PLANNERS,
    "/admin/": {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("role", list(Role))
def test_role_by_page(role: Role):
    unit = small_plant()
    client = logged_in(person(role))
    wrong = {}
    for page, roles in PAGES.items():
        response = client.get(page.format(unit=unit.pk))
        if response.status_code != (200 if role in roles else 403):
            wrong[page] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_sent_to_the_log_in_and_back(page: str):
    unit = small_plant()
    person(Role.ADMINISTRATOR)
    address = page.format(unit=unit.pk)
    response = Client().get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=/" + address.split("/")[1])


POSTS = {
    "/plant/work-unit/{unit}/in-use/": PLANNERS,
    "/plant/work-unit/{unit}/picture/": PLANNERS,
    "/people/{person}/badge/": LEADERS,
    "/people/{person}/pin/": LEADERS,
    "/people/{person}/password/": {Role.ADMINISTRATOR},
    "/people/{person}/everywhere/": {Role.ADMINISTRATOR},
    "/people/{person}/factor/": {Role.ADMINISTRATOR},
    "/skills/set/": LEADERS,
    "/tablets/register/": LEADERS,
}


@pytest.mark.parametrize("role", list(Role))
def test_role_by_deed(role: Role):
    """Refused ones say 403; the others do it, or say what is wrong with an empty form."""
    unit, other = small_plant(), person(Role.OPERATOR, name="other")
    client = logged_in(person(role))
    wrong = {}
    for page, roles in POSTS.items():
        status = client.post(page.format(unit=unit.pk, person=other.pk)).status_code
        if (status != 403) != (role in roles):
            wrong[page] = status
    assert wrong == {}


def test_a_form_from_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.ADMINISTRATOR))
    response = client.post("/account/everywhere/")
    assert response.status_code == 403
    assert "Content-Security-Policy" in response


def test_a_fragment_without_log_in_takes_the_whole_page_there():
    person(Role.ADMINISTRATOR)
    response = Client().get(
        "/search/?q=x", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/shifts/?a=1"}
    )
    assert (response.status_code, response["HX-Redirect"]) == (200, "/login/?next=/shifts/%3Fa%3D1")


def test_a_refused_fragment_is_a_message_over_the_page():
    client = logged_in(person(Role.OPERATOR))
    response = client.get("/people/", headers={"HX-Request": "true"})
    assert response.status_code == 403
    assert response["HX-Reswap"] == "none"
    assert "dure:toast" in response["HX-Trigger"]
