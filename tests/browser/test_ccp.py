"""A critical control point in the browser: entered on a tablet, out of its limits, acted on, printed on A4."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Plant, Visit

SEED = """
from decimal import Decimal as D
from dure.plant.models import WorkUnit
from dure.product.approval import Step
from dure.quality import services
from dure.quality.models import ControlPoint, Hazard
mark = "CCP-{0}B"
if not ControlPoint.objects.filter(mark=mark).exists():
    draft = services.add_haccp_plan(name="국수 " + mark, by=None)
    hazard = services.add_haccp_part(version=draft, part=Hazard, by=None, step="삶기", hazard="바실루스 세레우스",
        cause="가열 부족", severity=3, likelihood=2, measure="가열 온도 관리", prerequisite=False, has_measure=True,
        removes=True)
    services.add_haccp_part(version=draft, part=ControlPoint, by=None, hazard=hazard, mark=mark, name="품온",
        unit="℃", lower=D(85), method="탐침 온도계로 중심 온도 측정", every_minutes=60,
        work_unit=WorkUnit.objects.order_by("pk").first(), is_always=True, who="삶기 담당",
        corrective="가열을 연장하고 제품을 격리한다", verification="일지 매일 확인, 온도계 연 1회 교정")
    for step in (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE):
        services.move_haccp(version=draft, step=step, by=None)
"""
KEPT = "from dure.quality.models import CcpRecord as R; print(R.objects.filter(mark='CCP-{0}B').count())"


@pytest.mark.parametrize(("width", "height", "number"), [(1280, 800, 1), (390, 844, 2)])
def test_from_the_value_to_the_inspectors_sheet(
    visit: Callable[..., Visit], plant: Plant, width: int, height: int, number: int
) -> None:
    plant.shell(SEED.replace("{0}", str(number)))
    page = visit(width, height).go("/ccp/")
    page.get_by_role("link").filter(has_text=f"CCP-{number}B").click()
    for digit in ("9", "1", ".", "5"):
        page.locator(f"[data-digit='{digit}']").click()
    page.get_by_role("button", name="기록", exact=True).click()
    expect(page.locator("td .badge.good").first).to_have_text("적합")
    page.keyboard.type("79.2")
    page.keyboard.press("Enter")
    expect(page.locator(".note.bad").first).to_contain_text("79.2")
    page.locator("input[name='text']").fill("가열 밸브 교체, 재가열")
    page.locator("input[name='in_control']").check()
    page.get_by_role("button", name="개선조치 기록").click()
    expect(page.locator(".card .note.bad")).to_have_count(0)
    assert plant.shell(KEPT.replace("{0}", str(number))) == "3"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="일지").first.click()
    expect(page.locator("h1")).to_have_text("CCP 모니터링일지")
    expect(page.locator("main")).to_contain_text("가열 밸브 교체")
    expect(page.locator("main")).to_contain_text("바뀐 기록이 없습니다")
    expect(page.locator("main")).to_contain_text("SHA-256")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_pages_of_haccp_fit(visit: Callable[..., Visit], plant: Plant, width: int, height: int) -> None:
    plant.shell(SEED.replace("{0}", "3"))
    seen = visit(width, height)
    for path in ("/ccp/", "/ccp/chain/", "/cleaning/", "/cleaning/1/", "/haccp/", "/haccp/1/", "/haccp/add"):
        page = seen.go(path)
        expect(page.locator("h1")).not_to_be_empty()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    expect(seen.go("/haccp/1/sheet/").locator("main")).to_contain_text("바실루스 세레우스")
