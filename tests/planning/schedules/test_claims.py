"""How likely orders are late, from a history that a reader can do in the head, and what came of it."""

from datetime import date, timedelta
from math import sqrt

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from dure.events import inline
from dure.kernel import clock
from dure.planning.models import LatenessClaim, Replay, Schedule
from dure.planning.reactions import look_and_note_after_end
from dure.planning.selectors.claim_texts import told_of
from dure.planning.services.claims import note_ends, state_chances, withdraw_claims
from dure.planning.services.schedules import accept_schedule, make_schedule, undo_accept
from dure.production.events import RunEnded
from dure.production.models import Downtime, OperationRun, WorkOrder
from tests.planning.schedules.past import work_off
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import bring

pytestmark = pytest.mark.django_db
ROUNDS = 500
FOUR_ERRORS = 4 * sqrt(0.25 / ROUNDS)


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def followed(plant: Plant) -> Schedule:
    return accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)


def stated(live: Schedule) -> Replay:
    found = state_chances(schedule_id=live.pk)
    assert found is not None
    return found


def claim_of(order: WorkOrder) -> LatenessClaim:
    return LatenessClaim.objects.filter(order=order).latest("pk")


def test_a_plant_that_always_takes_the_planned_time(plant: Plant):
    """An order takes 72 minutes: with five hours it is never late, with half an hour always."""
    work_off(plant, [60] * 20)
    now = clock.now()
    never = plant.order(100, due_at=now + timedelta(hours=5))
    always = plant.order(100, due_at=now + timedelta(minutes=30))
    replay = stated(followed(plant))
    assert (replay.operations, replay.stops, replay.silence, replay.rounds) == (40, 0, "", ROUNDS)
    assert (claim_of(never).chance, claim_of(always).chance) == (0.0, 1.0)
    assert claim_of(always).causes["plan"] > 0.5
    # Nothing has come true yet, so what is told is what was replayed.
    assert (replay.outcomes, replay.known) == (0, 0)
    assert claim_of(never).chance == claim_of(never).raw_chance
    assert claim_of(never).ends == claim_of(never).raw_ends


def test_as_planned_or_twice_as_long(plant: Plant):
    """Boiling takes 60 or 120 minutes, evenly, so as often more as less than 60 times the root of 2; 12 minutes of
    packing follow the last piece."""
    work_off(plant, [60, 120] * 30)
    begin = clock.now().replace(second=0, microsecond=0)
    order = plant.order(100, due_at=begin + timedelta(minutes=60 * sqrt(2) + 12))
    stated(followed(plant))
    claim = claim_of(order)
    assert claim.chance == pytest.approx(0.5, abs=FOUR_ERRORS + 0.03)
    assert set(claim.causes) == {"own"}
    assert claim.ends == sorted(claim.ends)


def test_the_same_facts_give_the_same_figures(plant: Plant, monkeypatch):
    work_off(plant, [50, 75, 90, 60] * 5)
    order = plant.order(100, due_at=clock.now() + timedelta(minutes=80))
    live, now = followed(plant), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    stated(live)
    stated(live)
    first, second = LatenessClaim.objects.filter(order=order).order_by("pk")
    assert (first.chance, first.ends, first.causes) == (second.chance, second.ends, second.causes)
    assert 0 < first.chance < 1


def test_with_too_little_history_nothing_is_told(plant: Plant):
    work_off(plant, [60] * 14)
    plant.order(100, due_at=clock.now() + timedelta(hours=2))
    replay = stated(followed(plant))
    assert (replay.operations, replay.silence) == (28, "few")
    assert not LatenessClaim.objects.exists()


def test_only_the_plan_that_is_followed_is_replayed(plant: Plant):
    work_off(plant, [60] * 20)
    plant.order(100)
    proposed = make_schedule(by=None, limit_s=0.3)
    assert state_chances(schedule_id=proposed.pk) is None
    live = accept_schedule(schedule_id=proposed.pk, by=plant.kim)
    stated(live)
    # Nobody went by what was said of a plan that was taken back.
    withdraw_claims(schedule_id=live.pk)
    assert Replay.objects.count() == 1
    undo_accept(schedule_id=live.pk, by=plant.kim)
    withdraw_claims(schedule_id=live.pk)
    assert not Replay.objects.exists()
    assert not LatenessClaim.objects.exists()


