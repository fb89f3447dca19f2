"""The safety of the demonstration plant: risks, near misses, ideas, an accident with hours, a load made light."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from dure.plant.models import Area, Person, WorkUnit
from dure.safety import services

_DANGER = {
    "step": "포장지 걸림 제거", "group": "mechanical", "kind": "caught", "hazard": "회전하는 롤러 사이에 손이 끼임",
    "basis": "안전보건규칙 제87조", "in_place": "비상정지 버튼", "frequency": 4, "severity": 4,
    "measure": "연동 덮개 설치, 열면 정지", "frequency_after": 1, "severity_after": 4,
}  # fmt: skip
_STEAM = {
    "step": "자숙조 청소", "group": "environment", "kind": "burn", "hazard": "남은 증기와 뜨거운 물에 화상",
    "in_place": "내열 장갑, 식힌 뒤 작업", "frequency": 2, "severity": 3,
}  # fmt: skip
_LIFT = {"horizontal_cm": 50, "vertical_cm": 75, "distance_cm": 25, "lifts_per_min": 5, "duration": "long"}
_HOURS, _PEOPLE = Decimal(5200), Decimal(31)


def load(today: date, *, writer: Person, chief: Person) -> None:
    """writer: who writes; chief: who approves and answers."""
    unit = WorkUnit.objects.get(code="PKG-01")
    area = unit.work_center.area
    _risks(today, area, unit, writer, chief)
    _told(area, unit, writer, chief)
    _load(today, area, writer)
    _accident(today, area, chief)


def _risks(today: date, area: Area, unit: WorkUnit, writer: Person, chief: Person) -> None:
    services.add_first_matrix(in_force_from=today - timedelta(400), by=chief)
    risk = services.add_assessment(
        area=area, work_unit=unit, operation="쌀국수 포장", assessed_on=today - timedelta(300),
        review_on=today + timedelta(65), leader=chief, by=writer,
    )  # fmt: skip
    services.add_participant(assessment=risk, name="이포장(포장반)", part="작업자", is_worker=True, by=writer)
    line = services.set_line(assessment=risk, line=None, by=writer, **_DANGER)
    services.set_line(assessment=risk, line=None, by=writer, **_STEAM)
    services.add_action(
        text=_DANGER["measure"], area=area, work_unit=unit, owner=writer, due_on=today + timedelta(10), by=chief,
        risk_line=line,
    )  # fmt: skip
    services.approve_assessment(assessment=risk, by=chief)


def _told(area: Area, unit: WorkUnit, writer: Person, chief: Person) -> None:
    services.add_point(area=area, work_unit=unit, by=chief)
    near = services.report_near_miss(
        client_id=uuid.uuid4(), kind="slip", area=area, work_unit=unit, by=None,
        text="포장기 앞 바닥에 기름이 떨어져 있어 넘어질 뻔했습니다",
    )  # fmt: skip
    services.answer_near_miss(near_miss=near, status="handled", answer="닦았고, 새는 패킹을 바꿉니다.", by=chief)
    idea = services.suggest(
        client_id=uuid.uuid4(), topic="ease", area=area, by=writer, text="대차 바퀴를 큰 것으로 바꾸면 밀기 쉽습니다"
    )
    services.answer_suggestion(
        suggestion=idea,
        status="done",
        answer="바꿨습니다. 훨씬 가볍습니다.",
        by=chief,
        credit="포장반",
        reward_won=50_000,
    )


def _load(today: date, area: Area, writer: Person) -> None:
    task = services.add_task(
        area=area, task="반죽 대차 밀기", recorded_on=today - timedelta(30), by=writer,
        measure="지름 200 mm 바퀴, 전동 보조", text="바퀴가 작아 턱을 넘을 때 힘이 많이 듭니다.",
        effort_before=Decimal(13), effort_after=Decimal(1),
    )  # fmt: skip
    for stage, kg in (("before", 13), ("after", 1)):
        services.set_lifting(task=task, stage=stage, by=writer, load_kg=kg, **_LIFT)
    services.set_posture(task=task, stage="before", by=writer, neck=2, trunk=3, legs=2, load=2, upper_arm=3, wrist=2)
    services.set_posture(task=task, stage="after", by=writer)


def _accident(today: date, area: Area, chief: Person) -> None:
    """One accident 40 days ago with six days lost, and the hours of the months behind it."""
    first = today.replace(day=1)
    for _month in range(6):
        first = (first - timedelta(1)).replace(day=1)
        services.set_hours(site=area.site, month=first, hours=_HOURS, workers=_PEOPLE, source="급여대장", by=chief)
    moment = timezone.make_aware(datetime.combine(today - timedelta(40), time(10, 20)))
    accident = services.add_accident(
        happened_at=moment, kind="cut", area=area, by=chief, text="칼날을 바꾸다 장갑이 미끄러져 손을 베임",
        immediate_measure="지혈 후 병원 이송", filed_on=today - timedelta(30),
    )  # fmt: skip
    services.add_injury(accident=accident, by=chief, outcome="lost_time", body_part="hand", lost_days=6)
    services.add_action(
        text="칼날 교체용 지그 제작", area=area, owner=chief, due_on=today + timedelta(5), by=chief, accident=accident
    )
