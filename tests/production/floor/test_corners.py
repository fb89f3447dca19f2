"""Where pieces, moments and runs could go astray: rounding, what happened meanwhile, clocks, codes."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from dure.config.engines.postgres import OWNER, Postgres
from dure.inventory.models import ItemUnit, Unit
from dure.kernel import clock
from dure.plant.models import ChangeRecord, Skill
from dure.production.errors import WorkOrderIsClosed
from dure.production.models import Call, CallRule, FloorAct, OperationReport, OperationRun
from dure.production.services.andon import answer_call, set_all_call_rules
from dure.production.services.floor import reporting, splitting, stopping
from dure.production.services.floor.undoing import undo_step
from dure.production.services.orders import cancel_work_order
from tests.production.floor.devices import chief_of, tablet
from tests.production.floor.shop import Plant, make_plant, operations
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_a_split_rounds_no_piece_into_being(plant: Plant) -> None:
    """A sixth of 54 whole bags is 9, not 10; for 9 bags out of 54, 9 pieces of 54 are begun, not 9.0001."""
    order = plant.order(30)
    order.components.update(planned=54, is_whole=True)
    part = splitting.split_order(order=order, quantity=D(5), by=None)
    assert [row.components.get().planned for row in (part, order)] == [9, 45]
    other = plant.order(54)
    other.components.update(planned=54, issued=9)
    assert splitting.begun(other) == 9


def test_what_was_finished_meanwhile_stays_finished_when_a_start_is_taken_back(plant: Plant) -> None:
    one, other = plant.order(10), plant.order(20)
    (boil, _), (boil_other, _) = operations(one), operations(other)
    first = plant.start(boil, plant.kettle, 0)
    second = plant.start(boil_other, plant.kettle, 10)
    told = plant.report(boil, plant.kettle, 12, 10)
    end = stopping.finish(client_id=uuid.uuid4(), operation=boil, work_unit=plant.kettle, person=plant.kim)
    undo_step(step=second, person=plant.kim)
    boil.refresh_from_db()
    assert (boil.status, OperationRun.objects.filter(ended_at=None).count(), wrong()) == ("done", 0, [])
    # Nothing has begun there since, so the rest can be taken back as well.
    for step in (end, told, first):
        undo_step(step=step, person=plant.kim)
    boil.refresh_from_db()
    assert (boil.status, boil.good, OperationRun.objects.filter(ended_at=None).count(), wrong()) == (
        "waiting",
        0,
        0,
        [],
    )


def test_a_cancelled_order_stays_cancelled(plant: Plant) -> None:
    """It was begun and put aside, then cancelled; what a tablet tells later doesn't bring it back."""
    order = plant.order(10)
    boil, _pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    paused = plant.pause(boil, plant.kettle, 5)
    cancel_work_order(work_order_id=order.pk)
    for late in (
        lambda: plant.report(boil, plant.kettle, 6, 10),
        lambda: plant.finish(boil, plant.kettle, 7),
        lambda: undo_step(step=paused, person=plant.kim),
    ):
        with pytest.raises(WorkOrderIsClosed):
            late()
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_a_call_that_was_answered_is_not_taken_back_by_a_tablet(plant: Plant) -> None:
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("call", call="material")
    wrong_touch = device.sent[-1]["id"]
    (shown,) = device.picture()["units"][0]["calls"]
    assert (shown["id"], shown["answered"]) == (wrong_touch, False)
    answer_call(call_id=Call.objects.get().pk, person=chief_of(plant))
    assert device.act("undo", of=wrong_touch)["state"] == "refused"
    assert Call.objects.get().answered_at is not None
    device.act("call", call="quality")
    device.act("undo", of=device.sent[-1]["id"])
    assert Call.objects.get(kind="quality").undone_at is not None


