"""A day by the schedule: a packer breaks down, a better plan is proposed and accepted, and the tablets' lists change.

Boiling and packing take 36 s a piece, 100 pieces an hour; packing begins after 20. There is one kettle, two packers.
"""

from datetime import datetime, timedelta

import pytest

from dure.decisions import services as decisions
from dure.decisions.errors import TooOld
from dure.decisions.models import Alarm, Recommendation
from dure.decisions.selectors.effects import came_of
from dure.kernel import clock
from dure.planning.errors import Outdated
from dure.planning.models import Schedule, SchedulingRules
from dure.planning.schedule_words import Happening
from dure.planning.selectors.schedule_texts import because_of
from dure.planning.services import schedules
from dure.planning.services.following import follow_schedule
from dure.plant.models import Person, WorkUnit
from dure.production.models import Completion, Downtime, OrderOperation, StateInterval, UnitOutage, WorkOrder
from dure.production.selectors.dispatch import dispatch
from tests.decisions.conftest import watched_since
from tests.production.floor.shop import Plant, make_plant, operations

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Only the second packer can stand in for the first. However long the test takes, it is the same moment."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    SchedulingRules.objects.create(pk=1, frozen_minutes=0)
    return make_plant()


def live(plant: Plant) -> Schedule:
    found = schedules.make_schedule(by=None, limit_s=0.3)
    return schedules.accept_schedule(schedule_id=found.pk, by=plant.kim)


def rings(unit: WorkUnit, by: Person, *, since: datetime) -> bool:
    """Whether an alarm tells that the unit stands for longer than five minutes."""
    begun = since - timedelta(hours=1)
    StateInterval.objects.create(work_unit=unit, started_at=begun, ended_at=since, state="producing")
    StateInterval.objects.create(work_unit=unit, started_at=since, ended_at=None, state="down")
    rule = decisions.add_rule(
        by=by, name="정지", subject="state", work_unit=unit, kind="state", states=["down"], on_delay_s=300,
        action="보전을 부른다",
    )  # fmt: skip
    watched_since(rule, begun)
    decisions.watch_rules(now=clock.now())
    return Alarm.objects.filter(pk=rule.pk, state="unacked").exists()


def test_a_packer_stands(plant: Plant):
    now = clock.now()
    first = plant.order(100, due_at=now + timedelta(minutes=75))
    second = plant.order(100, plant.thick, due_at=now + timedelta(minutes=135))
    live(plant)
    pack = operations(first)[1]
    unit = pack.dispatched_to
    assert unit in (plant.packer, plant.packer2)
    other = plant.packer2 if unit == plant.packer else plant.packer
    # It stands since ten minutes; nothing is known of its stops, so an hour more is expected.
    Downtime.objects.create(work_unit=unit, started_at=now - timedelta(minutes=10))
    assert rings(unit, plant.kim, since=now - timedelta(minutes=10))
    told = follow_schedule(limit_s=0.5)
    assert Happening.STOP in {one.kind for one in told.because}
    found = told.proposed
    assert found is not None
    # Packing would begin in an hour and last for one, 45 minutes after the due time; the other packer can begin now.
    # The minute of now isn't over, so an hour of standing ends in the 61st.
    assert found.before_late_minutes in (45, 46)
    assert found.late_minutes == 0
    assert unit.name in because_of(found)[0]
    # Nothing has changed on the floor by that.
    assert dispatch(unit)[0].operation in {*operations(first), *operations(second)}
    assert {task.operation.order for task in dispatch(unit) if task.begins_at} >= {first}
    chief = Person.objects.create_user("chief", password="secret-pass-1", roles=["owner"])
    decisions.gather(now=now)
    told_to_chief = Recommendation.objects.get(kind="schedule", status="open")
    decisions.accept(recommendation=told_to_chief, by=chief)
    assert first not in {task.operation.order for task in dispatch(unit) if task.begins_at}
    assert dispatch(other)[0].operation == pack
    assert {task.other for task in dispatch(unit) if task.operation == pack} == {other}
    # A fortnight later it is known what came of it: 40 minutes late a day before, 10 after, every day alike.
    _fortnights(plant, late_before=40, late_after=10)
    came = came_of(Recommendation.objects.get(pk=told_to_chief.pk), now + timedelta(days=16))
    assert came.effect is not None
    assert came.effect.difference == -30
    # Taken back, the plan before holds again.
    decisions.undo_decision(recommendation=told_to_chief, by=chief)
    assert first in {task.operation.order for task in dispatch(unit) if task.begins_at}


