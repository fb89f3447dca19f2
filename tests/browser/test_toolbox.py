"""The mentor's tools where they are used: the watch and the tally on the tablet, drawings and forms in the office."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant

pytestmark = pytest.mark.browser

SEED = """
import json
from datetime import date
from decimal import Decimal
from dure.inventory.models import Item
from dure.mentoring.models import LayoutStation, LayoutTrip
from dure.mentoring.services import layouts
from dure.plant.models import Person, WorkCenter
from dure.product import services
by, line = Person.objects.get(username="ban"), WorkCenter.objects.get(code="L1")
item = Item.objects.create(code="TB", name="공구함 선풍기", unit_id="EA")
routing = services.add_routing(item=item, valid_from=date(2026, 1, 1), by=None)
operation = services.add_operation(routing=routing, number=10, name="날개 조립", work_center=line, run_seconds=40,
                                   by=None)
services.approve_routing(routing=routing, by=None)
floors = []
for tag in ("ko", "en"):
    floor = layouts.add_layout(name="조립장 " + tag, width=Decimal(12), height=Decimal(9), shifts=1, by=by)
    for code, x, y in (("창고", 2, 3), ("조립대", 5, 7)):
        layouts.add_layout_part(table=LayoutStation, layout=floor, by=by, code=code, x=Decimal(x), y=Decimal(y))
    for walker, times in (("조립", 8), ("운반", 2)):
        layouts.add_layout_part(table=LayoutTrip, layout=floor, by=by, start="창고", end="조립대", walker=walker,
                                times=Decimal(times))
    floors.append(floor.pk)
print(json.dumps({"item": item.pk, "operation": operation.pk, "floors": floors}))
"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def made(plant: Plant) -> dict:
    return json.loads(plant.shell(SEED).splitlines()[-1])


def press(page: Page, act: str) -> None:
    page.locator(f'[data-do="{act}"]:visible').click()


def narrow(page: Page) -> None:
    assert page.evaluate(WIDE) <= 0, page.url


