"""Logging in at a desk and on a tablet, with everything that is wrong along the way."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from dure.plant import services, session
from dure.plant.models import LoginGuard, Person, SecurityRecord
from dure.plant.roles import Role
from tests.plant.plants import PASSWORD, person, small_plant

pytestmark = pytest.mark.django_db
ACT = SecurityRecord.Act


@pytest.fixture(autouse=True)
def plant():
    person(Role.ADMINISTRATOR, name="admin")
    return small_plant()


def log_in(client: Client, name: str, password: str = PASSWORD, **more: str):
    return client.post("/login/", {"username": name, "password": password, **more})


def acts(who: Person | None = None) -> list[str]:
    rows = SecurityRecord.objects.order_by("pk")
    return [row.act for row in (rows.filter(person=who) if who else rows)]


def test_a_supervisor_logs_in_with_the_password_and_lands_where_asked():
    who, client = person(Role.SUPERVISOR), Client()
    response = log_in(client, "supervisor", next="/shifts/?x=1")
    assert (response.status_code, response["Location"]) == (302, "/shifts/?x=1")
    assert client.get("/shifts/").status_code == 200
    assert acts(who) == [ACT.PERSON_ADDED, ACT.LOGGED_IN]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:///x"])
def test_nobody_is_sent_elsewhere_after_log_in(elsewhere: str):
    person(Role.SUPERVISOR)
    assert log_in(Client(), "supervisor", next=elsewhere)["Location"] == "/"


def test_wrong_name_and_wrong_password_say_the_same():
    person(Role.SUPERVISOR)
    answers = [log_in(Client(), name, "wrong").content.decode() for name in ("supervisor", "stranger")]
    notes = {text.split('role="alert"')[1].split("</div>")[0] for text in answers}
    assert len(notes) == 1


def test_after_five_wrong_passwords_even_the_right_one_must_wait_and_longer_each_time():
    who, client = person(Role.SUPERVISOR), Client()
    for _n in range(5):
        assert log_in(client, "supervisor", "wrong").status_code == 403
    assert log_in(client, "supervisor").status_code == 403
    guard = LoginGuard.objects.get(key="account:supervisor")
    assert timedelta(seconds=25) < guard.blocked_until - timezone.now() <= timedelta(seconds=30)
    LoginGuard.objects.update(blocked_until=timezone.now())  # half a minute later
    assert log_in(client, "supervisor", "wrong").status_code == 403
    guard.refresh_from_db()
    assert timedelta(seconds=55) < guard.blocked_until - timezone.now() <= timedelta(seconds=60)
    LoginGuard.objects.update(blocked_until=timezone.now())
    assert log_in(client, "supervisor").status_code == 302
    assert not LoginGuard.objects.filter(key="account:supervisor").exists()
    assert acts().count(ACT.LOGIN_BLOCKED) == 2
    assert ACT.LOGGED_IN in acts(who)


def test_one_address_cannot_try_many_names():
    for n in range(30):
        log_in(Client(), f"name-{n}", "wrong")
    person(Role.SUPERVISOR)
    assert log_in(Client(), "supervisor").status_code == 403


def test_a_mentor_gets_in_until_the_last_day():
    today = timezone.localdate()
    person(Role.SUPERVISOR, Role.MENTOR, name="today", ends_on=today)
    gone = person(Role.SUPERVISOR, Role.MENTOR, name="gone", ends_on=today)
    client = Client()
    assert log_in(client, "gone").status_code == 302
    Person.objects.filter(pk=gone.pk).update(ends_on=today - timedelta(days=1))
    assert client.get("/account/")["Location"].startswith("/login/")  # the session that is open ends too
    assert log_in(Client(), "gone").status_code == 403
    assert log_in(Client(), "today").status_code == 302


def code_of(device: TOTPDevice, step: int = 0) -> str:
    return f"{totp(device.bin_key, t0=-step * 30):06d}"


def test_office_roles_must_set_up_and_show_a_second_factor():
    who, client = person(Role.OFFICE), Client()
    log_in(client, "office")
    assert client.get("/shifts/")["Location"] == "/login/code/new/"
    assert "<svg" in client.get("/login/code/new/").content.decode()
    device = TOTPDevice.objects.get(user=who)
    assert client.post("/login/code/new/", {"code": "000000"}).status_code == 422
    assert client.get("/shifts/").status_code == 302
    first = code_of(device)
    page = client.post("/login/code/new/", {"code": first}).content.decode()
    codes = [part.split("</li>")[0] for part in page.split('<li class="mono">')[1:]]
    assert len(codes) == 10
    assert client.get("/shifts/").status_code == 200

    client = Client()  # the next day
    log_in(client, "office")
    assert client.get("/shifts/")["Location"] == "/login/code/"
    assert client.get("/login/code/new/")["Location"] == "/login/code/"  # no way round the old device
    assert client.post("/login/code/", {"code": "123456"}).status_code == 403
    assert client.post("/login/code/", {"code": first}).status_code == 403  # each code once
    assert client.post("/login/code/", {"code": code_of(device, step=1)}).status_code == 302
    assert client.get("/shifts/").status_code == 200

    for status in (302, 403):  # a recovery code works once
        client = Client()
        log_in(client, "office")
        assert client.post("/login/code/", {"code": codes[0]}).status_code == status
    assert ACT.RECOVERY_USED in acts(who)


def test_second_factor_codes_cannot_be_tried_without_end():
    who, client = person(Role.OFFICE), Client()
    device = TOTPDevice.objects.create(user=who, confirmed=True)
    log_in(client, "office")
    for _n in range(5):
        client.post("/login/code/", {"code": "000000"})
    assert client.post("/login/code/", {"code": code_of(device)}).status_code == 403
    assert LoginGuard.objects.get(key=f"code:{who.pk}").blocked_until > timezone.now()


@pytest.fixture
def tablet() -> Client:
    """A browser that a supervisor has made a tablet, logged out again."""
    person(Role.SUPERVISOR, name="chief")
    client = Client()
    log_in(client, "chief")
    assert client.post("/tablets/register/", {"name": "1라인"}).status_code == 302
    client.post("/logout/")
    return client


@pytest.fixture
def operator() -> Person:
    who = person(Role.OPERATOR, Role.OFFICE, name="seoyeon")
    boss = Person.objects.get(username="admin")
    services.give_badge(person=who, by=boss)
    services.set_pin(person=who, pin="2580", by=boss)
    return who


def badge(client: Client, who: Person, pin: str = "2580"):
    return client.post("/tablet/", {"badge": f" {who.badge}\n", "pin": pin})


def test_badge_and_pin_open_a_registered_tablet_in_less_than_three_seconds(
    real_hash: None, tablet: Client, operator: Person
):
    start = time.monotonic()
    assert badge(tablet, operator).status_code == 302
    assert tablet.get("/account/").status_code == 200
    assert time.monotonic() - start < 3
    assert tablet.get("/shifts/").status_code == 403  # the office's role stays at the desk
    assert f"{session.TABLET_IDLE_S}|/logout/" in tablet.get("/account/").content.decode()
    assert tablet.post("/logout/")["Location"] == "/tablet/"


def test_badge_and_pin_open_nothing_elsewhere(operator: Person):
    client = Client()
    assert badge(client, operator).status_code == 403
    assert client.get("/account/").status_code == 302


def test_wrong_pins_block_the_badge(tablet: Client, operator: Person):
    for _n in range(5):
        assert badge(tablet, operator, "1111").status_code == 403
    assert badge(tablet, operator).status_code == 403


def test_a_tablet_that_nobody_touches_forgets_its_person(tablet: Client, operator: Person):
    badge(tablet, operator)
    kept = tablet.session
    kept["seen"] = time.time() - session.TABLET_IDLE_S + 20
    kept.save()
    # A page that fetches its live parts isn't a person.
    assert tablet.get("/account/", headers={"Dure-Tick": "1"}).status_code == 200
    assert tablet.session["seen"] == kept["seen"]
    assert tablet.get("/account/").status_code == 200
    assert tablet.session["seen"] > kept["seen"]
    kept = tablet.session
    kept["seen"] = time.time() - session.TABLET_IDLE_S - 1
    kept.save()
    assert tablet.get("/account/").status_code == 302


def test_a_tablet_out_of_use_is_closed_at_once(tablet: Client, operator: Person):
    from dure.plant.models import Tablet

    badge(tablet, operator)
    services.remove_tablet(tablet=Tablet.objects.get(), by=Person.objects.get(username="chief"))
    assert tablet.get("/account/").status_code == 302
    assert badge(tablet, operator).status_code == 403


def test_the_token_of_a_tablet_is_kept_only_as_a_digest(tablet: Client):
    from dure.plant.models import Tablet

    token = tablet.cookies[session.TABLET_COOKIE].value
    assert token not in Tablet.objects.get().token_hash
    assert tablet.cookies[session.TABLET_COOKIE]["httponly"]


def test_log_out_everywhere_ends_the_other_sessions():
    person(Role.SUPERVISOR)
    here, there = Client(), Client()
    for client in (here, there):
        log_in(client, "supervisor")
    assert here.post("/account/everywhere/").status_code == 302
    assert there.get("/account/").status_code == 302


def test_a_new_password_keeps_this_session_and_ends_the_others():
    person(Role.SUPERVISOR)
    here, there = Client(), Client()
    for client in (here, there):
        log_in(client, "supervisor")
    answer = here.post("/account/password/", {"old": PASSWORD, "new": "short"})
    assert answer.status_code == 422
    assert here.post("/account/password/", {"old": PASSWORD, "new": "Sauce-filler-5"}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_a_person_out_of_service_is_out_at_once():
    who, boss, client = person(Role.SUPERVISOR), Person.objects.get(username="admin"), Client()
    log_in(client, "supervisor")
    services.change_person(person=who, by=boss, is_active=False)
    assert client.get("/account/").status_code == 302
    assert log_in(Client(), "supervisor").status_code == 403