def test_what_is_accepted_late_is_refused(plant: Plant, monkeypatch: pytest.MonkeyPatch):
    plant.order(100)
    found = schedules.make_schedule(by=None, limit_s=0.2)
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Outdated, match="too old"):
        schedules.accept_schedule(schedule_id=found.pk, by=plant.kim)


def test_two_people_accept_two_plans(plant: Plant):
    plant.order(100)
    one = schedules.make_schedule(by=None, limit_s=0.2)
    schedules.accept_schedule(schedule_id=one.pk, by=plant.kim)
    with pytest.raises(Outdated):
        schedules.accept_schedule(schedule_id=one.pk, by=plant.kim)
    two = schedules.make_schedule(by=None, limit_s=0.2)
    three = schedules.make_schedule(by=None, limit_s=0.2)
    with pytest.raises(Outdated):
        schedules.accept_schedule(schedule_id=two.pk, by=plant.kim)
    schedules.accept_schedule(schedule_id=three.pk, by=plant.kim)
    assert Schedule.objects.get(status="live") == three


def test_a_declined_plan_is_not_proposed_again_until_more_happens(plant: Plant):
    chief = Person.objects.create_user("chief", password="secret-pass-1", roles=["owner"])
    now = clock.now()
    for hours in (3, 6):
        plant.order(100, due_at=now + timedelta(hours=hours))
    followed = live(plant)
    plant.order(60, plant.thick, due_at=now + timedelta(minutes=120))
    found = follow_schedule(limit_s=0.3).proposed
    assert found is not None
    decisions.gather(now=now)
    told = Recommendation.objects.get(kind="schedule", status="open")
    before = [task.operation for task in dispatch(plant.kettle)]
    decisions.decline(recommendation=told, by=chief, reason="the customer can wait")
    found.refresh_from_db()
    assert (found.status, found.decline_reason, found.decided_by) == ("declined", "the customer can wait", chief)
    assert Schedule.objects.get(status="live") == followed
    assert [task.operation for task in dispatch(plant.kettle)] == before
    assert follow_schedule(limit_s=0.3).proposed is None
    decisions.gather(now=now)
    assert not Recommendation.objects.filter(kind="schedule", status="open").exists()
    # Another rush order is news.
    plant.order(40, plant.thick, due_at=now + timedelta(minutes=100))
    assert follow_schedule(limit_s=0.3).proposed is not None


def test_what_no_plan_betters_is_not_looked_at_again_but_worse_is(plant: Plant):
    now = clock.now()
    plant.order(100, due_at=now + timedelta(minutes=75))
    live(plant)
    for unit in (plant.packer, plant.packer2):
        Downtime.objects.create(work_unit=unit, started_at=now - timedelta(minutes=10))
    # Both stand: no plan is better, so the one that is followed is kept, with its times as they have become.
    told = follow_schedule(limit_s=0.3)
    assert {one.kind for one in told.because} == {Happening.STOP}
    assert told.proposed is None
    assert told.live is not None
    assert told.live.late_minutes in (45, 46)
    assert follow_schedule(limit_s=0.3).because == ()
    UnitOutage.objects.create(work_unit=plant.kettle, reason="motor", since=now)
    assert [one.kind for one in follow_schedule(limit_s=0.3).because] == [Happening.STOP]


