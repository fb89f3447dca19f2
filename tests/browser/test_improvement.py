"""A problem told on the floor becomes a task; a change that works and one that doesn't are judged by their figures."""

import json

import pytest

from tests.browser.conftest import Plant

pytestmark = pytest.mark.browser

SEED = """
import json
from datetime import datetime, time, timedelta
from random import Random
from django.utils import timezone
from dure.kernel import clock
from dure.mentoring.services import task_rows
from dure.mentoring.services import tasks
from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.production.models import ProductionResult
tag, today, zone = "{tag}", timezone.localdate(clock.now()), timezone.get_current_timezone()
by, line, chance = Person.objects.get(username="ban"), WorkCenter.objects.get(code="L1"), Random(3)
changed, made = today - timedelta(days=40), []
for name, after in (("T", 0.04), ("N", 0.10)):
    unit = WorkUnit.objects.create(code=name + tag, name="시험 포장기 " + name + tag, work_center=line)
    for back in range(100, 0, -1):
        day = today - timedelta(days=back)
        reject = round(1000 * ((0.10 if day < changed else after) + chance.gauss(0, 0.008)))
        hour = datetime.combine(day, time(10), zone)
        ProductionResult.objects.create(work_unit=unit, hour=hour, shift="D", shift_date=day, source="counter",
            produced=1000, good=1000 - reject, reject=reject, first_at=hour, last_at=hour)
    task = tasks.find_task(problem="봉합이 자주 터진다. 하루 백 개쯤 버린다.", loss="defect", area=line.area,
                           work_unit=unit, by=by, title="봉합 불량 " + name + tag)
    for bone, text in (("why", "봉합 온도가 흔들린다"), ("why", "센서가 헐겁다"), ("machine", "히터 노후"),
                       ("method", "점검 주기가 없다"), ("man", "교대 때 인계가 없다")):
        task_rows.add_cause(task=task, bone=bone, text=text, by=by)
    tasks.name_cause(task=task, root_cause="온도 센서 고정 나사가 풀린다", by=by)
    tasks.move_task(task=task, to="analysed", by=by)
    tasks.plan_task(task=task, by=by, measure="센서를 고정하고 매주 조임을 확인한다", cost_won=300000, owner=by,
                    due_on=changed, kpi="scrap_ratio", scope="work_unit:" + unit.code, wanted=0.05,
                    unit_value_won=350, unit_value_note="제조원가표")
    tasks.move_task(task=task, to="planned", by=by)
    tasks.move_task(task=task, to="done", by=by, changed_on=changed)
    made.append(task.pk)
print(json.dumps(made))
"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORDS = {
    "ko": ("수치로 판단하기", "효과가 있습니다", "효과가 있다고 할 수 없습니다", "다른 대책 찾기"),
    "en": ("Let the figures judge", "It works", "No effect can be told", "Try something else"),
}


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_judged_by_figures(plant: Plant, visit, language: str, width: int):
    works, fails = json.loads(plant.shell(SEED.replace("{tag}", language)).splitlines()[-1])
    judge, good, none, other = WORDS[language]
    guest = visit(width, 1000, language)
    for task, said in ((works, good), (fails, none)):
        page = guest.go(f"/improvement/{task}/")
        assert page.locator("svg.task-series circle.own").count() == 100
        with page.expect_navigation():
            page.get_by_role("button", name=judge).click()
        assert said in page.locator("main").inner_text()
        assert page.evaluate(WIDE) <= 0
    page.locator("summary", has_text=other).click()
    page.fill("#reason-analysed", "센서가 아니었다")
    with page.expect_navigation():
        page.locator("form:has(#reason-analysed) button").click()
    assert none in page.locator("main").inner_text()
    for path in ("", "board/", "funnel/", f"{works}/plan/", "add/"):
        guest.go(f"/improvement/{path}")
        assert page.evaluate(WIDE) <= 0, path
    guest.go(f"/improvement/{works}/a3/")
    assert page.locator(".a3-box").count() == 6


@pytest.mark.parametrize("language", ["ko", "en"])
def test_told_on_a_phone(visit, language: str):
    guest = visit(390, 844, language)
    page = guest.go("/improvement/tell/")
    page.fill("[name=problem]", "공구를 찾느라 오래 걸린다")
    page.select_option("[name=place]", index=1)
    with page.expect_navigation():
        page.locator(".tell-send button").click()
    assert "공구를 찾느라 오래 걸린다" in page.locator("main").inner_text()
    assert page.evaluate(WIDE) <= 0
    guest.go("/improvement/")
    assert page.evaluate(WIDE) <= 0
