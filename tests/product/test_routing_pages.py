"""The pages of routings: who may open them, and a routing from its first operation to approval."""

from datetime import date
from decimal import Decimal

import pytest

from dure.plant.roles import Role
from dure.product import services
from dure.product.models import IdealCycle, Routing
from tests.plant.plants import logged_in, person
from tests.product.test_pages import APPROVERS, READERS, WRITERS

pytestmark = pytest.mark.django_db
PAGES = {
    "/routings/add/": WRITERS,
    "/routings/{routing}/": READERS,
    "/routings/{routing}/?quantity=7": READERS,
    "/routings/{routing}/copy/": WRITERS,
    "/routings/{routing}/add/": WRITERS,
    "/routings/operations/{operation}/": WRITERS,
}
POSTS = {
    "/routings/{routing}/undo/": WRITERS,
    "/routings/{routing}/approve/": APPROVERS,
    "/routings/operations/{operation}/remove/": WRITERS,
    "/routings/{routing}/remove/": WRITERS,
}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.mark.parametrize("role", list(Role))
def test_roles(role, item, machine):
    routing = services.add_routing(item=item("NOODLE"), valid_from=date(2026, 3, 1), by=None)
    operation = services.add_operation(routing=routing, number=10, name="mix", work_center=machine.work_center, by=None)
    client, keys = logged_in(person(role)), {"routing": routing.pk, "operation": operation.pk}
    opened = {page for page in PAGES if client.get(page.format(**keys)).status_code == 200}
    assert opened == {page for page in PAGES if role in PAGES[page]}
    refused = {page for page in POSTS if client.post(page.format(**keys)).status_code == 403}
    assert refused == {page for page in POSTS if role not in POSTS[page]}


def test_a_routing_from_its_first_operation_to_approval(item, machine):
    noodle = item("NOODLE")
    writing, checking = logged_in(person(Role.PLANNER)), logged_in(person(Role.SUPERVISOR))
    gap = writing.get("/coverage/").content.decode()
    assert f'href="/routings/add/?item={noodle.pk}"' in gap
    head = {"item": "NOODLE", "revision": "A", "valid_from": "2026-03-01"}
    assert writing.post("/routings/add/", head).status_code == 302
    routing = Routing.objects.get()
    step = {
        "number": "10", "name": "포장", "work_center": machine.work_center_id, "setup_seconds": "300",
        "run_seconds": "2.5", "run_basis": "piece", "batch_size": "1", "queue_seconds": "0", "wait_seconds": "0",
        "skill_level": "1", "lead_time_days": "0",
    }  # fmt: skip
    assert writing.post(f"/routings/{routing.pk}/add/", step).status_code == 302
    again = writing.post(f"/routings/{routing.pk}/add/", step)
    assert (again.status_code, routing.operations.count()) == (422, 1)
    assert writing.post(f"/routings/{routing.pk}/approve/").status_code == 403
    # 300 + 240 x 2.5 = 900 s
    assert "15.0" in writing.get(f"/routings/{routing.pk}/?quantity=240").content.decode()
    assert checking.post(f"/routings/{routing.pk}/approve/").status_code == 302
    assert IdealCycle.objects.get(item=noodle, work_unit=machine).seconds == Decimal("2.5")
    assert (
        writing.post(f"/routings/{routing.pk}/copy/", {"revision": "B", "valid_from": "2026-04-01"}).status_code == 302
    )
    copied = Routing.objects.get(revision="B")
    writing.post(f"/routings/operations/{copied.operations.get().pk}/remove/")
    assert not copied.operations.exists()
    writing.post(f"/routings/{copied.pk}/undo/")
    assert copied.operations.get().name == "포장"
