"""An audit from its plan to the finding that is put right, on its pages."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from dure.kernel import clock
from dure.plant.roles import Role
from dure.product.models import Audit, AuditFinding, AuditList, AuditPlan, AuditScore
from tests.plant.plants import logged_in, person
from tests.product.pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def mentor():
    return logged_in(person(Role.MENTOR))


@pytest.fixture
def area(machine):
    return machine.work_center.area


@pytest.fixture
def audit(mentor, area) -> Audit:
    mentor.post("/audits/lists/first/")
    chosen = AuditList.objects.get()
    given = {"audit_list": chosen.pk, "area": area.pk, "audited_on": str(today())}
    mentor.post("/audits/add/", given)
    return Audit.objects.get()


def today() -> date:
    return timezone.localdate(clock.now())


def body(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_first_list_has_two_questions_for_each_heading(mentor):
    assert "16문항" in body(mentor.get("/audits/lists/"))
    mentor.post("/audits/lists/first/")
    questions = AuditList.objects.get().questions.all()
    assert sorted({row.pillar: 0 for row in questions}) == sorted(row.pillar for row in questions)[::2]


def test_a_plan_says_when_the_next_one_is_due(mentor, area, audit):
    given = {
        "audit_list": audit.audit_list_id, "area": area.pk, "every_days": "7",
        "starts_on": str(today() - timedelta(days=30)), "is_active": "on",
    }  # fmt: skip
    Audit.objects.update(audited_on=today() - timedelta(days=10))
    assert mentor.post("/audits/plans/add/", given).status_code == 302
    due = today() - timedelta(days=3)
    assert f"{due}" in body(mentor.get("/audits/plans/"))
    assert f"area={area.pk}&amp;list={audit.audit_list_id}" in body(mentor.get("/audits/"))  # late: one click to begin
    Audit.objects.update(audited_on=today())
    assert f"{today() + timedelta(days=7)}" in body(mentor.get("/audits/plans/"))
    again = mentor.post("/audits/plans/add/", given)
    assert (again.status_code, AuditPlan.objects.count()) == (422, 1)


def test_points_are_given_one_by_one_and_the_score_follows(mentor, audit):
    first, second = AuditScore.objects.all()[:2]
    answer = mentor.post(f"/audits/scores/{first.pk}/", {"points": "4"}, headers={"HX-Request": "true"})
    page = body(answer)
    # 4 of 5 points of the one question that is answered
    assert ("80.0" in page, "hx-swap-oob" in page) == (True, True)
    mentor.post(f"/audits/scores/{second.pk}/", {"points": "2"})
    assert "60.0" in body(mentor.get(f"/audits/{audit.pk}/"))
    too_many = mentor.post(f"/audits/scores/{second.pk}/", {"points": "6"})
    assert too_many.status_code == 422
    assert mentor.post(f"/audits/{audit.pk}/close/").status_code == 422
    for row in AuditScore.objects.filter(points=None):
        mentor.post(f"/audits/scores/{row.pk}/", {"points": "3"})
    assert mentor.post(f"/audits/{audit.pk}/close/").status_code == 302
    # 4 + 2 + 14 x 3 = 48 of 80
    listed = body(mentor.get(f"/audits/?area={audit.area_id}"))
    assert ("60.0" in listed, "<polyline" in listed) == (True, True)
    assert mentor.post(f"/audits/scores/{first.pk}/", {"points": "5"}).status_code == 409
    book = load_workbook(io.BytesIO(mentor.get("/audits/?format=xlsx").content))
    assert [row[5].value for row in book.active.iter_rows() if row[0].value == audit.number] == [60.0]


def test_a_finding_is_a_task_with_pictures_before_and_after(mentor, audit):
    owner = person(Role.OPERATOR, name="kim")
    score = AuditScore.objects.first()
    given = {"score": score.pk, "text": "기름이 샌다", "owner": owner.pk, "due_on": "2026-01-05", "picture": upload()}
    assert mentor.post(f"/audits/{audit.pk}/findings/add/", given).status_code == 302
    finding = AuditFinding.objects.get()
    assert (finding.score, finding.owner) == (score, owner)
    floor = logged_in(owner)
    assert "기름이 샌다" in body(floor.get("/findings/?mine=1&state=late"))
    assert floor.get(f"/audits/pictures/finding/{finding.pk}/picture").status_code == 200
    nothing = floor.post(f"/findings/{finding.pk}/close/", {"action": ""})
    assert nothing.status_code == 422
    done = floor.post(f"/findings/{finding.pk}/close/", {"action": "패킹 교체", "picture": upload()}, follow=True)
    finding.refresh_from_db()
    assert (finding.closed_by, bool(finding.picture_after)) == (owner, True)
    assert "패킹 교체" in body(done)
    assert "기름이 샌다" not in body(floor.get("/findings/"))
    assert floor.post(f"/findings/{finding.pk}/close/", {"action": "또"}).status_code == 409
    assert "패킹 교체" in body(mentor.get(f"/audits/{audit.pk}/print/"))


def test_a_finding_without_words_is_shown_as_it_was_typed(mentor, audit):
    score = AuditScore.objects.first()
    given = {"score": score.pk, "text": "", "due_on": "2026-01-05", "picture": upload("x.svg", b"<svg>")}
    answer = mentor.post(f"/audits/{audit.pk}/findings/add/", given)
    assert (answer.status_code, AuditFinding.objects.count()) == (422, 0)
    assert 'value="2026-01-05"' in answer.content.decode()


def test_changes_of_a_list_leave_the_audit_and_can_be_undone(mentor, audit):
    question = audit.audit_list.questions.first()
    text = question.text
    given = {"pillar": "sort", "text": "다른 물음", "most": "10", "position": "10", "is_active": "on"}
    page = mentor.post(f"/audits/questions/{question.pk}/", given, follow=True).content.decode()
    assert AuditScore.objects.first().text == text
    undo = page.split('action="/audits/changes/')[1].split('"')[0]
    mentor.post(f"/audits/changes/{undo}")
    question.refresh_from_db()
    assert question.text == text
