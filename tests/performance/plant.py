"""A small plant whose figures can be added up in the head, made row by row. Times are local, Asia/Seoul."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dure.inventory.models import Item
from dure.plant.models import Area, Break, Enterprise, Person, Shift, Site, WorkCenter, WorkUnit
from dure.product.models import IdealCycle
from dure.production.models import (
    Downtime,
    DowntimeReason,
    OperationRun,
    ProductionResult,
    ResultCorrection,
    StateInterval,
    WorkOrder,
)

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 3, 9)


def local(text: str, day: date = MONDAY) -> datetime:
    """`08:30`, or `+1 02:00` for the next day."""
    days, _, clock = text.rpartition(" ")
    return datetime.combine(day + timedelta(days=int(days or 0)), time.fromisoformat(clock), SEOUL)


@dataclass
class Plant:
    site: Site
    units: list[WorkUnit]
    noodles: Item
    person: Person


def make_plant(units: int = 1) -> Plant:
    """A day shift 08:00-17:00 with an hour's break at 12:00 on weekdays; noodles take 30 s a piece."""
    enterprise = Enterprise.objects.create(code="E", name="두레식품")
    site = Site.objects.create(code="S", name="본사 공장", enterprise=enterprise)
    center = WorkCenter.objects.create(
        code="LINE1", name="면 라인", area=Area.objects.create(code="PACK", name="포장 구역", site=site)
    )
    shift = Shift.objects.create(
        site=site,
        code="D",
        name="주간",
        starts=time(8),
        ends=time(17),
        weekdays=[0, 1, 2, 3, 4],
        valid_from=date(2026, 1, 1),
    )
    Break.objects.create(shift=shift, name="점심", starts=time(12), ends=time(13))
    made = [WorkUnit.objects.create(code=f"M{n}", name=f"포장기 {n}", work_center=center) for n in range(1, units + 1)]
    noodles = Item.objects.create(code="N1", name="쌀국수")
    IdealCycle.objects.create(item=noodles, seconds=30, valid_from=local("00:00", date(2026, 1, 1)))
    return Plant(site, made, noodles, Person.objects.create(username="tester"))


def add_states(unit: WorkUnit, *rows: tuple[str, str], day: date = MONDAY, end: str | None = None) -> None:
    """(`08:00`, state) in order, after what is there; from `end` on the machine is silent."""
    rows = (*rows, (end, "unknown")) if end else rows
    starts = [local(text, day) for text, _ in rows]
    StateInterval.objects.filter(work_unit=unit, ended_at=None).update(ended_at=starts[0])
    StateInterval.objects.bulk_create(
        StateInterval(work_unit=unit, started_at=a, ended_at=b, state=state)
        for a, b, (_, state) in zip(starts, [*starts[1:], None], rows, strict=True)
    )


def add_result(
    unit: WorkUnit,
    clock: str,
    good: int,
    reject: int = 0,
    rework: int = 0,
    *,
    item: Item | None = None,
    shift: str = "D",
    day: date = MONDAY,
    source: str = "counter",
    run: OperationRun | None = None,
) -> ProductionResult:
    hour = local(clock, day)
    return ProductionResult.objects.create(
        work_unit=unit,
        hour=hour.replace(minute=0),
        shift=shift,
        shift_date=day if shift else None,
        item=item,
        run=run,
        source=source,
        produced=good + reject + rework,
        good=good,
        reject=reject,
        rework=rework,
        first_at=hour,
        last_at=hour,
    )


def add_stop(
    unit: WorkUnit, start: str, end: str, kind: str | None = None, code: str = "R", day: date = MONDAY
) -> Downtime:
    reason = None
    if kind is not None:
        group, _ = DowntimeReason.objects.get_or_create(
            code=f"G-{kind}", defaults={"name": f"{kind} 그룹", "kind": kind}
        )
        reason, _ = DowntimeReason.objects.get_or_create(
            code=f"{code}-{kind}", defaults={"name": f"{code} 사유", "kind": kind, "parent": group}
        )
    return Downtime.objects.create(
        work_unit=unit, started_at=local(start, day), ended_at=local(end, day), reason=reason
    )


def add_run(unit: WorkUnit, item: Item, number: str, start: str, end: str | None, quantity: int = 1000) -> OperationRun:
    order, _ = WorkOrder.objects.get_or_create(number=number, defaults={"item": item, "quantity": quantity})
    return OperationRun.objects.create(
        work_order=order, work_unit=unit, started_at=local(start), ended_at=local(end) if end else None
    )


def correct(row: ProductionResult, plant: Plant, *, good: int = 0, reject: int = 0) -> ResultCorrection:
    return ResultCorrection.objects.create(
        work_unit=row.work_unit,
        time=row.hour,
        result=row,
        produced=good + reject,
        good=Decimal(good),
        reject=Decimal(reject),
        reason="다시 셈",
        made_by=plant.person,
        made_at=row.last_at,
    )


def a_usual_day(plant: Plant, unit: WorkUnit | None = None, day: date = MONDAY) -> None:
    """480 planned: 40 set-up, 330 producing, 60 delay (40 of it a breakdown), 50 meeting; 582 good of 600."""
    unit = unit or plant.units[0]
    add_states(
        unit,
        ("08:00", "setup"),
        ("08:40", "producing"),
        ("11:20", "down"),
        ("12:00", "idle"),
        ("13:00", "producing"),
        ("15:50", "idle"),
        ("16:10", "idle"),
        ("17:00", "off"),
        day=day,
        end="+1 08:00",
    )
    add_stop(unit, "11:20", "12:00", "unplanned", day=day)
    add_stop(unit, "16:10", "17:00", "planned", day=day)
    for hour in (9, 10, 13, 14, 15):
        add_result(unit, f"{hour:02}:10", 116, 4, item=plant.noodles, day=day)
    row = ProductionResult.objects.get(work_unit=unit, hour=local("15:00", day))
    correct(row, plant, good=2, reject=-2)
