"""Daily logs at the plant: sent twice, written on two devices, settled; and what the page asks for."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.mentoring.models import DayLog, LogPhoto, LogSave, Residency
from dure.mentoring.selectors.residency import conflicts_of
from dure.mentoring.services.daylogs import settle
from dure.mentoring.services.residency import end_residency, reopen_residency
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.mentoring.residents import DAY, a_factory, a_mentor, a_stay, today
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def boss() -> Person:
    return person(Role.SUPERVISOR, name="boss")


@pytest.fixture
def mentor(boss):
    return a_mentor("김멘토", boss, login=True)


@pytest.fixture
def stay(boss, mentor):
    small_plant()
    return a_stay(a_factory("한울식품", boss), [mentor], boss)


def save(stay, mentor, *, base=None, done="관찰", key=None, **more):
    return {
        "key": key or str(uuid.uuid4()), "base": base, "residency": stay.pk, "mentor": mentor.pk,
        "day": today().isoformat(), "hours": "8", "done": done, "found": "", "tomorrow": "",
        "written_at": clock.now().isoformat(), "device": "A",
    } | more  # fmt: skip


def send(client, *saves):
    answer = client.post(
        reverse("mentoring:log-saves"), json.dumps({"saves": saves}), content_type="application/json",
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 200
    return [(one["state"], one["text"]) for one in answer.json()["answers"]]


def test_a_save_that_is_sent_again_counts_once(stay, mentor):
    client, one = logged_in(mentor.person), save(stay, mentor)
    assert send(client, one, one) == [("current", ""), ("current", "")]
    assert send(client, one) == [("current", "")]
    assert LogSave.objects.count() == 1
    book = client.get(reverse("mentoring:log-book")).json()
    assert [(day["key"], day["done"], day["conflicts"]) for day in book["days"]] == [(one["key"], "관찰", 0)]
    assert [one["factory"] for one in book["stays"]] == ["한울식품"]


def test_two_devices_stand_beside_each_other_until_a_person_says_what_holds(stay, mentor, boss):
    client = logged_in(mentor.person)
    one, other = save(stay, mentor, done="라인 1 관찰"), save(stay, mentor, done="라인 2 관찰", device="B")
    assert send(client, one) == [("current", "")]
    assert send(client, other) == [("conflict", "")]
    log = DayLog.objects.get()
    page = reverse("mentoring:log-day", args=[log.pk])
    settle_page = reverse("mentoring:log-settle", args=[log.pk])
    shown = client.get(page).content.decode()
    assert "라인 1 관찰" in shown
    assert "라인 2 관찰" in shown
    with pytest.raises(Conflict, match="two devices"):
        end_residency(residency=stay, last_on=today(), result="완료", by=boss)
    data = {"current": one["key"], "seen": other["key"], "hours": "9", "done": "라인 1 관찰\n라인 2 관찰"}
    assert client.post(settle_page, data).status_code == 302
    assert conflicts_of(log) == []
    states = dict(log.saves.values_list("done", "state"))
    assert states["라인 1 관찰"] == "replaced"
    assert states["라인 2 관찰"] == "settled"
    assert log.saves.get(state="current").done.split() == ["라인", "1", "관찰", "라인", "2", "관찰"]
    # A second person who had looked before comes too late.
    assert client.post(settle_page, data).status_code == 409


def test_what_came_after_the_look_stays_to_be_settled(stay, mentor):
    client = logged_in(mentor.person)
    first, second, third = (save(stay, mentor, done=text) for text in ("가", "나", "다"))
    send(client, first, second)
    log = DayLog.objects.get()
    send(client, third)
    values = {"hours": 8, "done": "가 나", "found": "", "tomorrow": ""}
    settle(log=log, current=uuid.UUID(first["key"]), seen=[uuid.UUID(second["key"])], values=values, by=mentor.person)
    assert [one.done for one in conflicts_of(log)] == ["가 나", "다"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"day": (today() + 3 * DAY).isoformat()}, "아직"),
        ({"day": (today() - 40 * DAY).isoformat()}, "상주 기간"),
        ({"hours": "25"}, "24"),
        ({"key": "x"}, "key"),
    ],
)
def test_what_can_not_be_is_refused_with_the_reason_and_the_others_are_taken(stay, mentor, change, word):
    answers = send(logged_in(mentor.person), save(stay, mentor, **change), save(stay, mentor))
    assert [state for state, _text in answers] == ["refused", "current"]
    assert word in answers[0][1]


@pytest.mark.parametrize("wrong", [
    {"day": 20260504}, {"day": ["2026-05-04"]}, {"key": 5}, {"key": ["x"]}, {"key": {"a": 1}},
    {"base": 7}, {"base": []},
    {"residency": True}, {"residency": [1]}, {"residency": None}, {"residency": 10**30}, {"mentor": {}},
    {"hours": True}, {"hours": {}}, {"hours": "NaN"}, {"hours": 1e300}, {"done": 5}, {"done": "\ud800"},
    {"done": "a\x00b"}, {"tomorrow": ["x"]}, {"written_at": 5}, {"written_at": "0001-01-01T00:00:00+14:00"},
    {"written_at": "9999-12-31T23:59:59-12:00"}, {"device": False},
])  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_alone(stay, mentor, wrong):
    client = logged_in(mentor.person)
    answers = send(client, save(stay, mentor) | wrong, save(stay, mentor), 5, None, "x")
    assert [state for state, _text in answers] == ["refused", "current", "refused", "refused", "refused"]
    assert all(text for state, text in answers if state == "refused")
    assert LogSave.objects.count() == 1


def test_days_are_written_for_two_weeks_after_the_last_one(boss, mentor):
    small_plant()
    firm = a_factory("한울식품", boss)
    stay = a_stay(firm, [mentor], boss, starts_on=today() - 20 * DAY, weeks=1)
    last = stay.ends_on
    one = save(stay, mentor, day=last.isoformat())
    assert (today() - last).days in range(14, 17)
    Residency.objects.filter(pk=stay.pk).update(ends_on=today() - 14 * DAY)
    assert send(logged_in(boss), one)[0][0] == "current"
    Residency.objects.filter(pk=stay.pk).update(ends_on=today() - 15 * DAY)
    late = save(stay, mentor, day=stay.starts_on.isoformat())
    state, text = send(logged_in(boss), late)[0]
    assert (state, "14" in text) == ("refused", True)


def test_an_ended_residency_is_not_written_on(stay, mentor, boss):
    first = save(stay, mentor, day=stay.starts_on.isoformat())
    client = logged_in(boss)
    assert send(client, first)[0][0] == "current"
    end_residency(residency=stay, last_on=stay.starts_on, result="완료", by=boss)
    later = save(stay, mentor, base=first["key"], done="덧붙임", day=stay.starts_on.isoformat())
    state, text = send(client, later)[0]
    assert (state, "종료" in text) == ("refused", True)
    assert send(client, first)[0][0] == "current"  # what was kept is answered as it was
    picture = {"key": str(uuid.uuid4()), "residency": stay.pk, "mentor": mentor.pk, "day": stay.starts_on.isoformat()}
    answer = client.post(reverse("mentoring:log-photo-add"), picture | {"file": _picture()})
    assert answer.json()["state"] == "refused"
    assert client.get(reverse("mentoring:log-book")).json()["stays"] == []
    reopen_residency(residency=stay, by=boss)
    assert send(client, later)[0][0] == "current"


def test_nobody_writes_for_another_mentor(stay, mentor):
    other = person(Role.MENTOR, name="stranger")
    assert send(logged_in(other), save(stay, mentor))[0][0] == "refused"
    assert LogSave.objects.count() == 0
    assert logged_in(other).get(reverse("mentoring:log-book")).json()["stays"] == []


def test_pictures_of_two_devices_are_all_kept(stay, mentor):
    client = logged_in(mentor.person)
    keys = [str(uuid.uuid4()) for _n in range(2)]
    for key in (*keys, keys[0]):
        with_file = {"key": key, "residency": stay.pk, "mentor": mentor.pk, "day": today().isoformat()}
        answer = client.post(reverse("mentoring:log-photo-add"), with_file | {"file": _picture()})
        assert answer.json()["state"] == "done", answer.json()
    assert LogPhoto.objects.count() == 2
    assert client.get(reverse("mentoring:log-photo", args=[LogPhoto.objects.first().pk])).status_code == 200


def _picture():
    return SimpleUploadedFile("a.png", PIXEL, "image/png")


def test_what_is_no_list_is_refused(mentor):
    client = logged_in(mentor.person)
    for body in ("x", "[]", '{"saves": 1}', "[" * 100_000):
        answer = client.post(
            reverse("mentoring:log-saves"),
            body,
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 422


def test_the_frame_and_its_worker(mentor):
    client = logged_in(mentor.person)
    assert client.get(reverse("mentoring:log")).status_code == 200
    worker = client.get(reverse("mentoring:log-worker"))
    assert worker["Service-Worker-Allowed"] == "/mentoring/log/"
    assert "mentoring/daylog/main.js" in worker.content.decode()
