"""Courses from the first question to the certificate that a stranger can check, and what comes of it in the skills."""

import re
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.models import Attendance, Certificate, Course, TrainingSession
from dure.mentoring.selectors.training import certificate_by, gain_of, hours, hours_of_people, lacks_of, list_of
from dure.mentoring.services import certificates, knowhow_undo
from dure.mentoring.services import training as services
from dure.mentoring.training import Lack, ends_on, initials, lacks, new_code, read_code, score, skill_after
from dure.mentoring.views import certificates as pages
from dure.plant import services as plant
from dure.plant.models import ChangeRecord, Person, PersonSkill, Skill
from dure.plant.roles import Role
from dure.web.rate import Limiter
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


@pytest.fixture
def welding(chief) -> Skill:
    made = Skill(code="W", name="용접")
    plant.add_row(made, by=chief)
    return made


@pytest.fixture
def course(chief, welding) -> Course:
    made = services.add_course(
        name="스폿용접 기초", hours=Decimal(4), skill=welding, level=3, valid_months=24, by=chief, pass_percent=60
    )
    for text in ("전극 팁은 언제 갈까요?", "무엇을 먼저 확인할까요?", "보호구는?"):
        services.add_question(course=made, text=text, options=["가", "나", "다"], right=2, by=chief)
    return made


@pytest.fixture
def session(course, chief) -> TrainingSession:
    """Three hours and a half, half an hour of breaks: 180 minutes."""
    return services.add_session(
        course=course, held_on=DAY, starts=time(9), ends=time(12, 30), break_min=30, trainer=chief, by=chief
    )


@pytest.fixture
def learner(session, kim, chief) -> Attendance:
    return services.enrol(session=session, person=kim, by=chief)


def passed(learner: Attendance, chief: Person) -> Attendance:
    services.take_test(attendance=learner, stage="before", answers=[0, 1, None], by=learner.person)
    services.take_test(attendance=learner, stage="after", answers=[1, 1, 0], by=learner.person)
    row = services.attended(attendance=learner, minutes=170, by=chief)
    services.close_session(session=learner.session, by=chief)
    return Attendance.objects.get(pk=row.pk)


def test_scores_by_hand():
    assert score([1, 2, None], [1, 2, 3]) == 66
    assert score([1], [1]) == 100
    for answers in ([1], [1, 2, 3]):
        with pytest.raises(ValueError, match="each question"):
            score(answers, [1, 2])


@pytest.mark.parametrize(("day", "months", "wanted"), [
    (date(2026, 5, 4), 24, date(2028, 5, 4)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2027, 11, 30), 3, date(2028, 2, 29)), (date(2026, 1, 1), 11, date(2026, 12, 1)), (DAY, None, None),
])  # fmt: skip
def test_the_last_day_by_the_calendar(day, months, wanted):
    assert ends_on(day, months) == wanted


def test_nobody_loses_by_learning():
    soon, late = date(2027, 1, 1), date(2028, 1, 1)
    assert skill_after(None, (3, late)) == (3, late)
    assert skill_after((2, None), (3, late)) == (3, late)
    assert skill_after((4, soon), (3, late)) == (4, soon)
    assert skill_after((3, None), (3, late)) == (3, None)
    assert skill_after((3, soon), (3, late)) == (3, late)
    assert skill_after((3, late), (3, soon)) == (3, late)
    assert skill_after((3, soon), (3, None)) == (3, None)


def test_what_is_missing_for_a_certificate():
    whole = {
        "is_closed": True, "attended": 144, "minutes": 180, "attend_percent": 80, "has_test": True, "last": 60,
        "pass_percent": 60,
    }  # fmt: skip
    assert lacks(**whole) == []
    assert lacks(**whole | {"attended": 143}) == [Lack.TOO_SHORT]
    assert lacks(**whole | {"attended": 0, "last": None}) == [Lack.ABSENT, Lack.NO_TEST]
    assert lacks(**whole | {"is_closed": False, "last": 59}) == [Lack.OPEN, Lack.FAILED]
    assert lacks(**whole | {"is_closed": False, "attended": None}) == [Lack.OPEN]
    assert lacks(**whole | {"attended": None}) == [Lack.ABSENT]
    assert lacks(**whole | {"has_test": False, "last": None}) == []


def test_codes_are_long_and_read_as_people_type_them():
    codes = {new_code() for _n in range(200)}
    assert len(codes) == 200
    code = codes.pop()
    assert len(code.replace("-", "")) == 16
    assert not set("01ILO") & set("".join(codes))
    assert read_code(f" {code.lower().replace('-', ' ')} ") == code
    assert read_code(code[:-1]) == ""
    assert read_code("'; drop table") == ""


def test_an_open_page_tells_no_more_than_initials():
    assert [initials(one) for one in ("김민수", "Kim Min Su", "kim", "")] == ["김○○", "K. M. S.", "K.", "."]


