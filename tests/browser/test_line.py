"""A line at a desk, a tablet and a phone: an element is written down, a proposal looked at, taken over, taken back."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

LINE = """
from datetime import date
from decimal import Decimal
from dure.inventory.models import Item
from dure.plant.models import WorkCenter
from dure.product import services
from dure.product.models import Routing
ELEMENTS = (
    (10, 1, "케이스 꺼내 놓기", 6, "needed", ()), (10, 2, "모터 끼우기", 14, "value", ("10-1",)),
    (10, 3, "공구 찾아 걷기", 5, "waste", ("10-1",)), (10, 4, "나사 네 개 조이기", 12, "value", ("10-2",)),
    (20, 1, "배선 연결", 16, "value", ("10-2",)), (20, 2, "연결 확인", 4, "needed", ("20-1",)),
    (20, 3, "부품 다시 세기", 6, "waste", ()), (20, 4, "덮개 닫기", 9, "value", ("10-4", "20-2")),
    (30, 1, "날개 달기", 11, "value", ("20-4",)), (30, 2, "소음 검사", 10, "needed", ("30-1",)),
    (40, 1, "상자 접기", 5, "needed", ()), (40, 2, "담고 붙이기", 8, "value", ("30-2", "40-1")),
)
if not Item.objects.filter(code="FAN").exists():
    item = Item.objects.create(code="FAN", name="탁상용 선풍기 20 cm")
    center = WorkCenter.objects.get(code="L1")
    routing = services.add_routing(item=item, valid_from=date(2026, 3, 1), by=None)
    steps = {
        number: services.add_operation(
            routing=routing, number=number, name=name, work_center=center, run_seconds=Decimal(seconds), by=None
        )
        for number, name, seconds in ((10, "조립", 37), (20, "배선", 35), (30, "날개·검사", 21), (40, "포장", 13))
    }
    made = {}
    for operation, number, name, seconds, worth, after in ELEMENTS:
        made[f"{operation}-{number}"] = services.add_element(
            operation=steps[operation], number=number, name=name, seconds=Decimal(seconds), worth=worth, by=None,
            after=[made[code] for code in after],
        )
print(Routing.objects.get(item__code="FAN").pk)
"""
SIZES = (1440, 768, 390)


@pytest.fixture(scope="module")
def routing(plant: Plant) -> int:
    return int(plant.shell(LINE).splitlines()[-1])


def looked_at(page: Page, name: str) -> None:
    """Nothing is cut off at any size. DURE_PICTURES: a folder for pictures of what was seen."""
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), (name, width)
        if folder := os.environ.get("DURE_PICTURES"):
            page.screenshot(path=Path(folder) / f"line-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.browser
def test_a_line_is_written_down_shared_out_and_taken_back(visit: Callable[..., Visit], routing: int):
    found = visit()
    page = found.go(f"/routings/{routing}/elements/")
    looked_at(page, "elements")
    page.locator('a[href$="/elements/add/"]').last.click()
    page.fill("#id_name", "라벨 붙이기")
    page.fill("#id_seconds", "4")
    page.select_option("#id_worth", "needed")
    looked_at(page, "form")
    page.locator("main form.form button.primary").click()
    expect(page.locator(".toast").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("라벨 붙이기")
    page = found.go("/lines/")
    looked_at(page, "lines")
    page.locator(f'a[href="/routings/{routing}/line/"]').click()
    page.fill("#id_demand", "900")
    page.fill("#id_minutes", "450")
    page.locator('button[value="stations"]').click()
    expect(page.locator("#proposal")).to_contain_text("증명됨: 사람·설비가 4보다 적으면")
    looked_at(page, "proposal")
    page.locator('form[action$="/line/take/"] button').click()
    expect(page.locator(".toast").first).to_be_visible()
    page = found.go(f"/routings/{routing}/line/?demand=900&minutes=450")
    expect(page.locator("main")).to_contain_text("택트 초과 없음")
    looked_at(page, "taken")
    page.locator('form[action$="/undo/"] button').click()
    expect(page.locator(".toast").first).to_be_visible()
    page = found.go(f"/routings/{routing}/line/?demand=900&minutes=450")
    expect(page.locator("main")).to_contain_text("택트 초과 2개")
    page = found.go(f"/routings/{routing}/line/print/?demand=900&minutes=450&proposal=stations")
    expect(page.locator("svg.yamazumi")).to_be_visible()
    looked_at(page, "paper")
    page = found.go(f"/routings/{routing}/elements/print/")
    looked_at(page, "elements-paper")
