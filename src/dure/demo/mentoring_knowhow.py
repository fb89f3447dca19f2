"""What the demonstration plant keeps and hands on: practice cards, voices of the floor, a course, a visit."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from dure.demo.mentoring_cast import Cast, as_of
from dure.demo.mentoring_tasks import FILM
from dure.mentoring.models import Attendance, Course, ImprovementTask
from dure.mentoring.services import cards, certificates, training, visits, voices
from dure.plant.models import Skill
from dure.plant.services import add_row

# ruff: noqa: E501 - words read better in one line

_FILM: dict[str, Any] = {
    "title": "얇은 필름으로 바꾼 뒤 걸림: 텐션 롤러 눈금", "loss": "minor_stop",
    "problem": "포장 필름을 얇은 것으로 바꾼 뒤 끝단이 말려 포장기가 자주 짧게 멈춤",
    "cause": "필름 두께가 달라졌는데 텐션 롤러 위치는 그대로여서 필름이 너무 세게 당겨짐",
    "measure": "필름별 롤러 위치를 눈금으로 표시하고, 롤을 바꿀 때 눈금을 맞춘 뒤 첫 20봉을 눈으로 확인",
    "lesson": "너무 느슨하면 날짜 인쇄가 밀립니다. 롤러는 한 칸씩만 옮깁니다.",
    "process": "포장", "machine_kind": "수평형 자동 포장기", "cost_won": 350_000,
}  # fmt: skip
_BOXES: dict[str, Any] = {
    "title": "포장 상자를 손 닿는 곳에: 걷는 거리 줄이기", "loss": "motion",
    "problem": "상자와 필름을 창고 쪽에서 가져오느라 포장 작업자가 하루 수 km를 걸음",
    "cause": "자재 자리를 라인을 놓을 때 정하고 다시 보지 않음",
    "measure": "동선을 재고, 하루 쓰는 만큼만 라인 옆에 두고 두 상자 방식으로 채움",
    "lesson": "통로 폭 80 cm와 비상구 앞은 비워 둡니다.",
    "process": "포장", "machine_kind": "포장 작업대", "cost_won": 120_000,
}  # fmt: skip
_CHUCK: dict[str, Any] = {
    "title": "캡핑 척 고무는 병 수로 바꾸기", "loss": "defect",
    "problem": "캡핑 척 고무가 닳아 뚜껑이 비뚤게 닫힘", "cause": "고장 난 뒤에 바꿈",
    "measure": "40만 병마다 네 개를 함께 바꾸고 예방 점검에 넣음", "process": "캡핑", "machine_kind": "4구 캡핑기",
}  # fmt: skip
_PLACE = {"sector": "food", "size": "10"}
_COURSE = "포장기 품목 교체와 필름 맞추기"
_QUESTIONS = (
    (
        "얇은 필름으로 바꿀 때 텐션 롤러는 어떻게 합니까?",
        ["그대로 둔다", "눈금에 맞춰 한 칸씩 낮춘다", "가장 낮게 내린다"],
        2,
    ),
    ("롤을 바꾼 뒤 눈으로 확인할 봉 수는?", ["5봉", "10봉", "20봉"], 3),
    ("걸린 필름을 빼기 전에 먼저 할 일은?", ["장갑을 낀다", "비상정지를 누르고 멈춘 것을 확인한다", "덮개를 연다"], 2),
    ("첫 봉에서 꼭 확인하는 것은?", ["품목과 소비기한 날짜", "상자 개수", "작업 시간"], 1),
)
_STATEMENT = (
    "방문 중 보고 들은 공정 조건, 거래처, 원가를 밖에 알리지 않습니다. 사진은 안내한 사람이 된다고 한 곳에서만 찍습니다. "
    "위생복과 안전화를 착용하고 안내를 따릅니다."
)


def load(today: date, cast: Cast, made: dict[str, ImprovementTask]) -> None:
    _cards(today, cast, made[FILM])
    _voices(today, cast)
    _course(today, cast)
    _visit(today, cast)


def _cards(today: date, cast: Cast, film: ImprovementTask) -> None:
    """The first one is a draft until its effect is measured; another is tried here."""
    with as_of(today - timedelta(5), 11):
        first = cards.add_card(by=cast.mentor, **_FILM, **_PLACE)
        cards.link_task(card=first, task=film, by=cast.mentor)
        tried = cards.publish_card(card=cards.add_card(by=cast.mentor, **_BOXES, **_PLACE), by=cast.owner)
        cards.publish_card(card=cards.add_card(by=cast.maintenance, **_CHUCK, **_PLACE), by=cast.owner)
    with as_of(today - timedelta(2), 14):
        cards.try_card(
            card=tried, area=cast.areas["A-SAUCE"], work_unit=cast.units["LBL-01"], by=cast.supervisor,
            note="라벨 롤과 상자 자리에도 해 봅니다.",
        )  # fmt: skip


def _voices(today: date, cast: Cast) -> None:
    day = today - timedelta(9)
    with as_of(day, 16):
        meeting = voices.add_meeting(
            title="제면동 현장 간담회", held_on=day, by=cast.supervisor, area=cast.areas["A-NOODLE"],
            led_by=cast.owner, people="제면 주간조\n제면 오후조\n반장", notes="포장 자재 자리와 교대 시간을 이야기했습니다.",
        )  # fmt: skip
        answered = voices.note_voice(
            meeting=meeting, topic="place", text="여름에 건조기 옆이 너무 덥습니다. 쉬는 자리에 선풍기가 있으면 합니다.",
            by=cast.supervisor, owner=cast.owner, due_on=day + timedelta(10),
        )  # fmt: skip
        voices.note_voice(
            meeting=meeting, topic="machine", text="포장기 덮개가 무거워 필름을 갈 때 두 사람이 필요합니다.",
            by=cast.supervisor, owner=cast.maintenance, due_on=today + timedelta(5),
        )  # fmt: skip
    with as_of(today - timedelta(6), 9):
        voices.answer(
            voice=answered,
            state="answered",
            by=cast.owner,
            text="이동식 냉풍기 두 대를 주문했습니다. 다음 주에 설치합니다.",
        )
    with as_of(today - timedelta(1), 13):
        voices.ask(topic="learning", text="캡핑기 교체 순서를 저도 배우고 싶습니다.", by=cast.operators[0])


def _course(today: date, cast: Cast) -> None:
    """Three were there; two passed and have the certificate."""
    skill = Skill(code="PKG-CHANGE", name="포장기 품목 교체")
    add_row(skill, by=cast.owner)
    course = training.add_course(
        name=_COURSE, hours=Decimal(2), by=cast.mentor, skill=skill, level=2, valid_months=24,
        aim="필름과 품목을 혼자 바꾸고 첫 봉을 확인할 수 있습니다.",
    )  # fmt: skip
    for text, options, right in _QUESTIONS:
        training.add_question(course=course, text=text, options=options, right=right, by=cast.mentor)
    _held(today - timedelta(5), course, cast)
    training.add_session(
        course=course, held_on=today + timedelta(9), starts=time(14), ends=time(16), by=cast.mentor,
        trainer=cast.mentor, place="제면동 회의실",
    )  # fmt: skip


def _held(day: date, course: Course, cast: Cast) -> None:
    with as_of(day, 17):
        session = training.add_session(
            course=course, held_on=day, starts=time(14), ends=time(16), by=cast.mentor, trainer=cast.mentor,
            place="제면동 회의실", break_min=10,
        )  # fmt: skip
        seats: list[Attendance] = []
        for person, minutes, answers in (
            (cast.operators[0], 110, ([0, 2, 1, 0], [1, 2, 1, 0])),
            (cast.supervisor, 110, ([1, 1, 1, 0], [1, 2, 1, 0])),
            (cast.operators[1], 60, ([0, 0, 1, 1], [1, 0, 1, 1])),
        ):
            seat = training.enrol(session=session, person=person, by=cast.mentor)
            seats.append(training.attended(attendance=seat, minutes=minutes, by=cast.mentor))
            for stage, given in zip(("before", "after"), answers, strict=True):
                training.take_test(attendance=seat, stage=stage, answers=list(given), by=cast.mentor, leads=True)
        training.close_session(session=session, by=cast.mentor)
    with as_of(day + timedelta(1), 9):
        for seat in seats[:2]:
            certificates.certify(attendance=seat, by=cast.owner)


def _visit(today: date, cast: Cast) -> None:
    with as_of(today - timedelta(3), 10):
        visit = visits.offer(
            topic="작은 공장의 순간정지 줄이기", held_on=today + timedelta(16), starts=time(14), ends=time(16),
            by=cast.owner, shows="포장기 눈금 표시와 필름 센서, 현황판으로 손실을 보는 아침 회의",
            place="제면동 정문", most=8, statement=_STATEMENT,
        )  # fmt: skip
        for firm, people in (("가온마트 (가상)", "구매 담당\n물류 담당"), ("한빛급식 (가상)", "영양 담당")):
            visits.book(
                visit=visit, accepts=True, firm=firm, contact="방문 담당", reach="000-000-0003", people=people,
                questions="멈춤을 어떻게 적고 나누는지 보고 싶습니다.",
            )  # fmt: skip
        first = visit.bookings.order_by("pk").first()
        assert first is not None
        visits.decide(booking=first, status="confirmed", answer="", by=cast.owner)