def test_the_whole_way(learner, chief, kim, welding):
    row = passed(learner, chief)
    (line,) = list_of(row.session)
    assert (line.before.percent, line.after.percent, line.lacks) == (33, 66, [])
    assert gain_of([line]) == (1, 33, 66)
    made = certificates.certify(attendance=row, by=chief)
    held = PersonSkill.objects.get(person=kim, skill=welding)
    assert (held.level, held.valid_to, made.valid_to, made.minutes) == (3, date(2028, 5, 4), date(2028, 5, 4), 170)
    with pytest.raises(Conflict):
        certificates.certify(attendance=row, by=chief)
    with pytest.raises(Conflict):
        services.reopen_session(session=row.session, by=chief)


def test_revoking_puts_the_skill_back_as_it_was(learner, chief, kim, welding):
    plant.set_skill(person=kim, skill=welding, level=2, valid_to=date(2026, 12, 31), by=chief)
    made = certificates.certify(attendance=passed(learner, chief), by=chief)
    with pytest.raises(Invalid):
        certificates.revoke(certificate=made, why="", by=chief)
    certificates.revoke(certificate=made, why="다른 사람이 시험을 봄", by=chief)
    held = PersonSkill.objects.get(person=kim, skill=welding)
    assert (held.level, held.valid_to) == (2, date(2026, 12, 31))


def test_revoking_takes_a_new_skill_away_but_not_what_was_set_since(learner, chief, kim, welding):
    made = certificates.certify(attendance=passed(learner, chief), by=chief)
    plant.set_skill(person=kim, skill=welding, level=4, valid_to=None, by=chief)
    certificates.revoke(certificate=made, why="착오", by=chief)
    assert PersonSkill.objects.get(person=kim, skill=welding).level == 4


def test_revoking_leaves_nothing_where_nothing_was(learner, chief, kim):
    made = certificates.certify(attendance=passed(learner, chief), by=chief)
    certificates.revoke(certificate=made, why="착오", by=chief)
    assert not PersonSkill.objects.filter(person=kim).exists()


def test_who_was_there_too_short_or_failed_gets_none(learner, chief, kim):
    services.take_test(attendance=learner, stage="after", answers=[0, 0, 1], by=kim)
    services.attended(attendance=learner, minutes=100, by=chief)
    services.close_session(session=learner.session, by=chief)
    row = Attendance.objects.get(pk=learner.pk)
    assert lacks_of(row) == [Lack.TOO_SHORT, Lack.FAILED]
    with pytest.raises(Conflict):
        certificates.certify(attendance=row, by=chief)


def test_the_page_shows_what_is_to_be_done_to_those_who_train_and_results_to_nobody_else(learner, kim, chief):
    services.take_test(attendance=learner, stage="before", answers=[0, 1, None], by=kim)
    address = f"/mentoring/training/{learner.session_id}/"
    page = logged_in(chief).get(address).content.decode()
    assert f"{address}people/add/" in page
    assert f"/mentoring/training/people/{learner.pk}/minutes/" in page
    assert re.search(r">\s*33\s*<", page)
    other = logged_in(person(Role.OFFICE, name="office")).get(address).content.decode()
    assert f"{address}people/add/" not in other
    assert not re.search(r">\s*33\s*<", other)


def test_each_answers_only_the_own_test_and_once(learner, kim, chief):
    stranger = person(Role.OPERATOR, name="stranger")
    with pytest.raises(Denied):
        services.take_test(attendance=learner, stage="after", answers=[1, 1, 1], by=stranger)
    first = services.take_test(attendance=learner, stage="after", answers=[1, 1, 1], by=kim)
    with pytest.raises(Conflict):
        services.take_test(attendance=learner, stage="after", answers=[1, 1, 1], by=kim)
    services.repeat_test(result=first, by=chief)
    services.take_test(attendance=learner, stage="after", answers=[None] * 3, by=chief, leads=True)


def test_a_test_doesnt_change_while_it_is_taken(learner, course, kim, chief):
    services.take_test(attendance=learner, stage="before", answers=[1, 1, 1], by=kim)
    with pytest.raises(Conflict):
        services.remove_question(question=course.questions.first(), by=chief)


@pytest.mark.parametrize(("options", "right"), [(["가"], 1), (["가", "가"], 1), (["가", "나"], 3), (["가", "나"], 0)])
def test_questions_that_are_none(course, chief, options, right):
    with pytest.raises(Invalid):
        services.add_question(course=course, text="?", options=options, right=right, by=chief)


def test_nobody_was_there_longer_than_the_session(learner, chief):
    with pytest.raises(Invalid):
        services.attended(attendance=learner, minutes=181, by=chief)
    services.attended(attendance=learner, minutes=180, by=chief)
    with pytest.raises(Invalid):
        services.change_session(session=learner.session, ends=time(12), by=chief)


