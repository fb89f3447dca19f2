"""Documents with their revisions; the floor is shown only what is in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dure.kernel import clock
from dure.plant.roles import Role
from dure.product.models import DocumentRevision, ItemDocument
from tests.plant.plants import logged_in, person
from tests.product.pictures import DRAWING, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def office():
    return logged_in(person(Role.OFFICE))


@pytest.fixture
def chief():
    return logged_in(person(Role.SUPERVISOR))


def revise(client, document, name, days=0, data=DRAWING):
    day = timezone.localdate(clock.now()) + timedelta(days=days)
    given = {"revision": name, "valid_from": str(day), "file": upload("판.pdf", data)}
    return client.post(f"/documents/{document.pk}/revisions/add/", given)


def test_a_drawing_from_upload_to_the_floor(office, chief, item, machine):
    plate = item("PLATE")
    answer = office.post("/documents/add/", {"title": "판 도면", "kind": "drawing", "item": "PLATE"})
    drawing = ItemDocument.objects.get()
    assert (answer.status_code, drawing.number, drawing.item) == (302, "DOC-0001", plate)
    tablet = logged_in(person(Role.OPERATOR))
    floor = f"/floor/standards/?item={plate.pk}"
    current = f"/documents/{drawing.pk}/current"
    assert revise(office, drawing, "A", -2).status_code == 302
    first = DocumentRevision.objects.get()
    assert (tablet.get(current).status_code, current in tablet.get(floor).content.decode()) == (404, False)
    assert office.post(f"/documents/revisions/{first.pk}/approve/").status_code == 403
    assert chief.post(f"/documents/revisions/{first.pk}/approve/").status_code == 302
    assert current in tablet.get(floor).content.decode()
    assert b"".join(tablet.get(current)) == DRAWING
    # The next one begins tomorrow: today the first one is shown still, and its own file only to the office.
    revise(office, drawing, "B", 1, DRAWING + b"B")
    second = DocumentRevision.objects.get(revision="B")
    chief.post(f"/documents/revisions/{second.pk}/approve/")
    assert b"".join(tablet.get(current)) == DRAWING
    assert tablet.get(f"/documents/revisions/{second.pk}/file").status_code == 403
    assert b"".join(office.get(f"/documents/revisions/{second.pk}/file")) == DRAWING + b"B"
    assert chief.post(f"/documents/revisions/{first.pk}/remove/").status_code == 409


def test_a_procedure_of_a_machine_and_a_certificate_of_the_plant(office, machine):
    office.post("/documents/add/", {"title": "세척", "kind": "procedure", "work_unit": machine.pk, "number": "SOP-7"})
    office.post("/documents/add/", {"title": "HACCP", "kind": "certificate"})
    page = office.get("/documents/").content.decode()
    assert all(word in page for word in ("SOP-7", machine.name, "공장 전체"))
    assert "SOP-7" not in office.get("/documents/?kind=certificate").content.decode()
    again = office.post("/documents/add/", {"title": "또", "kind": "other", "number": "SOP-7"})
    assert (again.status_code, ItemDocument.objects.count()) == (422, 2)


def test_other_files_are_refused(office):
    office.post("/documents/add/", {"title": "HACCP", "kind": "certificate"})
    drawing = ItemDocument.objects.get()
    assert revise(office, drawing, "A", data=b"PK\x03\x04macro").status_code == 422
    assert revise(office, drawing, "A", data=b"<html>").status_code == 422
    assert not DocumentRevision.objects.exists()


def test_changes_are_undone(office):
    office.post("/documents/add/", {"title": "HACCP", "kind": "certificate"})
    drawing = ItemDocument.objects.get()
    given = {"title": "HACCP 인증서", "kind": "certificate", "number": "C-1"}
    page = logged_in(person(Role.QUALITY)).post(f"/documents/{drawing.pk}/change/", given, follow=True)
    drawing.refresh_from_db()
    assert (drawing.title, drawing.is_active) == ("HACCP 인증서", False)
    undo = page.content.decode().split('action="/papers/changes/')[1].split('"')[0]
    logged_in(person(Role.PLANNER)).post(f"/papers/changes/{undo}")
    drawing.refresh_from_db()
    assert (drawing.title, drawing.is_active) == ("HACCP", True)
