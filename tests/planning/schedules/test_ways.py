"""Ways between places in plans. Cutting and painting take 36 s a piece: an hour for 100."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.planning.drafting import as_followed, better
from dure.planning.models import Absence, SetupTime, Way
from dure.planning.scheduling.check import faults
from dure.planning.selectors.schedule_page import chart
from dure.planning.selectors.shop import read_shop, scheduling_rules
from dure.planning.services.schedule_data import (
    add_absence,
    add_setup_time,
    remove_scheduling_row,
    undo_schedule_data,
)
from dure.planning.services.schedules import make_schedule
from dure.planning.services.shared import set_shared_unit
from dure.planning.services.ways import set_way
from dure.planning.setting import setting
from dure.planning.ways import ELSEWHERE, Leg, Level, Ways
from dure.planning.workshop import Order, Station, Weights
from dure.plant.models import ChangeRecord
from dure.plant.selectors import newest_change
from dure.product.times import Step
from tests.planning.schedules.test_plans import spans
from tests.planning.schedules.test_workshop import PIECE, at, shop, work
from tests.production.floor.shop import Plant, make_plant

CUT, PAINT, PACK, HALL, YARD = 11, 12, 13, 1, 2
AREAS = {CUT: HALL, PAINT: HALL, PACK: YARD}
D = Decimal


def center(number: int) -> tuple[Level, int]:
    return Level.CENTER, number


def area(number: int) -> tuple[Level, int]:
    return Level.AREA, number


def test_the_leg_that_says_most_goes_first():
    ways = Ways(
        (
            Leg(area(HALL), area(YARD), 10),
            Leg(area(HALL), area(HALL), 2),
            Leg(area(YARD), center(CUT), 15),
            Leg(center(CUT), center(PACK), 20),
            Leg(center(PACK), center(CUT), 30),
        ),
        AREAS,
    )
    assert ways.minutes(CUT, PACK) == 20
    assert ways.minutes(PACK, CUT) == 30
    assert (ways.minutes(PAINT, PACK), ways.minutes(PACK, PAINT)) == (10, 10)
    assert (ways.minutes(CUT, PAINT), ways.minutes(CUT, CUT)) == (2, 0)
    assert Ways((Leg(area(YARD), center(CUT), 15), Leg(area(HALL), area(YARD), 10)), AREAS).minutes(CUT, PACK) == 15
    assert ways.table([CUT, PAINT, PACK])[ELSEWHERE] == (0, 0, 0, 0)
    assert ways.table([CUT, PACK]) == ((0, 0, 0), (0, 0, 20), (0, 30, 0))
    assert Ways((Leg(center(CUT), center(PACK), 0),), AREAS).table([CUT, PACK]) == ()


HERE = Station(1, "하나", (), center=CUT)
THERE = Station(2, "둘", (), center=PACK)
OTHER = Station(3, "셋", (), center=PAINT)
TWENTY = Ways((Leg(center(CUT), center(PACK), 20),), AREAS)


def ends(of, weights: Weights | None = None) -> dict[tuple[int, int], tuple[int, int]]:
    found = better(of, weights or Weights(), limit_s=0.1)
    assert faults(found.problem, found.tasks) == []
    return {task.place: (task.start_min, task.end_min) for task in found.tasks}


def test_the_next_operation_waits_for_the_way():
    """60 minutes of cutting, 20 to the yard, 60 of packing. Without the way the plan would be impossible."""
    orders = (Order(1, "W1", 1, (work(), work(20, unit=2))),)
    known = shop(*orders, stations=(HERE, THERE), ways=TWENTY)
    assert ends(known) == {(0, 0): (0, 60), (0, 1): (80, 140)}
    blind = better(replace(known, ways=Ways()), Weights(), limit_s=0.1)
    (fault,) = faults(setting(known, Weights()).problem, blind.tasks)
    assert str(fault) == "0.1 begins before 0.0 has ended."


def test_the_first_part_is_carried_too():
    """20 of 100 pieces are there after 12 minutes of cutting and 20 of carrying; the last ones after 60 + 20, with 12
    minutes of packing left."""
    first = work(step=Step(run_s=D(36), transfer=D(20)))
    known = shop(Order(1, "W1", 1, (first, work(20, unit=2))), stations=(HERE, THERE), ways=TWENTY)
    assert ends(known)[0, 1] == (32, 92)


def test_a_machine_near_by_may_be_better_than_a_faster_one_far_away():
    """Packing takes 50 minutes in the yard, 60 in the hall; the way makes up for more than that."""
    fast, slow = (2, Step(run_s=D(30))), (3, PIECE)
    packing = replace(work(20), ways=(fast, slow))
    known = shop(Order(1, "W1", 1, (work(), packing), due=at(100)), stations=(HERE, THERE, OTHER), ways=TWENTY)
    assert ends(known)[0, 1] == (60, 120)
    assert ends(replace(known, ways=Ways()))[0, 1] == (60, 110)


def test_what_cools_down_goes_where_it_still_comes_hot():
    """Ten minutes at the most: the yard is too far, though its machine is the faster one. Where there is no other, the
    plan keeps the wait as well as the way lets it."""
    packing = replace(work(20), ways=((2, Step(run_s=D(1))), (3, PIECE)))
    hot = work(most_wait_s=D(600))
    known = shop(Order(1, "W1", 1, (hot, packing)), stations=(HERE, THERE, OTHER), ways=TWENTY)
    assert ends(known)[0, 1] == (60, 120)
    far = replace(known, orders=(Order(1, "W1", 1, (hot, replace(packing, ways=packing.ways[:1]))),))
    assert ends(far)[0, 1] == (80, 82)


def test_pieces_of_another_order_are_carried():
    parts = Order(1, "P", 1, (work(),))
    whole = Order(2, "A", 2, (work(10, unit=2),), needs=((1, 10),))
    assert ends(shop(whole, parts, stations=(HERE, THERE), ways=TWENTY))[0, 0] == (80, 140)


def test_no_way_leads_to_what_others_do():
    """Their days count from one to the other."""
    outside = replace(work(20), ways=(), outside=Step(outside_days=1))
    known = shop(Order(1, "W1", 1, (work(), outside)), stations=(HERE, THERE), ways=TWENTY)
    assert ends(known)[0, 1] == (60, 60 + 1440)


def test_what_runs_already_is_not_called_back():
    first, second = work(left=10, runs_on=1), work(20, unit=2, left=50, runs_on=2)
    found = as_followed(shop(Order(1, "W1", 1, (first, second)), stations=(HERE, THERE), ways=TWENTY), Weights())
    assert [task.start_min for task in found.tasks] == [0, 0]


@pytest.fixture
def plant(db: None) -> Plant:
    return make_plant()


def test_the_plants_own_way(plant: Plant):
    """Packing begins after 20 pieces, 12 minutes; with the way of 25 after 37. It ends 12 minutes of packing after the
    last piece came: 60 + 25 + 12."""
    order = plant.order(100)
    set_way(start=plant.kettles.area, end=plant.kettles.area, minutes=5, by=plant.kim)
    set_way(start=plant.packing, end=plant.kettles, minutes=25, by=plant.kim)
    found = spans(make_schedule(by=None, limit_s=0.3))
    assert (found[order.number, 10], found[order.number, 20]) == ((0, 60), (37, 97))


def test_the_chart_is_told_of_ways_and_ovens(plant: Plant):
    plant.order(100)
    row = make_schedule(by=None, limit_s=0.1)
    assert chart(row, clock.now())["ways"] == []
    set_way(start=plant.packing, end=plant.kettles, minutes=25, by=plant.kim)
    set_shared_unit(work_unit=plant.kettle, measure="pieces", capacity=D(80), together="item", by=plant.kim)
    found = chart(row, clock.now())
    both = (plant.kettles.pk, plant.packing.pk)
    assert found["ways"] == [(*ends, 25) for ends in sorted([both, both[::-1]])]
    assert [one["id"] for one in found["units"] if one["shares"]] == [plant.kettle.pk]
    assert {one["place"] for one in found["units"]} == set(both)


def test_a_way_is_told_once_and_taken_back(plant: Plant):
    set_way(start=plant.kettles, end=plant.packing, minutes=25, by=plant.kim)
    before = newest_change()
    row = set_way(start=plant.kettles, end=plant.packing, minutes=40, by=plant.kim)
    assert [one.minutes for one in Way.objects.all()] == [40]
    assert ChangeRecord.objects.filter(table="Way", row_id=row.pk).count() == 2
    undo_schedule_data(first=before + 1, last=newest_change(), by=plant.kim)
    assert Way.objects.get().minutes == 25
    before = newest_change()
    remove_scheduling_row(kind=Way, row_id=row.pk, by=plant.kim)
    undo_schedule_data(first=before + 1, last=newest_change(), by=plant.kim)
    assert Way.objects.get().minutes == 25
    with pytest.raises(Invalid):
        set_way(start=plant.kettles, end=plant.kettles, minutes=1, by=plant.kim)


def test_set_up_times_can_be_taken_back_too(plant: Plant):
    before = newest_change()
    add_setup_time(minutes=10, work_center=plant.kettles, by=plant.kim)
    undo_schedule_data(first=before + 1, last=newest_change(), by=plant.kim)
    assert not SetupTime.objects.exists()


def test_what_was_removed_comes_back_once_and_as_the_same_row(plant: Plant):
    starts_at = clock.now()
    row = add_absence(person=plant.kim, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8), by=plant.kim)
    before = newest_change()
    remove_scheduling_row(kind=Absence, row_id=row.pk, by=plant.kim)
    removed = newest_change()
    undo_schedule_data(first=before + 1, last=removed, by=plant.kim)
    assert [one.pk for one in Absence.objects.all()] == [row.pk]
    with pytest.raises(Conflict):
        undo_schedule_data(first=before + 1, last=removed, by=plant.kim)
    assert Absence.objects.count() == 1


def test_ways_cost_two_queries_however_many_there_are(plant: Plant):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read_shop(clock.now(), scheduling_rules())
        return len(found)

    set_way(start=plant.kettles, end=plant.packing, minutes=25, by=None)
    queries()
    first = queries()
    set_way(start=plant.packing, end=plant.kettles, minutes=30, by=None)
    set_way(start=plant.packing, end=plant.kettles.area, minutes=30, by=None)
    assert queries() == first
