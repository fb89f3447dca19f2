"""The floor's pages: from the start to the goods, the sheet of a day, differences."""

import uuid
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from dure.kernel import clock
from dure.plant.models import Person, Shift, Tool
from dure.plant.selectors import planned
from dure.production.models import OperationReport, OperationRun, OperationStep, ToolMount
from dure.production.selectors.day_sheet import day_sheet
from dure.production.services.floor.reporting import Loss
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import there
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """It is three in the afternoon."""
    now = datetime(2026, 3, 4, 15, tzinfo=ZoneInfo("Asia/Seoul"))
    monkeypatch.setattr(clock, "now", lambda: now)
    return make_plant()


@pytest.fixture
def kim(plant: Plant) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(plant.kim)
    return client


def _act(client: Client, row, unit, act: str):
    address = reverse("production:floor-act", args=[unit.code, row.pk])
    return client.post(address, {"client_id": uuid.uuid4(), "act": act}, follow=True)


def test_start_report_and_finish(plant: Plant, kim: Client) -> None:
    order = plant.order(20)
    boil, pack = operations(order)
    page = kim.get(reverse("production:floor-unit", args=["KETTLE"]))
    assert "10 boiling" in page.text
    _act(kim, boil, plant.kettle, "start")
    address = reverse("production:floor-report", args=["KETTLE", boil.pk])
    told = {"client_id": uuid.uuid4(), "good": "18", "lost1": "2", "kind1": "reject", "reason1": plant.torn.pk}
    kim.post(address, told)
    kim.post(address, told)
    _act(kim, boil, plant.kettle, "finish")
    _act(kim, pack, plant.packer, "start")
    refused = kim.post(
        reverse("production:floor-report", args=["PACK1", pack.pk]), {"client_id": uuid.uuid4(), "good": "19"}
    )
    assert (refused.status_code, "Only 18 pieces have come to 20 packing" in refused.text) == (422, True)
    kim.post(reverse("production:floor-report", args=["PACK1", pack.pk]), {"client_id": uuid.uuid4(), "good": "18"})
    page = _act(kim, pack, plant.packer, "finish")
    order.refresh_from_db()
    assert (order.status, there(plant.noodle), OperationReport.objects.count(), wrong()) == ("done", 18, 2, [])
    for step in OperationStep.objects.order_by("-pk"):
        assert kim.post(reverse("production:step-undo", args=[step.pk])).status_code == 302
    assert (there(plant.noodle), OperationStep.objects.filter(undone_at=None).count(), wrong()) == (0, 0, [])


def test_a_sheet_is_typed_in_as_it_was_printed(plant: Plant, kim: Client) -> None:
    order = plant.order(20)
    boil, _pack = operations(order)
    paper = kim.get(reverse("production:day-sheet", args=["KETTLE"]))
    assert order.number in paper.text
    address = reverse("production:day-sheet-enter", args=["KETTLE"])
    row = {
        "operation": boil.pk, "client_id": uuid.uuid4(), "begins": "14:00", "ends": "14:30", "counter_from": "99990",
        "counter_to": "10", "rejected": "1", "reason": plant.torn.pk, "is_done": "on",
    }  # fmt: skip
    told = {f"{boil.pk}-{name}": value for name, value in row.items()}
    for _ in range(2):
        answer = kim.post(address, told)
    boil.refresh_from_db()
    assert (answer.status_code, boil.good, boil.rejected, boil.status) == (302, 19, 1, "done")
    assert wrong() == []
    printed = kim.get(reverse("production:day-sheet", args=["KETTLE"])).text
    assert all(text in printed for text in ("99,990", "찢어짐 1", "김반장"))


def test_a_nights_sheet_goes_on_past_midnight(plant: Plant, kim: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The night of 3 March lasts from 22:00 to 06:00; it is typed in at four; its second row is 01:00.

    The 2nd was a holiday, so that nobody worked in the night before.
    """
    seoul = ZoneInfo("Asia/Seoul")
    site = plant.kettle.work_center.area.site
    Shift.objects.create(
        site=site, code="N", name="야간", starts=time(22), ends=time(6), weekdays=list(range(7)),
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    planned.forget()
    now = datetime(2026, 3, 4, 4, tzinfo=seoul)
    monkeypatch.setattr(clock, "now", lambda: now)
    first, second = operations(plant.order(20))[0], operations(plant.order(30))[0]
    address = reverse("production:day-sheet-enter", args=["KETTLE"])
    assert 'value="2026-03-03"' in kim.get(address).text
    told = {}
    for row, begins, ends, good in ((first, "22:30", "00:40", 20), (second, "01:00", "03:30", 30)):
        values = {"operation": row.pk, "client_id": uuid.uuid4(), "begins": begins, "ends": ends, "good": good}
        told |= {f"{row.pk}-{name}": value for name, value in (values | {"is_done": "on"}).items()}
    assert kim.post(address, told).status_code == 302
    runs = [(run.started_at, run.ended_at) for run in OperationRun.objects.order_by("started_at")]
    assert runs == [
        (datetime(2026, 3, 3, 22, 30, tzinfo=seoul), datetime(2026, 3, 4, 0, 40, tzinfo=seoul)),
        (datetime(2026, 3, 4, 1, 0, tzinfo=seoul), datetime(2026, 3, 4, 3, 30, tzinfo=seoul)),
    ]
    night = {row.operation.pk: row.good for row in day_sheet(plant.kettle, date(2026, 3, 3))}
    assert (night[first.pk], night[second.pk]) == (20, 30)
    assert sum(row.good for row in day_sheet(plant.kettle, date(2026, 3, 4))) == 0
    assert wrong() == []


def test_rework_and_tools_and_rules(plant: Plant, kim: Client) -> None:
    boil, _ = operations(plant.order(20))
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 5, 10, Loss(Decimal(3), "rework"))
    assert "boiling" in kim.get(reverse("production:floor")).text
    address = reverse("production:rework", args=[boil.pk])
    assert kim.get(address).status_code == 200
    kim.post(address, {"client_id": uuid.uuid4(), "quantity": "3", "target": boil.pk})
    boil.refresh_from_db()
    assert (boil.routed, boil.returned) == (3, 3)
    chief = Person.objects.create_user("lee", password="secret-pass-1", roles=["supervisor"])
    kim.force_login(chief)
    tool = {"code": "D1", "name": "다이", "kind": "die", "cavities": "4", "shots_before": "120", "is_active": "on"}
    assert kim.post(reverse("production:tool-add"), tool).status_code == 302
    die = Tool.objects.get()
    kim.post(reverse("production:tool-mount"), {"tool": die.pk, "work_unit": plant.kettle.pk})
    assert ToolMount.objects.get().work_unit == plant.kettle
    kim.post(reverse("production:tool-cavities", args=[die.pk]), {"blocked": "2, 3"})
    page = " ".join(kim.get(reverse("production:tools")).text.split())
    assert ("2 / 4" in page, "120" in page) == (True, True)
    rules = dict.fromkeys(("material", "standard", "tool", "pieces"), "warn") | {"skill": "block"}
    kim.post(reverse("production:start-rules"), rules)
    assert 'value="block" selected' in kim.get(reverse("production:start-rules")).text
