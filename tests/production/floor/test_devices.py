"""What tablets send is done once, in its order, and what can't be done waits for a supervisor."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from dure.production.models import FloorAct, OperationStep
from dure.production.tablets import inbox
from dure.production.tablets.picture import media
from tests.production.floor.devices import PIN, chief_of, tablet
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import there
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_only_a_registered_tablet_or_somebody_of_the_floor(plant):
    nobody = Client()
    assert nobody.get("/work/picture").status_code == 401
    assert nobody.post("/work/acts", {"acts": []}, content_type="application/json").status_code == 401
    phone = Client()
    phone.force_login(plant.kim)
    assert phone.get("/work/picture").json()["self"]
    office = Client()
    office.force_login(_office())
    assert office.get("/work/picture").status_code == 401


def _office():
    from dure.plant.models import Person

    return Person.objects.create_user("office", password="secret-pass-1", roles=["planner"])


def test_the_picture_tells_what_there_is_to_do(plant):
    order = plant.order(60)
    device = tablet(plant)
    picture = device.picture()
    assert [unit["code"] for unit in picture["units"]] == ["KETTLE", "PACK1", "PACK2"]
    (boil,) = picture["units"][0]["operations"]
    assert (boil["order"], boil["quantity"], boil["status"]) == (order.number, 60.0, "waiting")
    assert boil["acts"] == ["start", "change_over"]
    # Marks of badges, never the badges themselves.
    assert plant.kim.badge not in str(picture)
    assert picture["people"][0]["name"] == "김반장"


def test_a_picture_that_hasnt_changed_has_no_body(plant):
    device = tablet(plant)
    first = device.client.get("/work/picture")
    again = device.client.get("/work/picture", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_badge_and_pin(plant):
    device = tablet(plant)
    assert "error" in device.badge_in(plant.kim.badge, "0000")
    assert device.badge_in(plant.kim.badge)["name"] == "김반장"
    mark = device.picture()["people"][0]["mark"]
    assert device.badge_in(mark, PIN)["name"] == "김반장"


def test_a_days_work_from_a_tablet(plant):
    boil, pack = operations(plant.order(60))
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    assert device.act("start", boil.pk)["state"] == "done"
    assert device.act("finish", boil.pk, good=60)["state"] == "done"
    assert device.act("start", pack.pk, "PACK1")["state"] == "done"
    loss = {"kind": "reject", "reason": plant.torn.pk, "quantity": 2}
    assert device.act("finish", pack.pk, "PACK1", good=58, losses=[loss])["state"] == "done"
    assert there(plant.noodle) == 58
    assert wrong() == []
    # The last act at the packer is taken back in one: the end and its report.
    assert device.act("undo", unit="PACK1", of=device.sent[-1]["id"])["state"] == "done"
    assert there(plant.noodle) == 0
    assert wrong() == []


def test_sent_again_is_done_once(plant):
    (boil, _pack) = operations(plant.order(60))
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("start", boil.pk)
    device.act("report", boil.pk, good=30)
    first = device.send(*device.sent)
    assert first == device.send(*device.sent)
    assert [one["state"] for one in first] == ["done", "done"]
    boil.refresh_from_db()
    assert (boil.good, OperationStep.objects.count(), FloorAct.objects.count()) == (30, 2, 2)


def test_what_takes_long_is_left_for_the_next_sending(plant, monkeypatch):
    """A device gives up after eight seconds; a shift's acts may take a busy plant longer."""
    monkeypatch.setattr(inbox, "LONG_S", 0)
    (boil, _pack) = operations(plant.order(60))
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    left = [device.queue("start", boil.pk), *(device.queue("report", boil.pk, good=10) for _ in range(3))]
    sendings = 0
    while left:
        answers = device.send(*left)
        assert [(one["id"], one["state"]) for one in answers] == [(left[0]["id"], "done")]
        left, sendings = left[1:], sendings + 1
    boil.refresh_from_db()
    assert (sendings, boil.good, FloorAct.objects.count()) == (4, 30, 4)


