"""What is read from the tables for a plant that is played, with rows and figures written down by hand.

Two weeks to Monday, 16 March 2026; the noodle line of `tests.production.floor.shop`: boiling on one kettle, packing on
two packers, 36 s a piece each.
"""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dure.planning.models import OrderPriority, SetupTime, SharedUnit, Way
from dure.planning.selectors.month import read_month
from dure.planning.sharing import Measure, Room, Together
from dure.planning.simulation.hours import DAY_MIN
from dure.planning.simulation.record import Did, Record
from dure.plant.models import Break, CalendarEntry, Person, PersonSkill, Shift, Site, Skill
from dure.product.models import IdealCycle, Operation, OperationUnit, Routing
from dure.production.models import (
    Downtime,
    DowntimeReason,
    OperationRun,
    OrderOperation,
    ProductionResult,
    ResultCorrection,
    RunMember,
    StateInterval,
    WorkOrder,
)
from tests.production.floor.shop import Plant, make_plant

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 3, 16, 9, tzinfo=SEOUL)


def on(day: int, at: str = "00:00") -> datetime:
    return datetime.combine(date(2026, 3, day), time.fromisoformat(at), SEOUL)


def minute(day: int, at: str = "00:00") -> float:
    """From Monday, 2 March on."""
    return (on(day, at) - on(2)).total_seconds() / 60


@pytest.fixture
def plant() -> Plant:
    skill = Skill.objects.create(code="PACK", name="포장")
    found = make_plant(skill)
    site = Site.objects.get()
    shift = Shift.objects.create(site=site, code="D", name="주간", starts=time(8), ends=time(17),
                                 weekdays=[0, 1, 2, 3, 4], valid_from=date(2026, 1, 1))  # fmt: skip
    Break.objects.create(shift=shift, starts=time(12), ends=time(13))
    CalendarEntry.objects.create(site=site, kind="overtime", starts_at=on(14, "08:00"), ends_at=on(14, "10:00"))
    PersonSkill.objects.create(person=found.kim, skill=skill, level=2)
    lee = Person.objects.create(username="lee")
    PersonSkill.objects.create(person=lee, skill=skill, level=1)
    StateInterval.objects.create(work_unit=found.packer, started_at=on(1), state="off")
    return found


def read() -> Record:
    return read_month(NOW, 14)


def ordered(plant: Plant, number: str, **values: object) -> WorkOrder:
    given = {"item": plant.noodle, "quantity": 100, "status": "running", "released_at": on(1, "09:00")}
    return WorkOrder.objects.create(number=number, **(given | values))


def ran(plant: Plant, order: WorkOrder, begin: datetime, end: datetime | None, number: int = 10) -> OperationRun:
    row = OrderOperation.objects.create(order=order, number=number, name="boiling", planned=order.quantity)
    return OperationRun.objects.create(
        work_order=order, operation=row, work_unit=plant.kettle, started_at=begin, ended_at=end
    )


def made(run: OperationRun, at: datetime, good: int, reject: int) -> ProductionResult:
    return ProductionResult.objects.create(
        work_unit=run.work_unit, hour=at.replace(minute=0), run=run, source="counter", produced=good + reject,
        good=good, reject=reject, first_at=at, last_at=at,
    )  # fmt: skip


