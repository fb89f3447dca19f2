"""Surveys by their pages: questions in versions, a wave given out, answers by link, results."""

import io
import json
from datetime import timedelta
from math import sqrt

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.models import AnonymousResponse, NamedResponse, Survey, SurveyWave
from dure.programme.scope import EVERYTHING, Scope, within
from dure.programme.selectors import survey_results
from dure.programme.services import actors, answering, surveys, waves
from dure.programme.services.undoing import undo
from tests.plant.plants import logged_in, person
from tests.programme.surveying import QUESTIONS, a_survey, a_wave, ended, firms_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


def answered(links, steps):
    """The first firms answer with these steps."""
    for token, step in zip(links.values(), steps, strict=False):
        answering.answer(token=token, answers={"satisfied": step, "again": step > 2})


def test_from_the_first_question_to_the_results(keeper):
    """By pages alone: 10 firms of Jeonju are asked, 6 answer."""
    firms_of(jeonju=10)
    client = logged_in(keeper)
    made = client.post("/programme/surveys/add/", {"title": "참여기업 만족도", "title_en": "Satisfaction"})
    page = made["Location"]
    for values in QUESTIONS:
        assert client.post(f"{page}questions/add/", values).status_code == 302
    days = {"first_on": today().isoformat(), "last_on": today().isoformat(), "remind_on": today().isoformat()}
    wave = client.post(f"{page}waves/add/", {"name": "2026", "is_anonymous": "on", "grouping": "city", **days})[
        "Location"
    ]
    assert client.post(f"{wave}invite/", {"cities": ["jeonju"]}).status_code == 302
    assert client.post(f"{wave}give-out/").status_code == 302
    assert "Today is a day of reminding" in client.get(wave, headers={"Accept-Language": "en"}).content.decode()
    sheet = load_workbook(io.BytesIO(client.post(f"{wave}links/", {"form": "xlsx"}).content)).active
    links = [row[2] for row in sheet.iter_rows(values_only=True) if row[2] and row[2].startswith("http")]
    assert len(links) == 10
    for step, link in zip((5, 5, 4, 3, 2, 5), links, strict=False):
        phone, address = Client(), link.replace("http://testserver", "")
        assert "지원에 만족하십니까?" in phone.get(address, headers={"Accept-Language": "ko"}).content.decode()
        assert phone.post(address, {"q_satisfied": "6"}).status_code == 422
        assert phone.post(address, {"q_satisfied": step, "q_again": "yes"})["Location"] == "/s/thanks/"
        assert phone.get("/s/thanks/").status_code == 200
        assert phone.post(address, {"q_satisfied": step}).status_code == 409
        assert not phone.session.keys()
    assert client.get(f"{wave}results/").status_code == 409
    assert client.post(f"{wave}links/", {"form": "xlsx"}).status_code == 409
    ended(SurveyWave.objects.get())
    shown = client.get(f"{wave}results/", headers={"Accept-Language": "en"}).content.decode()
    assert "60.0 %" in shown  # 6 of 10 answered
    assert "66.7 %" in shown  # 4 of 6 are satisfied
    assert client.get(f"{wave}results/paper/?language=en").status_code == 200
    assert Client().get(links[9].replace("http://testserver", "")).status_code == 200


def test_figures_are_those_of_the_raw_rows(keeper):
    """Recomputed by SQL and by the formula as it is printed, from the rows alone."""
    wave, links = a_wave(a_survey(keeper), firms_of(jeonju=12, iksan=9), keeper)
    answered(links, [5, 4, 3, 5, 2, 4, 4, 5, 1, 5, 4, 5, 3, 4, 5, 5, 4, 2])
    found = survey_results.results(ended(wave))[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE (answers ->> 'satisfied')::int >= 4),"
            " avg((answers ->> 'satisfied')::numeric) FROM programme_anonymousresponse"
        )
        n, yes, mean = cursor.fetchone()
    p, z = yes / n, 1.96
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    assert (n, yes) == (18, 13)
    assert (found.n, found.share.yes, found.mean) == (18, 13, pytest.approx(float(mean)))
    assert (found.share.low, found.share.high) == (pytest.approx(middle - half, abs=1e-4), pytest.approx(middle + half, abs=1e-4))  # fmt: skip # noqa: E501


