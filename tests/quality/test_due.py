"""In-process inspections fall due by what a run has been through."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production.models import Downtime, OperationRun, WorkOrder
from dure.quality import services
from dure.quality.models import InspectionPlan
from dure.quality.selectors.inspections import runs_due
from dure.quality.services import Subject
from tests.plant.plants import small_plant
from tests.quality.cast import Kind, Lab, decided, make_lab, measured

pytestmark = pytest.mark.django_db


def at(hour: float) -> datetime:
    return clock.now() - timedelta(hours=5 - hour)


def begun_run(lab: Lab, unit: WorkUnit, number: str) -> OperationRun:
    order = WorkOrder.objects.create(number=number, item=lab.firm.noodles, quantity=100)
    return OperationRun.objects.create(work_order=order, work_unit=unit, started_at=at(0))


def looked_at(plan: InspectionPlan, run: OperationRun, moment: datetime) -> None:
    subject = Subject(order=run.work_order, work_unit=run.work_unit, run=run, made=Decimal(0))
    row = services.begin_inspection(plan=plan, subject=subject, client_id=uuid4(), by=None, begun_at=moment)
    decided(measured(row, 10))


def test_after_a_set_up_and_after_a_long_stop() -> None:
    lab, unit = make_lab(), small_plant()
    plan = services.add_plan(
        kind=Kind.PROCESS, item=lab.firm.noodles, fixed=1, after_setup=True, after_stop_minutes=30, by=None
    )
    run = begun_run(lab, unit, "WO-1")
    (one,) = runs_due(clock.now())
    assert (one.plan, one.run, one.occasion) == (plan, run, "setup")
    looked_at(plan, run, at(1))
    assert runs_due(clock.now()) == []
    Downtime.objects.create(work_unit=unit, started_at=at(2), ended_at=at(2.4))
    assert runs_due(clock.now()) == []
    # A stop before the run began isn't the run's.
    Downtime.objects.create(work_unit=unit, started_at=at(-3), ended_at=at(2.5))
    assert runs_due(clock.now()) == []
    Downtime.objects.create(work_unit=unit, started_at=at(3), ended_at=at(3.6))
    assert [one.occasion for one in runs_due(clock.now())] == ["stop"]