def test_two_tablets_without_network_conflict_and_a_supervisor_decides(plant):
    (boil, _pack) = operations(plant.order(60))
    one, two = tablet(plant, "하나"), tablet(plant, "둘")
    for device in (one, two):
        device.badge_in(plant.kim.badge)
    one.act("start", boil.pk, at=plant.after(0))
    assert one.act("finish", boil.pk, good=60, at=plant.after(60))["state"] == "done"
    # The other one didn't know: it goes on reporting the same order, an hour later.
    refused = two.act("report", boil.pk, good=10, at=plant.after(120))
    assert refused["state"] == "refused"
    assert refused["text"]
    waiting = FloorAct.objects.get(state="refused")
    assert (waiting.tablet.name, waiting.person, waiting.body["good"]) == ("둘", plant.kim, 10)
    page = Client()
    page.force_login(chief_of(plant))
    shown = page.get("/acts/").content.decode()
    assert "김반장" in shown
    assert page.post(f"/acts/{waiting.pk}/settle", {"note": "이미 보고함"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.settled_note) == ("settled", "이미 보고함")
    # Sent again it stays decided, and nothing was made twice.
    assert two.send(two.sent[-1])[0]["state"] == "settled"
    boil.refresh_from_db()
    assert boil.good == 60


def test_a_refused_act_can_be_tried_again(plant):
    (boil, _pack) = operations(plant.order(60))
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    refused = device.act("report", boil.pk, good=30, at=plant.after(30))
    assert refused["state"] == "refused"
    plant.start(boil, plant.kettle, 0)
    row = inbox.try_again(act_id=FloorAct.objects.get(state="refused").pk, person=chief_of(plant))
    assert row.state == "done"
    boil.refresh_from_db()
    assert boil.good == 30


def test_without_network_the_badge_alone_counts_and_is_told(plant):
    (boil, _pack) = operations(plant.order(60))
    device = tablet(plant)
    mark = device.picture()["people"][0]["mark"]
    assert device.act("start", boil.pk, badge=mark, at=plant.after(0))["state"] == "done"
    row = FloorAct.objects.get()
    assert (row.person, row.is_proved) == (plant.kim, False)
    assert device.act("pause", boil.pk, badge="nobody's")["state"] == "refused"


def test_a_proof_of_another_tablet_isnt_taken(plant):
    (boil, _pack) = operations(plant.order(60))
    one, two = tablet(plant, "하나"), tablet(plant, "둘")
    one.badge_in(plant.kim.badge)
    two.token = one.token
    assert two.act("start", boil.pk)["state"] == "refused"


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "dance"},
        {"kind": "report", "good": "NaN"},
        {"kind": "report", "good": -1},
        {"kind": "report", "losses": [{"kind": "good", "quantity": 1}]},
        {"kind": "start", "operation": "x"},
        {"kind": "start", "operation": 10**9},
        {"kind": "undo", "of": "nothing"},
        {"kind": "start", "unit": "NOWHERE"},
    ],
)
def test_what_no_page_sends_is_kept_and_refused(plant, sent):
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    made = {"id": str(uuid.uuid4()), "at": "2026-03-03T00:00:00Z", "unit": "KETTLE", "token": device.token, **sent}
    (answer,) = device.send(made)
    assert answer["state"] == "refused"
    assert answer["text"]
    assert FloorAct.objects.get().state == "refused"


def test_an_act_without_an_id_is_answered(plant):
    device = tablet(plant)
    (answer,) = device.send({"kind": "start"})
    assert answer["state"] == "refused"
    assert not FloorAct.objects.exists()


def test_the_future_is_now(plant):
    """The clock of a tablet may be ahead: an act never lies in the future."""
    (boil, _pack) = operations(plant.order(60))
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    from dure.kernel import clock

    device.act("start", boil.pk, at=clock.now() + timedelta(hours=3))
    assert FloorAct.objects.get().at <= clock.now()


def test_readings_of_a_counter_a_note_and_why_it_pauses(plant):
    boil = operations(plant.order(60))[0]
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("start", boil.pk)
    # 25 pieces between the readings, 2 of them no good.
    lost = [{"reason": None, "kind": "reject", "quantity": 2}]
    device.act("report", boil.pk, good=23, losses=lost, counter_from="1000", counter_to="1025", note="첫 솥")
    device.act("pause", boil.pk, note="점심")
    boil.refresh_from_db()
    assert (boil.good, boil.rejected, boil.status) == (23, 2, "paused")
    steps = OperationStep.objects.filter(operation=boil).order_by("pk")
    assert [step.note for step in steps] == ["", "첫 솥", "점심"]
    assert wrong() == []


def test_a_tablet_gets_the_pictures_of_its_machines(plant):
    device = tablet(plant)
    assert device.picture()["units"][0]["picture"] is None
    assert device.client.get(f"/work/media/unit/{plant.kettle.pk}").status_code == 404
    assert device.client.get(f"/work/media/person/{plant.kim.pk}").status_code == 404
    assert Client().get(f"/work/media/unit/{plant.kettle.pk}").status_code == 401
    address = media("unit", plant.kettle.pk, "work-unit/kettle.png") or ""
    assert address.startswith(f"/work/media/unit/{plant.kettle.pk}?v=")
    assert address != media("unit", plant.kettle.pk, "work-unit/newer.png")
