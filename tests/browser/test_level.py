"""What keeps a plant from its level: found on the page, put right where it leads, computed again; claims and paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Plant

pytestmark = pytest.mark.browser

SEED = """
from dure.plant.models import WorkCenter, WorkUnit
WorkUnit.objects.create(code="0L{tag}", name="Filler {tag}", work_center=WorkCenter.objects.get(code="L1"))
"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORDS = {
    "ko": ("지금 계산", "보완하기", "저장", "스마트공장 수준 보고서"),
    "en": ("Compute now", "Put it right", "Save", "Report of the level"),
}
CRITERIA = 19


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_what_is_missing_is_put_right(plant: Plant, visit, language: str, width: int):
    plant.shell(SEED.replace("{tag}", language))
    compute, right, save, report = WORDS[language]
    machine = f"Filler {language}"
    guest = visit(width, 1000, language)
    page = guest.go("/level/")
    with page.expect_navigation():
        page.get_by_role("button", name=compute).click()
    assert page.locator("svg.level-spark").count() == CRITERIA
    assert page.evaluate(WIDE) <= 0
    criterion = "/level/criteria/equipment/"
    page.locator(f'a.strong[href="{criterion}"]').click()
    with page.expect_navigation():
        page.locator("tr", has_text=machine).get_by_role("link", name=right).click()
    for name in ("manufacturer", "model", "serial_number"):
        page.fill(f"[name={name}]", "7")
    with page.expect_navigation():
        page.get_by_role("button", name=save, exact=True).click()
    assert machine not in guest.go(criterion).locator("main").inner_text()
    assert page.evaluate(WIDE) <= 0
    guest.go("/level/claims/add/")
    page.select_option("[name=level]", "3")
    page.fill("[name=claimed_on]", "2026-05-04")
    page.fill("[name=claimed_by]", "Region")
    with page.expect_navigation():
        page.get_by_role("button", name=save, exact=True).click()
    expect(page.locator(".note.warn li").first).to_be_visible()
    sheet = guest.go("/level/print/")
    assert report in sheet.locator("h1").inner_text()
    assert sheet.locator("table.lines tbody tr").count() == CRITERIA
    for path in ("/level/", "/level/thresholds/", "/level/pages/"):
        assert guest.go(path).evaluate(WIDE) <= 0, path
    if language == "en":
        assert re.findall("[가-힣]+", guest.go("/level/thresholds/").locator("main").inner_text()) == []
