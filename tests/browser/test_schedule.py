"""The schedule of a plant: moved by hand and keyboard in a copy, seen beside the plan, taken over; why it is late."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit
from tests.browser.gantt import HOUR, MINUTE, Hand

pytestmark = pytest.mark.browser

PLANT = """
from datetime import date, timedelta
from decimal import Decimal as D
from dure.inventory.services import add_item
from dure.kernel import clock
from dure.planning.models import Schedule, SchedulingRules
from dure.planning.selectors.shop import scheduling_rules
from dure.planning.services.schedules import accept_schedule, make_schedule
from dure.plant.models import Area, Person
from dure.plant.services import add_part
from dure.product import services as product
from dure.production.models import WorkOrder
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
boss, area = Person.objects.get(username="ban"), Area.objects.get(code="A1")
if not WorkOrder.objects.filter(item__code="SCHED").exists():
    centers = [add_part(level="work-center", by=None, code=code, name=name, area=area)
               for code, name in (("SCHED-K", "삶는 솥"), ("SCHED-P", "면 포장"))]
    for code, name, center in (("SCHED-K1", "솥 1호", 0), ("SCHED-P1", "포장기 가", 1), ("SCHED-P2", "포장기 나", 1)):
        add_part(level="work-unit", by=None, code=code, name=name, work_center=centers[center])
    noodle = add_item(by=None, code="SCHED", name="삶은 칼국수", kind="finished", unit_id="EA")
    routing = product.add_routing(item=noodle, valid_from=date(2026, 1, 1), by=None)
    for number, name, center in ((10, "삶기", 0), (20, "포장", 1)):
        product.add_operation(routing=routing, by=None, number=number, name=name, work_center=centers[center],
                              run_seconds=D(36))
    product.approve_routing(routing=routing, by=boss)
    wishes = [OrderWish(noodle, D(100), due_at=clock.now() + timedelta(hours=hours)) for hours in (1, 9)]
    release_orders(plan_orders(wishes, by=None), by=None)
rules = scheduling_rules()
rules.is_watched = False
rules.save()
accept_schedule(schedule_id=make_schedule(by=boss, limit_s=0.3).pk, by=boss)
"""
PLAN = "() => { const {plan} = document.querySelector('.gantt').chart; return [plan.id, plan.status]; }"
TASK = """(name) => {
  const { plan } = document.querySelector(".gantt").chart, ours = ({ item }) => item === "삶은 칼국수";
  const units = new Map(plan.rows.map(({ unit }) => [unit.name, unit.id]));
  const first = [...plan.orders.values()].filter(ours).sort((a, b) => a.due - b.due)[0];
  const task = plan.stepsOf(first.id).find((one) => one.name === name);
  const machine = plan.rows.find(({ unit }) => unit.id === task.unit).unit.name;
  return { ...task, followers: null, machine, a: units.get("포장기 가"), b: units.get("포장기 나") };
}"""
SIZES = [("ko", 1440, 900), ("en", 1440, 900), ("ko", 768, 1024), ("en", 768, 1024)]
WORDS = {
    "ko": {"take": "이 계획", "copy": "일정의 사본입니다", "why": "늦", "locked": "고정됨"},
    "en": {"take": "Follow this plan", "copy": "This is a copy of the plan", "why": "late", "locked": "Locked"},
}


def opened(page: Page, path: str, visit: Visit) -> Hand:
    visit.go(path)
    page.locator(".gantt[data-loaded]").first.wait_for()
    return Hand(page)


def packing(page: Page) -> dict[str, Any]:
    """The packing of the first order, as the page knows it."""
    found: dict[str, Any] = page.evaluate(TASK, "포장")
    return found


@pytest.fixture(scope="module")
def followed(plant: Plant) -> None:
    plant.shell(PLANT, within_s=400)


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(("language", "width", "height"), SIZES)
def test_a_plan_is_tried_out_and_taken_over(visit: Callable[..., Visit], language: str, width: int, height: int):
    """Each takes over the copy of the one before, so that the plan they try things out in is always a live one."""
    guest = visit(width, height, language)
    page, words = guest.page, WORDS[language]
    hand = opened(page, "/planning/schedule/", guest)
    live, status = page.evaluate(PLAN)
    assert status == "live"

    # By hand: to the other packer, three hours later.
    was = packing(page)
    other = was["b"] if was["unit"] == was["a"] else was["a"]
    hand.show(was["start"] - 30 * MINUTE)
    hand.grab(was["unit"], was["start"] + 20 * MINUTE, other, was["start"] + 3 * HOUR)
    expect(page.locator(".gantt-tip")).to_be_visible()
    page.mouse.up()
    page.wait_for_url(lambda url: f"/{live}/" not in url and url.rstrip("/")[-1].isdigit())
    expect(page.locator("[data-place=copy]")).to_contain_text(words["copy"])
    copy, status = page.evaluate(PLAN)
    assert (status, page.url.rstrip("/").rpartition("/")[2]) == ("copy", str(copy))
    moved = packing(page)
    assert moved["unit"] == other
    assert moved["locked"]
    assert abs(moved["start"] - was["start"] - (2 * HOUR + 40 * MINUTE)) <= 30 * MINUTE
    expect(page.locator("main")).to_contain_text(words["take"])

    # By keyboard: back to the first packer by the form, then let go.
    page.locator("[data-place=find]").fill(was["no"])
    page.locator(".gantt-view").focus()
    page.keyboard.press("]")
    page.keyboard.press("Enter")
    panel = page.locator(".gantt-panel")
    expect(panel.locator(".badge").first).to_have_text(words["locked"])
    expect(panel.locator("[data-place=why]")).to_contain_text(words["why"])
    page.select_option(".gantt-panel select", str(was["unit"]))
    panel.locator("form button").click()
    page.wait_for_function("(unit) => document.querySelector('.gantt').chart.task.unit === unit", arg=was["unit"])
    page.locator(".gantt-view").focus()
    page.keyboard.press("l")
    page.wait_for_function("() => !document.querySelector('.gantt').chart.task.locked")
    assert page.evaluate(PLAN) == [copy, "copy"]

    # Beside the plan that is followed.
    opened(page, f"/planning/schedule/compare/?a={live}&b={copy}", guest)
    page.locator(".gantt[data-loaded]").nth(1).wait_for()
    ids = page.evaluate("[...document.querySelectorAll('.gantt')].map(({ chart }) => chart.plan.id)")
    assert ids == [live, copy]
    page.locator("[data-do=fit]").first.click()
    scales = page.evaluate("[...document.querySelectorAll('.gantt')].map(({ chart }) => chart.view.scale)")
    assert scales[0] == scales[1]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    # Taken over: the floor's lists follow.
    opened(page, f"/planning/schedule/{copy}/", guest)
    page.locator(f"form[action$='/{copy}/accept'] button").click()
    page.locator(".toast").first.wait_for()
    page.locator(".gantt[data-loaded]").wait_for()
    assert page.evaluate(PLAN) == [copy, "live"]
    taken = packing(page)
    assert (taken["unit"], taken["locked"]) == (was["unit"], False)
    day = datetime.fromtimestamp(taken["start"] / 1000, ZoneInfo("Asia/Seoul")).date()
    guest.go(f"/planning/schedule/{copy}/lists/?day={day}")
    sheet = page.locator("main section.card", has=page.get_by_role("heading", name=was["machine"], exact=True))
    expect(sheet.locator("tr", has_text=was["no"]).filter(has_text="포장")).to_be_visible()
