"""A quality check in the browser: on a tablet by the pad and by a gauge that types, its chart, and a case by phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

SEED = """
from decimal import Decimal as D
from uuid import uuid4
from dure.inventory.services import NewLot, add_item, add_lots
from dure.quality import services
from dure.quality.models import Characteristic
from dure.quality.services import Reading, Subject
if not Characteristic.objects.filter(name="면 폭").exists():
    item = add_item(by=None, code="QB-N", name="검사 국수", kind="finished", unit_id="EA", tracking="lot")
    width = services.add_characteristic(item=item, name="면 폭", unit="mm", lower=D(9), upper=D(11), by=None)
    shade = services.add_characteristic(item=item, name="색", kind="good", by=None)
    services.add_plan(kind="final", item=item, fixed=2, by=None)
    chart = services.add_chart(characteristic=width, kind="i_mr", by=None)
    often = services.add_plan(kind="process", item=item, fixed=1, characteristics=[width], by=None)
    for value in ("9.9", "10.1", "10.0", "9.8", "10.2") * 4:
        one = services.begin_inspection(plan=often, subject=Subject(), client_id=uuid4(), by=None)
        services.measure(readings=[Reading(one.lines.get(), 1, D(value), uuid4())], by=None)
        services.decide(inspection=one, verdict="accepted", by=None)
    services.freeze_limits(chart=chart, by=None)
item = Characteristic.objects.get(name="면 폭").item
add_lots([NewLot(item, "QB-{0}", status="quarantine")])
"""
STATE = "from dure.inventory.models import Lot; print(Lot.objects.get(number='QB-{0}').status)"


def types(page: Page, text: str) -> None:
    """As a gauge does: keys at once, then Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "height", "number"), [(1280, 800, 1), (768, 1024, 2), (390, 844, 3)])
def test_from_waiting_to_the_verdict(
    visit: Callable[..., Visit], plant: Plant, width: int, height: int, number: int
) -> None:
    plant.shell(SEED.replace("{0}", str(number)))
    page = visit(width, height).go("/inspect/")
    page.get_by_role("button").filter(has_text=f"QB-{number}").click()
    expect(page.locator(".asked")).to_contain_text("면 폭")
    for digit in ("1", "0", ".", "1"):
        page.locator(f"[data-digit='{digit}']").click()
    page.get_by_role("button", name="기록").click()
    expect(page.locator(".verdict").first).to_contain_text("합격")
    page.get_by_role("button", name="양호").click()
    expect(page.locator("#value")).to_be_focused()
    types(page, "+11.75 mm")
    expect(page.locator(".verdict.bad").first).to_contain_text("11.75")
    page.get_by_role("button", name="되돌리기").first.click()
    expect(page.get_by_text("취소했습니다")).to_be_visible()
    expect(page.locator("#value")).to_be_focused()
    types(page, "10.25")
    expect(page.locator(".verdict.good").first).to_contain_text("10.25")
    page.get_by_role("button", name="양호").click()
    page.get_by_role("button", name="합격", exact=True).click()
    page.wait_for_url("**/inspect/")
    assert plant.shell(STATE.replace("{0}", str(number))) == "available"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844)])
def test_pages_fit_and_say_nothing_on_the_console(
    visit: Callable[..., Visit], plant: Plant, width: int, height: int
) -> None:
    plant.shell(SEED.replace("{0}", f"P{width}"))
    seen = visit(width, height)
    for path in ("/quality/charts/1/", "/quality/capability/", "/quality/sampling/", "/gauges/", "/nonconformances/",
                 "/quality/plans/", "/inspections/", "/quality/characteristics/1/capability/"):  # fmt: skip
        page = seen.go(path)
        expect(page.locator("h1")).not_to_be_empty()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    expect(seen.go("/quality/charts/1/").locator("svg.control").first).to_be_visible()


def test_a_case_by_phone(visit: Callable[..., Visit], plant: Plant) -> None:
    page = visit(390, 844).go("/nonconformances/add")
    page.fill("#id_text", "포장이 터져 있음")
    page.get_by_role("button", name="보내기").click()
    expect(page.locator("h1")).to_contain_text("NC")
    page.fill("#containment", "해당 상자 격리")
    page.locator("form[action$='contain'] button").click()
    expect(page.locator("h1")).to_contain_text("격리됨")
