"""The improvement tasks of the demonstration, from found to done; what the figures say comes when they are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dure.demo.mentoring_cast import Cast, as_of
from dure.mentoring.models import ImprovementTask
from dure.mentoring.services import task_rows, tasks
from dure.plant.models import Person

# ruff: noqa: E501 - words read better in one line

FILM, MIXER = "film", "mixer"


@dataclass(frozen=True, slots=True)
class _Task:
    """found: days ago. bones: causes of the fishbone. plan: values of the plan, its owner by the name of a part."""

    unit: str
    loss: str
    title: str
    problem: str
    found: int
    by: str
    whys: Sequence[str] = ()
    bones: Sequence[tuple[str, str]] = ()
    root: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    said: Sequence[tuple[str, str]] = ()


_DONE: dict[str, _Task] = {
    FILM: _Task(
        "PKG-01", "minor_stop", "자동 포장기 필름 걸림 줄이기",
        "포장기가 한 시간에 한두 번, 1~2분씩 멈춥니다. 필름 끝단이 말려 들어가 작업자가 매번 손으로 폅니다.",
        24, "mentor",
        whys=("포장기가 자주 짧게 멈춘다", "필름 끝단이 말려 가이드에 걸린다", "텐션 롤러가 필름을 너무 세게 당긴다",
              "새 필름은 더 얇은데 롤러 위치는 그대로다", "필름이 바뀔 때 롤러를 맞추는 기준이 없다"),
        bones=(("machine", "가이드 레일 끝이 닳음"), ("material", "새 필름이 5 ㎛ 얇음"), ("method", "롤러 위치 기준 없음")),
        root="필름이 바뀔 때 텐션 롤러 위치를 맞추는 기준이 없다",
        plan={"measure": "롤러를 한 칸 낮추고 필름별 위치를 눈금으로 표시, 필름 잔량 센서 설치", "cost_won": 350_000,
              "kpi": "micro_per_hour", "scope": "work_unit:PKG-01", "wanted": 0.8, "unit_value_won": 1_400,
              "unit_value_note": "한 번 멈출 때 평균 80초, 포장기 한 시간 62,000원"},
        owner="maintenance",
        said=(("supervisor", "오후조도 눈금대로 맞추고 있습니다."), ("mentor", "새 필름이 들어오는 주에 한 번 더 봅시다.")),
    ),
    MIXER: _Task(
        "MIX-01", "setup", "반죽 혼합기 조 시작 준비 시간 줄이기",
        "조가 바뀔 때마다 혼합기 준비에 10분 안팎이 걸립니다.", 23, "planner",
        whys=("조 시작이 늦다", "계량을 조 시작 뒤에 한다", "앞 조가 다음 반죽을 달아 두지 않는다"),
        root="다음 반죽 계량이 조 시작 뒤에 이루어진다",
        plan={"measure": "앞 조가 마지막 반죽 중에 다음 반죽을 달아 둠", "cost_won": 0, "kpi": "setup_share",
              "scope": "work_unit:MIX-01", "wanted": 0.01},
        owner="supervisor",
        said=(("operator", "계량은 빨라졌는데 세척이 그대로라 시작 시각은 비슷합니다."),),
    ),
}  # fmt: skip
_PLANNED = _Task(
    "DRY-01", "breakdown", "건조기 1호 필터 막힘 정지 없애기",
    "건조기가 필터가 막혀 멈춥니다. 멈춘 뒤에야 필터를 텁니다.", 9, "maintenance",
    whys=("건조기가 과열로 멈춘다", "필터가 막혀 바람이 약하다", "막힌 정도를 볼 수 없다"),
    root="필터 앞뒤 압력 차를 재지 않는다",
    plan={"measure": "차압계를 달고 150 Pa에서 알람, 주 1회 털기를 예방 점검에 넣음", "cost_won": 280_000,
          "kpi": "failure_share", "scope": "work_unit:DRY-01", "wanted": 0.02},
    owner="maintenance",
)  # fmt: skip
_ANALYSED = _Task(
    "CAP-01", "defect", "캡핑기 뚜껑 비뚤어짐 줄이기", "뚜껑이 비뚤게 닫힌 병이 하루 열 병 넘게 나옵니다.", 7, "quality",
    bones=(("machine", "4번 척 고무가 닳음"), ("material", "뚜껑 로트마다 높이가 다름"), ("method", "척 간격을 눈으로 맞춤"),
           ("man", "교체 순서를 아는 사람이 한 명"), ("place", "작업등이 어두움")),
    whys=("뚜껑이 비뚤게 닫힌다", "4번 척만 힘이 약하다", "척 고무를 고장 난 뒤에 바꾼다"),
    root="척 고무 교체 주기가 정해져 있지 않다",
)  # fmt: skip
_FOUND = (
    _Task("FIL-01", "setup", "소스 충전기 품목 교체 시간 줄이기",
          "간장에서 매운 소스로 바꿀 때 세척과 온도 맞추기에 30분이 걸립니다.", 4, "mentor"),
    _Task("EXT-01", "defect", "첫 면 버리는 양 줄이기", "압출을 시작할 때 처음 나온 면을 1 m 넘게 버립니다.", 1, "operator"),
)  # fmt: skip
_DECLINED = _Task("LBL-01", "speed", "라벨기 새로 들이기", "라벨기가 느려서 충전기가 기다립니다.", 16, "supervisor")
_WHY_NOT = "라벨기보다 캡핑기 정지가 더 큽니다. 캡핑기를 먼저 고치고 다시 봅니다."


def load(today: date, changed_on: date, cast: Cast) -> dict[str, ImprovementTask]:
    """The tasks that are done, by name."""
    made = {}
    for name, one in _DONE.items():
        row = _planned(today, one, cast, due_on=changed_on + timedelta(2))
        with as_of(changed_on, 17):
            row = tasks.move_task(task=row, to="done", by=cast.supervisor, changed_on=changed_on)
        _speak(row, one, min(today, changed_on + timedelta(3)), cast)
        made[name] = row
    _planned(today, _PLANNED, cast, due_on=today + timedelta(6))
    _analysed(today, _ANALYSED, cast)
    for one in _FOUND:
        _found(today, one, cast)
    turned_down = _found(today, _DECLINED, cast)
    with as_of(today - timedelta(14)):
        tasks.move_task(task=turned_down, to="declined", by=cast.owner, reason=_WHY_NOT)
    return made


def _who(name: str, cast: Cast) -> Person:
    found = cast.operators[0] if name == "operator" else getattr(cast, name)
    assert isinstance(found, Person)
    return found


def _found(today: date, one: _Task, cast: Cast) -> ImprovementTask:
    unit = cast.units[one.unit]
    with as_of(today - timedelta(one.found)):
        return tasks.find_task(
            title=one.title, problem=one.problem, loss=one.loss, area=unit.work_center.area, work_unit=unit,
            by=_who(one.by, cast),
        )  # fmt: skip


def _analysed(today: date, one: _Task, cast: Cast) -> ImprovementTask:
    row = _found(today, one, cast)
    with as_of(today - timedelta(one.found - 1), 14):
        for text in one.whys:
            task_rows.add_cause(task=row, text=text, by=cast.mentor)
        for bone, text in one.bones:
            task_rows.add_cause(task=row, text=text, bone=bone, by=cast.mentor)
        row = tasks.name_cause(task=row, root_cause=one.root, by=cast.mentor)
        return tasks.move_task(task=row, to="analysed", by=cast.mentor)


def _planned(today: date, one: _Task, cast: Cast, *, due_on: date) -> ImprovementTask:
    row = _analysed(today, one, cast)
    with as_of(today - timedelta(one.found - 3), 9):
        owner = _who(one.owner, cast)
        row = tasks.plan_task(task=row, by=cast.mentor, owner=owner, due_on=due_on, settle_days=0, **one.plan)
        return tasks.move_task(task=row, to="planned", by=cast.mentor)


def _speak(row: ImprovementTask, one: _Task, day: date, cast: Cast) -> None:
    for hour, (name, text) in enumerate(one.said, start=11):
        with as_of(day, hour):
            task_rows.comment(task=row, text=text, by=_who(name, cast))
