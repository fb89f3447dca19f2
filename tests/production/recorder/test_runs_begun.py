"""Somebody begins a run at a machine while the recorder is about to write what the machine made."""

import threading
from datetime import timedelta

from django.db import connections, transaction

from dure.inventory.models import Item
from dure.production.models import OperationRun, ProductionResult, WorkOrder
from dure.production.rebuild import compare
from dure.production.services.record import locked
from tests.production.recorder.conftest import DAY, Floor
from tests.telemetry.test_locks import wait_for_waiter


def test_parts_of_a_run_that_is_committed_while_the_recorder_waits_are_its_own(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 100), floor.saw("n", 60, 101))
    order = WorkOrder.objects.create(number="W1", item=Item.objects.create(code="I", name="I"), quantity=100)
    held, failed = threading.Event(), []

    def begin() -> None:
        try:
            with transaction.atomic():
                locked(floor.unit.pk)
                held.set()
                started = DAY + timedelta(minutes=2)
                OperationRun.objects.create(work_order=order, work_unit=floor.unit, started_at=started)
                wait_for_waiter()
        except AssertionError as error:
            failed.append(error)
        finally:
            held.set()
            connections.close_all()

    person = threading.Thread(target=begin)
    person.start()
    assert held.wait(20)
    floor.says(floor.saw("n", 180, 105))
    person.join(30)
    assert not failed
    rows = ProductionResult.objects.order_by("first_at").values_list("run__work_order__number", "produced")
    assert list(rows) == [(None, 1), ("W1", 4)]
    assert "results" not in compare(floor.url).differences