def test_a_session_isnt_closed_while_an_attendance_is_missing(learner, chief):
    with pytest.raises(Invalid):
        services.close_session(session=learner.session, by=chief)


def test_hours_reconcile_with_sql(course, session, learner, chief, kim):
    second = services.add_session(
        course=course, held_on=date(2026, 6, 1), starts=time(13), ends=time(15), trainer_name="강사", by=chief
    )
    other = person(Role.OPERATOR, name="lee")
    for one, who, minutes in ((session, other, 0), (second, kim, 120), (second, other, 90)):
        row = services.enrol(session=one, person=who, by=chief)
        services.attended(attendance=row, minutes=minutes, by=chief)
    services.attended(attendance=learner, minutes=170, by=chief)
    assert hours(year=2026) == []
    for one in (session, second):
        services.close_session(session=one, by=chief)
    (found,) = hours(year=2026)
    assert (found.sessions, found.taught, found.offered, found.attended, found.people) == (2, 300, 600, 380, 2)
    assert hours_of_people(year=2026) == [(kim, 290), (other, 90)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(a.minutes) FROM mentoring_attendance a JOIN mentoring_trainingsession s ON s.id = a.session_id"
            " WHERE s.closed_at IS NOT NULL AND extract(year FROM s.held_on) = 2026"
        )
        assert cursor.fetchone()[0] == found.attended == sum(minutes for _person, minutes in hours_of_people(year=2026))


def test_attendance_is_taken_back_but_not_of_a_closed_session(learner, chief):
    services.attended(attendance=learner, minutes=170, by=chief)
    record = ChangeRecord.objects.filter(table="Attendance", row_id=learner.pk).latest("pk")
    services.close_session(session=learner.session, by=chief)
    with pytest.raises(Conflict):
        knowhow_undo.undo(record_id=record.pk, by=chief)


@pytest.fixture
def given(learner, chief, monkeypatch) -> Certificate:
    monkeypatch.setattr(pages, "limiter", Limiter(burst=4, per_second=0.001))
    return certificates.certify(attendance=passed(learner, chief), by=chief)


def test_a_stranger_checks_a_code_and_learns_no_name(given, kim, chief, press):
    Person.objects.filter(pk=kim.pk).update(display_name="김민수")
    page = Client().get("/mentoring/certificates/check/", {"code": given.code.lower()})
    text = page.content.decode()
    assert page.status_code == 200
    assert "진본" in text
    assert "김○○" in text
    assert "한울식품" in text
    assert not {name for name in ("김민수", "ban", "170", given.number) if name in text}
    assert Client().get("/mentoring/certificates/check/", {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 404
    certificates.revoke(certificate=given, why="비밀 사유", by=chief)
    text = Client().get("/mentoring/certificates/check/", {"code": given.code}).content.decode()
    assert "취소" in text
    assert "비밀 사유" not in text


def test_codes_cannot_be_tried_out(given):
    client = Client()
    found = [client.get("/mentoring/certificates/check/", {"code": "X" * 16}).status_code for _n in range(6)]
    assert found == [404, 404, 404, 404, 429, 429]


def test_a_certificate_whose_time_is_over(given):
    assert certificate_by(given.code, date(2028, 5, 4)).has_ended is False
    assert certificate_by(given.code, date(2028, 5, 5)).has_ended is True


def test_a_certificate_is_seen_by_its_holder_and_by_leaders(given, kim, chief):
    path = f"/mentoring/certificates/{given.pk}/"
    assert given.code in logged_in(kim).get(path).content.decode()
    assert logged_in(chief).get(path).status_code == 200
    assert logged_in(person(Role.OPERATOR, name="other")).get(path).status_code == 403


def test_it_prints_on_one_page(given, chief):
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint")
    import io

    answer = logged_in(chief).get(f"/mentoring/certificates/{given.pk}/?format=pdf")
    book = pypdf.PdfReader(io.BytesIO(answer.content))
    assert len(book.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in book.pages[0].mediabox[2:]] == [210, 297]
    assert given.code in book.pages[0].extract_text()


def test_the_test_page_hides_what_is_right(learner, kim, course):
    client, path = logged_in(kim), f"/mentoring/training/people/{learner.pk}/test/before/"
    page = client.get(path).content.decode()
    assert "전극 팁은" in page
    assert "checked" not in page.split("<main")[1]
    keys = [f"q{one.pk}" for one in course.questions.all()]
    assert client.post(path, {keys[0]: "1", keys[1]: "0"}).status_code == 302
    assert learner.results.get().answers == [1, 0, -1]
    assert logged_in(person(Role.OPERATOR, name="other")).get(path).status_code == 403
