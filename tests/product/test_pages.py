"""The pages of BOMs and coverage: who may open and do what, and a BOM from the first line to approval."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from dure.plant.roles import Role
from dure.product import services
from dure.product.models import Bom
from dure.product.services import LineOf
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
WRITERS = {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.MENTOR}
APPROVERS = {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.OWNER}
READERS = set(Role) - {Role.OPERATOR}
PAGES = {
    "/coverage/": READERS,
    "/boms/": READERS,
    "/boms/?q=noo&only=missing": READERS,
    "/boms/add/": WRITERS,
    "/boms/{bom}/": READERS,
    "/boms/{bom}/?quantity=7": READERS,
    "/boms/{bom}/head/": WRITERS,
    "/boms/{bom}/copy/": WRITERS,
    "/boms/{bom}/retire/": APPROVERS,
    "/boms/{bom}/add/": WRITERS,
    "/boms/lines/{line}/": WRITERS,
}
POSTS = {
    "/boms/{bom}/undo/": WRITERS,
    "/boms/{bom}/approve/": APPROVERS,
    "/boms/lines/{line}/remove/": WRITERS,
    "/boms/{bom}/remove/": WRITERS,
}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def draft(item) -> Bom:
    item("LID")
    return services.add_bom(item=item("NOODLE"), valid_from=MARCH, lines=[LineOf(item("CUP"), Decimal(2))], by=None)


@pytest.mark.parametrize("role", list(Role))
def test_role_by_page(role, draft):
    client, line = logged_in(person(role)), draft.lines.get()
    wrong = {}
    for page, roles in PAGES.items():
        status = client.get(page.format(bom=draft.pk, line=line.pk)).status_code
        if status != (200 if role in roles else 403):
            wrong[page] = status
    assert wrong == {}


@pytest.mark.parametrize("role", list(Role))
def test_role_by_deed(role, draft):
    client, line = logged_in(person(role)), draft.lines.get()
    refused = set()
    for page in ["/boms/{bom}/undo/", "/boms/{bom}/approve/", "/boms/lines/{line}/remove/"]:
        if client.post(page.format(bom=draft.pk, line=line.pk)).status_code == 403:
            refused.add(page)
    assert refused == {page for page in POSTS if role not in POSTS[page] and page != "/boms/{bom}/remove/"}
    status = client.post(f"/boms/{draft.pk}/remove/").status_code
    assert (status == 403) == (role not in WRITERS)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_without_a_log_in(client, page, draft):
    person(Role.ADMINISTRATOR)
    response = client.get(page.format(bom=draft.pk, line=draft.lines.get().pk))
    assert (response.status_code, response["Location"].startswith("/login/")) == (302, True)


def test_a_bom_from_its_first_line_to_approval(item):
    item("NOODLE")
    item("CUP", barcode="8801234567893")
    writing, checking = logged_in(person(Role.PLANNER)), logged_in(person(Role.SUPERVISOR))
    head = {"item": "NOODLE", "revision": "A", "valid_from": "2026-03-01", "base_quantity": "1", "yield_percent": "80"}
    response = writing.post("/boms/add/", head)
    bom = Bom.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/boms/{bom.pk}/")
    line = {"component": "8801234567893", "quantity": "2", "kind": "component", "scrap_percent": "0", "use": "scan",
            "cost_share": "0"}  # fmt: skip
    assert writing.post(f"/boms/{bom.pk}/add/", line).status_code == 302
    assert (bom.lines.get().unit_id, bom.lines.get().use) == ("EA", "scan")
    assert writing.post(f"/boms/{bom.pk}/approve/").status_code == 403
    assert checking.post(f"/boms/{bom.pk}/approve/").status_code == 302
    # 40 good ones at 80 % are 50 started, 2 cups each.
    assert "100 EA" in checking.get(f"/boms/{bom.pk}/?quantity=40").content.decode()
    changed = writing.post(f"/boms/lines/{bom.lines.get().pk}/", line)
    assert (changed.status_code, "새 개정을 만드세요" in changed.content.decode()) == (409, True)
    copied = writing.post(f"/boms/{bom.pk}/copy/", {"revision": "B", "valid_from": "2026-04-01"})
    assert copied.status_code == 302
    assert Bom.objects.get(revision="B").lines.get().quantity == 2


def test_mistakes_stand_over_the_form(draft):
    client = logged_in(person(Role.PLANNER))
    line = {"component": "NOODLE", "quantity": "1", "kind": "component", "scrap_percent": "0", "use": "scan",
            "cost_share": "0"}  # fmt: skip
    loop = client.post(f"/boms/{draft.pk}/add/", line)
    assert (loop.status_code, "noodle → noodle" in loop.content.decode()) == (409, True)
    unknown = client.post(f"/boms/{draft.pk}/add/", line | {"component": "NOTHING"})
    assert (unknown.status_code, "이 코드의 품목이 없습니다" in unknown.content.decode()) == (422, True)
    assert draft.lines.count() == 1
    assert client.post("/boms/add/", {"item": "NOODLE", "revision": "A", "valid_from": "2026-03-01",
                                      "base_quantity": "1", "yield_percent": "100"}).status_code == 422  # fmt: skip


def test_what_is_removed_comes_back(draft):
    client = logged_in(person(Role.PLANNER))
    client.post(f"/boms/lines/{draft.lines.get().pk}/remove/")
    assert not draft.lines.exists()
    client.post(f"/boms/{draft.pk}/undo/")
    assert draft.lines.get().quantity == 2


def test_each_gap_is_one_click_from_its_form(draft, machine):
    client = logged_in(person(Role.PLANNER))
    page = client.get("/coverage/").content.decode()
    assert f'href="/boms/add/?item={draft.item_id}"' in page
    assert f'href="/plant/work-unit/{machine.pk}/"' in page
    # Only who may write is led there.
    assert "/boms/add/" not in logged_in(person(Role.QUALITY)).get("/coverage/").content.decode()
    only = client.get("/coverage/?register=equipment").content.decode()
    assert "/boms/add/" not in only


def test_the_form_of_a_gap_knows_the_item(draft):
    page = logged_in(person(Role.PLANNER)).get(f"/boms/add/?item={draft.item_id}").content.decode()
    assert 'value="NOODLE"' in page


def test_in_english(draft):
    someone = person(Role.PLANNER, language="en")
    with translation.override("en"):
        page = logged_in(someone).get(f"/boms/{draft.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "What a quantity needs" in page
