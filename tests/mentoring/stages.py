"""A small plant that is built in steps: on paper, standardised, counting by itself, deciding with the system.

Every step writes the rows that such a plant would have by then, at moments before the end of a day.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dure.commerce.models import Address, Partner
from dure.decisions.models import AlarmRecord, AlarmRule, PredictionModel, Recommendation
from dure.inventory.models import Item
from dure.mentoring.models import DataAge
from dure.planning.models import Replay, Schedule, ScheduledOrder, ScheduledTask
from dure.plant.models import Area, Person, WorkUnit
from dure.product import services
from dure.product.approval import Step
from dure.product.models import Audit, AuditList, StandardStep
from dure.product.services import LineOf
from dure.production.models import (
    Completion,
    Downtime,
    DowntimeReason,
    OperationRun,
    OrderOperation,
    ProductionResult,
    WorkOrder,
)
from dure.telemetry.models import Connection, CurrentValue, Meaning, Signal
from tests.plant.plants import small_plant

SEOUL = ZoneInfo("Asia/Seoul")
LONG_AGO = date(2026, 1, 1)
VALID = "220-81-62517"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(day: date, hour: float = 0) -> datetime:
    """A moment of a day in Korea."""
    return datetime.combine(day, time(), SEOUL) + timedelta(hours=hour)


def on_paper() -> list[Item]:
    """Two machines, two items that are made of flour, a customer; nothing of it is written down further."""
    small_plant()
    Item.objects.create(code="FLOUR", name="밀가루", unit_id="kg", supply="buy", kind="raw")
    Partner.objects.create(code="C1", name="가온유통")
    return [
        Item.objects.create(code=code, name=code.lower(), unit_id="EA", supply="make") for code in ("NOODLE", "CAKE")
    ]


def standardise(day: date) -> None:
    """Bills of materials, routings and approved standards, nameplates, partners whole, an audit."""
    flour, unit = Item.objects.get(code="FLOUR"), WorkUnit.objects.get(code="M1")
    for item in Item.objects.filter(supply="make"):
        lines = [LineOf(flour, Decimal(1))]
        services.approve_bom(bom=services.add_bom(item=item, valid_from=LONG_AGO, lines=lines, by=None), by=None)
        routing = services.add_routing(item=item, valid_from=LONG_AGO, by=None)
        services.add_operation(routing=routing, number=10, name="mix", work_center=unit.work_center, by=None)
        services.approve_routing(routing=routing, by=None)
        write_standard(item)
    WorkUnit.objects.update(manufacturer="한국기계", model="P-1", serial_number="7")
    Partner.objects.update(business_number=VALID)
    Address.objects.create(partner=Partner.objects.get(), name="본사", lines="전주시 덕진구")
    asked = AuditList.objects.create(name="3정5S")
    Audit.objects.create(
        number="AU-1", audit_list=asked, area=Area.objects.get(), audited_on=day - timedelta(days=3), status="closed"
    )


def write_standard(item: Item) -> None:
    version = services.add_standard(title=f"{item.code} mix", item=item, operation_number=10, by=None)
    services.add_part(version=version, part=StandardStep, text="x", by=None)
    for step in (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE):
        services.move_on(version=version, step=step, by=None)


def automate(day: date) -> None:
    """Both machines connected; 20 days of 900 counted and 100 typed pieces; stops of 9 in 10 hours with a reason; the
    data a few seconds old."""
    link = Connection.objects.create(code="PLC", name="PLC", protocol="modbus")
    for unit in WorkUnit.objects.all():
        signal = Signal.objects.create(
            connection=link, address=f"{unit.code}.n", name="count", work_unit=unit, meaning=Meaning.TOTAL
        )
        CurrentValue.objects.create(signal=signal, time=at(day, 15), number=1, quality=0)
    unit = WorkUnit.objects.get(code="M1")
    for ago in range(20):
        made(unit, day - timedelta(days=ago), 9, "counter", 900)
        made(unit, day - timedelta(days=ago), 10, "hand", 100)
    reason = DowntimeReason.objects.create(code="JAM", name="걸림")
    for ago in range(10):
        begin = at(day - timedelta(days=ago), 11)
        Downtime.objects.create(
            work_unit=unit, started_at=begin, ended_at=begin + HOUR, reason=None if ago == 4 else reason
        )
    ages(day, 200, 3)


def made(unit: WorkUnit, day: date, hour: int, source: str, pieces: int) -> ProductionResult:
    begin = at(day, hour)
    return ProductionResult.objects.create(
        work_unit=unit, hour=begin, source=source, produced=pieces, good=pieces, first_at=begin,
        last_at=begin + 59 * MINUTE,
    )  # fmt: skip


def ages(day: date, count: int, seconds: float) -> None:
    """So many measurements, every ten minutes back from noon of a day."""
    noon = at(day, 12)
    DataAge.objects.bulk_create(DataAge(at=noon - 10 * MINUTE * n, seconds=seconds + n / 100) for n in range(count))


def decide(day: date, kim: Person) -> AlarmRule:
    """Ten orders in a schedule that is followed, nine of them begun as planned and finished with a due time; eight of
    ten proposals decided within half an hour; nine of ten alarms answered after four minutes; a schedule replayed."""
    rows = orders(day, 10)
    plan = Schedule.objects.create(status="live", asked_at=at(day, 6), decided_at=at(day, 7), decided_by=kim)
    for number, operation in enumerate(rows):
        scheduled(plan, operation, at(day, 8) + number * 20 * MINUTE, late=6 * HOUR if number == 9 else 10 * MINUTE)
    for number in range(10):
        proposed(day, "schedule", number, decided=number < 8)
        proposed(day, "mrp", number, decided=number < 6)
    rule = AlarmRule.objects.create(
        name="정지", subject="state", work_unit=WorkUnit.objects.get(code="M1"), kind="state", states=["down"],
        priority=2, action="보전을 부른다",
    )  # fmt: skip
    for number in range(10):
        rang(rule, at(day, 8 + number), kim if number else None)
    Replay.objects.create(schedule=plan, replayed_at=at(day, 7), days=28)
    PredictionModel.objects.create(work_unit=WorkUnit.objects.get(code="M1"))
    return rule


def orders(day: date, count: int) -> list[OrderOperation]:
    """Orders released on the morning of a day; all but one have a due time."""
    item, found = Item.objects.get(code="NOODLE"), []
    for number in range(count):
        order = WorkOrder.objects.create(
            number=f"WO-{day:%m%d}-{number}", item=item, quantity=10, released_at=at(day, 6), status="running",
            due_at=None if number == 8 else at(day, 20),
        )  # fmt: skip
        found.append(OrderOperation.objects.create(order=order, number=10, name="mix", planned=10))
    return found


def scheduled(plan: Schedule, operation: OrderOperation, start: datetime, *, late: timedelta) -> None:
    """An operation in a plan, begun so much later and finished."""
    unit, order = WorkUnit.objects.get(code="M1"), operation.order
    ScheduledOrder.objects.create(schedule=plan, order=order, ends_at=start + HOUR)
    ScheduledTask.objects.create(
        schedule=plan, order=order, number=10, name="mix", work_unit=unit, pieces=10, minutes=60, starts_at=start,
        ends_at=start + HOUR, planned_start=start, planned_end=start + HOUR,
    )  # fmt: skip
    OperationRun.objects.create(
        work_order=order, operation=operation, work_unit=unit, started_at=start + late,
        ended_at=start + late + 5 * MINUTE,
    )  # fmt: skip
    Completion.objects.create(
        order=order, good=10, rejected=0, started=10, is_final=True, status_before="running", value=0,
        made_at=start + late + 5 * MINUTE, noted_at=start + late + 5 * MINUTE,
    )  # fmt: skip


def proposed(day: date, kind: str, number: int, *, decided: bool) -> Recommendation:
    """Something happened in the morning; decided half an hour later, or expired."""
    happened = at(day, 8) + number * MINUTE
    given = {"status": "accepted", "decided_at": happened + 30 * MINUTE} if decided else {"status": "expired"}
    return Recommendation.objects.create(
        kind=kind, key=f"{day}-{number}", facts={"said": {"ko": [f"제안 {number}", ""]}}, evidence_at=happened,
        happened_at=happened, made_at=happened + MINUTE, **given,
    )  # fmt: skip


def rang(rule: AlarmRule, moment: datetime, by: Person | None) -> None:
    """An alarm rang, and was acknowledged after four minutes, or went by itself."""
    AlarmRecord.objects.create(
        rule=rule, at=moment, happening="raised", state="unacked", rings=True, priority=rule.priority
    )
    AlarmRecord.objects.create(
        rule=rule, at=moment + 4 * MINUTE, happening="acknowledged" if by else "cleared", by=by,
        state="acked" if by else "returned", priority=rule.priority,
    )  # fmt: skip
