"""A line with two machines, its orders, reasons and people, made row by row."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Area, Enterprise, Person, Shift, Site, WorkCenter, WorkUnit
from dure.plant.selectors import planned
from dure.production.models import Downtime, DowntimeReason, HeldCount, ProductionResult, UnitRecord, WorkOrder
from dure.telemetry.models import Connection, Meaning, Signal


@dataclass
class Line:
    area: Area
    center: WorkCenter
    press: WorkUnit
    packer: WorkUnit
    item: Item
    person: Person
    jam: DowntimeReason
    meal: DowntimeReason
    counter: Signal
    now: datetime

    def order(self, number: str = "W1", quantity: int = 100) -> WorkOrder:
        return WorkOrder.objects.create(number=number, item=self.item, quantity=quantity)

    def stop(self, minutes_ago: float, lasted: float | None = None) -> Downtime:
        start = self.now - timedelta(minutes=minutes_ago)
        end = None if lasted is None else start + timedelta(minutes=lasted)
        return Downtime.objects.create(work_unit=self.press, started_at=start, ended_at=end)

    def result(self, good: int = 118, reject: int = 2) -> ProductionResult:
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        return ProductionResult.objects.create(
            work_unit=self.press,
            hour=hour,
            shift_date=date(2026, 3, 2),
            shift="D",
            source="counter",
            produced=good + reject,
            good=good,
            reject=reject,
            first_at=hour,
            last_at=self.now,
        )

    def held(self, quantity: int = 500, at: datetime | None = None) -> HeldCount:
        return HeldCount.objects.create(
            work_unit=self.press,
            signal=self.counter,
            time=at or self.now - timedelta(minutes=5),
            before=1000,
            after=1000 + quantity,
            quantity=quantity,
            proposal=3,
            reason="jump",
        )


@pytest.fixture
def line(db: None) -> Line:
    planned.forget()
    site = Site.objects.create(code="S1", name="본사", enterprise=Enterprise.objects.create(code="E1", name="두레식품"))
    area = Area.objects.create(code="A1", name="포장동", site=site)
    center = WorkCenter.objects.create(code="L1", name="1라인", area=area)
    press = WorkUnit.objects.create(code="PRESS1", name="프레스 1호", work_center=center)
    packer = WorkUnit.objects.create(code="PACK1", name="포장기", work_center=center, sort_order=1)
    Shift.objects.create(
        site=site,
        code="D",
        name="주간",
        starts=time(0),
        ends=time(0),
        weekdays=list(range(7)),
        works_on_holidays=True,
        valid_from=date(2020, 1, 1),
    )
    machine = DowntimeReason.objects.create(code="M", name="설비")
    connection = Connection.objects.create(code="C1", name="프레스 PLC", protocol="modbus")
    counter = Signal.objects.create(
        connection=connection, address="1/holding/0/uint16", name="생산수량", work_unit=press, meaning=Meaning.TOTAL
    )
    now = clock.now()
    UnitRecord.objects.create(work_unit=press, state="producing", state_since=now - timedelta(hours=1), last_time=now)
    return Line(
        area,
        center,
        press,
        packer,
        Item.objects.create(code="N1", name="쌀국수"),
        Person.objects.create_user("kim", password="secret-pass-1", display_name="김반장", roles=["supervisor"]),
        DowntimeReason.objects.create(code="M1", name="걸림", parent=machine),
        DowntimeReason.objects.create(code="P1", name="식사", kind="planned", parent=machine),
        counter,
        now,
    )


def pieces(value: Decimal) -> int:
    return int(value)
