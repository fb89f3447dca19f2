"""Plans made from the plant's own tables. Boiling and packing take 36 s a piece; packing begins after 20 pieces."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from dure.events import append, inline
from dure.inventory.models import Item, Lot
from dure.inventory.services import release
from dure.kernel import clock
from dure.planning.models import Absence, Schedule, ScheduledTask, SetupTime
from dure.planning.selectors.loads import loads
from dure.planning.selectors.schedule_page import lists_of
from dure.planning.selectors.schedule_texts import because_of
from dure.planning.selectors.shop_goods import stock
from dure.planning.services.following import Followed, follow_schedule
from dure.planning.services.schedule_data import add_absence, remove_scheduling_row
from dure.planning.services.schedules import accept_schedule, decline_schedule, make_schedule
from dure.plant.models import PersonSkill, Skill
from dure.product.services.cycles import set_ideal_cycle
from dure.production.events import RunEnded, RunStarted
from dure.production.models import OperationRun, OrderOperation, ProductionResult
from dure.production.selectors.goods import wanted_by
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
from tests.planning.schedules.past import add_cake
from tests.production.floor.shop import Plant, make_plant
from tests.production.making.bakery import give_recipe

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def spans(of: Schedule) -> dict[tuple[str, int], tuple[int, int]]:
    """(order, number) → minutes from the beginning of the plan."""
    rows = ScheduledTask.objects.filter(schedule=of).select_related("order")
    return {
        (row.order.number, row.number): (
            round((row.starts_at - of.planned_at).total_seconds() / 60),
            round((row.ends_at - of.planned_at).total_seconds() / 60),
        )
        for row in rows
    }


def test_one_order_overlaps(plant: Plant):
    order = plant.order(100)
    found = make_schedule(by=None, limit_s=0.3)
    assert found.status == "proposed"
    # 60 minutes of boiling; packing begins after 20 × 36 s and ends 12 minutes after the last piece has come.
    (boil, pack) = (spans(found)[order.number, number] for number in (10, 20))
    assert boil == (0, 60)
    assert pack[0] >= 12
    assert pack[1] == 72


def test_without_a_routing_the_ideal_cycle_counts(plant: Plant):
    """The kettle makes a cake in 90 s, the packers have no time for it: it is made on the kettle, 100 in 150 minutes.
    A cycle that comes into force tomorrow doesn't count yet."""
    cake = Item.objects.create(code="CAKE", name="떡")
    since = clock.now() - timedelta(days=1)
    for seconds, begins in ((90, since), (900, clock.now() + timedelta(days=1))):
        set_ideal_cycle(item=cake, work_unit=plant.kettle, seconds=Decimal(seconds), valid_from=begins, by=None)
    order = plant.order(100, cake)
    found = make_schedule(by=None, limit_s=0.3)
    (task,) = ScheduledTask.objects.filter(schedule=found, order=order)
    assert task.work_unit == plant.kettle
    assert list(spans(found).values()) == [(0, 150)]
    assert "no_time" not in [one["note"] for one in found.notes]


def test_more_pieces_are_begun_than_come_out(plant: Plant):
    """Of ten pieces eight come out good: 125 are boiled for 100, before the release as after it."""
    give_recipe(plant.noodle, (plant.flour, "0.5"), since=timezone.localdate(), yield_percent=Decimal(80))
    order = plan_orders([OrderWish(plant.noodle, Decimal(100))], by=None)[0]
    assert spans(make_schedule(by=None, limit_s=0.3))[order.number, 10] == (0, 75)
    release_orders([order], by=None)
    assert spans(make_schedule(by=None, limit_s=0.3))[order.number, 10] == (0, 75)


def test_loads_and_lists_of_a_plan(plant: Plant):
    """100 × 36 s of boiling, by a kettle that has no shift and so no open time."""
    order = plant.order(100)
    found = make_schedule(by=None, limit_s=0.3)
    assert found.planned_at is not None
    told = loads(found, timezone.localdate(found.planned_at))
    of_kettle = next(total for unit, _, total in told.rows if unit == plant.kettle)
    assert (of_kettle.open, of_kettle.work, of_kettle.setup, of_kettle.share) == (0, 60, 0, None)
    assert told.fullest is None
    sheets = dict(lists_of(found, timezone.localdate(found.planned_at)))
    assert [(one.task.order, one.task.number) for one in sheets[plant.kettle]] == [(order, 10)]
    assert lists_of(found, timezone.localdate(found.planned_at) - timedelta(days=1)) == []


def test_orders_go_by_due_date_and_the_lists_follow(plant: Plant):
    now = clock.now()
    late = plant.order(100, due_at=now + timedelta(hours=9))
    early = plant.order(100, due_at=now + timedelta(minutes=80))
    found = make_schedule(by=None, limit_s=0.3)
    assert found.late_orders == 0
    assert spans(found)[early.number, 10] == (0, 60)
    assert spans(found)[late.number, 10][0] >= 60
    accept_schedule(schedule_id=found.pk, by=plant.kim)
    row = OrderOperation.objects.get(order=early, number=10)
    assert (row.dispatched_to, row.dispatched_at) == (plant.kettle, found.planned_at)
    assert Schedule.objects.get(pk=found.pk).status == "live"
    assert not follow_schedule().because


