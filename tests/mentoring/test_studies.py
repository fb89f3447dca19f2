"""A time study from the tablet to the draft of a routing, and back."""

import json
import re
import uuid
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.mentoring.models import TimedReading, TimeStudy
from dure.mentoring.selectors.studies import study_told
from dure.product.models import Routing, WorkElement
from dure.product.services import add_element
from tests.mentoring.toolbox import fan, mentor, press, quick
from tests.plant.plants import logged_in

__all__ = ["fan", "mentor", "press", "quick"]
pytestmark = pytest.mark.django_db
CYCLES = [("12", "8"), ("11", "9"), ("13", "7"), ("12", "8"), ("12", "30")]


def sent(**changes: object) -> dict[str, object]:
    laps = [
        {"cycle": cycle, "element": element, "seconds": seconds}
        for cycle, pair in enumerate(CYCLES, start=1)
        for element, seconds in enumerate(pair)
    ]
    laps.insert(4, {"cycle": 3, "element": None, "seconds": "45.5", "note": "전화"})
    return {
        "token": str(uuid.uuid4()), "mode": "continuous", "rating": "110", "started": "2026-05-04T01:00:00Z",
        "elements": [{"name": "날개 끼우기", "worth": "value"}, {"name": "공구 찾기", "worth": "waste"}], "laps": laps,
    } | changes  # fmt: skip


def send(client, routing: Routing, study: object):
    operation = routing.operations.get(number=10)
    return client.post(f"/improve/studies/watch/{operation.pk}/send/", {"study": json.dumps(study)})


@pytest.fixture
def client(mentor):
    return logged_in(mentor)


def test_from_the_tablet_into_a_draft_and_back(client, fan):
    assert "날개" not in client.get("/improve/studies/").content.decode()
    study = sent()
    answer = send(client, fan, study).json()
    assert send(client, fan, study).json() == answer  # sent again, kept once
    row = TimeStudy.objects.get()
    told = study_told(row)
    # means 12 and 12.4 (62 ÷ 5), of which 30 s lies far off: (8 + 9 + 7 + 8) ÷ 4 = 8 without it
    assert [one.figures.mean for one in told.elements] == [12, Decimal("12.4")]
    [far] = told.elements[1].doubtful
    assert client.post(f"/improve/studies/readings/{far}/", {"left_out": "1"}).status_code == 302
    told = study_told(row)
    # 12 · 1.1 = 13.2, · 1.09 = 14.388; 8 · 1.1 = 8.8, · 1.09 = 9.592
    assert [one.figures.normal for one in told.elements] == [Decimal("13.2"), Decimal("8.8")]
    assert [one.figures.standard for one in told.elements] == [Decimal("14.388"), Decimal("9.592")]
    assert (told.standard, told.foreign_s) == (Decimal("23.98"), Decimal("45.5"))
    page = client.get(answer["address"]).content.decode()
    assert "23.98" in page
    assert "전화" in page
    assert client.post(f"{answer['address']}take/").status_code == 302
    draft = Routing.objects.get(status="draft")
    assert [(one.code, one.name, one.seconds) for one in elements(draft)] == [
        ("10-1", "날개 끼우기", Decimal("14.388")), ("10-2", "공구 찾기", Decimal("9.592")),
    ]  # fmt: skip
    assert draft.operations.get(number=10).run_seconds == Decimal("23.98")
    assert draft.operations.get(number=20).run_seconds == 30
    assert fan.operations.get(number=10).run_seconds == 40
    assert client.post(f"/routings/{draft.pk}/undo/").status_code == 302
    assert not elements(draft)
    assert draft.operations.get(number=10).run_seconds == 40


def elements(draft: Routing) -> list[WorkElement]:
    return list(WorkElement.objects.filter(operation__routing=draft))


def test_elements_of_the_same_name_keep_their_place_and_others_go(client, fan):
    send(client, fan, sent())
    address = f"/improve/studies/{TimeStudy.objects.get().pk}/"
    client.post(f"{address}take/")
    draft = Routing.objects.get(status="draft")
    operation = draft.operations.get(number=10)
    old = add_element(operation=operation, number=3, name="기다리기", seconds=Decimal(9), worth="waste", by=None)
    known = WorkElement.objects.get(operation=operation, name="날개 끼우기")
    client.post(f"{address}change/", {"rating": "100", "personal": "0", "fatigue": "0", "delay": "0",
                                      "precision": "5", "confidence": "95"})  # fmt: skip
    assert client.post(f"{address}take/").status_code == 302
    assert not WorkElement.objects.filter(pk=old.pk).exists()
    known.refresh_from_db()
    assert known.seconds == 12
    second = WorkElement.objects.get(operation=operation, name="공구 찾기")
    assert second.earlier.get().first == known


def test_each_change_can_be_taken_back(client, fan):
    send(client, fan, sent())
    study = TimeStudy.objects.get()
    reading = study.readings.first()
    answer = client.post(f"/improve/studies/readings/{reading.pk}/", {"left_out": "1"}, follow=True)
    undo = re.search(r"/improve/tools/changes/\d+/undo/", answer.content.decode())[0]
    assert client.post(undo).status_code == 302
    assert not TimedReading.objects.get(pk=reading.pk).is_left_out
    element = study.elements.first()
    data = {"name": "날개 끼우기", "worth": "value", "rating": "90", "pieces": "2"}
    assert client.post(f"/improve/studies/elements/{element.pk}/", data).status_code == 302
    # 12 · 0.9 ÷ 2 = 5.4
    assert study_told(study).elements[0].figures.normal == Decimal("5.4")
    again = client.post(f"/improve/studies/elements/{element.pk}/", data | {"name": "공구 찾기"})
    assert again.status_code == 409


def test_what_has_no_reading_does_not_go_into_a_routing(client, fan):
    study = sent(laps=[{"cycle": 1, "element": 0, "seconds": "5"}])
    address = send(client, fan, study).json()["address"]
    assert client.post(f"{address}take/").status_code == 422
    assert not Routing.objects.filter(status="draft").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"laps": []},
        {"laps": [{"cycle": 1, "element": 2, "seconds": "5"}]},
        {"laps": [{"cycle": 1, "element": 0, "seconds": "-5"}]},
        {"laps": [{"cycle": 1, "element": 0, "seconds": "NaN"}]},
        {"laps": [{"cycle": 0, "element": 0, "seconds": "1"}]},
        {"elements": [{"name": " ", "worth": "value"}]},
        {"elements": [{"name": "같음", "worth": "value"}, {"name": "같음", "worth": "value"}]},
        {"elements": [{"name": "?", "worth": "fun"}]},
        {"mode": "backwards"},
        {"rating": "1000"},
        {"started": "gestern"},
        {"token": "?"},
    ],
)
def test_what_is_no_study_is_refused(client, fan, changes):
    assert send(client, fan, sent(**changes)).status_code == 422
    assert not TimeStudy.objects.exists()


def test_sheets_and_paper(client, fan):
    address = send(client, fan, sent()).json()["address"]
    book = load_workbook(BytesIO(client.get(f"{address}?format=xlsx").content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [rows[-2][1], rows[-2][4]] == ["날개 끼우기", 12]
    assert client.get("/improve/studies/?format=xlsx&q=FAN").status_code == 200
    assert "시간연구" in client.get(f"{address}print/?language=ko").content.decode()
    assert "Time study" in client.get(f"{address}print/?language=en").content.decode()
    page = client.get(f"/improve/studies/watch/{fan.operations.get(number=10).pk}/").content.decode()
    assert "조립" in page
    assert "선풍기" in client.get("/improve/studies/choose/?q=FAN").content.decode()
