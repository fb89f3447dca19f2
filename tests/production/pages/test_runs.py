"""Orders on machines: one at a time, never before what was already counted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dure.events.models import RecordedEvent
from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.production import services
from dure.production.errors import BadQuantity, NothingRuns, WorkOrderIsClosed
from dure.production.models import OperationRun, ProductionResult, UnitRecord, WorkOrder
from dure.production.selectors import figures
from tests.production.pages.conftest import Line


def test_a_run_starts_after_the_last_observation_already_counted(line: Line):
    ahead = clock.now() + timedelta(minutes=3)
    UnitRecord.objects.filter(work_unit=line.press).update(last_time=ahead)
    run = services.start_run(work_order=line.order(), work_unit=line.press, person=line.person)
    assert run.started_at == ahead + timedelta(microseconds=1)


def test_starting_another_order_ends_the_first_at_the_same_moment(line: Line):
    first = services.start_run(work_order=line.order("W1"), work_unit=line.press, person=line.person)
    second = services.start_run(work_order=line.order("W2"), work_unit=line.press, person=line.person)
    first.refresh_from_db()
    assert first.ended_at == second.started_at
    assert WorkOrder.objects.get(number="W1").status == "released"
    assert WorkOrder.objects.get(number="W2").status == "running"


def test_starting_what_already_runs_changes_nothing(line: Line):
    order = line.order()
    first = services.start_run(work_order=order, work_unit=line.press, person=line.person)
    assert services.start_run(work_order=order, work_unit=line.press, person=line.person) == first
    assert OperationRun.objects.count() == 1


def test_an_order_on_two_machines_is_done_when_the_last_one_ends(line: Line):
    order = line.order()
    for unit in (line.press, line.packer):
        services.start_run(work_order=order, work_unit=unit, person=line.person)
    services.end_run(work_unit=line.press, person=line.person)
    order.refresh_from_db()
    assert order.status == "running"
    services.end_run(work_unit=line.packer, person=line.person)
    order.refresh_from_db()
    assert order.status == "done"


def test_an_order_put_aside_can_be_continued(line: Line):
    order = line.order()
    services.start_run(work_order=order, work_unit=line.press, person=line.person)
    services.end_run(work_unit=line.press, person=line.person, is_order_done=False)
    order.refresh_from_db()
    assert order.status == "released"
    services.start_run(work_order=order, work_unit=line.press, person=line.person)
    assert OperationRun.objects.filter(work_order=order).count() == 2


def test_a_closed_order_cannot_start(line: Line):
    order = line.order()
    services.cancel_work_order(work_order_id=order.pk)
    with pytest.raises(WorkOrderIsClosed):
        services.start_run(work_order=order, work_unit=line.press, person=line.person)


def test_nothing_to_end(line: Line):
    with pytest.raises(NothingRuns):
        services.end_run(work_unit=line.press, person=line.person)


def test_an_order_number_is_used_once(line: Line):
    services.create_work_order(number="A-1", item=line.item, quantity=Decimal(10))
    with pytest.raises(Conflict):
        services.create_work_order(number="A-1", item=line.item, quantity=Decimal(10))
    with pytest.raises(BadQuantity):
        services.create_work_order(number="A-2", item=line.item, quantity=Decimal(0))
    assert RecordedEvent.objects.filter(name="production.WorkOrderCreated").count() == 1


def test_an_order_of_a_line_has_made_what_left_its_last_machine(line: Line):
    on_line = WorkOrder.objects.create(number="L", item=line.item, quantity=50, work_center=line.center)
    side_by_side = line.order("P")
    for order in (on_line, side_by_side):
        for unit, good in ((line.press, 20), (line.packer, 18)):
            run = services.start_run(work_order=order, work_unit=unit, person=line.person)
            ProductionResult.objects.create(
                work_unit=unit,
                hour=run.started_at.replace(minute=0, second=0, microsecond=0),
                run=run,
                item=line.item,
                source="counter",
                produced=good,
                good=good,
                first_at=run.started_at,
                last_at=run.started_at,
            )
    made = figures.by_order([on_line.pk, side_by_side.pk])
    assert (made[on_line.pk].good, made[side_by_side.pk].good) == (18, 38)
