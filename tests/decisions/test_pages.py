"""The pages, as those who use them see them."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.decisions import services
from dure.decisions.models import AlarmRecord, AlarmRule, Recommendation
from dure.decisions.selectors import alarms as selectors
from dure.kernel import clock
from dure.planning.services import run_mrp
from dure.plant.roles import Role
from tests.decisions.conftest import hot, watched_since
from tests.decisions.mill import order_for_tomorrow
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
MIN, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def ringing(feed, chief) -> AlarmRule:
    now = clock.now()
    rule = hot(feed((now - HOUR, 85.0)), chief)
    watched_since(rule, now - HOUR - MIN)
    services.watch_rules(now=now)
    return rule


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_an_operator_acknowledges_and_a_supervisor_shelves(ringing, kim, chief):
    floor, office = logged_in(kim), logged_in(chief)
    assert "<b>85" in read(floor, "/alarms/")
    assert ">1<" in read(floor, "/alarms/bell")
    assert floor.post(f"/alarms/{ringing.pk}/acknowledge").status_code == 302
    assert read(floor, "/alarms/bell").strip() == ""
    assert floor.post(f"/alarms/{ringing.pk}/shelve", {"minutes": "60", "reason": "x"}).status_code == 403
    assert office.post(f"/alarms/{ringing.pk}/shelve", {"minutes": "60", "reason": ""}).status_code == 422
    assert office.post(f"/alarms/{ringing.pk}/shelve", {"minutes": "60", "reason": "부품 대기"}).status_code == 302
    assert "부품 대기" in read(office, f"/alarms/{ringing.pk}/")
    assert office.post(f"/alarms/{ringing.pk}/acknowledge").status_code == 409


def test_a_rule_is_tried_saved_and_taken_back(feed, press, chief):
    now = clock.now()
    signal = feed(*sorted((now - n * HOUR, 90.0 if n % 2 else 70.0) for n in range(1, 49)))
    office = logged_in(chief)
    form = {"name": "과열", "subject": "signal", "signal": str(signal.pk), "kind": "above", "limit": "80",
            "dead_band": "0", "window_s": "0", "on_delay_s": "0", "off_delay_s": "0", "priority": "2", "action": "확인",
            "is_active": "on"}  # fmt: skip
    tried = office.post("/alarms/rules/add", form | {"preview": "7"}).content.decode()
    assert "24" in tried.split("preview", 1)[1][:300]
    assert not AlarmRule.objects.exists()
    answer = office.post("/alarms/rules/add", form)
    rule = AlarmRule.objects.get()
    assert answer["Location"] == f"/alarms/{rule.pk}/"
    office.post(f"/alarms/rules/{rule.pk}/", form | {"limit": "88"})
    assert AlarmRule.objects.get().limit == 88
    refused = office.post(f"/alarms/rules/{rule.pk}/", form | {"kind": "state"})
    assert refused.status_code == 422
    assert AlarmRule.objects.get().kind == "above"


def test_lists_are_spreadsheets_too(ringing, chief):
    office = logged_in(chief)
    for path, word in (("/alarms/", ringing.name), ("/alarms/journal/", ringing.name), ("/alarms/rules/", ringing.name),
                       ("/alarms/rate/", "≤ 150"), ("/decisions/", "")):  # fmt: skip
        sheet = load_workbook(BytesIO(office.get(path, {"format": "xlsx"}).content)).active
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert any(word in cell for cell in cells), path


def test_the_rate_stands_beside_its_targets(ringing, chief):
    page = read(logged_in(chief), "/alarms/rate/?days=1&people=2")
    assert "0.5" in page
    assert "≤ 150" in page
    assert ringing.name in page
    assert read(logged_in(chief), "/alarms/rate/?days=²&people=99999999")


def test_alarms_of_one_machine_stand_together_behind_the_one_that_rang_first(ringing, feed, chief):
    """Both of a value of an hour ago, the second one after ten minutes of it."""
    later = hot(ringing.signal, chief, name="뒤따른 알람", on_delay_s=600)
    watched_since(later, clock.now() - HOUR - MIN)
    services.watch_rules(now=clock.now())
    (group,) = selectors.groups(list(selectors.on_list()))
    assert (group.unit, group.first.rule, set(group.waiting)) == (
        ringing.signal.work_unit, ringing, {ringing.pk, later.pk}
    )  # fmt: skip
    page = read(logged_in(chief), "/alarms/live")
    assert page.count("먼저 울림</span>") == 1
    assert page.index(f"함께 울린 알람 2건, 먼저 울린 것: {ringing.name}") < page.index(later.name)
    logged_in(chief).post("/alarms/acknowledge", {"ids": group.waiting})
    assert selectors.groups(list(selectors.on_list()))[0].waiting == []


def test_the_list_asks_the_same_number_of_questions_for_one_alarm_and_for_six(
    ringing, chief, django_assert_max_num_queries
):
    office = logged_in(chief)
    read(office, "/alarms/live")
    for number in range(5):
        rule = hot(ringing.signal, chief, name=f"더 {number}")
        watched_since(rule, clock.now() - HOUR - MIN)
    services.watch_rules(now=clock.now())
    with django_assert_max_num_queries(8):
        assert read(office, "/alarms/live").count("더 ") >= 5


def test_the_owner_decides_on_the_inbox(press, chief):
    flour = order_for_tomorrow()
    run_mrp()
    services.gather(now=clock.now())
    row = Recommendation.objects.get()
    owner = logged_in(person(Role.OWNER, name="owner"))
    assert flour.name in read(owner, "/decisions/")
    assert owner.post(f"/decisions/{row.pk}/decline", {"reason": ""}).status_code == 422
    owner.post(f"/decisions/{row.pk}/later", {"minutes": "60"})
    assert flour.name not in read(owner, "/decisions/")
    assert flour.name in read(owner, "/decisions/?state=later")
    owner.post(f"/decisions/{row.pk}/accept")
    page = read(owner, f"/decisions/{row.pk}/")
    assert "수락" in page
    assert owner.post(f"/decisions/{row.pk}/accept").status_code == 409
    owner.post(f"/decisions/{row.pk}/undo")
    row.refresh_from_db()
    assert row.status == "open"
    assert read(owner, "/decisions/?q=FLOUR&kind=nothing&state=wrong")


def test_old_figures_say_so_and_show_no_way_to_accept(press, chief):
    order_for_tomorrow()
    run_mrp()
    services.gather(now=clock.now())
    Recommendation.objects.update(evidence_at=clock.now() - timedelta(hours=37))
    row, owner = Recommendation.objects.get(), logged_in(person(Role.OWNER, name="owner"))
    page = read(owner, f"/decisions/{row.pk}/")
    assert "너무 오래된" in page
    assert f"/decisions/{row.pk}/accept" not in page
    assert owner.post(f"/decisions/{row.pk}/accept").status_code == 409


def test_who_may_not_decide_reads_who_may_and_what_is_due_soon_cannot_wait(press, chief):
    order_for_tomorrow()
    run_mrp()
    services.gather(now=clock.now())
    row = Recommendation.objects.get()
    owner, checker = (logged_in(person(role, name=role.value)) for role in (Role.OWNER, Role.QUALITY))
    told = read(checker, f"/decisions/{row.pk}/")
    assert "결정할 수 있는 사람: 생산계획, 사무, 대표, 시스템 관리자" in told
    assert f"/decisions/{row.pk}/accept" not in told
    assert "결정할 수 있는 사람" not in read(owner, f"/decisions/{row.pk}/")
    assert f"/decisions/{row.pk}/later" in read(owner, f"/decisions/{row.pk}/")
    Recommendation.objects.update(deadline=clock.now() + timedelta(minutes=59))
    assert f"/decisions/{row.pk}/later" not in read(owner, f"/decisions/{row.pk}/")


def test_a_comment_is_kept(ringing, kim):
    logged_in(kim).post(f"/alarms/{ringing.pk}/comment", {"reason": "냉각수 보충함"})
    assert AlarmRecord.objects.filter(note="냉각수 보충함").count() == 1
