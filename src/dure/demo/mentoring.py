"""What mentors and the plant improve together: a diagnosis, a claimed level, rates of losses, and all that follows."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import translation

from dure.demo import mentoring_knowhow, mentoring_stay, mentoring_tasks, mentoring_tools
from dure.demo.mentoring_cast import Cast, as_of
from dure.mentoring.models import AssessmentTable, Diagnosis, TableItem
from dure.mentoring.selectors.diagnoses import differences, own_answers
from dure.mentoring.services import assessment_tables, diagnoses, level, losses
from dure.plant.models import Person

_LEVELS = (2, 1, 3, 2, 1, 2, 4, 1, 2, 3)
"""What the first assessor gives question by question, again and again; the second differs at each seventh."""
_DIFFERS = 7
_AGREED = "현장 기록을 함께 보고 정했습니다."
_SUMMARY = (
    "기록은 설비에서 자동으로 모이지만, 모인 값을 보고 고치는 일은 아직 적습니다. "
    "포장 공정의 순간정지와 품목 교체 시간을 먼저 줄이고, 표준을 소스 라인까지 넓힙니다."
)
_RATES = (
    ("hour", "PKG-01", "62000", "48000", "76000", "포장기 한 시간의 공헌이익, 지난 분기 원가표 기준"),
    ("hour", "FIL-01", "41000", "30000", "52000", "충전기 한 시간의 공헌이익, 지난 분기 원가표 기준"),
    ("capital", "", "5.2", "4.6", "6", "운전자금 대출 금리"),
    ("complaint", "", "85000", "60000", "120000", "불만 한 건 처리에 든 인건비와 배송비"),
)  # fmt: skip
"""(rate, work unit, value, at least, at most, reason)"""


@transaction.atomic
def load(today: date, *, changed_on: date) -> None:
    """changed_on: the day from which the packing machine stops less. Does nothing when it was loaded before,
    or in a folder from before there was a mentor."""
    if Diagnosis.objects.exists() or not Person.objects.filter(username="demo-mentor").exists():
        return
    cast = Cast.of_plant()
    with translation.override("ko"):
        _claim(today, cast)
        _rates(today, cast)
        _diagnosis(today, cast)
        made = mentoring_tasks.load(today, changed_on, cast)
        mentoring_tools.load(today, changed_on, cast, made)
        mentoring_stay.load(today, cast)
        mentoring_knowhow.load(today, cast, made)


def _claim(today: date, cast: Cast) -> None:
    level.add_claim(
        level=1, claimed_on=today - timedelta(400), until=today + timedelta(695), claimed_by="시범 인증기관 (가상)",
        number="DEMO-JS-0001", note="도입 첫해에 받음", by=cast.owner,
    )  # fmt: skip


def _rates(today: date, cast: Cast) -> None:
    for kind, unit, value, low, high, reason in _RATES:
        losses.set_loss_rate(
            by=cast.owner, kind=kind, work_unit=cast.units[unit] if unit else None,
            valid_from=today.replace(day=1) - timedelta(60), value=Decimal(value), low=Decimal(low), high=Decimal(high),
            reason=reason,
        )  # fmt: skip


def _diagnosis(today: date, cast: Cast) -> None:
    """Answered by the mentor and the planner apart from each other, then agreed on."""
    assessment_tables.add_first_tables(by=cast.owner)
    table = AssessmentTable.objects.filter(status=AssessmentTable.Status.PUBLISHED).order_by("pk").first()
    assert table is not None
    day = today - timedelta(13)
    with as_of(day):
        row = diagnoses.begin_diagnosis(
            table=table, first=cast.mentor, second=cast.planner, assessed_on=day, by=cast.owner, sector="식품"
        )
        items = list(TableItem.objects.filter(module__table=table).order_by("module__position", "position"))
        for person in (cast.mentor, cast.planner):
            diagnoses.fill_in(diagnosis=row, by=person)
            known = own_answers(row, person)
            for number, item in enumerate(items):
                given = _LEVELS[number % len(_LEVELS)]
                if person == cast.planner and number % _DIFFERS == 3:
                    given += 1
                if item.pk not in known:
                    diagnoses.answer_item(diagnosis=row, item=item, by=person, level=min(given, table.top))
            row = diagnoses.hand_in(diagnosis=row, by=person)
    with as_of(today - timedelta(12), 15):
        for key, pair in differences(row).items():
            item = next(one for one in items if one.pk == key)
            diagnoses.agree(diagnosis=row, item=item, by=cast.mentor, reason=_AGREED, level=pair.first.level)
        diagnoses.close_diagnosis(diagnosis=row, by=cast.owner, summary=_SUMMARY)
