"""The plant's own kettle for several orders. Boiling takes 36 s a piece: 24 minutes for 40."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dure.inventory.models import ItemUnit
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.models import Schedule, ScheduledTask, SharedUnit
from dure.planning.selectors.loads import loads
from dure.planning.selectors.schedule_texts import notes_of
from dure.planning.services.schedule_data import remove_scheduling_row, undo_schedule_data
from dure.planning.services.schedules import accept_schedule, make_schedule
from dure.planning.services.shared import set_shared_unit
from dure.plant.models import ChangeRecord
from dure.plant.selectors import newest_change
from dure.production.models import OrderOperation
from dure.production.services.floor import starting
from tests.planning.schedules.test_plans import spans
from tests.production.floor.shop import Plant, act, make_plant, operations

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def boiled(of: Schedule) -> list[tuple[int, int]]:
    return sorted(span for (_order, number), span in spans(of).items() if number == 10)


def test_two_orders_in_one_kettle(plant: Plant):
    """One after the other the second would be 18 minutes late; in the load of the day the kettle works 24 minutes."""
    due = clock.now() + timedelta(minutes=55)
    first, second = plant.order(40, due_at=due), plant.order(40, due_at=due)
    alone = make_schedule(by=None, limit_s=0.3)
    assert boiled(alone) == [(0, 24), (24, 48)]
    set_shared_unit(work_unit=plant.kettle, measure="pieces", capacity=D(80), together="item", by=plant.kim)
    found = make_schedule(by=None, limit_s=0.3)
    assert boiled(found) == [(0, 24), (0, 24)]
    assert found.planned_at is not None
    told = loads(found, timezone.localdate(found.planned_at))
    assert next(total for unit, _, total in told.rows if unit == plant.kettle).work == 24
    # The lists of the floor say so too.
    accept_schedule(schedule_id=found.pk, by=plant.kim)
    rows = OrderOperation.objects.filter(order__in=[first, second], number=10)
    assert {(row.dispatched_to, row.dispatched_at) for row in rows} == {(plant.kettle, found.planned_at)}


def test_kilograms_of_an_item(plant: Plant):
    """4 EA of noodles weigh a kilogram: 80 pieces are 20 kg. Nobody has weighed the thick ones."""
    plant.order(40)
    plant.order(40)
    set_shared_unit(work_unit=plant.kettle, measure="kg", capacity=D(20), together="any", by=plant.kim)
    assert notes_of(make_schedule(by=None, limit_s=0.3))
    ItemUnit.objects.create(item=plant.noodle, unit_id="kg", numerator=4)
    assert boiled(make_schedule(by=None, limit_s=0.3)) == [(0, 24), (0, 24)]
    plant.order(40, plant.thick)
    found = make_schedule(by=None, limit_s=0.3)
    assert boiled(found) == [(0, 24), (0, 24), (24, 48)] or boiled(found) == [(0, 24), (24, 48), (24, 48)]
    assert len([one for one in notes_of(found) if "boiling" in one]) == 1


def test_a_batch_that_runs_is_one(plant: Plant):
    """Both orders are in the kettle; a third one comes after them."""
    one, other, third = plant.order(60), plant.order(40), plant.order(50)
    shares = [(operations(one)[0], D(60)), (operations(other)[0], D(40))]
    act(starting.start_batch, shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(230))
    set_shared_unit(work_unit=plant.kettle, measure="pieces", capacity=D(200), together="item", by=plant.kim)
    found = make_schedule(by=None, limit_s=0.3)
    known = spans(found)
    assert known[one.number, 10] == known[other.number, 10] == (0, 36)
    assert known[third.number, 10] == (36, 66)
    running = ScheduledTask.objects.filter(schedule=found, is_running=True)
    assert {row.order for row in running} == {one, other}


def test_it_is_told_once_checked_and_taken_back(plant: Plant):
    given = {"work_unit": plant.kettle, "measure": "pieces", "together": "item", "by": plant.kim}
    for wrong in ({}, {"measure": "routing", "capacity": D(3)}, {"capacity": D(0)}):
        with pytest.raises(Invalid):
            set_shared_unit(**given | wrong)
    set_shared_unit(**given, capacity=D(80))
    before = newest_change()
    row = set_shared_unit(**given, capacity=D(90))
    assert ChangeRecord.objects.filter(table="SharedUnit", row_id=row.pk).count() == 2
    undo_schedule_data(first=before + 1, last=newest_change(), by=plant.kim)
    assert SharedUnit.objects.get().capacity == 80
    before = newest_change()
    remove_scheduling_row(kind=SharedUnit, row_id=row.pk, by=plant.kim)
    undo_schedule_data(first=before + 1, last=newest_change(), by=plant.kim)
    assert SharedUnit.objects.get().capacity == 80
