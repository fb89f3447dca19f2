"""The council by its pages, its report of closed actions, and goals that are measured or say why not."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from dure.plant.today import today
from dure.programme.models import CouncilAction, Goal
from dure.programme.selectors import council as selectors
from dure.programme.services import council
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
MEASURED = {
    "text": "좋은 일자리", "source": "2018-12-13 대책", "proxy": "지원기업 고용", "unit": "명",
    "baseline": Decimal(1000), "target": Decimal(1300), "target_on": date(2027, 12, 31),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


def a_meeting(by, days_ago=30):
    return council.add_council_meeting(
        title="1차 협의체", held_on=today() - timedelta(days=days_ago), agenda="인력 양성", by=by
    )


def a_member(by, name="위원"):
    return council.add_member(name=name, body="대학", side="university", first_on=date(2026, 1, 1), by=by)


def test_a_meeting_and_its_action_by_pages(keeper):
    client = logged_in(keeper)
    member = {"name": "가위원", "body": "노동단체", "side": "labour", "first_on": "2026-01-01"}
    assert client.post("/programme/council/members/add/", member | {"last_on": "2025-01-01"}).status_code == 422
    assert client.post("/programme/council/members/add/", member).status_code == 302
    typed = {"title": "1차 협의체", "held_on": today().isoformat(), "agenda": "교육 과정"}
    page = client.post("/programme/council/meetings/add/", typed)["Location"]
    owner = selectors.members().get().pk
    action = {"text": "교육 수요 조사", "owner": owner, "due_on": today().isoformat()}
    assert client.post(f"{page}actions/add/", action | {"due_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{page}actions/add/", action).status_code == 302
    assert client.post(f"{page}change/", typed | {"minutes": "조사하기로 함"}).status_code == 302
    assert all(text in client.get(page).content.decode() for text in ("교육 수요 조사", "조사하기로 함", "가위원"))
    close = reverse("programme:council-action-close", args=[CouncilAction.objects.get().pk])
    assert client.post(close, {"result": "42곳 조사", "done_on": today().isoformat()}).status_code == 302
    assert client.post(close, {"result": "또", "done_on": today().isoformat()}).status_code == 409
    assert "42곳 조사" in client.get("/programme/council/actions/").content.decode()
    record = ChangeRecord.objects.filter(table="CouncilAction").latest("pk")
    assert client.post(reverse("programme:undo", args=[record.pk])).status_code == 302
    assert CouncilAction.objects.get().done_on is None
    assert "가위원" in client.get("/programme/council/").content.decode()


def test_the_closure_report_by_hand(keeper):
    """Of five actions of a meeting 30 days ago two were done in time, one late, one is late, one has time: 2 of 4."""
    meeting, first, second = a_meeting(keeper), a_member(keeper, "하나"), a_member(keeper, "둘")
    for owner, due, done in ((first, 20, 21), (first, 20, 20), (second, 20, 10), (second, 5, None), (second, -5, None)):
        action = council.add_action(
            meeting=meeting, text="일", owner=owner, due_on=today() - timedelta(days=due), by=keeper
        )
        if done is not None:
            council.close_action(action=action, result="함", done_on=today() - timedelta(days=done), by=keeper)
    whole, by_owner = selectors.closure(today())
    assert (whole.service.asked, whole.closed, whole.service.in_time, whole.service.overdue) == (5, 0.6, 0.5, 1)
    assert {one.who: (one.closed, one.service.in_time) for one in by_owner} == {
        "하나 (대학)": (1.0, 1.0),
        "둘 (대학)": (pytest.approx(1 / 3), 0.0),
    }
    assert selectors.actions(today=today(), state="late").count() == 1
    answer = logged_in(keeper).get("/programme/council/actions/?state=done&format=xlsx")
    rows = [
        row for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True) if row[0] == "일"
    ]
    assert len(rows) == 3
    assert [(one.asked, one.still_open) for one in selectors.meetings()] == [(5, 2)]


def test_an_action_is_closed_in_words_between_meeting_and_today(keeper):
    action = council.add_action(meeting=a_meeting(keeper), text="일", owner=a_member(keeper), due_on=today(), by=keeper)
    for wrong in ({"result": " ", "done_on": today()}, {"result": "함", "done_on": today() + timedelta(days=1)}):
        with pytest.raises(Invalid):
            council.close_action(action=action, by=keeper, **wrong)
    council.close_action(action=action, result="함", done_on=today(), by=keeper)
    with pytest.raises(Conflict):
        council.close_action(action=action, result="함", done_on=today(), by=keeper)


def test_no_goal_without_a_figure_or_the_word_that_there_is_none(keeper):
    council.add_goal(by=keeper, **MEASURED)
    council.add_goal(by=keeper, text="강지", source="S2", is_measured=False, why_not="비교할 통계가 없음")
    for wrong in (
        {**MEASURED, "proxy": " "},
        {**MEASURED, "target": None},
        {**MEASURED, "why_not": "모름"},
        {**MEASURED, "is_measured": False, "why_not": "모름"},
        {"text": "x", "source": "y", "is_measured": False},
        {"text": "x", "source": "y"},
    ):
        with pytest.raises(Invalid):
            council.add_goal(by=keeper, **{**wrong, "text": "다른 목표"})
    for wrong in ({"proxy": ""}, {"target": None}, {"is_measured": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Goal.objects.filter(text="좋은 일자리").update(**wrong)
    with pytest.raises(Invalid):
        council.change_goal(goal=Goal.objects.get(text="강지"), by=keeper, is_measured=True)


def test_goals_by_their_page(keeper):
    client = logged_in(keeper)
    typed = {"text": "제조 강국", "source": "2018-12-13", "why_not": "지표를 아직 정하지 않음"}
    assert client.post("/programme/goals/add/", typed | {"is_measured": "on"}).status_code == 422
    assert client.post("/programme/goals/add/", typed).status_code == 302
    assert "not measured" in client.get("/programme/goals/", headers={"Accept-Language": "en"}).content.decode()
    change = reverse("programme:goal-change", args=[Goal.objects.get().pk])
    measured = {"text": "제조 강국", "source": "2018-12-13", "is_measured": "on", "proxy": "수출", "target": "1000"}
    assert client.post(change, measured).status_code == 302
    record = ChangeRecord.objects.filter(table="Goal").latest("pk")
    client.post(reverse("programme:undo", args=[record.pk]))
    assert Goal.objects.get().why_not == "지표를 아직 정하지 않음"