def test_stops_make_it_late(plant: Plant):
    """Every boiling of the past was stopped for three hours, so one that needs an hour and has two is rarely in
    time."""
    runs = work_off(plant, [240] * 20)
    kettle = [run for run in runs if run.work_unit == plant.kettle]
    Downtime.objects.bulk_create(
        Downtime(
            work_unit=plant.kettle, started_at=run.started_at + timedelta(minutes=30),
            ended_at=run.started_at + timedelta(minutes=210),
        )
        for run in kettle
    )  # fmt: skip
    order = plant.order(100, due_at=clock.now() + timedelta(hours=2))
    assert stated(followed(plant)).stops == 20
    claim = claim_of(order)
    # One stop in 60 minutes of work: none within the hour of boiling comes with a chance of 1/e = 37 %.
    assert claim.chance == pytest.approx(1 - 0.368, abs=0.12)
    assert max(claim.causes, key=claim.causes.__getitem__) == "stops"
    assert claim.stops[0][0] == plant.kettle.pk
    assert plant.kettle.name in told_of([claim])[0].because


def test_it_is_worked_out_in_the_background_of_an_acceptance(plant: Plant):
    plant.order(100)
    proposed = make_schedule(by=None, limit_s=0.3)
    with inline():
        accept_schedule(schedule_id=proposed.pk, by=plant.kim)
    job = ProcrastinateJob.objects.get(task_name="planning.state_chances")
    assert job.args == {"schedule_id": proposed.pk}
    # Whoever accepts waits for nothing.
    assert not Replay.objects.exists()
    with inline():
        undo_accept(schedule_id=proposed.pk, by=plant.kim)


def test_the_last_run_of_an_order_ends_it(plant: Plant):
    work_off(plant, [60] * 20)
    order = plant.order(100, due_at=clock.now() + timedelta(hours=5))
    stated(followed(plant))
    bring(plant.flour, 5_000, 5_000_000, "F2", expires_on=date(2099, 1, 1))
    for at, (row, unit) in enumerate(zip(operations(order), (plant.kettle, plant.packer), strict=True)):
        plant.start(row, unit, 200 + 10 * at)
        plant.report(row, unit, 205 + 10 * at, 100)
        plant.finish(row, unit, 208 + 10 * at)
        run = OperationRun.objects.get(operation=row)
        look_and_note_after_end(RunEnded(run_id=run.pk, work_unit_id=unit.pk, ended_at=run.ended_at))
        assert (claim_of(order).came_at is not None) == (unit == plant.packer)
    assert claim_of(order).came_at == run.ended_at


def test_a_claim_gets_its_outcome(plant: Plant):
    work_off(plant, [60] * 20)
    order = plant.order(100, due_at=clock.now() + timedelta(hours=5))
    stated(followed(plant))
    ended = clock.now()
    OperationRun.objects.create(
        work_order=order, work_unit=plant.packer, started_at=ended - timedelta(minutes=5), ended_at=ended
    )
    assert note_ends(orders=[order.pk]) == 0
    WorkOrder.objects.filter(pk=order.pk).update(status=WorkOrder.Status.DONE)
    assert note_ends(orders=[order.pk]) == 1
    assert claim_of(order).came_at == ended
    # Open again: it hasn't ended.
    WorkOrder.objects.filter(pk=order.pk).update(status=WorkOrder.Status.RUNNING)
    assert note_ends() == 1
    assert claim_of(order).came_at is None


def test_the_machine_whose_stops_make_it_late_is_named(plant: Plant):
    row = LatenessClaim(causes={"stops": 0.6, "own": 0.01}, stops=[[plant.kettle.pk, 0.5], [plant.packer.pk, 0.01]])
    told = told_of([row])[0].because
    assert plant.kettle.name in told
    assert plant.packer.name not in told
