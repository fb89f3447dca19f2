"""Eight weeks with mentors: diagnosis, three tasks of which one doesn't work, handover; and half a year after them."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from dure.kernel import clock
from dure.mentoring.loss import Loss
from dure.mentoring.models import ImprovementTask, TaskCheck
from dure.mentoring.selectors import diagnoses as told
from dure.mentoring.selectors import tasks as found
from dure.mentoring.selectors.stay_tasks import tasks_of
from dure.mentoring.services import assessment_tables, cards, daylogs, diagnoses, residency, task_checks, task_rows
from dure.mentoring.services import tasks as services
from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from dure.plant.services import add_part
from tests.mentoring.residents import a_factory, a_mentor
from tests.mentoring.scrap import days_from, make
from tests.plant.fixtures import kim, press, quick
from tests.plant.plants import logged_in, person

__all__ = ["kim", "press", "quick"]
pytestmark = pytest.mark.django_db
FIRST, CHANGED, LAST = date(2026, 8, 31), date(2026, 9, 14), date(2026, 10, 23)
LAPSED = date(2026, 11, 20)
ALL_DAYS = days_from(date(2026, 7, 1), 280)


@pytest.fixture
def at(monkeypatch) -> Callable[[date], None]:
    """Makes it noon of a day in the plant."""

    def travel(day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        monkeypatch.setenv("DURE_CLOCK", f"{noon.timestamp()},{time.time()},1")

    return travel


def task(unit: WorkUnit, title: str, mentor: Person, **plan: object) -> ImprovementTask:
    """Found, its cause named, and planned by a mentor."""
    row = services.find_task(
        title=title, problem=f"{title}: 하루 백 개쯤 버린다", loss=Loss.DEFECT, area=unit.work_center.area,
        work_unit=unit, by=mentor,
    )  # fmt: skip
    task_rows.add_cause(task=row, text="조건이 사람마다 다르다", by=mentor)
    services.name_cause(task=row, root_cause="표준 조건이 없다", by=mentor)
    services.move_task(task=row, to="analysed", by=mentor)
    given = {"measure": "조건표를 만들고 매일 본다", "cost_won": 200_000, "owner": mentor, "due_on": CHANGED,
             "kpi": "scrap_ratio", "scope": f"work_unit:{unit.code}", "control": "", "wanted": 0.05}  # fmt: skip
    services.plan_task(task=row, by=mentor, **(given | plan))
    return services.move_task(task=row, to="planned", by=mentor)


def test_eight_weeks_from_diagnosis_to_handover(press, kim, at):
    at(FIRST)
    boss, quality = person(Role.SUPERVISOR, name="ban"), person(Role.QUALITY, name="qa")
    mentor = a_mentor("김멘토", boss, login=True)
    filler = WorkUnit.objects.get(code="M2")
    sealer = add_part(level="work-unit", by=None, code="M3", name="봉합기", work_center=press.work_center)
    make(press, ALL_DAYS, lambda day: 0.04 if day >= CHANGED else 0.10, seed=1)
    make(filler, ALL_DAYS, lambda _day: 0.08, seed=4)
    make(sealer, ALL_DAYS, lambda day: 0.05 if CHANGED <= day < LAPSED else 0.12, seed=3)

    # Eight weeks less Chuseok (24 and 25 September), the day in place of 3 October, and Hangeul day: 36 working days.
    factory = a_factory("한울식품", boss, first_on=FIRST, weeks=8)
    stay = residency.add_residency(
        factory=factory, mentors=[mentor], starts_on=FIRST, weeks=8, by=boss, aim="불량 절반"
    )
    assert stay.ends_on == LAST
    residency.plan_week(residency=stay, number=1, aim="진단", tasks="표로 묻는다", by=boss)

    # Two assessors, who differ in one answer and agree on it.
    table = assessment_tables.add_first_tables(by=boss)[0]
    diagnosis = diagnoses.begin_diagnosis(
        table=table, first=mentor.person, second=quality, assessed_on=FIRST, by=boss
    )  # fmt: skip
    items = told.items_of(table)
    for who in (mentor.person, quality):
        for at_item, item in enumerate(items):
            level = 3 if at_item == 0 and who == quality else 2
            diagnoses.answer_item(diagnosis=diagnosis, item=item, by=who, level=level)
        diagnoses.hand_in(diagnosis=diagnosis, by=who)
    diagnosis.refresh_from_db()
    assert list(told.differences(diagnosis)) == [items[0].pk]
    diagnoses.agree(diagnosis=diagnosis, item=items[0], by=quality, level=2, reason="기록이 없다")
    diagnoses.close_diagnosis(diagnosis=diagnosis, by=boss, summary="불량부터 줄인다")

    # Three tasks, changed in the third week; a log of that day.
    at(CHANGED)
    mine = {"by": mentor.person}
    rows = [
        task(press, "포장 불량", mentor.person, unit_value_won=500, unit_value_note="제조원가표"),
        task(filler, "충전 불량", mentor.person),
        task(sealer, "봉합 불량", mentor.person),
    ]
    works, doesnt, lapses = (services.move_task(task=row, to="done", changed_on=CHANGED, **mine) for row in rows)
    values = {"hours": 8, "done": "조건표를 붙였다", "found": "온도가 흔들린다", "tomorrow": "교육"}
    daylogs.take_save(
        residency=stay, mentor=mentor, day=CHANGED, key=uuid.uuid4(), base=None, values=values,
        written_at=clock.now(), by=mentor.person,
    )  # fmt: skip

    # The last week: the figures judge. Six points less scrap of a thousand pieces a day at 500 won.
    at(LAST)
    results = [task_checks.verify_task(task=row, by=boss).result for row in (works, doesnt, lapses)]
    assert results == ["worked", "none", "worked"]
    look = TaskCheck.objects.get(task=works, age=0)
    assert look.effect == pytest.approx(-0.06, abs=0.006)
    assert look.low < look.effect < look.high < 0
    assert look.saving_won == pytest.approx(0.06 * 1000 * 500 * 365, rel=0.1)
    assert found.funnel().without_effect == 1
    report = logged_in(boss).get(f"/mentoring/residencies/{stay.pk}/report/").content.decode()
    assert report.count("효과가 있다고 할 수 없습니다") == 1
    assert report.count("효과가 있습니다") == 2
    assert [len(one.said) for one in tasks_of(stay)] == [1, 1, 1]

    # What stays behind: a card with its effect, and things that people of the plant go on with.
    card = cards.add_card(
        title="조건표", problem="불량", cause="조건이 없다", measure="조건표", loss="defect", sector="food", by=boss
    )
    cards.link_task(card=card, task=works, by=boss)
    cards.publish_card(card=card, by=boss)
    assert card.effects.get().effect == pytest.approx(look.effect * 100)
    handed = residency.add_handover(
        residency=stay, text="조건표를 매주 본다", owner=kim, due_on=LAST + timedelta(days=30), by=boss
    )
    residency.take_handover(handover=handed, by=kim)
    residency.end_residency(residency=stay, last_on=LAST, result="두 과제는 효과가 있고 하나는 없다", by=boss)
    mentor.person.refresh_from_db()
    assert mentor.person.has_left(LAST + timedelta(days=1))
    assert not mentor.person.has_left(LAST)

    # Half a year after the change: one gain is still there, the other has gone.
    at(CHANGED + timedelta(days=182))
    task_checks.look_again(now=clock.now())
    verdicts = {row.pk: list(row.checks.filter(age__gt=0).values_list("age", "verdict")) for row in (works, lapses)}
    assert verdicts[works.pk] == [(30, "held"), (90, "held"), (180, "held")]
    assert verdicts[lapses.pk][0] == (30, "held")
    assert verdicts[lapses.pk][-1] == (180, "lost")
    states = {row.pk: (row.state, row.is_raised) for row in found.tasks(today=clock.now().date())}
    assert states == {
        works.pk: ("sustained", False), doesnt.pk: ("verified", False), lapses.pk: ("verified", True),
    }  # fmt: skip
