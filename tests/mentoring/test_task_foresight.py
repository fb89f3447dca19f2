"""What is told while a task is planned: the least change that could be found, an empty comparison, walking."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.mentoring.models import FloorLayout, LayoutStation, LayoutTrip
from dure.mentoring.selectors.task_foresight import foresight_of
from dure.mentoring.selectors.task_walking import walking_of
from dure.mentoring.services import tasks as services
from dure.production.models import ProductionResult
from tests.mentoring.scrap import make
from tests.mentoring.test_tasks import ALL_DAYS, done, found, planned
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db


def told(task) -> list[str]:
    return foresight_of(task, clock.now())


def plan_page(who, task) -> str:
    return logged_in(who).get(reverse("mentoring:task-plan", args=[task.pk])).content.decode()


def test_the_least_change_that_could_be_found_is_told(press, chief):
    """Days scatter by 0.8 points: 2.80 × 0.8 × √(1/90 + 1/28) is 0.48, and 0.37 with 60 days after."""
    make(press, ALL_DAYS, lambda _day: 0.10)
    task = planned(press, chief)
    month, later, wanted = told(task)
    assert month.startswith("변경 전 90일, 후 28일이면")
    least = [float(re.search(r"±\s?([\d.]+)", text).group(1)) for text in (month, later)]
    assert least == [pytest.approx(0.48, abs=0.15), pytest.approx(0.37, abs=0.15)]
    assert re.search(r"목표 5.0 %.*8일", wanted), "8 is the least"
    assert month in plan_page(chief, task)
    assert month in logged_in(chief).get(reverse("mentoring:task", args=[task.pk])).content.decode()


def test_a_step_too_small_to_be_seen_is_told(press, chief):
    make(press, ALL_DAYS, lambda _day: 0.10)
    assert "1년 안에는" in told(planned(press, chief, wanted=0.0985))[-1]


def test_what_is_wanted_may_be_there_already(press, chief):
    make(press, ALL_DAYS, lambda _day: 0.10)
    assert "이미" in told(planned(press, chief, wanted=0.2))[-1]


def test_nothing_is_foreseen_without_a_figure_or_days(press, chief):
    assert told(found(press, chief)) == []
    (text,) = told(planned(press, chief))
    assert "0일" in text
    assert "8일" in text


def test_a_comparison_without_data_is_named(press, filler, chief):
    make(press, ALL_DAYS, lambda _day: 0.10)
    task = planned(press, chief, control="work_unit:M2")
    (text,) = told(task)
    assert filler.name in text
    assert "하루도 없습니다" in text
    assert filler.name in plan_page(chief, task)
    over = done(press, chief, control="work_unit:M2")
    assert text in logged_in(chief).get(reverse("mentoring:task", args=[over.pk])).content.decode()


def test_a_comparison_with_few_days_is_named(press, filler, chief):
    """30 of 90 days."""
    make(press, ALL_DAYS, lambda _day: 0.10)
    make(filler, ALL_DAYS[-30:], lambda _day: 0.10)
    assert "90일 가운데 30일" in told(planned(press, chief, control="work_unit:M2"))[0]


@pytest.fixture
def after(db) -> FloorLayout:
    """14 trips there and back over 7.5 m, then 2.75 m: 210 and 77 m a day."""
    item = Item.objects.create(code="FAN", name="선풍기")
    before = FloorLayout.objects.create(name="지금")
    made = FloorLayout.objects.create(name="개선안", before=before)
    for layout, x, y in ((before, "4.5", "6"), (made, "1.65", "2.2")):
        LayoutStation.objects.create(layout=layout, code="PRESS", x=0, y=0)
        LayoutStation.objects.create(layout=layout, code="BENCH", x=Decimal(x), y=Decimal(y))
    for start, end in (("PRESS", "BENCH"), ("BENCH", "PRESS")):
        LayoutTrip.objects.create(layout=before, start=start, end=end, times=14, item=item)
    return made


def test_walking_before_and_after_stands_on_the_page(press, chief, after):
    """420 pieces a day: half a metre for each before, 77 ÷ 420 after."""
    day = clock.now() - timedelta(days=3)
    ProductionResult.objects.create(
        work_unit=press, hour=day, shift_date=day.date(), shift="D", item=Item.objects.get(), source="counter",
        produced=420, good=420, first_at=day, last_at=day,
    )  # fmt: skip
    task = services.plan_task(task=found(press, chief), by=chief, layout=after)
    walking = walking_of(task, clock.now())
    (one,) = walking.per_piece
    assert (one.pieces, one.before, one.after) == (420, pytest.approx(0.5), pytest.approx(77 / 420))
    page = logged_in(chief).get(reverse("mentoring:task", args=[task.pk])).content.decode()
    assert "개선 전후 보행 거리" in page
    assert reverse("mentoring:layout-compare", args=[after.pk]) in page
    assert "133" in page
    with pytest.raises(Invalid, match="replaces another"):
        services.plan_task(task=task, by=chief, layout=after.before)


def test_the_plan_links_a_layout_and_shows_it_again(press, chief, after):
    task = found(press, chief)
    logged_in(chief).post(reverse("mentoring:task-plan", args=[task.pk]), {"layout": after.pk, "kpi": "on_time"})
    task.refresh_from_db()
    assert task.layout == after
    assert f'<option value="{after.pk}" selected>지금 → 개선안</option>' in plan_page(chief, task)


def test_a_figure_of_the_kind_of_loss_is_proposed(press, chief):
    task = found(press, chief, loss="delivery")
    assert '<option value="on_time" selected>' in plan_page(chief, task)
    task.refresh_from_db()
    assert task.kpi == ""
