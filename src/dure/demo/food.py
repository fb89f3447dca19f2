"""The HACCP of the demonstration plant: a plan in force, its CCPs with a first record, a signed cleaning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from dure.demo.register import Hands
from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.product.approval import Step
from dure.quality import services
from dure.quality.models import ControlPoint, Hazard
from dure.quality.services import Seen
from dure.telemetry.models import Signal

_NOODLES = ("RN-200", "RN-500", "RN-VEG")
_STEAMING: dict[str, Any] = {
    "step": "증숙", "hazard": "바실루스 세레우스 생존", "cause": "증기 온도 부족", "severity": 3, "likelihood": 2,
    "measure": "증숙 온도 98 ℃ 이상", "prerequisite": False, "has_measure": True, "removes": True,
}  # fmt: skip
_METAL: dict[str, Any] = {
    "step": "포장", "kind": "P", "hazard": "금속 조각", "cause": "칼날과 볼트의 마모", "severity": 3, "likelihood": 2,
    "measure": "금속검출기 통과", "prerequisite": False, "has_measure": True, "removes": True,
}  # fmt: skip
_DUST: dict[str, Any] = {
    "step": "원료 입고", "kind": "P", "hazard": "이물", "cause": "포대 찢김", "severity": 1, "likelihood": 2,
    "measure": "입고 검사, 체질", "prerequisite": True,
}  # fmt: skip
CLEANING = ("배관과 노즐 세척", "호퍼 안쪽 물기 없음", "앞 제품 찌꺼기 없음")
MARK_BY_HAND = "CCP-2P"


@dataclass(frozen=True, slots=True)
class _Point:
    mark: str
    name: str
    unit: str
    hazard: Hazard
    at: WorkUnit
    more: dict[str, Any]


def load(hands: Hands, items: dict[str, Item], now: datetime) -> None:
    """Written by the planner, looked at by quality, approved by the owner: three people sign."""
    by = hands.writer
    draft = services.add_haccp_plan(
        name="쌀국수 HACCP 관리계획", by=by, items=[items[code] for code in _NOODLES], scope="일반 소비자, 끓여서 섭취"
    )
    steaming, metal, _dust = (
        services.add_haccp_part(version=draft, part=Hazard, by=by, position=10 * number, **values)
        for number, values in enumerate((_STEAMING, _METAL, _DUST), 1)
    )
    units = {unit.code: unit for unit in WorkUnit.objects.all()}
    signal = Signal.objects.get(connection__code="STM-01", name="STM-01 온도")
    for point in (
        _Point("CCP-1B", "증숙 온도", "℃", steaming, units["STM-01"], {
            "lower": Decimal(98), "signal": signal, "every_minutes": 60, "who": "증숙 담당",
            "method": "증숙기 온도 센서, 자동 기록", "corrective": "라인을 멈추고 한 시간 안의 제품을 격리한다",
            "verification": "일지를 매일 확인하고 온도계를 해마다 교정한다"}),
        _Point(MARK_BY_HAND, "금속검출 시험편 Fe", "mm", metal, units["PKG-01"], {
            "upper": Decimal("2.0"), "every_minutes": 120, "who": "포장 담당",
            "method": "시험편을 넣어 검출된 가장 작은 지름",
            "corrective": "검출기를 다시 맞추고 그동안 포장한 제품을 다시 통과시킨다",
            "verification": "품질 담당이 일지를 매일 확인한다"}),
    ):  # fmt: skip
        services.add_haccp_part(
            version=draft, part=ControlPoint, by=by, hazard=point.hazard, mark=point.mark, name=point.name,
            unit=point.unit, work_unit=point.at, **point.more,
        )  # fmt: skip
    signers = {Step.SUBMIT: by, Step.ENDORSE: hands.checker}
    for step in (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE):
        services.move_haccp(version=draft, step=step, by=signers.get(step, hands.approver))
    _first_records(now, hands.writer)
    _cleaning(units["FIL-01"], items["SC-SOY"], now, hands)


def _first_records(now: datetime, by: Person) -> None:
    for hours in (5, 3):
        measure(ControlPoint.objects.get(mark=MARK_BY_HAND), now - timedelta(hours=hours), by)


def measure(point: ControlPoint, at: datetime, by: Person) -> None:
    """The test piece that the metal detector found."""
    services.record_value(point=point, seen=Seen(Decimal("1.5"), at), client_id=uuid4(), by=by)


def _cleaning(unit: WorkUnit, item: Item, now: datetime, hands: Hands) -> None:
    services.sign_cleaning(
        work_unit=unit, lines=dict.fromkeys(CLEANING, True), client_id=uuid4(), by=hands.checker, next_item=item,
        swab="음성", swab_is_good=True, at=now - timedelta(hours=4),
    )  # fmt: skip
