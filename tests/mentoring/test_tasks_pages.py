"""The pages of improvement tasks: what they say, what they ask for next, what is printed."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from dure.mentoring.models import ImprovementTask, TaskCheck
from dure.mentoring.services import task_checks, task_rows
from dure.mentoring.services import tasks as services
from tests.access.things import PIXEL
from tests.mentoring.scrap import make
from tests.mentoring.test_tasks import ALL_DAYS, CHANGED, TODAY, done, found
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db


def opened(who, task, name="task", **asked) -> str:
    answer = logged_in(who).get(reverse(f"mentoring:{name}", args=[task.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_operator_tells_a_problem_and_sees_it(press, kim):
    told = {"place": f"u{press.pk}", "problem": "봉합이 터진다", "loss": "defect", "picture": BytesIO(PIXEL)}
    answer = logged_in(kim).post(reverse("mentoring:task-tell"), told)
    task = ImprovementTask.objects.get()
    assert answer.url == reverse("mentoring:task", args=[task.pk])
    assert (task.work_unit, task.area) == (press, press.work_center.area)
    assert "봉합이 터진다" in opened(kim, task)


def test_the_page_says_what_the_next_step_lacks(press, mentor):
    task = found(press, mentor)
    assert "근본 원인" in opened(mentor, task)
    lacking = logged_in(mentor).post(reverse("mentoring:task-step", args=[task.pk, "analysed"]))
    assert lacking.status_code == 422
    task_rows.add_cause(task=task, text="온도", by=mentor)
    services.name_cause(task=task, root_cause="센서", by=mentor)
    assert "“원인 분석”(으)로" in opened(mentor, task)


def test_shares_are_planned_in_percent(press, mentor):
    task = found(press, mentor)
    plan = {"measure": "고정", "kpi": "scrap_ratio", "wanted": "4.5", "scope": "work_unit:M1", "cost_won": "0"}
    logged_in(mentor).post(reverse("mentoring:task-plan", args=[task.pk]), plan)
    task.refresh_from_db()
    assert (task.wanted, task.cost_won, task.measure) == (0.045, 0, "고정")
    assert 'value="4.5"' in opened(mentor, task, "task-plan")


def test_a_value_in_won_says_where_it_comes_from(press, mentor):
    task = found(press, mentor)
    answer = logged_in(mentor).post(reverse("mentoring:task-plan", args=[task.pk]), {"unit_value_won": "500"})
    assert answer.status_code == 422
    task.refresh_from_db()
    assert task.unit_value_won is None


def test_the_page_shows_before_after_interval_and_won(press, chief):
    make(press, ALL_DAYS, lambda day: 0.10 if day < CHANGED else 0.04)
    task = done(press, chief, unit_value_won=500, unit_value_note="제조원가표")
    live = opened(chief, task)
    assert "오늘까지의 수치" in live
    logged_in(chief).post(reverse("mentoring:task-verify", args=[task.pk]))
    page, look = opened(chief, task), TaskCheck.objects.get(age=0)
    assert "효과가 있습니다" in page
    assert f"{look.saving_won:,}원" in page
    assert "제조원가표" in page
    assert page.count("<circle") == len(ALL_DAYS)
    assert "30일 후" in page


def test_the_a3_page_fits_one_sheet_both_ways(press, chief):
    pytest.importorskip("weasyprint")
    make(press, ALL_DAYS, lambda day: 0.10 if day < CHANGED else 0.04)
    task = done(press, chief, unit_value_won=500, unit_value_note="제조원가표")
    services.describe_task(task=task, by=chief, problem="봉합이 터진다. " * 100)
    for bone in ("man", "machine", "material", "method", "place"):
        for at in range(4):
            task_rows.add_cause(task=task, bone=bone, text=f"원인이 될 만한 것 {at}", by=chief)
    for side in ("before", "after"):
        task_rows.add_file(task=task, side=side, data=PIXEL, by=chief)
    task_checks.verify_task(task=task, by=chief)
    for asked in ({"format": "pdf"}, {"format": "pdf", "portrait": "1"}):
        answer = logged_in(chief).get(reverse("mentoring:task-a3", args=[task.pk]), asked)
        assert answer["Content-Type"] == "application/pdf"
        assert len(PdfReader(BytesIO(answer.content)).pages) == 1, asked


def test_the_list_is_searched_narrowed_and_exported(press, chief, mentor):
    task = done(press, mentor)
    found(press, chief, problem="공구를 찾느라 오래 걸린다", loss="motion")
    client = logged_in(chief)
    for asked, number in (({"q": "공구"}, 1), ({"loss": "defect"}, 1), ({"state": "open"}, 2), ({"state": "late"}, 0)):
        page = client.get(reverse("mentoring:tasks"), asked)
        assert len(page.context["page"].object_list) == number, asked
    sheet = load_workbook(BytesIO(client.get(reverse("mentoring:tasks"), {"format": "xlsx"}).content)).active
    assert task.number in {cell.value for row in sheet.iter_rows() for cell in row}


def test_late_is_what_is_not_done_by_its_day(press, chief):
    task = found(press, chief)
    services.plan_task(task=task, by=chief, due_on=TODAY - timedelta(days=1))
    page = logged_in(chief).get(reverse("mentoring:tasks"), {"state": "late"})
    assert list(page.context["page"].object_list) == [task]


def test_the_board_and_the_funnel_count_the_same(press, chief, mentor):
    done(press, mentor)
    found(press, chief)
    client = logged_in(chief)
    lanes = {state: len(rows) for state, _name, rows in client.get(reverse("mentoring:task-board")).context["lanes"]}
    told = client.get(reverse("mentoring:task-funnel")).context["funnel"]
    assert lanes == {state: count for state, count in told.at.items() if state != "declined"}
    assert (told.found, told.solved) == (2, 0)


def test_a_task_leads_back_to_what_it_comes_from(press, chief, kim):
    other = found(press, chief)
    asked = {"origin_text": "권고 12", "origin_page": "mentoring:task-plan", "origin_key": str(other.pk)}
    told = {"place": f"a{press.work_center.area_id}", "title": "봉합", "problem": "터진다", "loss": "defect"}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    logged_in(chief).post(f"{reverse('mentoring:task-add')}?{query}", told)
    task = ImprovementTask.objects.latest("pk")
    address = reverse("mentoring:task-plan", args=[other.pk])
    assert (task.origin_text, address in opened(chief, task), address in opened(kim, task)) == ("권고 12", True, False)


def test_an_origin_that_is_no_page_is_left_out(press, chief):
    told = {"place": f"a{press.work_center.area_id}", "title": "봉합", "problem": "터진다", "loss": "defect"}
    logged_in(chief).post(f"{reverse('mentoring:task-add')}?origin_text=x&origin_page=no:where", told)
    assert ImprovementTask.objects.get().origin_page == ""


def test_a_step_is_taken_back_by_its_message(press, chief):
    task = found(press, chief)
    client = logged_in(chief)
    client.post(reverse("mentoring:task-step", args=[task.pk, "declined"]), {"reason": "곧 바꾼다"})
    page = client.get(reverse("mentoring:task", args=[task.pk])).content.decode()
    address = page.split('action="/improvement/changes/')[1].split('"')[0]
    client.post(f"/improvement/changes/{address}")
    task.refresh_from_db()
    assert task.state == "found"
