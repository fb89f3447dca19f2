"""The pages of safety as people use them."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from openpyxl import load_workbook

from dure.plant import services as plant
from dure.plant.models import ChangeRecord, SecurityRecord
from dure.plant.roles import Role
from dure.plant.session import TABLET_COOKIE
from dure.safety import services
from dure.safety.forms import today
from dure.safety.models import Accident, CorrectiveAction, ErgonomicTask, Injury, NearMiss, RiskAssessment, Suggestion
from tests.plant.plants import logged_in, person
from tests.product.pictures import PIXEL, upload
from tests.safety.test_scenarios import LINE

pytestmark = pytest.mark.django_db


def body(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def main(answer) -> str:
    """What stands below the name of whoever is logged in."""
    return body(answer).split("<main")[1]


def told(client: Client, path: str, **given: object):
    return client.post(path, {"client_id": str(uuid.uuid4()), "kind": "slip"} | given)


def test_a_scan_a_picture_a_kind_and_it_is_told_without_a_name(hall, press, chief):
    point = services.add_point(area=hall, work_unit=press, by=chief)
    client, path = Client(), f"/safety/at/{point.token}/"
    page = body(client.get(path))
    assert 'capture="environment"' in page
    assert "관리자도 나중에 알아낼 수 없습니다" in page
    records, acts = ChangeRecord.objects.count(), SecurityRecord.objects.count()
    answer = told(client, path, picture=upload())
    row = NearMiss.objects.get()
    assert answer["Location"] == f"/safety/told/{row.number}/"
    assert (row.work_unit, row.is_anonymous, row.reporter, row.reported_at) == (press, True, None, None)
    assert (ChangeRecord.objects.count(), SecurityRecord.objects.count(), Session.objects.count()) == (records, acts, 0)
    assert row.number in body(client.get(answer["Location"]))


def test_a_void_code_opens_nothing(hall, chief):
    point = services.add_point(area=hall, work_unit=None, by=chief)
    old = f"/safety/at/{point.token}/"
    new = f"/safety/at/{services.renew_point(point=point, by=chief).token}/"
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    assert told(Client(), old).status_code == 404
    services.change_point(point=point, is_active=False, by=chief)
    assert Client().get(new).status_code == 404


def test_a_registered_tablet_tells_without_a_log_in(hall, chief):
    _tablet, token = plant.register_tablet(name="태블릿", area=hall, by=chief)
    client = Client()
    client.cookies[TABLET_COOKIE] = token
    assert f'value="a{hall.pk}" selected' in body(client.get("/safety/tell/"))
    assert told(client, "/safety/tell/", place=f"a{hall.pk}").status_code == 302
    assert NearMiss.objects.get().is_anonymous


def test_somebody_logged_in_chooses_whether_the_name_is_kept(hall, kim):
    client = logged_in(kim)
    told(client, "/safety/tell/", place=f"a{hall.pk}")
    told(client, "/safety/tell/", place=f"a{hall.pk}", anonymous="on")
    named, nameless = NearMiss.objects.order_by("pk")
    assert (named.reporter, named.is_anonymous) == (kim, False)
    assert (nameless.reporter, nameless.reported_at, nameless.is_anonymous) == (None, None, True)
    # The session keeps nothing of it: no message, no value.
    assert set(client.session.keys()) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}
    page = f"/safety/near-misses/{named.pk}/"
    assert "kim" not in main(client.get(page))
    leader = logged_in(person(Role.SUPERVISOR, name="ban"))
    assert "kim" in main(leader.get(page))
    assert "익명" in body(leader.get(f"/safety/near-misses/{nameless.pk}/"))


def test_a_person_without_the_second_factor_has_no_name_here(hall, settings):
    settings.SECOND_FACTOR = True
    owner = logged_in(person(Role.OWNER))
    assert owner.get("/safety/tell/").status_code == 302


def test_what_was_typed_stays_when_something_is_missing(hall, chief):
    point = services.add_point(area=hall, work_unit=None, by=chief)
    answer = Client().post(f"/safety/at/{point.token}/", {"client_id": str(uuid.uuid4()), "text": "문 앞에 상자"})
    assert answer.status_code == 422
    assert "문 앞에 상자" in answer.content.decode()
    wrong = told(Client(), f"/safety/at/{point.token}/", picture=upload("x.png", b"<svg>"))
    assert (wrong.status_code, NearMiss.objects.count()) == (422, 0)


def test_an_idea_is_told_answered_and_listed(hall, kim, chief):
    client = logged_in(kim)
    given = {
        "client_id": str(uuid.uuid4()),
        "topic": "ease",
        "text": "대차에 스프링",
        "place": f"a{hall.pk}",
        "shows_name": "on",
    }
    assert client.post("/safety/suggest/", given).status_code == 302
    idea = Suggestion.objects.get()
    leader = logged_in(chief)
    page = body(leader.get(f"/safety/suggestions/{idea.pk}/"))
    assert 'name="credit" value="kim"' in page
    answered = {"status": "done", "answer": "달았습니다", "credit": "kim", "reward_won": "50000"}
    assert leader.post(f"/safety/suggestions/{idea.pk}/answer/", answered).status_code == 302
    page = body(client.get(f"/safety/suggestions/{idea.pk}/"))
    assert "달았습니다" in page
    assert "50,000" in page
    book = load_workbook(io.BytesIO(client.get("/safety/suggestions/?format=xlsx").content))
    assert [row[7].value for row in book.active.iter_rows() if row[0].value == idea.number] == ["kim"]


def test_an_action_is_asked_shown_and_closed(hall, chief, kim):
    near = services.report_near_miss(client_id=uuid.uuid4(), kind="slip", area=hall, by=None)
    leader, worker = logged_in(chief), logged_in(kim)
    given = {"text": "배수구 덮개", "owner": kim.pk, "due_on": str(today() - timedelta(days=1)), "place": f"a{hall.pk}"}
    assert (
        leader.post(f"/safety/actions/add/near_miss/{near.pk}/", given)["Location"] == f"/safety/near-misses/{near.pk}/"
    )
    action = CorrectiveAction.objects.get()
    assert "배수구 덮개" in body(worker.get("/safety/actions/?state=late&mine=1"))
    page = f"/safety/actions/{action.pk}/"
    assert "증빙 없이는 완료할 수 없습니다" in body(worker.get(page))
    refused = worker.post(f"{page}close/", {"done": "했음"})
    assert refused.status_code == 422
    assert worker.post(f"{page}evidence/", {"file": upload("x.svg", b"<svg>")}).status_code == 422
    assert worker.post(f"{page}evidence/", {"file": upload()}).status_code == 302
    assert worker.post(f"{page}close/", {"done": "덮었음"}).status_code == 302
    action.refresh_from_db()
    assert (action.closed_by, action.near_miss) == (kim, near)
    assert worker.post(f"/safety/evidence/{action.evidence.get().pk}/remove/").status_code == 409
    stranger = logged_in(person(Role.OPERATOR, name="lee"))
    assert stranger.post(f"{page}evidence/", {"file": upload()}).status_code in (403, 409)


def test_a_risk_assessment_from_the_matrix_to_paper(hall, press, chief, kim):
    client = logged_in(chief)
    assert "기본 결정표 쓰기" in body(client.get("/safety/matrices/"))
    client.post("/safety/matrices/first/")
    begun = {
        "operation": "프레스",
        "kind": "first",
        "assessed_on": "2026-05-04",
        "review_on": "2027-05-04",
        "place": f"u{press.pk}",
    }
    client.post("/safety/risks/add/", begun)
    risk = RiskAssessment.objects.get()
    page = f"/safety/risks/{risk.pk}/"
    line = {
        "step": "금형 교체",
        "group": "mechanical",
        "kind": "caught",
        "hazard": "손 끼임",
        "frequency": "4",
        "severity": "4",
    }
    added = client.post(f"{page}lines/add/", line, follow=True).content.decode()
    assert "허용 불가" in added
    assert "16" in added
    undo = re.search(r'action="(/safety/changes/\d+/undo/)"', added)
    client.post(undo[1])
    assert not risk.lines.exists()
    client.post(f"{page}lines/add/", line)
    held = risk.lines.get()
    client.post(
        f"/safety/risks/lines/{held.pk}/", line | {"measure": "방호장치", "frequency_after": "1", "severity_after": "4"}
    )
    assert client.post(f"{page}approve/").status_code == 422
    client.post(
        f"/safety/actions/add/risk_line/{held.pk}/",
        {"text": "방호장치", "owner": kim.pk, "due_on": "2026-06-01", "place": f"u{press.pk}"},
    )
    client.post(f"{page}people/add/", {"person": kim.pk, "is_worker": "on", "part": "작업자"})
    assert client.post(f"{page}people/add/", {}).status_code == 422
    assert client.post(f"{page}approve/").status_code == 302
    paper = body(client.get(f"{page}print/"))
    for word in ("위험성평가표", "손 끼임", "방호장치", "kim", "미미함"):
        assert word in paper, word
    assert client.post(f"/safety/risks/lines/{held.pk}/", line).status_code == 409
    assert client.post(f"{page}again/", {"assessed_on": "2027-05-01", "review_on": "2028-05-01"}).status_code == 302
    assert "RA2705-001" in body(client.get(page))


def test_an_undo_does_not_reach_into_an_approved_assessment(hall, chief, kim, matrix):
    risk = services.add_assessment(
        area=hall, operation="포장", assessed_on=today(), review_on=today() + timedelta(days=1), by=chief
    )
    services.add_participant(assessment=risk, person=kim, is_worker=True, by=chief)
    line = services.set_line(assessment=risk, line=None, by=chief, frequency=1, severity=1, **LINE)
    services.set_line(assessment=risk, line=line, by=chief, hazard="다른 말")
    record = ChangeRecord.objects.filter(table="RiskLine", verb="changed").latest("pk")
    services.approve_assessment(assessment=risk, by=chief)
    assert logged_in(chief).post(f"/safety/changes/{record.pk}/undo/").status_code == 409
    line.refresh_from_db()
    assert line.hazard == "다른 말"


def test_a_matrix_is_changed_on_its_pages(chief, matrix):
    client = logged_in(chief)
    draft = client.post(f"/safety/matrices/{matrix.pk}/new/", {"note": "4단계로"})["Location"]
    client.post(f"{draft}words/", {"frequencies": "하\n중\n상", "severities": "하\n중\n상", "note": "3단계로"})
    assert "3 상" in body(client.get(draft))
    assert client.post(f"{draft}words/", {"frequencies": "하나", "severities": "하\n상"}).status_code == 422
    assert client.post(f"{draft}in-force/").status_code == 302
    assert client.post(f"{draft}words/", {"frequencies": "a\nb", "severities": "a\nb"}).status_code == 409


def test_an_accident_with_its_rates(hall, chief, kim):
    client = logged_in(chief)
    day = today() - timedelta(days=20)
    given = {
        "happened_at": f"{day}T10:00",
        "place": f"a{hall.pk}",
        "kind": "cut",
        "text": "칼날 교체 중 베임",
        "picture": upload(),
    }
    client.post("/safety/accidents/add/", given)
    accident = Accident.objects.get()
    page = f"/safety/accidents/{accident.pk}/"
    injury = {"outcome": "lost_time", "body_part": "hand", "lost_days": "8", "employment": "own", "person": kim.pk}
    assert client.post(f"{page}injuries/add/", injury).status_code == 302
    assert "산업재해조사표를" in body(client.get(page))
    row = Injury.objects.get()
    # A supervisor wrote the name down and sees it no more; what he saves later leaves it as it is.
    assert client.post(f"/safety/injuries/{row.pk}/", injury | {"lost_days": "9", "person": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.person, row.lost_days) == (kim, 9)
    assert client.post(f"{page}injuries/add/", injury | {"lost_days": "0"}).status_code == 422
    month = f"{day:%Y-%m}"
    client.post("/safety/rates/hours/", {"site": hall.site_id, "month": month, "hours": "9000", "workers": "50"})
    shown = body(client.get(f"/safety/rates/?year={day.year}"))
    # 9 / 9 000 x 1 000 = 1; 1 / 9 000 x 1 000 000 = 111.11; 1 / 50 x 100 = 2 %
    for figure in ("1.00", "111.11", "2.00", "1 ÷ 9,000 × 1,000,000"):
        assert figure in shown, figure
    assert "20" in body(client.get("/safety/"))
    assert body(client.get("/safety/wall/")).count("<b>20</b>") == 1
    assert client.post(f"{page}close/").status_code == 422
    cause = {"cause": "method", "cause_text": "표준에 없음", "filed_on": str(day)}
    assert client.post(f"{page}change/", given | cause | {"picture": upload()}).status_code == 302
    assert "산업재해조사표를" not in body(client.get(page))


def test_a_load_is_written_down_before_and_after(hall, chief):
    client = logged_in(chief)
    task = {"task": "대차 밀기", "recorded_on": "2026-05-04", "place": f"a{hall.pk}", "effort_before": "13"}
    client.post("/safety/load/add/", task)
    row = ErgonomicTask.objects.get()
    page = f"/safety/load/{row.pk}/"
    client.post(f"{page}change/", task | {"effort_after": "1", "measure": "전동 대차", "picture_after": upload()})
    lift = {
        "load_kg": "13", "horizontal_cm": "50", "vertical_cm": "75", "distance_cm": "25", "asymmetry_deg": "0",
        "lifts_per_min": "5", "duration": "long", "coupling": "fair",
    }  # fmt: skip
    client.post(f"{page}lifting/before/", lift)
    assert 'value="50.0"' in body(client.get(f"{page}lifting/after/"))
    client.post(f"{page}lifting/after/", lift | {"load_kg": "1"})
    shown = body(client.get(page))
    for figure in ("92.3", "3.23", "0.25", "HM 0.50", "FM 0.35"):
        assert figure in shown, figure
    assert client.get(f"{page}lifting/later/").status_code == 404
    posture = dict.fromkeys(("neck", "trunk", "legs", "upper_arm", "lower_arm", "wrist"), "1")
    posture |= {"knees": "0", "load": "0", "coupling": "0"}
    client.post(
        f"{page}posture/before/", posture | {"trunk": "4", "legs": "2", "load": "1", "upper_arm": "2", "static": "on"}
    )
    assert "7<small>/ 15" in body(client.get(page))
    book = load_workbook(io.BytesIO(client.get("/safety/load/?format=xlsx").content))
    assert [row[6].value for row in book.active.iter_rows() if row[1].value == "대차 밀기"] == [3.23]


def test_the_codes_are_printed(hall, press, chief):
    client = logged_in(chief)
    client.post("/safety/points/add/", {"place": f"u{press.pk}"})
    again = client.post("/safety/points/add/", {"place": f"u{press.pk}"})
    assert again.status_code == 422
    page = body(client.get("/safety/points/"))
    assert page.count('class="qr"') == 1
    assert "포장기" in page


def test_pictures_are_what_was_taken_and_nothing_else(hall, kim):
    row = services.report_near_miss(client_id=uuid.uuid4(), kind="slip", area=hall, by=kim, picture=PIXEL)
    client = logged_in(kim)
    answer = client.get(f"/safety/pictures/near-miss/{row.pk}/picture")
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", PIXEL)
    for path in ("near-miss/{}/answer", "accident/{}/picture", "near-miss/9999/picture"):
        assert client.get(f"/safety/pictures/{path.format(row.pk)}").status_code == 404