def test_a_new_order_is_told_and_planned(plant: Plant):
    now = clock.now()
    first, second = (plant.order(100, due_at=now + timedelta(hours=hours)) for hours in (3, 6))
    live = accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)
    rush = plant.order(60, plant.thick, due_at=now + timedelta(minutes=120))
    told = follow_schedule(limit_s=0.3)
    assert [(one.kind.value, one.about) for one in told.because] == [("new_order", rush.pk)]
    # Behind both it would be ready after 60 + 60 + 36 + 12 minutes; between them after 108.
    found = told.proposed
    assert found is not None
    assert found.before == live
    assert (found.before_late_minutes, found.late_minutes) == (48, 0)
    assert [spans(found)[one.number, 10] for one in (first, rush, second)] == [(0, 60), (60, 96), (96, 156)]
    # The same is not proposed twice, nor again after it was declined.
    assert follow_schedule(limit_s=0.3).proposed is None
    decline_schedule(schedule_id=found.pk, by=plant.kim, reason="the customer can wait")
    assert follow_schedule(limit_s=0.3) == Followed(live)


def test_an_absence_that_is_removed_is_told_and_planned(monkeypatch: pytest.MonkeyPatch):
    """Packing needs kim, who was to be away for three hours: 180 + 60 minutes for what is due in 80, else 72."""
    moment = clock.now().replace(second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: moment)
    skill = Skill.objects.create(code="PACK", name="포장")
    plant = make_plant(skill)
    PersonSkill.objects.create(person=plant.kim, skill=skill, level=2)
    away = add_absence(person=plant.kim, starts_at=moment, ends_at=moment + timedelta(hours=3), by=plant.kim)
    plant.order(100, due_at=moment + timedelta(minutes=80))
    live = accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)
    assert live.late_minutes == 160
    assert not follow_schedule().because
    remove_scheduling_row(kind=Absence, row_id=away.pk, by=plant.kim)
    told = follow_schedule(limit_s=0.3)
    assert [(one.kind.value, one.about, one.minutes) for one in told.because] == [("present", plant.kim.pk, 180)]
    assert told.proposed is not None
    assert (told.proposed.before_late_minutes, told.proposed.late_minutes) == (160, 0)
    assert str(plant.kim) in because_of(told.proposed)[0]


def test_runs_that_begin_and_end_at_once_ask_for_one_look(plant: Plant):
    """In one transaction, which the queue's refusal of the second look must not end."""
    accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)
    now, unit = clock.now(), plant.kettle.pk
    with inline(), transaction.atomic():
        append(RunStarted(run_id=1, work_unit_id=unit, started_at=now))
        append(RunEnded(run_id=1, work_unit_id=unit, ended_at=now))
    assert ProcrastinateJob.objects.filter(task_name="planning.follow", status="todo").count() == 1


def test_set_up_by_group(plant: Plant):
    plant.noodle.group, plant.thick.group = "white", "red"
    plant.noodle.save()
    plant.thick.save()
    SetupTime.objects.create(work_center=plant.kettles, before="white", after="red", minutes=45)
    SetupTime.objects.create(work_center=plant.kettles, before="red", after="white", minutes=5)
    SetupTime.objects.create(work_center=plant.kettles, minutes=0)
    plant.order(100)
    plant.order(100, plant.thick)
    found = make_schedule(by=None, limit_s=0.3)
    assert found.setup_minutes == 5


def test_an_order_begun_without_an_operation_is_found_by_its_machine(plant: Plant):
    """As machines alone count: 40 of 100 are boiled, so 60 × 36 s are left; packing waits for them no more."""
    order = plant.order(100)
    run = OperationRun.objects.create(work_order=order, work_unit=plant.kettle, started_at=plant.after(200))
    moment = plant.after(230)
    ProductionResult.objects.create(
        work_unit=plant.kettle, hour=moment, run=run, source="counter", produced=40, good=40, first_at=moment,
        last_at=moment,
    )  # fmt: skip
    found = make_schedule(by=None, limit_s=0.3)
    row = ScheduledTask.objects.get(schedule=found, number=10)
    assert (row.is_running, row.work_unit, row.pieces) == (True, plant.kettle, 60)
    # It began 40 minutes ago, so a piece takes a minute, whatever the routing says.
    begin, end = spans(found)[order.number, 10]
    assert begin == 0
    assert 60 <= end <= 62
    # Packing needs an hour for all, and 12 minutes for the last 20 when they have come.
    begin, last = spans(found)[order.number, 20]
    assert begin < 20
    assert last == end + 12


def test_what_runs_without_an_operation_is_set_up_for(plant: Plant):
    """A machine counts, nobody said which operation it is: what it does now needs no setting up."""
    cake = add_cake(plant, setup_min=20)
    first, second = plant.order(100, cake), plant.order(100)
    OperationRun.objects.create(work_order=first, work_unit=plant.kettle, started_at=plant.after(230))
    found = make_schedule(by=None, limit_s=0.3)
    assert spans(found)[first.number, 10] == (0, 60)
    assert found.setup_minutes == 0
    assert spans(found)[second.number, 10][0] == 60


def test_a_minute_in_which_nothing_happens_writes_nothing(plant: Plant):
    plant.order(100, due_at=clock.now() + timedelta(hours=3))
    live = accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)
    # It was to begin in the minute of planning; from now on it begins in the minute that is.
    follow_schedule()
    rows = list(live.tasks.values_list("pk", flat=True))
    follow_schedule()
    assert list(live.tasks.values_list("pk", flat=True)) == rows


def test_flour_that_has_expired_is_not_there(plant: Plant):
    """It may be used on its last day, not after it: then plans wait for more, and the floor says it is short."""
    order, now = plant.order(100), clock.now()
    release(order.number)
    Lot.objects.update(made_on=None, expires_on=timezone.localdate(now))
    assert (list(stock({plant.flour.pk}, now)), wanted_by(order)[0].is_short) == ([plant.flour.pk], False)
    Lot.objects.update(expires_on=timezone.localdate(now) - timedelta(days=1))
    assert (stock({plant.flour.pk}, now), wanted_by(order)[0].is_short) == ({}, True)
