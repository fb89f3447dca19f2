"""A shift is given over at a desk and taken over on a phone by who comes; every page of it fits every screen."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

COMES = """
from dure.plant.models import Person
from dure.plant.services.people import add_person
if not Person.objects.filter(username="oh").exists():
    add_person(username="oh", roles=["supervisor"], password="browser-test-2026", display_name="오반장", by=None)
"""
SIZES = (1440, 768, 390)


def looked_at(page: Page, name: str) -> None:
    """Nothing is cut off at any size. DURE_PICTURES: a folder for pictures of what was seen."""
    before = page.viewport_size
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), (name, width)
        if folder := os.environ.get("DURE_PICTURES"):
            page.screenshot(path=Path(folder) / f"handover-{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)


@pytest.mark.browser
def test_a_shift_is_given_over_and_taken_over_by_another(plant: Plant, visit: Callable[..., Visit]):
    plant.shell(COMES)
    page = visit().go("/handover/shift/")
    expect(page.locator("h1")).to_have_text("교대 인수인계")
    page.fill("#id_note", "롤러에서 소리가 납니다")
    page.fill("#id_tasks", "금형 세척\n\n베어링 확인")
    looked_at(page, "open")
    page.get_by_role("button", name="서명하고 인계").click()
    expect(page.locator(".toast").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("아직 아무도 읽지 않음")
    looked_at(page, "signed")
    there = page.evaluate("location.pathname")

    coming = visit(390, 844, name="oh")
    page = coming.go("/handover/")
    looked_at(page, "list")
    page.locator(f'a[href="{there}"]').click()
    page.get_by_role("button", name="읽었고 인수합니다").click()
    expect(page.locator("main .facts")).to_contain_text("오반장")
    expect(page.get_by_role("button", name="읽었고 인수합니다")).to_have_count(0)
    page.locator(".things li", has_text="금형 세척").get_by_role("button").click()
    expect(page.locator(".things li", has_text="금형 세척").locator(".badge.good")).to_be_visible()
    expect(page.locator(".things .badge.good")).to_have_count(1)
    looked_at(page, "taken-over")
    page = coming.go("/handover/shift/")
    expect(page.get_by_role("button", name="서명하고 인계")).to_have_count(0)
    page = coming.go(f"{there}paper")
    expect(page.locator("main")).to_contain_text("☑ 금형 세척")
    expect(page.locator("main")).to_contain_text("☐ 베어링 확인")
    looked_at(page, "paper")
