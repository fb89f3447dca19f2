"""What a mentor's log-in opens, and when it ends."""

import uuid

import pytest
from django.urls import reverse

from dure.kernel import clock
from dure.mentoring.models import LogPhoto
from dure.mentoring.services.daylogs import take_photo, take_save
from dure.mentoring.services.mentors import change_mentor
from dure.mentoring.services.residency import add_handover
from dure.mentoring.services.residency_undo import undo_residency_change
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.mentoring.residents import DAY, a_factory, a_mentor, a_stay, today
from tests.mentoring.test_daylogs import PIXEL
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def boss() -> Person:
    return person(Role.SUPERVISOR, name="boss")


@pytest.fixture
def two(boss):
    """Two mentors, each at a factory of their own."""
    small_plant()
    found = []
    for name, firm in (("김멘토", "한울식품"), ("박멘토", "다른공장")):
        mentor = a_mentor(name, boss, login=True)
        found.append((mentor, a_stay(a_factory(firm, boss), [mentor], boss)))
    return found


def pages_of(mentor, stay, boss) -> list[str]:
    values = {"hours": 8, "done": "관찰", "found": "", "tomorrow": ""}
    log = take_save(
        residency=stay, mentor=mentor, day=today(), key=uuid.uuid4(), base=None, values=values, written_at=clock.now(),
        by=boss,
    ).log  # fmt: skip
    take_photo(residency=stay, mentor=mentor, day=today(), key=uuid.uuid4(), data=PIXEL, by=boss)
    photo = LogPhoto.objects.get(log=log)
    named = {
        "residency": stay.pk, "residency-report": stay.pk, "handover-add": stay.pk, "log-day": log.pk,
        "log-photo": photo.pk, "mentor": mentor.pk, "factory": stay.factory_id,
    }  # fmt: skip
    pages = [reverse(f"mentoring:{name}", args=[key]) for name, key in named.items()]
    return [*pages, reverse("mentoring:residency-week", args=[stay.pk, 1])]


def test_a_mentor_sees_the_own_stays_and_nobody_elses(two, boss):
    (own, stay), (other, elsewhere) = two
    client, leader, reader = logged_in(own.person), logged_in(boss), logged_in(person(Role.QUALITY, name="quality"))
    mine, theirs = pages_of(own, stay, boss), pages_of(other, elsewhere, boss)
    assert {client.get(page).status_code for page in mine} == {200}
    assert {page: client.get(page).status_code for page in theirs} == dict.fromkeys(theirs, 403)
    assert {leader.get(page).status_code for page in theirs} == {200}
    assert reader.get(reverse("mentoring:residency", args=[elsewhere.pk])).status_code == 200
    for page in ("residencies", "mentors", "factories"):
        shown = client.get(reverse(f"mentoring:{page}")).content.decode()
        assert "한울식품" in shown or "김멘토" in shown
        assert "다른공장" not in shown
        assert "박멘토" not in shown
    handed = add_handover(residency=elsewhere, text="점검표", owner=boss, due_on=today(), by=boss)
    assert client.post(reverse("mentoring:handover-remove", args=[handed.pk])).status_code == 403
    data = {"text": "점검표", "owner": boss.pk, "due_on": today().isoformat()}
    assert client.post(reverse("mentoring:handover-add", args=[elsewhere.pk]), data).status_code == 403


def test_another_log_in_ends_the_one_before(two, boss):
    (own, stay), _other = two
    old, page = own.person, reverse("mentoring:residency", args=[stay.pk])
    client = logged_in(old)
    assert client.get(page).status_code == 200
    new = person(Role.MENTOR, name="new-login")
    change_mentor(mentor=own, by=boss, person=new)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ends_on, new.ends_on) == (today() - DAY, stay.ends_on)
    assert client.get(page).status_code == 302
    assert logged_in(new).get(page).status_code == 200
    undo_residency_change(record_id=ChangeRecord.objects.filter(table="Mentor").latest("pk").pk, by=boss)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ends_on, new.ends_on) == (stay.ends_on, today() - DAY)


def test_whoever_became_more_than_a_mentor_keeps_the_log_in(two, boss):
    (own, _stay), _other = two
    old = own.person
    Person.objects.filter(pk=old.pk).update(roles=[Role.MENTOR.value, Role.QUALITY.value], ends_on=None)
    change_mentor(mentor=own, by=boss, person=None)
    old.refresh_from_db()
    assert old.ends_on is None
