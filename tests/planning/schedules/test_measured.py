"""What replays are drawn from: work and stops of the past, as the tables tell of them."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dure.kernel import clock
from dure.planning.measuring import Unit, joined, without
from dure.planning.selectors.measured import measured
from dure.plant.services import add_part
from dure.production.models import Downtime, DowntimeReason, OperationRun, ProductionResult, WorkOrder
from dure.production.unit import WaitsFor
from tests.planning.schedules.past import add_cake, work_off
from tests.production.floor.shop import Plant, make_plant


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_stretches():
    assert joined([(5, 9), (1, 3), (2, 4), (7, 7), (9, 10)]) == [(1, 4), (5, 10)]
    assert without([(0, 10), (20, 30)], [(2, 3), (9, 21), (30, 40)]) == [(0, 2), (3, 9), (21, 30)]


def test_time_that_was_worked():
    """Two shifts of 8 hours with a night between; it stood for 30 minutes before the night and 20 after it."""
    unit = Unit([(0, 480), (1440, 1920)], [(450, 1460)])
    assert unit.worked_min(400, 1500) == 50 + 40
    assert unit.open_min(450, 1460) == 30 + 20
    # Nobody told of a shift at night, but somebody worked.
    assert unit.worked_min(500, 560) == 0
    assert Unit([(0, 480)], [(500, 510)]).worked_min(490, 560) == 60
    # Without shifts it is open always.
    assert Unit([], [(10, 20)]).worked_min(0, 100) == 90
    assert Unit([], []).open_min(10, 25) == 15


@pytest.mark.django_db
def test_work_against_its_routing(plant: Plant):
    work_off(plant, [60, 90])
    found = measured(clock.now())
    kettle = [one for one in found.rows if one.unit == plant.kettle.pk]
    assert [(one.planned_min, one.actual_min, one.is_over) for one in kettle] == [(60, 60, True), (60, 90, True)]
    assert {one.kind for one in kettle} == {f"{plant.noodle.pk}:10"}
    assert found.finished == 4
    assert measured(clock.now() - timedelta(days=200)).rows == ()


@pytest.mark.django_db
def test_what_stood_is_no_work(plant: Plant):
    """Of 90 minutes, 15 went to a stop, 10 to waiting for dough and 5 to a planned stop: only the first is the
    kettle's own."""
    runs = work_off(plant, [90])
    start = runs[0].started_at
    starved = _reason("STARVED", kind="unplanned", waits_for=WaitsFor.MATERIAL.value)
    planned = _reason("LUNCH", kind="planned")
    for begin, minutes, reason in ((10, 15, None), (30, 10, starved), (50, 5, planned), (400, 20, None)):
        _stop(plant, start + timedelta(minutes=begin), minutes, reason)
    found = measured(clock.now())
    (kettle,) = (one for one in found.rows if one.unit == plant.kettle.pk)
    assert kettle.actual_min == 60
    # What stood 400 minutes later did so while nothing ran.
    assert [(one.unit, one.minutes, one.is_over) for one in found.stops] == [(plant.kettle.pk, 15, True)]


@pytest.mark.django_db
def test_set_up_counts_as_planned_where_nobody_told_it_apart(plant: Plant):
    """100 pieces at 36 s, after 20 minutes of setting up."""
    order, begin = plant.order(100, add_cake(plant, setup_min=20)), clock.now() - timedelta(days=1)
    run = OperationRun.objects.create(
        work_order=order, operation=order.operations.get(), work_unit=plant.kettle, started_at=begin,
        setup_until=begin + timedelta(minutes=25), ended_at=begin + timedelta(minutes=90),
    )  # fmt: skip
    ProductionResult.objects.create(
        work_unit=plant.kettle, hour=begin, run=run, source="counter", produced=100, good=100, first_at=begin,
        last_at=begin,
    )  # fmt: skip
    (told,) = measured(clock.now()).rows
    assert (told.planned_min, told.actual_min) == (60, 65)
    OperationRun.objects.update(setup_until=None)
    (untold,) = measured(clock.now()).rows
    assert (untold.planned_min, untold.actual_min) == (80, 90)
    # So does a stop with that reason.
    _stop(plant, begin, 25, _reason("SETUP", kind="setup"))
    (said,) = measured(clock.now()).rows
    assert (said.planned_min, said.actual_min) == (60, 65)


@pytest.mark.django_db
def test_what_goes_on_took_longer_than_so_far(plant: Plant):
    order = plant.order(100)
    now = clock.now()
    row = order.operations.get(number=10)
    OperationRun.objects.create(
        work_order=order, operation=row, work_unit=plant.kettle, started_at=now - timedelta(minutes=25)
    )
    (found,) = measured(now).rows
    assert (found.planned_min, found.is_over) == (60, False)
    assert found.actual_min == pytest.approx(25, abs=0.1)


@pytest.mark.django_db
def test_a_run_that_names_no_operation_is_the_first_of_its_machine(plant: Plant):
    """As machines alone count; each count of the packer, which has no pieces of its own to tell, is one."""
    work_off(plant, [75])
    OperationRun.objects.update(operation=None)
    found = measured(clock.now())
    assert sorted((one.unit, one.kind, one.actual_min) for one in found.rows) == sorted(
        [
            (plant.kettle.pk, f"{plant.noodle.pk}:10", 75.0),
            (plant.packer.pk, f"{plant.noodle.pk}:20", 60.0),
        ]
    )  # fmt: skip


@pytest.mark.django_db
def test_machines_in_a_row_do_what_names_them(plant: Plant):
    """All stand in one work center; a run on the second one does the second operation."""
    other = add_part(level="work-unit", by=None, code="KETTLE2", name="솥 2호", work_center=plant.kettles)
    order, begin = plant.order(100, add_cake(plant, units=[plant.kettle, other])), clock.now() - timedelta(days=1)
    for unit in (plant.kettle, other):
        run = OperationRun.objects.create(
            work_order=order, work_unit=unit, started_at=begin, ended_at=begin + timedelta(minutes=70)
        )
        ProductionResult.objects.create(
            work_unit=unit, hour=begin, run=run, source="counter", produced=100, good=100, first_at=begin,
            last_at=begin,
        )  # fmt: skip
    found = {one.unit: one.kind for one in measured(clock.now()).rows}
    assert found == {plant.kettle.pk: f"{order.item_id}:10", other.pk: f"{order.item_id}:20"}


@pytest.mark.django_db
def test_runs_of_nothing_are_left_out(plant: Plant):
    runs = work_off(plant, [60])
    ProductionResult.objects.filter(run=runs[0]).delete()
    assert [one.unit for one in measured(clock.now()).rows] == [plant.packer.pk]
    assert WorkOrder.objects.count() == 1


@pytest.mark.django_db
def test_the_number_of_queries_is_fixed(plant: Plant):
    work_off(plant, [60] * 3)
    now = clock.now()
    first = _queries(now)
    work_off(plant, [60] * 12)
    _stop(plant, now - timedelta(days=1), 5, None)
    assert _queries(clock.now()) <= first
    assert first <= 16


def _queries(now: datetime) -> int:
    with CaptureQueriesContext(connection) as seen:
        measured(now)
    return len(seen)


def _stop(plant: Plant, begin: datetime, minutes: int, reason: DowntimeReason | None) -> None:
    end = begin + timedelta(minutes=minutes)
    Downtime.objects.create(work_unit=plant.kettle, started_at=begin, ended_at=end, reason=reason)


def _reason(code: str, **values: str) -> DowntimeReason:
    return DowntimeReason.objects.create(code=code, name=code.lower(), **values)
