"""A residency at the demonstration plant: its weeks, its daily logs, and what the plant goes on with."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from dure.demo.mentoring_cast import Cast, as_of, moment, workday
from dure.mentoring.models import Mentor, Residency
from dure.mentoring.region import ELSEWHERE
from dure.mentoring.services import daylogs, mentors, residency
from dure.mentoring.stay import LONGEST_WEEKS

# ruff: noqa: E501 - words read better in one line

_FIRM = "두레면·소스 (가상 기업)"
_WEEKS = (
    ("현장 진단과 손실 파악", "진단표 두 사람이 따로 답하고 맞추기\n포장·충전 공정 손실 시간 보기"),
    ("포장기 순간정지 줄이기", "5왜로 원인 찾기\n텐션 롤러 눈금과 필름 잔량 센서"),
    ("선물세트 작업대 바꾸기", "시간연구와 동선 재기\n병 슈트 만들어 보기"),
    ("건조기 필터 관리", "차압계 달기\n예방 점검에 넣기"),
    ("표준으로 남기기", "작업표준 고치기\n반별 교육"),
)
_LOGS = (
    ("7.5", "포장기 앞에서 두 시간 동안 멈춤을 적었습니다.", "멈춤 열 번 중 일곱 번이 필름 끝단 말림.", "롤러 위치를 바꿔 비교"),
    ("8", "선물세트 담기를 열두 번 쟀습니다. 반장과 동선을 그렸습니다.", "필름과 상자를 가지러 하루 수 km를 걷습니다.",
     "상자 자리 옮기기 의논"),
    ("6", "병 슈트를 합판으로 만들어 대 보았습니다.", "병이 끝에서 튀어 완충이 필요합니다.", "고무판을 대고 안전 확인"),
)  # fmt: skip
"""(hours, done, found, tomorrow), the last one of the last working day."""
_FIELDS = (("process", 3, 12), ("automation", 2, 6), ("food", 2, 8))


def load(today: date, cast: Cast) -> None:
    starts_on = today - timedelta(14 + today.weekday())
    with as_of(starts_on - timedelta(7)):
        mentor = _mentor(cast)
        firm = mentors.add_factory(
            name=_FIRM, city=ELSEWHERE, first_on=starts_on, last_on=starts_on + timedelta(120), by=cast.owner, team=2,
            note="식품 공정과 간편자동화를 아는 멘토",
        )  # fmt: skip
        for field, level in (("process", 2), ("automation", 2)):
            mentors.set_need(factory=firm, field=field, level=level, by=cast.owner)
        stay = residency.add_residency(
            factory=firm, mentors=[mentor], starts_on=starts_on, weeks=LONGEST_WEEKS, by=cast.owner,
            aim="포장 공정 순간정지를 줄이고, 반이 스스로 손실을 보고 고치게 합니다.",
        )  # fmt: skip
        for number, (aim, what) in enumerate(_WEEKS, start=1):
            residency.plan_week(residency=stay, number=number, aim=aim, tasks=what, by=cast.mentor)
    _logs(today, stay, mentor, cast)
    _handovers(today, stay, cast)


def _mentor(cast: Cast) -> Mentor:
    made = mentors.add_mentor(
        name="시범 멘토", city=ELSEWHERE, by=cast.owner, person=cast.mentor, note="시연을 위한 가상의 멘토입니다."
    )
    for field, level, years in _FIELDS:
        mentors.set_mentor_skill(
            mentor=made, field=field, level=level, years=years, evidence="시연을 위한 가상의 경력", by=cast.owner
        )
    other = mentors.add_mentor(name="시범 멘토 2", city=ELSEWHERE, by=cast.owner, note="시연을 위한 가상의 멘토입니다.")
    mentors.set_mentor_skill(
        mentor=other, field="maintenance", level=3, years=10, evidence="시연을 위한 가상의 경력", by=cast.owner
    )
    return made


def _logs(today: date, stay: Residency, mentor: Mentor, cast: Cast) -> None:
    for back, (hours, done, found, tomorrow) in enumerate(reversed(_LOGS), start=1):
        day = workday(today, back)
        with as_of(day, 18):
            daylogs.take_save(
                residency=stay, mentor=mentor, day=day, key=uuid.uuid4(), base=None, written_at=moment(day, 18),
                by=cast.mentor, values={"hours": Decimal(hours), "done": done, "found": found, "tomorrow": tomorrow},
            )  # fmt: skip


def _handovers(today: date, stay: Residency, cast: Cast) -> None:
    with as_of(today - timedelta(2), 17):
        taken = residency.add_handover(
            residency=stay, text="필름별 롤러 눈금표를 매달 확인", owner=cast.maintenance, due_on=today + timedelta(20),
            by=cast.mentor,
        )  # fmt: skip
        for owner, text in (
            (cast.supervisor, "조마다 포장기 멈춤 원인 적기"),
            (cast.owner, "병 슈트 안전 확인 뒤 사용 결정"),
        ):
            residency.add_handover(residency=stay, text=text, owner=owner, due_on=today + timedelta(12), by=cast.mentor)
    with as_of(today - timedelta(1), 9):
        residency.take_handover(handover=taken, by=cast.maintenance)
