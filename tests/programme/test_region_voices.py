"""Voices of the floor: from the request over who answers to the rule that changed, and who sees which."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import ChangeRecord
from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.models import RegionVoice
from dure.programme.scope import EVERYTHING, NOTHING, Scope, within
from dure.programme.selectors import voices as selectors
from dure.programme.services import actors, voices
from tests.plant.plants import logged_in, person
from tests.programme.surveying import firms_of

pytestmark = pytest.mark.django_db
TEXT = "정산 서류를 줄여 주십시오."


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def firms():
    return firms_of(jeonju=1, iksan=1)


def seated(keeper, kind, **of):
    with within(EVERYTHING):
        office = actors.add_organisation(kind=kind, name=f"{kind} {of}", by=keeper, **of)
        seat = actors.give_seat(
            organisation=office, username=f"u{office.pk}", display_name=str(kind), first_on=today(), by=keeper
        )
    return seat.person


def asked(by, days_ago=0, **values):
    with within(EVERYTHING):
        wanted = {"source": "meeting", "topic": "rules", "text": TEXT, "firm": None, "city": ""} | values
        return voices.add_voice(by=by, asked_on=today() - timedelta(days=days_ago), **wanted)


def test_from_the_request_to_the_rule_by_pages(keeper, firms):
    agency = seated(keeper, RegionRole.AGENCY)
    client = logged_in(agency)
    typed = {
        "text": TEXT, "topic": "rules", "firm": firms[0].pk, "source": "meeting", "occasion": "3월 간담회",
        "asked_on": today().isoformat(),
    }  # fmt: skip
    page = client.post("/programme/voices/add/", typed)["Location"]
    due = (today() + timedelta(days=5)).isoformat()
    assert client.post(f"{page}give/", {"owner": agency.pk, "due_on": due}).status_code == 302
    assert client.post(f"{page}answer/", {"answer": " "}).status_code == 422
    assert client.post(f"{page}answer/", {"answer": "줄이겠습니다."}).status_code == 302
    assert client.post(f"{page}answer/", {"answer": "또"}).status_code == 409
    assert TEXT in client.get("/programme/voices/?state=answered").content.decode()
    outcome = {"outcome": "rule", "outcome_text": "운영지침 12조: 정산 서류 7종을 4종으로"}
    assert client.post(f"{page}outcome/", outcome).status_code == 302
    shown = client.get(page).content.decode()
    assert all(text in shown for text in (TEXT, "3월 간담회", "줄이겠습니다.", "운영지침 12조", "전주"))
    assert TEXT not in client.get("/programme/voices/").content.decode()
    assert TEXT in client.get("/programme/voices/?state=rule").content.decode()
    own = logged_in(seated(keeper, RegionRole.FIRM, firm=firms[0]))
    assert "운영지침 12조" in own.get(page).content.decode()
    assert logged_in(seated(keeper, RegionRole.FIRM, firm=firms[1])).get(page).status_code == 404


def test_who_sees_which(keeper, firms):
    """One of each firm, one of Jeonju without a firm, one of the whole region."""
    made = [asked(keeper, firm=firms[0]), asked(keeper, firm=firms[1]), asked(keeper, city="jeonju"), asked(keeper)]

    def seen(scope):
        with within(scope):
            return set(RegionVoice.objects.all())

    assert seen(EVERYTHING) == set(made)
    assert seen(Scope(cities=frozenset({"jeonju"}))) == {made[0], made[2]}
    assert seen(Scope(firms=frozenset({firms[1].pk}))) == {made[1]}
    assert seen(NOTHING) == set()
    with within(Scope(cities=frozenset({"jeonju"}))), pytest.raises(DatabaseError), transaction.atomic():
        RegionVoice.objects.filter(pk=made[2].pk).update(city="iksan")


def test_a_firm_writes_for_itself(keeper, firms):
    client = logged_in(seated(keeper, RegionRole.FIRM, firm=firms[0]))
    assert client.post("/programme/voices/add/", {"text": TEXT, "topic": "money"}).status_code == 422
    other = client.post("/programme/voices/add/", {"text": TEXT, "topic": "money", "firm": firms[1].pk})
    assert other.status_code == 422
    made = client.post("/programme/voices/add/", {"text": TEXT, "topic": "money", "firm": firms[0].pk})
    assert made.status_code == 302
    with within(EVERYTHING):
        row = RegionVoice.objects.get()
    assert (row.source, row.city, row.asked_on, row.due_on) == ("page", "jeonju", today(), today() + timedelta(days=14))
    assert TEXT in client.get("/programme/voices/").content.decode()
    assert client.get(f"{made['Location']}answer/").status_code == 403
    record = ChangeRecord.objects.filter(table="RegionVoice").get()
    assert client.post(reverse("programme:undo", args=[record.pk])).status_code == 302
    with within(EVERYTHING):
        assert RegionVoice.objects.count() == 0


def test_a_city_writes_for_its_own_only(keeper, firms):
    client = logged_in(seated(keeper, RegionRole.CITY, city="jeonju"))
    typed = {"text": TEXT, "topic": "rules", "source": "phone", "asked_on": today().isoformat()}
    assert client.post("/programme/voices/add/", typed | {"city": "iksan"}).status_code == 422
    assert client.post("/programme/voices/add/", typed).status_code == 422
    assert client.post("/programme/voices/add/", typed | {"city": "jeonju"}).status_code == 302


def test_only_who_was_asked_or_leads_answers(keeper, firms):
    one = asked(keeper, firm=firms[0])
    first, second = seated(keeper, RegionRole.CITY, city="jeonju"), seated(keeper, RegionRole.CITY, city="iksan")
    with within(EVERYTHING):
        voices.give_voice(voice=one, owner=first, due_on=today(), by=keeper)
        with pytest.raises(Denied):
            voices.answer_voice(voice=one, answer="네", by=second)
        voices.answer_voice(voice=one, answer="네", by=first, outcome="passed", outcome_text="중소벤처기업부로")
        with pytest.raises(Denied):
            voices.note_outcome(voice=one, outcome="rule", outcome_text="x", by=second)


def test_nothing_is_closed_without_words(keeper):
    one = asked(keeper)
    with within(EVERYTHING):
        for wrong in ({"answer": " "}, {"answer": "네", "outcome": "declined"}, {"answer": "네", "outcome_text": "x"}):
            with pytest.raises(Invalid):
                voices.answer_voice(voice=one, by=keeper, **wrong)
        with pytest.raises(Conflict):
            voices.note_outcome(voice=one, outcome="rule", outcome_text="x", by=keeper)
        with pytest.raises(Invalid):
            voices.add_voice(text=" ", asked_on=today(), by=keeper, source="phone", topic="other")
        with pytest.raises(Invalid):
            voices.give_voice(voice=one, owner=keeper, due_on=today() - timedelta(days=1), by=keeper)
        with pytest.raises(Invalid):
            voices.add_voice(text="x", asked_on=today() + timedelta(days=1), by=keeper, source="phone", topic="other")


def test_filters_lateness_and_the_sheet(keeper):
    """Asked 20, 15, 14 and 0 days ago, due after 14: two are late, one of which is answered late."""
    made = [asked(keeper, days_ago, text=f"청원 {days_ago}") for days_ago in (20, 15, 14, 0)]
    with within(EVERYTHING):
        voices.answer_voice(voice=made[0], answer="늦었습니다.", by=keeper)
        assert list(selectors.voices(today=today(), state="late")) == [made[1]]
        assert list(selectors.voices(today=today(), state="open")) == made[1:]
        assert list(selectors.voices(today=today(), state="all", words="청원 14")) == [made[2]]
        found = selectors.service(today())
    assert (found.asked, found.answered, found.open, found.overdue, found.in_time) == (4, 1, 3, 1, 0)
    answer = logged_in(keeper).get("/programme/voices/?state=all&format=xlsx")
    rows = [row for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True) if row[7]]
    assert len(rows) == 5


def test_an_answer_is_taken_back(keeper):
    client, one = logged_in(keeper), asked(keeper)
    client.post(f"/programme/voices/{one.pk}/answer/", {"answer": "잘못 적음"})
    record = ChangeRecord.objects.filter(table="RegionVoice").latest("pk")
    assert client.post(reverse("programme:undo", args=[record.pk])).status_code == 302
    with within(EVERYTHING):
        assert RegionVoice.objects.get().is_open
