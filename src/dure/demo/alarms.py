"""The alarm rules of the demonstration plant, on signals, states, counts and a KPI; loaded once."""

from typing import Any

from django.db import transaction

from dure.decisions import services
from dure.decisions.models import AlarmRule
from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from dure.telemetry.models import Signal

_HEAT = (
    (
        "EXT-01",
        "압출기 온도 높음",
        "above",
        97.4,
        0.5,
        1,
        "냉각수 밸브를 열고 속도를 늦춥니다.",
        "눌어붙어 전량 폐기",
        10,
    ),
    (
        "STM-01",
        "증숙 온도 낮음",
        "below",
        100.0,
        0.3,
        1,
        "스팀 압력을 확인하고 로트를 보류합니다.",
        "덜 익은 면 출하",
        5,
    ),
    ("DRY-01", "건조기 온도 높음", "above", 48.0, 0.8, 2, "댐퍼를 열어 배기합니다.", "면 갈라짐", 20),
    ("FIL-01", "소스 충전 온도 낮음", "below", 81.2, 0.4, 2, "히터 설정을 확인합니다.", "살균 부족", 15),
)
"""(work unit, name, kind, limit, dead band, priority, response, consequence, minutes to act)."""


@transaction.atomic
def load() -> None:
    """Does nothing when it was loaded before."""
    if AlarmRule.objects.exists():
        return
    people = {person.roles[0]: person for person in Person.objects.filter(username__startswith="demo-")}
    quality, fitter = people[Role.QUALITY], people[Role.MAINTENANCE]
    for code, name, kind, limit, band, priority, action, consequence, minutes in _HEAT:
        signal = Signal.objects.get(work_unit__code=code, unit="℃")
        _add(quality, name=name, subject="signal", signal=signal, kind=kind, limit=limit, dead_band=band, on_delay_s=20,
             priority=priority, action=action, consequence=consequence, respond_minutes=minutes)  # fmt: skip
    packer = WorkUnit.objects.get(code="PKG-01")
    stop = _add(
        fitter, name="포장기 5분 넘게 정지", subject="state", work_unit=packer, kind="state", states=["down"],
        on_delay_s=300, only_planned=True, priority=2, action="정지 사유를 입력하고 보전을 호출합니다.",
        consequence="포장 대기 재고가 쌓임",
    )  # fmt: skip
    _add(
        fitter, name="포장 실적 20분 없음", subject="count", work_unit=packer, kind="silent", limit=20,
        only_planned=True, behind=stop, priority=3, action="카운터 배선과 자재를 확인합니다.",
    )  # fmt: skip
    _add(
        quality, name="최근 2시간 불량률 2% 초과", subject="kpi", kpi="scrap_ratio", scope="work_center:L-NOODLE",
        kind="above", limit=0.02, window_s=7200, priority=3, action="불량 사유를 확인하고 첫 공정부터 점검합니다.",
    )  # fmt: skip


def _add(owner: Person, **values: Any) -> AlarmRule:
    return services.add_rule(by=owner, owner=owner, **values)
