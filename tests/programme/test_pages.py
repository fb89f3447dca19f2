"""Firms, organisations and seats by their pages: who sees and does what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dure.config.home import Home
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.access import ACCESS, CERTIFICATION, PUBLISHING
from dure.programme.models import Firm, Organisation, ReportContract, Seat, TrailEntry
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors, council, firms, reports, voices
from dure.programme.services.contacts import add_contact
from tests.plant.plants import logged_in, person
from tests.programme import calls
from tests.programme.case_access import ALLOWED_CASES, cases_args
from tests.programme.surveying import a_survey, a_wave

pytestmark = pytest.mark.django_db
NUMBERS = ("9999900010", "9999900024", "9999900039")
"""Made-up business numbers whose last digits fit."""


@pytest.fixture(autouse=True)
def no_second_factor(settings, tmp_path):
    settings.SECOND_FACTOR = False
    settings.HOME = Home(tmp_path)
    settings.HOME.make()


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def region(keeper):
    """Two firms of Jeongeup and one of Iksan."""
    with within(EVERYTHING):
        return [
            firms.add_firm(business_number=number, name=f"기업 {n}", city=city, sector="C10", by=keeper)
            for n, (number, city) in enumerate(zip(NUMBERS, ("jeongeup", "jeongeup", "iksan"), strict=True), 1)
        ]


def seated(keeper, kind, *, first_on=None, last_on=None, **of):
    """Somebody who sits for an organisation of this kind."""
    with within(EVERYTHING):
        office = actors.add_organisation(kind=kind, name=f"{kind} {of}", by=keeper, **of)
        seat = actors.give_seat(
            organisation=office, username=f"{kind}-{office.pk}", display_name=str(kind), first_on=first_on or today(),
            last_on=last_on, by=keeper,
        )  # fmt: skip
    return seat.person


def told_by(plant):
    """A contract of a plant, as its first message leaves it."""
    day = date(2026, 1, 1)
    return ReportContract.objects.create(
        firm=plant.firm, plant=plant, code="cd" * 16, reader="시행기관", purpose="성과", codes=["oee"], first_on=day,
        last_on=day, read_until=day, received_at=timezone.now(), number=1, digest="ef" * 32,
    )  # fmt: skip


def listed(client):
    page = client.get("/programme/firms/")
    assert page.status_code == 200
    return {f"기업 {n}" for n in (1, 2, 3) if f"기업 {n}" in page.content.decode()}


@pytest.mark.parametrize(
    ("kind", "of", "seen"),
    [
        (RegionRole.PROVINCE, {}, {"기업 1", "기업 2", "기업 3"}),
        (RegionRole.AGENCY, {}, {"기업 1", "기업 2", "기업 3"}),
        (RegionRole.CITY, {"city": "jeongeup"}, {"기업 1", "기업 2"}),
        (RegionRole.CITY, {"city": "iksan"}, {"기업 3"}),
        (RegionRole.CITY, {"city": "muju"}, set()),
    ],
)
def test_offices_see_their_firms(region, keeper, kind, of, seen):
    assert listed(logged_in(seated(keeper, kind, **of))) == seen


def test_a_firm_sees_itself(region, keeper):
    client = logged_in(seated(keeper, RegionRole.FIRM, firm=region[1]))
    assert listed(client) == {"기업 2"}
    assert client.get(f"/programme/firms/{region[1].pk}/").status_code == 200
    assert client.get(f"/programme/firms/{region[0].pk}/").status_code == 404


def test_a_seat_that_is_over_opens_nothing(region, keeper):
    yesterday = today() - timedelta(days=1)
    ended = logged_in(seated(keeper, RegionRole.PROVINCE, first_on=date(2026, 1, 1), last_on=yesterday))
    assert ended.get("/programme/firms/").status_code == 403
    coming = logged_in(seated(keeper, RegionRole.AGENCY, first_on=today() + timedelta(days=1)))
    assert coming.get("/programme/firms/").status_code == 403


def test_an_organisation_that_takes_no_part_any_more_opens_nothing(region, keeper):
    officer = seated(keeper, RegionRole.CITY, city="iksan")
    Organisation.objects.update(is_active=False)
    assert logged_in(officer).get("/programme/firms/").status_code == 403


def test_a_request_leaves_no_scope_behind(region, keeper):
    assert listed(logged_in(seated(keeper, RegionRole.PROVINCE))) != set()
    assert Firm.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('dure.all', true)")
        assert cursor.fetchone() == ("",)


def test_a_firm_is_added_changed_and_taken_back(keeper):
    client = logged_in(keeper)
    typed = {"business_number": "999-99-00010", "name": "두레면", "city": "jeongeup", "sector": "C10"}
    assert client.post("/programme/firms/add/", typed | {"business_number": "999-99-00011"}).status_code == 422
    made = client.post("/programme/firms/add/", typed)
    assert made.status_code == 302
    assert "999-99-00010" in client.get(made["Location"]).content.decode()
    client.post(f"{made['Location']}change/", typed | {"name": "두레국수"})
    assert "두레국수" in client.get("/programme/firms/?q=99999").content.decode()
    record = ChangeRecord.objects.filter(table="Firm").latest("pk")
    client.post(reverse("programme:undo", args=[record.pk]))
    with within(EVERYTHING):
        assert Firm.objects.get().name == "두레면"
    assert client.get("/programme/firms/?q=없는").status_code == 200


def test_the_same_number_twice_is_refused(region, keeper):
    typed = {"business_number": NUMBERS[0], "name": "또", "city": "jeongeup", "sector": "C10"}
    assert logged_in(keeper).post("/programme/firms/add/", typed).status_code == 422


def test_a_seat_makes_a_log_in_once(keeper):
    client = logged_in(keeper)
    client.post(
        "/programme/organisations/add/", {"kind": "city", "name": "정읍시", "city": "jeongeup", "is_active": "on"}
    )
    office = Organisation.objects.get()
    typed = {"username": "jeongeup-1", "display_name": "담당", "first_on": "2026-01-01", "last_on": "2026-06-30"}
    assert client.post(f"/programme/organisations/{office.pk}/seats/add/", typed).status_code == 302
    assert Person.objects.get(username="jeongeup-1").roles == ["city"]
    assert client.post(f"/programme/organisations/{office.pk}/seats/add/", typed).status_code == 409
    later = typed | {"first_on": "2026-07-01", "last_on": ""}
    assert client.post(f"/programme/organisations/{office.pk}/seats/add/", later).status_code == 302
    seat = Seat.objects.get(last_on=None)
    assert client.post(f"/programme/seats/{seat.pk}/end/", {"last_on": "2026-06-01"}).status_code == 422
    assert client.post(f"/programme/seats/{seat.pk}/end/", {"last_on": "2026-12-31"}).status_code == 302
    assert "2026-12-31" in client.get(f"/programme/organisations/{office.pk}/").content.decode()


@pytest.mark.parametrize("typed", [{"kind": "city", "city": ""}, {"kind": "firm", "city": ""}])
def test_half_an_organisation_is_refused(keeper, typed):
    answer = logged_in(keeper).post("/programme/organisations/add/", typed | {"name": "반쪽", "is_active": "on"})
    assert answer.status_code == 422


LEADS = {Role.ADMINISTRATOR, RegionRole.AGENCY}
LOOKS = LEADS | {RegionRole.PROVINCE, RegionRole.CITY}
SURVEYED = LOOKS | {RegionRole.FEDERATION}
OPEN_TO_ALL = {"survey-answer", "survey-thanks"}
LOOK_THROUGH = {Role.ADMINISTRATOR, RegionRole.PROVINCE}
ALLOWED = {
    "firms": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "firm": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "firm-add": LEADS,
    "firm-change": LEADS,
    **ALLOWED_CASES,
    "organisations": LEADS | {RegionRole.PROVINCE, RegionRole.CITY},
    "organisation": LEADS | {RegionRole.PROVINCE, RegionRole.CITY},
    "organisation-add": LEADS,
    "organisation-change": LEADS,
    "seat-add": {Role.ADMINISTRATOR},
    "seat-end": {Role.ADMINISTRATOR},
    "reports": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "firm-reports": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "report-contract": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "plant-enrol": LEADS,
    "plant-change": LEADS,
    "plant-invitation": LEADS,
    **dict.fromkeys(("money",), LEADS | {RegionRole.PROVINCE, RegionRole.CITY}),
    **dict.fromkeys(("case-money", "evidence-file"), LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM}),
    "evidence-add": LEADS | {RegionRole.FIRM},
    **dict.fromkeys(
        (
            "commit",
            "pay",
            "refund",
            "refund-received",
            "evidence-accept",
            "evidence-refuse",
            "money-rule-add",
            "state-file-add",
            "state-file",
        ),
        LEADS,
    ),
    **dict.fromkeys(("approve", "decline", "release", "payment-cancel"), LEADS | {RegionRole.PROVINCE}),
    **calls.ALLOWED,
    "undo": LOOKS | {RegionRole.FIRM},
    **dict.fromkeys(("council", "council-closure", "council-meeting"), LOOKS | {RegionRole.COUNCIL}),
    **dict.fromkeys(("council-member-add", "council-member-change", "council-meeting-add"), LEADS),
    **dict.fromkeys(("council-meeting-change", "council-action-add", "council-action-close"), LEADS),
    "goals": SURVEYED | {RegionRole.COUNCIL, RegionRole.ASSEMBLY, RegionRole.MINISTRY},
    **dict.fromkeys(("goal-add", "goal-change"), LEADS | {RegionRole.PROVINCE}),
    **dict.fromkeys(("voices", "voice", "voice-add"), LOOKS | {RegionRole.FIRM}),
    **dict.fromkeys(("voice-answer", "voice-outcome"), LOOKS),
    **dict.fromkeys(("voice-change", "voice-give"), LEADS | {RegionRole.PROVINCE}),
    **dict.fromkeys(("surveys", "survey", "wave", "wave-results", "wave-paper"), SURVEYED),
    **dict.fromkeys(("survey-add", "survey-change", "question-add", "question-change", "question-remove"), LEADS),
    **dict.fromkeys(("question-up", "wave-add", "wave-change", "wave-invite", "wave-give-out", "wave-links"), LEADS),
    "uninvite": LEADS,
    "wave-answers": LOOKS,
    "reason": {Role.ADMINISTRATOR, *RegionRole},
    "contacts": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "contact-reveal": LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM},
    "contact-add": LEADS | {RegionRole.FIRM},
    "contact-change": LEADS | {RegionRole.FIRM},
    "contact-remove": LEADS | {RegionRole.FIRM},
    "trail": LOOK_THROUGH,
    "trail-check": LOOK_THROUGH,
    "trail-reviews": LOOK_THROUGH,
    "trail-review": LOOK_THROUGH,
    "trail-terms": {Role.ADMINISTRATOR},
    "trail-term": {Role.ADMINISTRATOR},
}
OF_ROWS = {
    "case-money", "commit", "pay", "evidence-add", "refund", "approve", "decline", "release", "payment-cancel",
    "evidence-file", "evidence-accept", "evidence-refuse", "refund-received", "state-file",
}  # fmt: skip
"""Addresses of rows that are not made for the test: they are asked for row 0."""


def things_of_a_survey(keeper, firms):
    """Arguments of the addresses of surveys: a wave with names that was given out."""
    survey = a_survey(keeper)
    wave, _links = a_wave(survey, firms, keeper, is_anonymous=False)
    with within(EVERYTHING):
        invitation, question = wave.invitations.first(), survey.versions.get().questions.first()
    return {
        "uninvite": [invitation.pk],
        **{name: [survey.pk] for name in ("survey", "survey-change", "question-add", "wave-add")},
        **{name: [question.pk] for name in ("question-change", "question-remove", "question-up")},
        **{name: [wave.pk] for name in ALLOWED if name == "wave" or (name.startswith("wave-") and name != "wave-add")},
    }


def things_of_the_council(keeper):
    member = council.add_member(by=keeper, name="위원", body="대학", side="university", first_on=today())
    meeting = council.add_council_meeting(by=keeper, title="1차", held_on=today(), agenda="안건")
    action = council.add_action(meeting=meeting, by=keeper, text="조사", owner=member, due_on=today())
    goal = council.add_goal(by=keeper, text="목표", source="출처", is_measured=False, why_not="지표 없음")
    return {
        "council-member-change": [member.pk], "council-action-close": [action.pk], "goal-change": [goal.pk],
        **{f"council-{name}": [meeting.pk] for name in ("meeting", "meeting-change", "action-add")},
    }  # fmt: skip


def things_of_a_voice(keeper, firm):
    with within(EVERYTHING):
        made = voices.add_voice(
            text="?", asked_on=today(), by=keeper, firm=firm, city="", source="phone", topic="other"
        )  # fmt: skip
    return {name: [made.pk] for name in ("voice", "voice-change", "voice-give", "voice-answer", "voice-outcome")}


@pytest.mark.parametrize("role", [*Role, *RegionRole])
def test_role_by_address(region, keeper, role):
    """Every address for every role: open as written here, refused (403) to all others."""
    of = {RegionRole.CITY: {"city": "jeongeup"}, RegionRole.FIRM: {"firm": region[0]}}.get(role, {})
    somebody = seated(keeper, role, **of) if role in list(RegionRole) else person(role, name=f"a-{role}")
    with within(EVERYTHING):
        office = actors.add_organisation(kind="agency", name="시행기관", by=keeper)
        seat = actors.give_seat(organisation=office, username="one", display_name="하나", first_on=today(), by=keeper)
        contact = add_contact(
            firm=region[0], by=keeper, name="가나다", position="담당", phone="010-9999-1234", purpose="방문",
            consented_on=today(), until=today(),
        )  # fmt: skip
        plant = reports.enrol_plant(firm=region[0], name="본공장", key="ab" * 32, by=keeper)
        contract = told_by(plant)
    TrailEntry.objects.create(kind="login", at=datetime(2026, 1, 5, tzinfo=UTC))
    args = {
        "contacts": [region[0].pk], "contact-add": [region[0].pk], "contact-change": [contact.pk],
        "contact-remove": [contact.pk], "contact-reveal": [contact.pk],
        "trail-review": [2026, 1], "trail-term": ["read"],
        "firm": [region[0].pk], "firm-change": [region[0].pk], "organisation": [office.pk],
        **cases_args(region[0], keeper),
        "organisation-change": [office.pk], "seat-add": [office.pk], "seat-end": [seat.pk], "undo": [0],
        **calls.year(keeper),
        "firm-reports": [region[0].pk], "plant-enrol": [region[0].pk], "plant-change": [plant.pk],
        "plant-invitation": [plant.pk], "report-contract": [contract.pk],
        **things_of_a_survey(keeper, region), **things_of_a_voice(keeper, region[0]),
        **things_of_the_council(keeper),
    }  # fmt: skip
    elsewhere = {*CERTIFICATION, *PUBLISHING}
    assert {f"programme:{name}" for name in ALLOWED.keys() | OPEN_TO_ALL} == set(ACCESS) - elsewhere
    client = logged_in(somebody)
    for name, roles in ALLOWED.items():
        place = args.get(name, [0] if name in OF_ROWS else [])
        status = client.get(reverse(f"programme:{name}", args=place)).status_code
        assert (status == 403) == (role not in roles), (name, status)
        # Rows that aren't made here, and steps that are not for this seat, are not there.
        gone = [404] if place == [0] or name == "case-step" else []
        assert status in (200, 403, 405, *gone), (name, status)
