"""Acts at operations, one by one."""

import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dure.inventory.errors import NotEnough
from dure.inventory.models import ItemUnit, Location, Unit
from dure.inventory.services import Movement, move
from dure.kernel.errors import Invalid
from dure.plant.models import Person, PersonSkill, Skill, Tool
from dure.plant.services import add_row
from dure.production.errors import (
    NothingRuns,
    NotNow,
    NotReady,
    SentDifferently,
    TakeBackLaterFirst,
    TooMany,
)
from dure.production.models import HandEntry, OperationRun, OperationStep, ToolMount, WorkOrder
from dure.production.selectors.dispatch import dispatch
from dure.production.selectors.tools import shots_of
from dure.production.services.floor import holding, mounting, reporting, reworking, splitting, starting, stopping
from dure.production.services.floor.reporting import Loss, Packs, Reading, Said
from dure.production.services.floor.undoing import correct_report, undo_step
from dure.production.services.making.issuing import Issue
from tests.production.floor.shop import Plant, act, fresh, make_plant, operations
from tests.production.making.bakery import place, there
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said is compared in one language."""
    with translation.override("en"):
        yield


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_the_same_act_is_done_once_and_another_one_with_its_id_is_refused(plant: Plant) -> None:
    boil, _ = operations(plant.order())
    key, said = uuid.uuid4(), Said(D(40))
    plant.start(boil, plant.kettle, 0)
    values = {"client_id": key, "operation": boil, "work_unit": plant.kettle, "person": plant.kim}
    first = reporting.report(**values, said=said, at=plant.after(10))
    assert reporting.report(**values, said=said, at=plant.after(10)) == first
    with pytest.raises(SentDifferently):
        reporting.report(**values, said=Said(D(41)), at=plant.after(10))
    boil.refresh_from_db()
    assert (boil.good, HandEntry.objects.count()) == (40, 1)


def test_no_more_than_came_can_be_reported(plant: Plant) -> None:
    boil, pack = operations(plant.order())
    with pytest.raises(NotNow):
        plant.report(boil, plant.kettle, 0, 5)
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 5, 30)
    plant.start(pack, plant.packer, 5)
    with pytest.raises(TooMany, match="Only 30 pieces have come to 20 packing; you report 31"):
        plant.report(pack, plant.packer, 9, 30, Loss(D(1)))
    with pytest.raises(NothingRuns):
        plant.report(pack, plant.packer2, 9, 30)
    assert wrong() == []


def test_two_machines_work_on_one_operation(plant: Plant) -> None:
    order = plant.order(100)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 30, 100)
    plant.finish(boil, plant.kettle, 30)
    plant.start(pack, plant.packer, 30)
    plant.start(pack, plant.packer2, 40)
    first = plant.report(pack, plant.packer, 60, 50)
    plant.report(pack, plant.packer2, 70, 45)
    plant.finish(pack, plant.packer, 90)
    order.refresh_from_db()
    pack.refresh_from_db()
    assert (pack.status, order.status, there(plant.noodle)) == ("running", "running", 95)
    # What was completed later is taken back first.
    with pytest.raises(Exception, match="Only the last completion"):
        undo_step(step=first, person=plant.kim)
    last = plant.finish(pack, plant.packer2, 100)
    order.refresh_from_db()
    # An hour of each packer; 20 and 30 minutes of it after the last goods had come, at 100 won.
    assert (order.status, order.wip, wrong()) == ("done", 5_000, [])
    times = order.times.filter(completion__undone_at=None, operation_number=20).values_list("machine_s", flat=True)
    assert sum(times) == 60 * 60 + 60 * 60
    undo_step(step=last, person=plant.kim)
    order.refresh_from_db()
    assert (order.status, wrong()) == ("running", [])


def test_starting_something_else_puts_aside_what_ran_and_undo_lets_it_go_on(plant: Plant) -> None:
    one, other = plant.order(10), plant.order(20)
    (boil, _), (boil_other, _) = operations(one), operations(other)
    plant.start(boil, plant.kettle, 0)
    second = plant.start(boil_other, plant.kettle, 10)
    assert [row.status for row in (fresh(boil), fresh(boil_other), fresh(one))] == ["paused", "running", "released"]
    undo_step(step=second, person=plant.kim)
    undo_step(step=second, person=plant.kim)
    assert [row.status for row in (fresh(boil), fresh(boil_other), fresh(one))] == ["running", "waiting", "running"]
    run = OperationRun.objects.get(ended_at=None)
    assert (run.operation, run.started_at, wrong()) == (boil, plant.after(0), [])


def test_a_report_by_reading_and_by_packs(plant: Plant) -> None:
    order = plant.order(200)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    said = Said(reading=Reading(D(99_950), D(90)), losses=[Loss(D(10), reason=plant.torn)])
    step = act(
        reporting.report, operation=boil, work_unit=plant.kettle, person=plant.kim, said=said, at=plant.after(60)
    )
    # From 99,950 over 100,000 to 90: 140 pieces, 10 of them torn.
    assert (step.report.good, step.report.rejected, step.report.counter_to) == (130, 10, 90)
    box = Unit.objects.create(code="BOX24", dimension="count")
    ItemUnit.objects.create(item=plant.noodle, unit=box, numerator=24)
    plant.start(pack, plant.packer, 60)
    said = Said(packs=Packs(D(5), "BOX24", loose=D(3)))
    step = act(
        reporting.report, operation=pack, work_unit=plant.packer, person=plant.kim, said=said, at=plant.after(90)
    )
    assert (step.report.good, there(plant.noodle), wrong()) == (123, 123, [])


def test_scanned_goods_go_in_with_the_report_and_come_out_with_it(plant: Plant) -> None:
    order = plant.order(20)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    lot = plant.flour.lots.get(number="F1")
    # 12 kg instead of 10: too much water was in the first kettle.
    said = Said(D(20), consumed=[Issue(plant.flour, D(12), lot)])
    step = act(reporting.report, operation=boil, work_unit=plant.kettle, person=plant.kim, said=said)
    assert there(plant.flour) == 88
    plant.start(pack, plant.packer, 10)
    done = plant.report(pack, plant.packer, 20, 20)
    assert (there(plant.flour), done.completion.moves.filter(kind="issue").count(), wrong()) == (88, 0, [])
    with pytest.raises(TakeBackLaterFirst):
        undo_step(step=step, person=plant.kim)
    undo_step(step=done, person=plant.kim)
    undo_step(step=step, person=plant.kim)
    assert (there(plant.flour), wrong()) == (100, [])


def test_goods_that_have_left_keep_their_report(plant: Plant) -> None:
    boil, pack = operations(plant.order(20))
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 5, 20)
    plant.start(pack, plant.packer, 5)
    step = plant.report(pack, plant.packer, 9, 20)
    lot = step.completion.moves.get(kind="product").lot
    goods = Movement(plant.noodle, D(1), place("STOCK"), Location.objects.get(kind="customer"), lot)
    move([goods], by=None, document="D1")
    with pytest.raises(NotEnough):
        undo_step(step=step, person=plant.kim)


def test_a_wrong_report_is_replaced_and_stays_to_be_seen(plant: Plant) -> None:
    order = plant.order(100)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 30, 100)
    plant.start(pack, plant.packer, 30)
    wrong_one = plant.report(pack, plant.packer, 60, 98)
    plant.pause(pack, plant.packer, 61)
    right = act(correct_report, step=wrong_one, person=plant.kim, said=Said(D(89), losses=[Loss(D(2))]), why="typed")
    order.refresh_from_db()
    assert (order.received, order.rejected, right.report.replaces) == (89, 2, wrong_one.report)
    assert (right.at, OperationStep.objects.get(pk=wrong_one.pk).undone_why, wrong()) == (wrong_one.at, "typed", [])


def test_rework_goes_back_and_comes_through_again(plant: Plant) -> None:
    order = plant.order(50)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 30, 50)
    plant.finish(boil, plant.kettle, 30)
    plant.start(pack, plant.packer, 30)
    plant.report(pack, plant.packer, 60, 44, Loss(D(6), "rework"))
    back = act(reworking.send_to_rework, operation=fresh(pack), quantity=D(4), to=boil, person=plant.kim)
    assert (fresh(boil).status, boil.returned) == ("paused", 4)
    plant.start(boil, plant.kettle, 65)
    plant.report(boil, plant.kettle, 70, 4)
    plant.report(pack, plant.packer, 80, 4)
    with pytest.raises(TakeBackLaterFirst):
        undo_step(step=back, person=plant.kim)
    with pytest.raises(Invalid, match="2 pieces wait for rework here"):
        act(reworking.send_to_rework, operation=fresh(pack), quantity=D(3), to=boil, person=plant.kim)
    new = reworking.NewOperation("다시 포장")
    inserted = act(reworking.send_to_rework, operation=fresh(pack), quantity=D(2), to=new, person=plant.kim)
    extra = inserted.route.target
    plant.start(extra, plant.packer2, 90)
    plant.report(extra, plant.packer2, 95, 1, Loss(D(1)))
    plant.finish(extra, plant.packer2, 95)
    order.refresh_from_db()
    assert (order.received, order.rejected, wrong()) == (49, 1, [])
    plant.finish(boil, plant.kettle, 98)
    plant.finish(pack, plant.packer, 99)
    order.refresh_from_db()
    assert (order.status, wrong()) == ("done", [])


def test_rework_that_was_sent_wrongly_is_taken_back_with_its_operation(plant: Plant) -> None:
    boil, _ = operations(plant.order(50))
    plant.start(boil, plant.kettle, 0)
    said = plant.report(boil, plant.kettle, 30, 40, Loss(D(10), "rework"))
    to = reworking.NewOperation("건조")
    step = act(reworking.send_to_rework, operation=fresh(boil), quantity=D(10), to=to, person=plant.kim)
    with pytest.raises(TakeBackLaterFirst):
        undo_step(step=said, person=plant.kim)
    undo_step(step=step, person=plant.kim)
    undo_step(step=said, person=plant.kim)
    assert ([row.number for row in operations(boil.order)], fresh(boil).rework) == ([10, 20], 0)


def test_an_operation_is_left_out(plant: Plant) -> None:
    order = plant.order(20)
    boil, pack = operations(order)
    step = act(stopping.skip, operation=boil, person=plant.kim, reason="냉동면")
    plant.start(pack, plant.packer, 0)
    done = plant.report(pack, plant.packer, 10, 20)
    order.refresh_from_db()
    assert (order.received, wrong()) == (20, [])
    with pytest.raises(TakeBackLaterFirst):
        undo_step(step=step, person=plant.kim)
    undo_step(step=done, person=plant.kim)
    undo_step(step=step, person=plant.kim)
    assert fresh(boil).status == "waiting"


def test_what_blocks_and_what_warns() -> None:
    skill = Skill.objects.create(code="PACK", name="포장")
    plant = make_plant(skill=skill)
    order = plant.order(300)
    boil, pack = operations(order)
    found = plant.start(boil, plant.kettle, 0).checks
    assert [(one["check"], one["params"]["quantity"]) for one in found] == [("material", "50")]
    PersonSkill.objects.create(person=plant.kim, skill=skill, level=1)
    holding.set_start_rule(check="skill", level="block", by=None)
    plant.report(boil, plant.kettle, 5, 20)
    with pytest.raises(NotReady, match="김반장 lacks 포장 of level 2"):
        plant.start(pack, plant.packer, 10)
    chief = Person.objects.create_user("lee", password="secret-pass-1", display_name="이팀장", roles=["supervisor"])
    step = plant.start(pack, plant.packer, 10, allowed_by=chief)
    assert (step.allowed_by, step.checks[0]["blocks"]) == (chief, True)
    undo_step(step=step, person=plant.kim)
    holding.take_out_of_service(work_unit=plant.packer, reason="베어링 교체", by=None)
    PersonSkill.objects.update(level=2)
    with pytest.raises(NotReady, match="포장기 1호 is out of service: 베어링 교체"):
        plant.start(pack, plant.packer, 20)
    holding.put_back_in_service(work_unit=plant.packer, by=None)
    hold = holding.hold_order(order=order, reason="이물 확인", by=None)
    with pytest.raises(NotReady, match="is held: 이물 확인"):
        plant.start(pack, plant.packer, 20)
    # What was done without the network has happened; it is noted.
    late = plant.start(pack, plant.packer, 20, has_happened=True)
    assert late.checks[0]["check"] == "hold"
    holding.lift_hold(hold=hold, by=None)


def test_the_dispatch_list_says_what_is_next_and_why_not(plant: Plant) -> None:
    early, later = plant.order(40, due_at=plant.after(600)), plant.order(60, plant.thick, due_at=plant.after(900))
    (boil, pack), (thick, _) = operations(early), operations(later)
    assert [(one.operation, one.is_ready) for one in dispatch(plant.kettle)] == [(boil, True), (thick, True)]
    plant.start(thick, plant.kettle, 0)
    assert [(one.operation, one.is_here) for one in dispatch(plant.kettle)] == [(thick, True), (boil, False)]
    (first, second) = dispatch(plant.packer)
    assert (first.operation, first.elsewhere) == (pack, (plant.packer2,))
    assert str(first.waits[0].sentence) == "Operation 10 has let nothing through yet."
    plant.report(thick, plant.kettle, 10, 19)
    (_, second) = dispatch(plant.packer)
    assert second.waits[0].sentence == "Operation 10 has let 19 of 20 pieces through."
    plant.report(thick, plant.kettle, 20, 1)
    ready = dispatch(plant.packer)[0]
    assert (ready.operation.order, ready.is_ready, ready.ready, ready.left) == (later, True, 20, 60)
    with CaptureQueriesContext(
        connection,
    ) as few:
        dispatch(plant.packer)
    plant.order(70)
    with CaptureQueriesContext(connection) as more:
        dispatch(plant.packer)
    assert len(few) == len(more)


def test_change_over_with_a_tool_and_shots(plant: Plant) -> None:
    die = Tool(code="DIE1", name="면 다이", kind="die", cavities=4)
    add_row(die, by=None)
    (boil, _), (thick, _) = operations(plant.order(40)), operations(plant.order(60, plant.thick))
    plant.start(boil, plant.kettle, 0)
    step = act(
        starting.change_over, operation=thick, work_unit=plant.kettle, person=plant.kim, tools=[die], at=plant.after(30)
    )
    assert (fresh(boil).status, fresh(thick).status, ToolMount.objects.get().work_unit) == (
        "paused", "setup", plant.kettle,
    )  # fmt: skip
    begun = plant.start(thick, plant.kettle, 45)
    assert (fresh(thick).status, begun.run.setup_until) == ("running", plant.after(45))
    plant.report(thick, plant.kettle, 60, 40)
    assert shots_of([die])[die.pk] == 10
    mounting.block_cavities(tool=die, blocked=[3], by=None, at=plant.after(61))
    last = plant.report(thick, plant.kettle, 90, 20)
    for one in (last, OperationStep.objects.get(operation=thick, act="report", report__good=40), begun, step):
        undo_step(step=one, person=plant.kim)
    assert (fresh(boil).status, fresh(thick).status, wrong()) == ("running", "waiting", [])


def test_split_and_merge(plant: Plant) -> None:
    order = plant.order(100)
    boil, _ = operations(order)
    plant.start(boil, plant.kettle, 0)
    plant.report(boil, plant.kettle, 10, 30)
    with pytest.raises(Exception, match="70 pieces of"):
        splitting.split_order(order=order, quantity=D(71), by=None)
    part = splitting.split_order(order=order, quantity=D(40), by=None)
    order.refresh_from_db()
    assert [(row.quantity, row.started, row.components.get().planned) for row in (order, part)] == [
        (60, 60, 30), (40, 40, 20),
    ]  # fmt: skip
    assert [row.planned for row in operations(part)] == [40, 40]
    splitting.merge_orders(into=order, others=[part], by=None)
    assert [(fresh(row).quantity, row.status) for row in (order, part)] == [(100, "running"), (40, "cancelled")]
    assert order.components.get().planned == 50
    splitting.undo_merge(order=part, by=None)
    assert [(fresh(row).quantity, row.status) for row in (order, part)] == [(60, "running"), (40, "released")]
    assert (WorkOrder.objects.get(pk=part.pk).split_from, wrong()) == (order, [])
