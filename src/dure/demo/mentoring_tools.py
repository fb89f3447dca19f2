"""What was looked at on the demonstration's floor: a time study, a layout with its ways, two devices."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from dure.demo.elements import ITEM
from dure.demo.mentoring_cast import Cast, as_of, moment
from dure.demo.mentoring_tasks import FILM
from dure.mentoring.device_checks import Check, checks_of
from dure.mentoring.models import (
    AutomationDevice,
    FloorLayout,
    ImprovementTask,
    LayoutBlock,
    LayoutStation,
    LayoutTrip,
    LayoutZone,
)
from dure.mentoring.services import devices, layouts, studies
from dure.mentoring.services.studies import Lap
from dure.product.models import Operation

# ruff: noqa: E501 - words read better in one line

_OPERATION = 20
_ELEMENTS = (("받침 끼우기", "value", "6.0"), ("쌀국수 담기", "value", "12.4"), ("소스 담기", "value", "7.2"),
             ("빠진 것 다시 세기", "waste", "5.8"))  # fmt: skip
_SWINGS = ("0.3", "-0.4", "0.1", "0.6", "-0.2", "0.0", "-0.5", "0.4", "0.2", "-0.1", "0.5", "-0.3")
"""How much longer than usual each cycle took, in seconds."""
_STATIONS = (("원료", "3", "4"), ("혼합", "8", "4"), ("압출", "14", "4"), ("증숙", "20", "4"), ("건조", "27", "5"),
             ("포장", "32", "12"), ("필름", "4", "15"), ("상자", "10", "15"))  # fmt: skip
_BLOCKS = (("칸막이", "12", "8", "14", "0.3"), ("적재대", "18", "11", "4", "3"))
_ZONE = ("건조 구역", [[23.5, 1.5], [31, 1.5], [31, 8], [23.5, 8]])
_TRIPS = (("원료", "혼합", "60", "자재 공급"), ("포장", "필름", "12", "포장"), ("포장", "상자", "34", "포장"),
          ("건조", "포장", "48", "포장"))  # fmt: skip
_TALLY = ("포장", "건조", "포장", "상자", "포장", "필름", "포장")


def load(today: date, changed_on: date, cast: Cast, made: dict[str, ImprovementTask]) -> None:
    _study(today, cast)
    _layout(today, cast)
    _devices(today, changed_on, cast, made[FILM])


def _study(today: date, cast: Cast) -> None:
    """The gift set, packed by hand; a question from outside lies between two cycles."""
    operation = Operation.objects.select_related("routing__item").get(routing__item__code=ITEM, number=_OPERATION)
    laps = []
    for cycle, swing in enumerate(_SWINGS, start=1):
        for place, (_name, _worth, seconds) in enumerate(_ELEMENTS):
            share = Decimal(swing) * (1 if place % 2 else Decimal("0.5"))
            laps.append(Lap(cycle, place, Decimal(seconds) + share))
        if cycle == 5:
            laps.append(Lap(cycle, None, Decimal(41), "다른 반에서 물어봄"))
    day = today - timedelta(6)
    with as_of(day, 10):
        studies.add_study(
            token=uuid.uuid4(), operation=operation, elements=[(name, worth) for name, worth, _s in _ELEMENTS],
            laps=laps, started_at=moment(day, 10), by=cast.mentor, rating=Decimal(105), delay=Decimal(3),
            note="선물세트 담기. 다시 세는 시간이 전체의 다섯 중 하나.",
        )  # fmt: skip


def _layout(today: date, cast: Cast) -> None:
    """The noodle hall as it is, and with film and boxes beside the packing machine."""
    with as_of(today - timedelta(8), 15):
        hall = layouts.add_layout(
            name="제면동 지금", by=cast.mentor, area=cast.areas["A-NOODLE"], width=Decimal(36), height=Decimal(18),
            shifts=3, note="줄자로 잰 값",
        )  # fmt: skip
        for code, x, y in _STATIONS:
            layouts.add_layout_part(
                table=LayoutStation, layout=hall, by=cast.mentor, code=code, x=Decimal(x), y=Decimal(y)
            )
        for name, x, y, width, height in _BLOCKS:
            layouts.add_layout_part(
                table=LayoutBlock, layout=hall, by=cast.mentor, name=name, x=Decimal(x), y=Decimal(y),
                width=Decimal(width), height=Decimal(height),
            )  # fmt: skip
        layouts.add_layout_part(table=LayoutZone, layout=hall, by=cast.mentor, name=_ZONE[0], corners=_ZONE[1])
        for start, end, times, walker in _TRIPS:
            layouts.add_layout_part(
                table=LayoutTrip, layout=hall, by=cast.mentor, start=start, end=end, times=Decimal(times), walker=walker
            )
        layouts.tally_trips(
            layout=hall, visits=_TALLY, minutes=Decimal(60), day_minutes=Decimal(1300), walker="포장 보조",
            by=cast.mentor,
        )  # fmt: skip
        _moved(hall, cast)


def _moved(hall: FloorLayout, cast: Cast) -> None:
    after = layouts.copy_layout(layout=hall, name="제면동 필름·상자 옮김", by=cast.mentor)
    for code, x, y in (("필름", "28", "14"), ("상자", "33", "15")):
        station = LayoutStation.objects.get(layout=after, code=code)
        layouts.change_layout_part(part=station, by=cast.mentor, x=Decimal(x), y=Decimal(y))


def _devices(today: date, changed_on: date, cast: Cast, film: ImprovementTask) -> None:
    """A sensor in use, and a chute that still waits for one answer about safety."""
    with as_of(changed_on, 16):
        sensor = devices.add_device(
            by=cast.mentor, name="포장 필름 잔량 센서", kind="sensor", cost=Decimal(350_000), life=5,
            text="필름이 20 m 남으면 등이 켜져 다음 롤을 미리 가져옵니다.", before=Decimal("2.60"), after=Decimal("2.45"),
            pieces=Decimal(2_400_000), hour=Decimal(14_000), running=Decimal(20_000), task=film,
        )  # fmt: skip
        for check in checks_of(sensor.kind):
            devices.answer_check(device=sensor, check=check.value, answer="yes", by=cast.maintenance, on=changed_on)
        devices.put_in_use(device=sensor, on=changed_on, by=cast.owner)
    day = today - timedelta(3)
    with as_of(day, 16):
        chute = devices.add_device(
            by=cast.mentor, name="소스 병 내리는 슈트", kind="chute", cost=Decimal(450_000), life=5,
            text="선물세트 작업대로 병이 미끄러져 내려와 찾아 걷지 않습니다.", before=Decimal(14), after=Decimal(4),
            pieces=Decimal(36_000), hour=Decimal(14_000),
        )  # fmt: skip
        for check in checks_of(chute.kind):
            if check is not Check.FALL:
                _answer(chute, check, day, cast)


def _answer(chute: AutomationDevice, check: Check, day: date, cast: Cast) -> None:
    note = "모서리에 고무를 댔습니다" if check is Check.EDGES else ""
    devices.answer_check(device=chute, check=check.value, answer="yes", by=cast.maintenance, on=day, note=note)
