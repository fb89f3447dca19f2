"""The catalogue of simple automation: what a device brings in, and that nobody uses it before it is safe."""

import re

import pytest

from dure.mentoring.device_checks import Check, DeviceKind, checks_of, open_checks
from dure.mentoring.models import AutomationDevice, DeviceAnswer
from dure.mentoring.selectors.devices import device_told
from dure.mentoring.views.devices import ASKED
from dure.plant.roles import Role
from tests.mentoring.toolbox import mentor, press, quick
from tests.plant.plants import logged_in, person

__all__ = ["mentor", "press", "quick"]
pytestmark = pytest.mark.django_db
CHUTE = {
    "name": "1라인 슈트", "kind": "chute", "cost": "3000000", "life": "3", "before": "12", "after": "9",
    "pieces": "120000", "hour": "20000", "running": "200000", "rate": "10",
}  # fmt: skip


@pytest.fixture
def client(mentor):
    return logged_in(mentor)


@pytest.fixture
def leader(db):
    return logged_in(person(Role.SUPERVISOR, name="chief"))


@pytest.fixture
def chute(client) -> AutomationDevice:
    assert client.post("/improve/devices/add/", CHUTE).status_code == 302
    return AutomationDevice.objects.get()


def test_the_page_shows_the_sum_by_hand(client, chute):
    # 100 h · 20,000 − 200,000 = 1,800,000; 3,000,000 ÷ 150,000 = 20 months; present value: see test_payback
    page = client.get(f"/improve/devices/{chute.pk}/").content.decode()
    for told in ("100.0 h", "1,800,000", "20.0", "1,476,334", "1.1ᵗ"):
        assert told in page
    assert "1,476,334" in client.get(f"/improve/devices/{chute.pk}/print/").content.decode()
    assert "20.0" in client.get("/improve/devices/?kind=chute&used=no").content.decode()
    assert "1라인 슈트" not in client.get("/improve/devices/?used=yes").content.decode()
    assert client.get("/improve/devices/?format=xlsx").status_code == 200


def test_nobody_uses_it_before_all_questions_are_answered(client, leader, chute):
    use = f"/improve/devices/{chute.pk}/use/"
    assert client.post(use).status_code == 403
    assert leader.post(use).status_code == 409
    checks = checks_of("chute")
    for check in checks[:-1]:
        answer(client, chute, check, "yes")
    answer(client, chute, checks[-1], "no")
    assert leader.post(use).status_code == 409
    answer(client, chute, checks[-1], "none")
    assert device_told(chute).is_safe
    assert leader.post(use).status_code == 302
    chute.refresh_from_db()
    assert chute.in_use_since is not None
    for path, data in (
        ("answer", {"check": "risk", "answer": "no"}), ("remove", {}), ("change", CHUTE | {"kind": "cobot"}),
    ):  # fmt: skip
        assert client.post(f"/improve/devices/{chute.pk}/{path}/", data).status_code == 409, path
    assert leader.post(use, {"stop": "1"}).status_code == 302
    assert client.post(f"/improve/devices/{chute.pk}/remove/").status_code == 302
    assert not DeviceAnswer.objects.exists()


def answer(client, device: AutomationDevice, check: Check, given: str) -> None:
    data = {"check": check.value, "answer": given}
    assert client.post(f"/improve/devices/{device.pk}/answer/", data).status_code == 302


def test_what_is_not_asked_is_not_answered(client, chute):
    for data in ({"check": "speed", "answer": "yes"}, {"check": "risk", "answer": "maybe"}, {}):
        assert client.post(f"/improve/devices/{chute.pk}/answer/", data).status_code == 422
    answer(client, chute, Check.RISK, "yes")
    page = client.post(f"/improve/devices/{chute.pk}/answer/", {"check": "risk", "answer": "no"}, follow=True)
    undo = re.findall(r"/improve/tools/changes/\d+/undo/", page.content.decode())[-1]
    assert client.post(undo).status_code == 302
    assert chute.answers.get().answer == "yes"


def test_examples_come_once_and_are_marked(client):
    for _ in range(2):
        assert client.post("/improve/devices/examples/").status_code == 302
    rows = AutomationDevice.objects.all()
    assert rows.count() == 10
    assert all(one.is_example and one.in_use_since is None for one in rows)
    one = rows.get(kind="cobot")
    client.post(f"/improve/devices/{one.pk}/change/", CHUTE | {"name": one.name, "kind": "cobot"})
    one.refresh_from_db()
    assert not one.is_example


@pytest.mark.parametrize("kind", list(DeviceKind))
def test_every_kind_has_its_questions(kind):
    asked = checks_of(kind)
    assert {Check.RISK, Check.TAUGHT} <= set(asked)
    assert set(asked) <= ASKED.keys()
    assert open_checks(kind, dict.fromkeys(asked, "yes")) == []
    assert open_checks(kind, {}) == asked
    assert (Check.SPEED in asked) == (kind in (DeviceKind.COBOT, DeviceKind.OTHER))