def test_small_groups_are_hidden_and_no_sum_tells_them(keeper):
    """With names: 7 of Jeonju, 6 of Iksan and 3 of Muju answer; Muju is hidden, and with it the next smallest."""
    wave, links = a_wave(a_survey(keeper), firms_of(jeonju=7, iksan=6, muju=3), keeper, is_anonymous=False)
    answered(links, [5] * 16)
    groups = dict(survey_results.results(wave)[0].groups)["city"]
    assert {one.group: one.n for one in groups} == {"jeonju": 7, "iksan": None, "muju": None}
    page = logged_in(keeper).get(f"/programme/waves/{wave.pk}/results/?format=xlsx", headers={"Accept-Language": "en"})
    rows = list(load_workbook(io.BytesIO(page.content))["Groups"].iter_rows(values_only=True))
    cities = {row[2]: row[3] for row in rows if row[1] == "by city or county" and row[0] == "Are you satisfied?"}
    assert cities == {"Jeonju": 7, "Iksan": None, "Muju": None}


def test_fewer_than_five_answers_tell_nothing(keeper):
    wave, links = a_wave(a_survey(keeper), firms_of(jeonju=9), keeper)
    answered(links, [5, 5, 5, 5])
    found = survey_results.results(ended(wave))
    assert [(one.n, one.share, one.mean, one.texts, one.groups) for one in found] == [(None, None, None, (), ())] * 3
    shown = logged_in(keeper).get(f"/programme/waves/{wave.pk}/results/", headers={"Accept-Language": "en"})
    assert shown.content.decode().count("Fewer than five answers") == 3


def test_trend_over_waves_follows_the_question_through_versions(keeper):
    """Newcombe's example: 48 of 80 in the first wave, 56 of 70 in the second, after another question was added."""
    survey, firms = a_survey(keeper), firms_of(jeonju=80)
    first, links = a_wave(survey, firms, keeper, name="2025")
    answered(links, [5] * 48 + [3] * 32)
    first = ended(first)
    surveys.add_question(survey=survey, by=keeper, key="more", kind="number", text="인원", unit="명", is_required=False)
    second, links = a_wave(survey, firms[:70], keeper, name="2026")
    answered(links, [4] * 56 + [2] * 14)
    SurveyWave.objects.filter(pk=first.pk).update(first_on=today() - timedelta(days=400))
    points = survey_results.trend(survey, "satisfied", today())
    assert [point.wave.name for point in points] == ["2025"]  # the second still runs
    ended(second)
    points = survey_results.trend(survey, "satisfied", today())
    assert [(point.wave.name, point.share.yes, point.share.n) for point in points] == [
        ("2025", 48, 80),
        ("2026", 56, 70),
    ]
    assert [round(value, 4) for value in points[1].rise] == [0.2, 0.0524, 0.3339]
    assert (first.version.number, second.version.number) == (1, 2)
    shown = logged_in(keeper).get(f"/programme/waves/{second.pk}/results/").content.decode()
    assert "+20.0 %p" in shown