def test_timed_on_the_tablet_without_a_connection(made, visit):
    """Two cycles of two elements with a telephone call between; kept while away, sent when back, into a draft."""
    guest = visit(768, 1000)
    page = guest.go("/improve/studies/choose/?q=TB")
    page.locator(f"a[href='/improve/studies/watch/{made['operation']}/']").click()
    press(page, "add")
    for row, name in zip(page.locator("[data-rows] li").all(), ("날개 끼우기", "나사 조이기"), strict=True):
        row.locator("[data-name]").fill(name)
    press(page, "start")
    lap = page.locator('[data-do="lap"]')
    assert lap.bounding_box()["height"] >= 280
    assert all(one.bounding_box()["height"] >= 56 for one in page.locator(".watch-more:visible button").all())
    guest.page.context.set_offline(True)
    for act in ("lap", "lap", "foreign", "foreign", "lap", "lap"):
        page.wait_for_timeout(120)
        press(page, act)
    expect(page.locator("[data-laps] li")).to_have_count(5)
    narrow(page)
    press(page, "finish")
    assert [page.locator(f"[data-sum-{name}]").inner_text() for name in ("laps", "cycles")] == ["4", "2"]
    page.locator("ul[data-foreign] input").fill("전화")
    press(page, "send")
    expect(page.locator("#waiting-studies")).to_be_visible()
    expect(page.locator("#waiting-studies [data-count]")).to_have_text("1")
    guest.page.context.set_offline(False)
    expect(page.locator("#waiting-studies")).to_be_hidden()
    guest.complaints[:] = [one for one in guest.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    guest.go("/improve/studies/?q=TB")
    page.locator("tbody a.strong").first.click()
    assert page.locator(".readings tbody tr").count() == 2
    assert "전화" in page.locator("main").inner_text()
    narrow(page)
    with page.expect_navigation():
        page.locator("form[action$='/take/'] button").click()
    assert "나사 조이기" in page.locator("main").inner_text()


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_a_layout_that_saves_steps(made, visit, language: str, width: int):
    """Ten times from (2, 3) to (5, 7) are 50 m; with the bench three metres to the left 40."""
    floor = made["floors"][language == "en"]
    guest = visit(width, 1000, language)
    page = guest.go(f"/improve/layouts/{floor}/copy/")
    with page.expect_navigation():
        page.locator("form.form button.primary").click()
    for _ in range(3):
        page.locator('.station[aria-label="조립대"]').press("Shift+ArrowLeft")
    with page.expect_navigation():
        page.locator('.station[aria-label="조립대"]').press("Enter")
    page.locator("a[href*='/compare/']").first.click()
    figures = page.locator(".figure .value").all_inner_texts()
    assert [figure.split("m")[0].strip() for figure in figures[:3]] == ["50", "40", "10"]
    assert figures[3] == "20.0 %"
    assert page.locator(".floor-key li").count() == 2
    narrow(page)
    guest.go(f"/improve/layouts/{floor}/")
    station = page.locator('.station[aria-label="창고"]')
    box, chart = station.locator("circle").bounding_box(), page.locator("svg.floor-chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] / 2, chart["y"] + chart["height"] / 3, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    assert float(station.get_attribute("data-x")) == pytest.approx(6, abs=0.1)
    assert float(station.get_attribute("data-y")) == pytest.approx(3, abs=0.1)
    narrow(page)
    guest.go(f"/improve/layouts/{floor}/print/")
    assert page.locator(".floor-key li").count() == 2


def test_a_tally_is_kept_until_it_has_arrived(made, visit):
    floor = made["floors"][0]
    guest = visit(768, 1000)
    page = guest.go(f"/improve/layouts/{floor}/tally/")
    for code in ("창고", "조립대", "창고"):
        page.locator(f'[data-code="{code}"]').click()
    guest.page.context.set_offline(True)
    page.locator("form button.primary").click()
    expect(page.locator("[data-away]")).to_be_visible()
    guest.page.context.set_offline(False)
    guest.complaints[:] = [one for one in guest.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    page.reload()
    expect(page.locator("[data-count]")).to_have_text("2")
    narrow(page)
    page.locator("form button.primary").click()
    page.wait_for_url(f"**/improve/layouts/{floor}/")
    assert "조립대 → 창고" in page.locator("main").inner_text()
    guest.go(f"/improve/layouts/{floor}/tally/")
    expect(page.locator("[data-count]")).to_have_text("0")


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_a_stream_and_a_device(made, visit, language: str, width: int):
    """A map from the routing with its stock counted by hand, 800 at 400 a day; a device isn't used while unsafe."""
    guest = visit(width, 1000, language)
    page = guest.go("/improve/streams/draw/")
    page.select_option("[name=item]", str(made["item"]))
    with page.expect_navigation():
        page.locator("form.form button.primary").click()
    page.locator("a[href*='/streams/steps/']").first.click()
    page.fill("[name=stock]", "800")
    with page.expect_navigation():
        page.locator("form.form button.primary").click()
    page.locator("main a[href$='/change/']").click()
    for name, value in (("demand", "400"), ("day_hours", "8"), ("finished", "400")):
        page.fill(f"[name={name}]", value)
    with page.expect_navigation():
        page.locator("form.form button.primary").click()
    assert page.locator(".figure.big .value").inner_text().startswith("3.0")
    narrow(page)
    with page.expect_navigation():
        page.locator("form[action$='/copy/'] button").click()
    assert page.locator("svg.stream-chart .process").count() == 1
    guest.go("/improve/devices/")
    with page.expect_navigation():
        page.locator("form[action$='/examples/'] button").click()
    narrow(page)
    page.locator("tbody a.strong").first.click()
    assert page.locator("form[action$='/use/']").count() == 0
    before = page.locator("#safety .badge.good").count()
    with page.expect_navigation():
        page.locator("#safety form").nth(before).locator("button[value=yes]").click()
    assert page.locator("#safety .badge.good").count() == before + 1
    narrow(page)