def test_routings_people_and_set_ups(plant: Plant) -> None:
    skill = Skill.objects.get()
    routing = Routing.objects.create(item=plant.noodle, revision="2", valid_from=date(2026, 3, 9))
    Operation.objects.create(
        routing=routing, number=10, name="boiling", work_center=plant.kettles, run_seconds=36, setup_seconds=600,
        queue_seconds=120, wait_seconds=60, run_basis="batch", batch_size=4, transfer_quantity=20,
    )  # fmt: skip
    packing = Operation.objects.create(
        routing=routing, number=20, name="packing", work_center=plant.packing, skill=skill, skill_level=2
    )
    OperationUnit.objects.create(operation=packing, work_unit=plant.packer2, setup_seconds=300, run_seconds=18)
    Routing.objects.filter(item=plant.noodle, status="approved").update(valid_to=date(2026, 3, 8))
    Routing.objects.filter(pk=routing.pk).update(status="approved", approved_at=on(9))
    IdealCycle.objects.create(item=plant.noodle, work_unit=plant.kettle, seconds=30, valid_from=on(1))
    SetupTime.objects.create(work_center=plant.kettles, before="a", after="b", minutes=45)
    ran(plant, ordered(plant, "W1"), on(3, "09:00"), on(3, "10:00"))
    found = read()
    (article,) = found.articles
    boil, pack = article.stages
    assert boil.units == {plant.kettle.pk: Decimal(600)}
    assert (boil.batch, boil.run_s) == (4.0, Decimal(36))
    assert (boil.piece_s, boil.gap_s, boil.moves_in_parts, boil.skill) == (9.0, 180.0, True, None)
    # The named packer alone, with its own times; of two with the skill one has the level.
    assert pack.units == {plant.packer2.pk: Decimal(300)}
    assert pack.piece_s == 18.0
    assert pack.skill == (skill.pk, 2)
    assert (found.people, found.skills) == ({(skill.pk, 2): 1}, {skill.pk: "포장"})
    # The kettle's own; the packers have what the first routing said.
    assert article.ideal_s == {plant.kettle.pk: 30.0, plant.packer.pk: 36.0, plant.packer2.pk: 36.0}
    assert [(one.minutes, one.before, one.after) for one in found.changeovers.lines] == [(45, "a", "b")]
    assert {one.id for one in found.stations} == {plant.kettle.pk, plant.packer2.pk}


def test_the_calendar_of_the_weeks(plant: Plant) -> None:
    """Monday 2 March is a public holiday (in place of Sunday the first): nine workdays of 8 h, and 2 h of overtime."""
    ran(plant, ordered(plant, "W1"), on(3, "09:00"), on(3, "10:00"))
    found = read()
    assert (found.first, found.last) == (0.0, 14.0 * DAY_MIN)
    spans = next(one for one in found.stations if one.id == plant.kettle.pk).spans
    assert spans[:2] == ((minute(3, "08:00"), minute(3, "12:00")), (minute(3, "13:00"), minute(3, "17:00")))
    assert spans[-1] == (minute(14, "08:00"), minute(14, "10:00"))
    assert sum(end - begin for begin, end in spans) == 9 * 480 + 120


def test_orders_with_their_beginning_and_end(plant: Plant) -> None:
    done = ordered(
        plant, "W1", status="done", due_at=on(5, "17:00"), closed_at=on(4, "15:00"), received=95, started=110,
        start_on=date(2026, 3, 3),
    )  # fmt: skip
    run = ran(plant, done, on(3, "09:00"), on(3, "10:00"))
    waits = ordered(plant, "W2", released_at=on(10, "09:00"), start_on=date(2026, 3, 12))
    early = ordered(plant, "W3", released_at=on(12, "09:00"))
    ran(plant, early, on(11, "09:00"), None)
    ordered(plant, "W4", status="cancelled")
    ordered(plant, "W5", status="done", closed_at=on(1))
    OrderPriority.objects.create(order=waits, weight=4)
    row = made(run, on(3, "09:30"), 90, 20)
    ResultCorrection.objects.create(work_unit=plant.kettle, time=row.hour, result=row, produced=0, good=5, reject=-5,
                                    reason="다시 셈", made_by=plant.kim, made_at=on(4))  # fmt: skip
    found = read()
    assert [(one.number, one.pieces, one.release, one.due, one.end, one.good, one.weight) for one in found.orders] == [
        ("W1", 110.0, minute(3), minute(5, "17:00"), minute(4, "15:00"), 95.0, 1.0),
        ("W2", 100.0, minute(12), None, None, 0.0, 4.0),
        ("W3", 100.0, minute(11, "09:00"), None, None, 0.0, 1.0),
    ]  # fmt: skip
    assert [(one.order, one.number, one.begin, one.end, one.pieces, one.bad) for one in found.runs] == [
        (done.pk, 10, minute(3, "09:00"), minute(3, "10:00"), 110.0, 15.0),
        (early.pk, 10, minute(11, "09:00"), None, 0.0, 0.0),
    ]