def test_what_a_wave_asks_stays_as_it_is(keeper):
    survey = a_survey(keeper)
    client = logged_in(keeper)
    question = survey.versions.get().questions.get(key="satisfied")
    record = ChangeRecord.objects.filter(table="SurveyQuestion", row_id=question.pk).get()
    a_wave(survey, firms_of(jeonju=5), keeper)
    page = client.get(f"/programme/questions/{question.pk}/change/")
    assert page.status_code == 200
    changed = {"kind": "scale", "text": "다른 물음", "is_required": "on"}
    assert client.post(f"/programme/questions/{question.pk}/change/", changed).status_code == 302
    question.refresh_from_db()
    assert question.text == "지원에 만족하십니까?"
    assert survey.versions.get(number=2).questions.get(key="satisfied").text == "다른 물음"
    other = changed | {"kind": "yes_no"}
    newest = survey.versions.get(number=2).questions.get(key="satisfied")
    assert client.post(f"/programme/questions/{newest.pk}/change/", other).status_code == 422
    with pytest.raises(Conflict):
        undo(record_id=record.pk, by=keeper)
    client.post(f"/programme/questions/{newest.pk}/remove/")
    assert not survey.versions.get(number=2).questions.filter(key="satisfied").exists()
    undo(record_id=ChangeRecord.objects.filter(table="SurveyQuestion", verb="removed").latest("pk").pk, by=keeper)
    assert survey.versions.get(number=2).questions.filter(key="satisfied").exists()


def test_questions_move_up(keeper):
    survey = a_survey(keeper)
    client = logged_in(keeper)
    for key in ("why", "why", "why"):
        client.post(reverse("programme:question-up", args=[survey.versions.get().questions.get(key=key).pk]))
    assert [one.key for one in survey.versions.get().questions.all()] == ["why", "satisfied", "again"]


@pytest.mark.parametrize(
    "odd",
    [
        {"key": "a", "kind": "choice", "text": "?", "choices": "하나"},
        {"key": "a", "kind": "scale", "text": "?", "choices": "하나\n둘"},
        {"key": "a", "kind": "text", "text": "?", "unit": "명"},
        {"key": "A b", "kind": "text", "text": "?"},
        {"key": "satisfied", "kind": "yes_no", "text": "?"},
    ],
)
def test_odd_questions_are_refused(keeper, odd):
    with pytest.raises(Invalid):
        surveys.add_question(survey=a_survey(keeper), by=keeper, **odd)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"satisfied": 0},
        {"satisfied": "5"},
        {"satisfied": True},
        {"satisfied": 5, "again": "yes"},
        {"satisfied": 5, "why": "x" * 2001},
    ],
)
def test_answers_that_do_not_fit_are_refused(keeper, given):
    _wave, links = a_wave(a_survey(keeper), firms_of(jeonju=5), keeper)
    with pytest.raises(Invalid):
        answering.answer(token=next(iter(links.values())), answers=given)
    assert AnonymousResponse.objects.count() == 0


def test_links_end_and_days_hold(keeper):
    wave, links = a_wave(a_survey(keeper), firms_of(jeonju=5), keeper)
    old = next(iter(links.values()))
    with within(EVERYTHING):
        new = {one.firm_id: token for one, token in waves.make_links(wave=wave)}
    assert Client().get(f"/s/{old}/").status_code == 404
    assert Client().get("/s/nothing/").status_code == 404
    address = f"/s/{next(iter(new.values()))}/"
    ended(wave)
    assert "답변" not in Client().get(address, headers={"Accept-Language": "en"}).content.decode()
    assert Client().post(address, {"q_satisfied": "5"}).status_code == 409
    SurveyWave.objects.update(first_on=today() + timedelta(days=1), last_on=today() + timedelta(days=2))
    assert Client().post(address, {"q_satisfied": "5"}).status_code == 409
    assert AnonymousResponse.objects.count() == 0


def test_a_wave_that_is_over_takes_no_more_answers(keeper):
    """Its results are open: each further answer would be told by what they change."""
    wave = ended(a_wave(a_survey(keeper), firms_of(jeonju=5), keeper)[0])
    with pytest.raises(Conflict):
        waves.change_wave(wave=wave, by=keeper, last_on=today() + timedelta(days=5))
    record = ChangeRecord.objects.filter(table="SurveyWave").latest("pk")
    with pytest.raises(Conflict):
        undo(record_id=record.pk, by=keeper)


def test_four_firms_are_too_few_to_be_anonymous(keeper):
    firms = firms_of(jeonju=4)
    with pytest.raises(Invalid), within(EVERYTHING):
        a_wave(a_survey(keeper), firms, keeper)


