"""Requests of the floor from the first word to the answer, and whether answers come in time."""

from datetime import date, timedelta

import pytest

from dure.kernel.answers import Told, service_of
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.models import FloorVoice
from dure.mentoring.selectors.voices import own_voices, service_by_month, service_of_year, unread, voices
from dure.mentoring.services import knowhow_undo
from dure.mentoring.services import voices as services
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from dure.plant.today import today
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


@pytest.fixture
def request_of_kim(kim) -> FloorVoice:
    return services.ask(topic="machine", text="전동 드라이버가 자주 방전됩니다", by=kim)


def test_a_year_by_hand():
    """Four closed after 3, 14, 20 and 5 days (the third too late), one late, one with time left: 3 of 5, median 9.5."""
    due = DAY + timedelta(days=14)
    closed = [Told(DAY, due, DAY + timedelta(days=n), is_declined=n == 5) for n in (3, 14, 20, 5)]
    today = DAY + timedelta(days=30)
    rows = [*closed, Told(DAY, due), Told(today, today + timedelta(days=14))]
    found = service_of(rows, today)
    assert (found.asked, found.answered, found.declined, found.open, found.overdue) == (6, 3, 1, 2, 1)
    assert found.in_time == pytest.approx(3 / 5)
    assert found.median_days == pytest.approx(9.5)


def test_nothing_is_judged_while_nothing_is_due():
    found = service_of([Told(DAY, DAY + timedelta(days=14))], DAY)
    assert (found.in_time, found.median_days, found.overdue) == (None, None, 0)


def test_a_request_reaches_its_answer_and_whoever_asked_reads_it(request_of_kim, kim, chief):
    row = services.give_to(voice=request_of_kim, owner=chief, due_on=today() + timedelta(days=7), by=chief)
    assert unread(kim) == 0
    services.answer(voice=row, state="answered", text="충전기를 두 대 더 샀습니다", by=chief)
    assert unread(kim) == 1
    assert [one.answer for one in own_voices(kim)] == ["충전기를 두 대 더 샀습니다"]
    with pytest.raises(Denied):
        services.see(voice=row, by=chief)
    services.see(voice=row, by=kim)
    assert unread(kim) == 0


def test_declining_needs_a_reason(request_of_kim, chief):
    with pytest.raises(Invalid):
        services.answer(voice=request_of_kim, state="declined", text=" ", by=chief)
    services.answer(voice=request_of_kim, state="declined", text="내년 예산에 넣습니다", by=chief)
    with pytest.raises(Conflict):
        services.answer(voice=request_of_kim, state="answered", text="또", by=chief)


def test_only_who_was_asked_or_a_leader_answers(request_of_kim, chief):
    office = person(Role.OFFICE, name="office")
    with pytest.raises(Denied):
        services.answer(voice=request_of_kim, state="answered", text="네", by=office)
    services.give_to(voice=request_of_kim, owner=office, due_on=today(), by=chief)
    services.answer(voice=request_of_kim, state="answered", text="네", by=office)


def test_an_answer_that_settled_nothing_is_opened_again_by_who_asked(request_of_kim, kim, chief):
    services.answer(voice=request_of_kim, state="answered", text="확인 중", by=chief)
    with pytest.raises(Denied):
        services.reopen(voice=request_of_kim, by=person(Role.OPERATOR, name="other"))
    row = services.reopen(voice=request_of_kim, by=kim)
    assert (row.state, row.answer, row.due_on) == ("open", "", today() + timedelta(days=14))
    kept = ChangeRecord.objects.filter(table="FloorVoice", row_id=row.pk).latest("pk")
    assert kept.before["answer"] == "확인 중"


def test_an_answer_can_be_taken_back(request_of_kim, chief):
    services.answer(voice=request_of_kim, state="answered", text="네", by=chief)
    record = ChangeRecord.objects.filter(table="FloorVoice", row_id=request_of_kim.pk).latest("pk")
    knowhow_undo.undo(record_id=record.pk, by=chief)
    request_of_kim.refresh_from_db()
    assert (request_of_kim.state, request_of_kim.answered_on) == ("open", None)


def test_a_request_without_a_name_leads_to_nobody(kim):
    before = ChangeRecord.objects.count()
    answer = logged_in(kim).post("/mentoring/voices/ask/", {"topic": "time", "text": "교대 시간", "unnamed": "on"})
    row = FloorVoice.objects.get()
    assert answer["Location"] == f"/mentoring/voices/{row.pk}/"
    assert row.asked_by is None
    assert ChangeRecord.objects.count() == before


def test_too_many_without_a_name_are_refused(monkeypatch):
    monkeypatch.setattr(services, "MOST_UNNAMED_A_DAY", 1)
    services.ask(topic="time", text="하나", by=None)
    with pytest.raises(Conflict):
        services.ask(topic="time", text="둘", by=None)


def test_a_meeting_with_its_requests(chief, hall):
    meeting = services.add_meeting(
        title="5월 간담회", held_on=DAY, people="김작업\n\n박용접", notes="덥다", area=hall, by=chief
    )
    assert meeting.names == ["김작업", "박용접"]
    row = services.note_voice(meeting=meeting, topic="place", text="휴게실 에어컨", owner=chief, due_on=None, by=chief)
    assert (row.asked_on, row.due_on, row.asked_by) == (DAY, date(2026, 5, 18), None)
    later = date(2026, 6, 1)
    assert list(voices(today=later, state="late")) == [row]
    assert list(voices(today=date(2026, 5, 18), state="late")) == []
    assert list(voices(today=later, words="에어컨", owner=chief)) == [row]
    assert service_of_year(later, year=2026).overdue == 1
    ((month, one),) = service_by_month(later, year=2026)
    assert (month, one.asked, one.in_time) == (date(2026, 5, 1), 1, 0)


def test_the_pages_tell_what_is_due(request_of_kim, kim, chief):
    leader = logged_in(chief)
    page = leader.get("/mentoring/voices/").content.decode()
    assert "전동 드라이버" in page
    late = {"owner": chief.pk, "due_on": str(today() + timedelta(days=3))}
    assert leader.post(f"/mentoring/voices/{request_of_kim.pk}/give/", late).status_code == 302
    given = {"state": "answered", "text": "충전기를 더 둡니다"}
    assert leader.post(f"/mentoring/voices/{request_of_kim.pk}/answer/", given).status_code == 302
    worker = logged_in(kim)
    assert "충전기를 더 둡니다" in worker.get("/mentoring/voices/own/").content.decode()
    assert worker.post(f"/mentoring/voices/{request_of_kim.pk}/see/").status_code == 302
    assert worker.get("/mentoring/voices/in-time/").status_code == 403
    assert "100.0 %" in leader.get("/mentoring/voices/in-time/").content.decode()
    assert leader.get("/mentoring/voices/in-time/?year=99").status_code == 422