def test_the_inbox_decides_and_follows(plant: Plant):
    """A rush order comes; the inbox tells it with its effect, and accepting there changes the lists."""
    chief = Person.objects.create_user("chief", password="secret-pass-1", roles=["owner"])
    now = clock.now()
    for hours in (3, 6):
        plant.order(100, due_at=now + timedelta(hours=hours))
    live(plant)
    rush = plant.order(60, plant.thick, due_at=now + timedelta(minutes=120))
    found = follow_schedule(limit_s=0.3).proposed
    assert found is not None
    decisions.gather(now=clock.now())
    told = Recommendation.objects.get(kind="schedule", status="open")
    # Last of three it would end 48 minutes late, between the others in time.
    assert (told.effect, told.effect_unit) == (-48, "minutes that orders are late")
    assert rush.number in told.facts["said"]["ko"][1]
    decisions.accept(recommendation=told, by=chief)
    assert Schedule.objects.get(status="live") == found
    assert OrderOperation.objects.get(order=rush, number=10).dispatched_to == plant.kettle
    _fortnights(plant, late_before=60, late_after=15)
    came = came_of(told_again := Recommendation.objects.get(pk=told.pk), clock.now() + timedelta(days=16))
    assert came.effect is not None
    # An hour late before and a quarter after, every day alike.
    assert (came.effect.difference, told_again.status) == (-45, "accepted")
    decisions.undo_decision(recommendation=told, by=chief)
    assert Schedule.objects.get(status="live") != found


def test_what_is_decided_on_the_page_of_the_schedule_counts(plant: Plant):
    """The inbox says who decided, when and why; it opens again when that is taken back there."""
    first = schedules.make_schedule(by=None, limit_s=0.2)
    assert in_inbox(first) == ("open", None, "")
    schedules.decline_schedule(schedule_id=first.pk, by=plant.kim, reason="too many set-ups")
    assert in_inbox(first) == ("declined", plant.kim, "too many set-ups")
    schedules.undo_decline(schedule_id=first.pk)
    assert in_inbox(first) == ("open", None, "")
    schedules.accept_schedule(schedule_id=first.pk, by=plant.kim)
    assert in_inbox(first) == ("accepted", plant.kim, "")
    schedules.undo_accept(schedule_id=first.pk, by=plant.kim)
    assert in_inbox(first) == ("open", None, "")
    # The next proposal is there before the inbox has heard of it.
    schedules.accept_schedule(schedule_id=first.pk, by=plant.kim)
    plant.order(60)
    second = schedules.make_schedule(by=None, limit_s=0.2)
    assert in_inbox(second) == ("open", None, "")
    assert in_inbox(first) == ("accepted", plant.kim, "")
    # Nobody decided about what was planned anew.
    schedules.make_schedule(by=None, limit_s=0.2)
    assert in_inbox(second) == ("superseded", None, "")


def in_inbox(plan: Schedule) -> tuple[str, Person | None, str]:
    decisions.gather(now=clock.now(), kind="schedule")
    row = Recommendation.objects.get(kind="schedule", facts__schedule=plan.pk)
    assert (row.decided_at is None) == (row.decided_by is None)
    return row.status, row.decided_by, row.reason


def _fortnights(plant: Plant, *, late_before: int, late_after: int) -> None:
    """An order finished on each day of the two weeks before and after today."""
    for day in (*range(-14, 0), *range(1, 15)):
        made_at = clock.now() + timedelta(days=day)
        late = timedelta(minutes=late_before if day < 0 else late_after)
        order = WorkOrder.objects.create(
            number=f"D{day}", item=plant.noodle, quantity=1, status="done", due_at=made_at - late
        )
        Completion.objects.create(
            order=order, good=1, rejected=0, started=1, is_final=True, status_before="running", value=0,
            made_at=made_at, noted_at=made_at,
        )  # fmt: skip


def test_advice_that_is_too_old_is_refused(plant: Plant, monkeypatch: pytest.MonkeyPatch):
    chief = Person.objects.create_user("chief", password="secret-pass-1", roles=["owner"])
    plant.order(100)
    schedules.make_schedule(by=None, limit_s=0.2)
    decisions.gather(now=clock.now())
    told = Recommendation.objects.get(kind="schedule", status="open")
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(TooOld):
        decisions.accept(recommendation=told, by=chief)