def test_answers_with_names_are_seen_as_firms_are(keeper):
    firms = firms_of(jeonju=3, iksan=3)
    wave, links = a_wave(a_survey(keeper), firms, keeper, is_anonymous=False)
    answered(links, [5, 4, 3, 2, 1, 5])
    with within(Scope(cities=frozenset({"iksan"}))):
        assert NamedResponse.objects.count() == 3
        assert survey_results.results(wave)[0].n == 6  # aggregates are the same for all
    page = logged_in(keeper).get(f"/programme/waves/{wave.pk}/answers/").content.decode()
    assert "jeonju 0" in page
    assert logged_in(keeper).get(f"/programme/waves/{wave.pk}/answers/?format=xlsx").status_code == 200
    made, _links = a_wave(a_survey_of(keeper, "둘째"), firms, keeper)
    assert logged_in(keeper).get(f"/programme/waves/{made.pk}/answers/").status_code == 422


def a_survey_of(by, title):
    survey = surveys.add_survey(title=title, by=by)
    surveys.add_question(survey=survey, by=by, **QUESTIONS[0])
    return survey


def test_every_kind_of_question_by_the_page(keeper):
    """What was typed arrives as it is meant, in the row and in words."""
    survey = surveys.add_survey(title="모든 물음", by=keeper)
    kinds = {
        "scale": {},
        "yes_no": {},
        "choice": {"choices": "그렇다 | so\n아니다 | not so"},
        "number": {"unit": "명"},
        "text": {},
    }
    for kind, more in kinds.items():
        surveys.add_question(survey=survey, by=keeper, key=kind, kind=kind, text=f"{kind}?", **more)
    _wave, links = a_wave(survey, firms_of(jeonju=1), keeper, is_anonymous=False)
    typed = {"q_scale": "4", "q_yes_no": "no", "q_choice": "1", "q_number": "1,234.5", "q_text": "=좋음"}
    assert Client().post(f"/s/{next(iter(links.values()))}/", typed).status_code == 302
    with within(EVERYTHING):
        row = NamedResponse.objects.get()
    assert row.answers == json.loads('{"scale": 4, "yes_no": false, "choice": 1, "number": "1234.5", "text": "=좋음"}')
    shown = logged_in(keeper).get(f"/programme/waves/{_wave.pk}/answers/", headers={"Accept-Language": "en"})
    assert all(word in shown.content.decode() for word in ("not so", "1234.5 명", "=좋음"))


def test_empty_states_and_undo(keeper):
    client = logged_in(keeper)
    assert client.get("/programme/surveys/").status_code == 200
    survey = a_survey(keeper)
    with pytest.raises(Invalid):
        waves.add_wave(survey=surveys.add_survey(title="빈 것", by=keeper), by=keeper, name="1", first_on=today(), last_on=today())  # fmt: skip # noqa: E501
    client.post(f"/programme/surveys/{survey.pk}/change/", {"title": "바뀐 이름"})
    record = ChangeRecord.objects.filter(table="Survey").latest("pk")
    assert client.post(reverse("programme:undo", args=[record.pk])).status_code == 302
    assert Survey.objects.get(pk=survey.pk).title == "참여기업 만족도"


def test_the_federation_reads_results_and_changes_nothing(keeper):
    with within(EVERYTHING):
        office = actors.add_organisation(kind=RegionRole.FEDERATION, name="중앙회", by=keeper)
        seat = actors.give_seat(organisation=office, username="fed", display_name="담당", first_on=today(), by=keeper)
    wave, links = a_wave(a_survey(keeper), firms_of(jeonju=6), keeper)
    answered(links, [5] * 6)
    ended(wave)
    client = logged_in(seat.person)
    assert "100.0 %" in client.get(f"/programme/waves/{wave.pk}/results/").content.decode()
    assert "jeonju 1" not in client.get(f"/programme/waves/{wave.pk}/").content.decode()
    assert client.post(f"/programme/waves/{wave.pk}/links/", {"form": "xlsx"}).status_code == 403