def test_what_the_kettle_did(plant: Plant) -> None:
    ran(plant, ordered(plant, "W1"), on(3, "08:00"), on(3, "16:00"))
    reason = DowntimeReason.objects.create(code="R", name="버너 고장")
    Downtime.objects.create(work_unit=plant.kettle, started_at=on(3, "10:00"), ended_at=on(3, "10:30"), reason=reason)
    words = [("07:00", "off"), ("08:00", "setup"), ("08:20", "producing"), ("10:00", "down"), ("10:30", "producing"),
             ("11:00", "idle"), ("11:03", "producing"), ("12:10", "idle"), ("13:00", "unknown")]  # fmt: skip
    moments = [on(3, at) for at, _ in words]
    StateInterval.objects.bulk_create(
        StateInterval(work_unit=plant.kettle, started_at=begin, ended_at=end, state=word)
        for begin, end, (_, word) in zip(moments, [*moments[1:], None], words, strict=True)
    )
    told = next(one for one in read().stations if one.id == plant.kettle.pk).stretches
    day = [one for one in told if minute(3) <= one.begin < minute(3, "13:00")]
    assert [(one.begin - minute(3), one.end - minute(3), one.did, one.reason) for one in day] == [
        (480, 500, Did.SETUP, ""), (500, 600, Did.WORK, ""), (600, 630, Did.STOP, "버너 고장"),
        (630, 660, Did.WORK, ""), (660, 663, Did.MICRO, ""), (663, 720, Did.WORK, ""), (720, 730, Did.OUTSIDE, ""),
    ]  # fmt: skip
    assert {one.did for one in told if one.begin >= minute(3, "13:00")} == {Did.SILENT}


def test_ways_between_its_work_centers(plant: Plant) -> None:
    here, there = plant.kettle.work_center, plant.packer.work_center
    Way.objects.create(from_center=here, to_center=there, minutes=15)
    Way.objects.create(from_center=there, to_center=here, minutes=4)
    ran(plant, ordered(plant, "W1"), on(3, "09:00"), on(3, "10:00"))
    found = read().ways
    assert (found.minutes(here.pk, there.pk), found.minutes(there.pk, here.pk)) == (15, 4)


@pytest.mark.parametrize("is_shared", [True, False])
def test_orders_in_one_kettle(plant: Plant, is_shared: bool) -> None:
    """Two orders of 60 and 40 pieces, 100 of which 10 are bad: counted in the run of the first."""
    first, second = ordered(plant, "W1"), ordered(plant, "W2")
    run = ran(plant, first, on(3, "09:00"), on(3, "10:00"))
    beside = OrderOperation.objects.create(order=second, number=10, name="boiling", planned=100)
    for operation, pieces in ((run.operation, 60), (beside, 40)):
        RunMember.objects.create(run=run, operation=operation, quantity=pieces)
    made(run, on(3, "09:30"), 90, 10)
    if is_shared:
        SharedUnit.objects.create(work_unit=plant.kettle, capacity=Decimal(120), together="group")
    found = read()
    assert [(one.order, one.number, one.begin, one.end, one.pieces, one.bad) for one in found.runs] == [
        (first.pk, 10, minute(3, "09:00"), minute(3, "10:00"), 60.0, 6.0),
        (second.pk, 10, minute(3, "09:00"), minute(3, "10:00"), 40.0, 4.0),
    ]
    # Where nobody foresees it, it is said that they are played one after the other.
    assert found.batches == (0 if is_shared else 2)
    kettle = Room(Measure.PIECES, Decimal(120), Together.GROUP)
    assert found.rooms == ({plant.kettle.pk: kettle} if is_shared else {})
    assert found.kg == {}


def test_days_before_the_first_record_are_left_out(plant: Plant) -> None:
    """Counting began on Sunday, 1 March at midnight: the first whole day is the Monday, thirteen weeks asked for."""
    ran(plant, ordered(plant, "W1"), on(3, "09:00"), on(3, "10:00"))
    found = read_month(NOW, 91)
    assert (found.first, found.last) == (0.0, 14.0 * DAY_MIN)
