"""The pages, as those who use them see them."""

import uuid
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from dure.kernel import clock
from dure.maintenance import services
from dure.maintenance.models import Job, MaintenancePlan, WorkRequest
from dure.plant.services import register_tablet
from dure.plant.session import TABLET_COOKIE
from dure.production.models import DowntimeReason, UnitOutage
from tests.maintenance.conftest import run, stop
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_request_becomes_a_job_and_is_done(press, belt, fitter, kim):
    floor, shop = logged_in(kim), logged_in(fitter)
    sent = {"client_id": uuid.uuid4(), "asset": f"u{press.pk}", "urgency": "stopped", "text": "벨트 끊어짐"}
    answer = floor.post("/maintenance/tell/", sent)
    floor.post("/maintenance/tell/", sent)
    asked = WorkRequest.objects.get()
    assert answer["Location"] == f"/maintenance/told/{asked.number}/"
    assert "벨트 끊어짐" in shop.get("/maintenance/").content.decode()
    where = shop.post(f"/maintenance/requests/{asked.pk}/job/")["Location"]
    job = Job.objects.get()
    shop.post(f"{where}start/")
    assert "벨트 끊어짐" in UnitOutage.objects.get().reason
    shop.post(f"{where}parts/take/", {"item": "belt", "quantity": "2"})
    refused = shop.post(f"{where}parts/take/", {"item": "BELT", "quantity": "9"})
    assert refused.status_code in {409, 422}
    assert shop.post(f"{where}finish/", {"done": "교체"}).status_code == 422
    shop.post(f"{where}finish/", {"done": "교체", "cause": "마모"})
    job.refresh_from_db()
    assert job.status == "done"
    page = floor.get(f"/maintenance/requests/{asked.pk}/").content.decode()
    assert "교체" in page
    card = shop.get(f"{where}print/").content.decode()
    assert "V벨트" in card
    assert "마모" in card
    assert "마모" in shop.get(f"/maintenance/history/unit/{press.pk}/").content.decode()


def test_nothing_said_is_refused(press, kim):
    sent = {"client_id": uuid.uuid4(), "asset": f"u{press.pk}", "urgency": "worse", "text": ""}
    assert logged_in(kim).post("/maintenance/tell/", sent).status_code == 422


def test_a_shared_tablet_asks_without_anybody(press, client, fitter):
    _row, token = register_tablet(name="현장", area=None, by=fitter)
    client.cookies[TABLET_COOKIE] = token
    sent = {"client_id": uuid.uuid4(), "asset": f"u{press.pk}", "urgency": "later", "text": "등이 어두움"}
    client.post("/maintenance/tell/", sent)
    assert WorkRequest.objects.get().reported_by is None


def test_a_plan_is_made_changed_and_taken_back(press, mould, fitter):
    shop = logged_in(fitter)
    sent = {"asset": f"t{mould.pk}", "name": "세척", "basis": "count", "every": "1000", "warn": "50", "minutes": "30"}
    where = shop.post("/maintenance/plans/add/", sent)["Location"]
    plan = MaintenancePlan.objects.get()
    shop.post(f"{where}checks/add/", {"text": "핀 지름", "kind": "measure", "unit": "mm", "low": "9.9", "high": "10"})
    assert "9.9 ~ 10 mm" in shop.get(where).content.decode()
    changed = shop.post(f"{where}change/", sent | {"every": "2000", "is_active": "on"}, follow=True)
    plan.refresh_from_db()
    assert plan.every == 2000
    undo = changed.content.decode().partition("/maintenance/changes/")[2].partition("/")[0]
    shop.post(f"/maintenance/changes/{undo}/undo/")
    plan.refresh_from_db()
    assert plan.every == 1000
    assert shop.post("/maintenance/plans/add/", sent | {"basis": "hours"}).status_code == 422


def test_lists_are_spreadsheets_too(press, belt, fitter):
    services.add_spare(item=belt, by=fitter)
    services.add_plan(work_unit=press, name="주유", basis="calendar", every=D(7), by=fitter)
    services.add_job(title="수리", work_unit=press, by=fitter)
    shop = logged_in(fitter)
    for path in ("", "plans/", "jobs/", "requests/", "parts/", "figures/", f"figures/{press.pk}/",
                 f"history/unit/{press.pk}/"):  # fmt: skip
        answer = shop.get(f"/maintenance/{path}?format=xlsx&all=1")
        assert answer.status_code == 200, path
        assert load_workbook(BytesIO(answer.content)).active is not None
    sheet = load_workbook(BytesIO(shop.get("/maintenance/parts/?format=xlsx").content)).active
    assert [cell.value for cell in list(sheet.rows)[-1]][:5] == ["BELT", "V벨트", None, 4, 2]


def test_figures_show_what_is_behind_them(press, fitter, began):
    run(press, began, ("producing", 240), ("down", 60), ("producing", 240))
    group = DowntimeReason.objects.create(code="M", name="설비")
    reason = DowntimeReason.objects.create(code="M1", name="벨트 끊어짐", parent=group)
    stop(press, began + timedelta(hours=4), 60, reason)
    shop = logged_in(fitter)
    shop.post("/maintenance/figures/reasons/", {"reasons": [reason.pk]})
    page = shop.get(f"/maintenance/figures/{press.pk}/").content.decode()
    # 8 h of running, one failure of an hour: 8 h, 1 h and 8 / 9.
    for text in ("8.0 h / 1", "1.00 h / 1", "88.9", "벨트 끊어짐"):
        assert text in page


def test_the_calendar_shows_jobs_and_plans(press, fitter):
    now, today = clock.now(), timezone.localdate(clock.now())
    services.add_job(title="기어 교체", work_unit=press, due_on=today, by=fitter)
    services.add_plan(work_unit=press, name="주유", basis="calendar", every=D(1), by=fitter, counted_from=now)
    page = logged_in(fitter).get("/maintenance/calendar/").content.decode()
    assert "기어 교체" in page
    assert "주유" in page or (today + timedelta(days=1)).month != today.month