def test_a_clock_that_is_wrong_is_set_right(plant: Plant) -> None:
    """The tablet is three hours ahead: 40 minutes of work stay 40 minutes. Another one lives in 2020."""
    boil = operations(plant.order(60))[0]
    device, ahead = tablet(plant), timedelta(hours=3)
    device.badge_in(plant.kim.badge)
    now = clock.now()
    acts = [
        {"id": str(uuid.uuid4()), "kind": kind, "unit": "KETTLE", "operation": boil.pk, "token": device.token,
         "at": (now + ahead - timedelta(minutes=minutes)).isoformat()}
        for kind, minutes in (("start", 50), ("pause", 10))
    ]  # fmt: skip
    told = {"acts": acts, "now": (now + ahead).isoformat()}
    answer = device.client.post("/work/acts", told, content_type="application/json").json()["answers"]
    assert [one["state"] for one in answer] == ["done", "done"]
    run = OperationRun.objects.get()
    assert abs(run.ended_at - run.started_at - timedelta(minutes=40)) < timedelta(seconds=1)
    assert abs(run.started_at - now + timedelta(minutes=50)) < timedelta(minutes=5)
    refused = device.act("resume", boil.pk, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert (refused["state"], "2020-01-01" in refused["text"]) == ("refused", True)
    assert OperationRun.objects.count() == 1


def test_full_packs_from_a_tablet(plant: Plant) -> None:
    ItemUnit.objects.create(item=plant.noodle, unit=Unit.objects.create(code="BOX24", dimension="count"), numerator=24)
    boil = operations(plant.order(200))[0]
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("start", boil.pk)
    (work, *_rest) = device.picture()["units"][0]["operations"]
    assert work["packs"] == [{"unit": "BOX24", "pieces": 24.0}]
    device.act("report", boil.pk, good=51, packs=2, pack_unit="BOX24", loose=3)
    report = OperationReport.objects.get()
    assert (report.good, report.packs, report.pack_unit, wrong()) == (51, 2, "BOX24", [])


def test_the_last_act_can_be_taken_back_once_the_work_is_over(plant: Plant) -> None:
    order = plant.order(20)
    boil = operations(order)[0]
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("start", boil.pk)
    device.act("finish", boil.pk, good=20)
    (kettle, *_rest) = device.picture()["units"]
    assert boil.pk not in [one["id"] for one in kettle["operations"]]
    assert (kettle["last"]["kind"], kettle["last"]["order"]) == ("finish", order.number)
    assert device.act("undo", of=kettle["last"]["id"])["state"] == "done"
    boil.refresh_from_db()
    assert (boil.status, boil.good) == ("running", 0)


def test_what_speaks_against_a_start_is_told_on_the_tablet() -> None:
    skill = Skill.objects.create(code="SK1", name="packing licence")
    plant = make_plant(skill)
    boil, pack = operations(plant.order(20))
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("start", boil.pk)
    device.act("report", boil.pk, good=20)
    answer = device.act("start", pack.pk, unit="PACK1")
    assert (answer["state"], "packing licence" in answer["text"]) == ("done", True)


def test_losses_that_are_no_list_are_kept_and_shown(plant: Plant) -> None:
    boil = operations(plant.order(20))[0]
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    assert device.act("report", boil.pk, good=1, losses=5)["state"] == "refused"
    device.act("report", boil.pk, good=1, losses=[{"kind": "reject", "reason": None, "quantity": "two"}])
    chief = Client(headers={"accept-language": "en"})
    chief.force_login(chief_of(plant))
    assert chief.get("/acts/").status_code == 200


def test_a_fault_of_the_program_holds_up_no_other_act(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is kept for a supervisor with nothing of it done; a database that is away refuses nothing."""
    boil = operations(plant.order(20))[0]
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    device.act("start", boil.pk)

    def fail(*_args: object) -> None:
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr(reporting, "_tell", fail)
        fault: Exception = KeyError("odd")
        acts = [device.queue("report", boil.pk, good=5), device.queue("pause", boil.pk)]
        refused, done = device.send(*acts)
        assert (refused["state"], "오류 기록" in refused["text"], done["state"]) == ("refused", True, "done")
        fault = OperationalError("away")
        device.act("resume", boil.pk)
        device.client.raise_request_exception = False
        with pytest.raises(AssertionError):
            device.send(away := device.queue("report", boil.pk, good=5))
    boil.refresh_from_db()
    assert (boil.good, wrong()) == (0, [])
    assert device.send(away)[0]["state"] == "done"
    assert FloorAct.objects.filter(state="refused").count() == 1


_FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION no_room();
"""


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_met_by_the_queue_of_jobs_refuses_no_act(postgres: Postgres) -> None:
    """The queue hides the driver's error behind one of its own; the device must send the act again."""
    plant = make_plant()
    boil = operations(plant.order(20))[0]
    device = tablet(plant)
    device.badge_in(plant.kim.badge)
    start = device.queue("start", boil.pk)
    device.client.raise_request_exception = False
    with psycopg.connect(postgres.url(OWNER, "dure"), autocommit=True) as link:
        link.execute(_FULL)
        try:
            with pytest.raises(AssertionError):
                device.send(start)
        finally:
            link.execute("DROP FUNCTION no_room CASCADE")
    assert not FloorAct.objects.filter(client_id=start["id"]).exists()
    assert device.send(start)[0]["state"] == "done"
    assert (OperationRun.objects.count(), wrong()) == (1, [])


def test_who_is_called_is_changed_with_a_record(plant: Plant) -> None:
    wanted = {"material": [(0, ["office"]), (300, ["supervisor"])]}
    set_all_call_rules(levels=wanted, by=plant.kim)
    changes = ChangeRecord.objects.filter(table="CallRule").count()
    assert changes
    set_all_call_rules(levels=wanted, by=plant.kim)
    assert ChangeRecord.objects.filter(table="CallRule").count() == changes
    assert [(row.after_s, row.roles) for row in CallRule.objects.filter(kind="material")] == [
        (0, ["office"]), (300, ["supervisor"]),
    ]  # fmt: skip
