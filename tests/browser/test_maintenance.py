"""A repair: asked for from a phone with a picture, made a job, done; at a phone and at a desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit
from tests.browser.test_safety import photo

SPARE = """
from decimal import Decimal
from dure.inventory.models import Item, Location
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, add_item, move
from dure.maintenance.services import add_check, add_plan, add_spare
from dure.plant.models import WorkUnit
if not Item.objects.filter(code="BELT").exists():
    belt = add_item(by=None, code="BELT", name="V벨트", kind="consumable", unit_id="EA", safety_stock=Decimal(2))
    places = default_location(Location.Kind.SUPPLIER), default_location(Location.Kind.STOCK)
    move([Movement(belt, Decimal(9), *places, value=Decimal(90_000))], by=None)
    add_spare(item=belt, by=None)
    unit = WorkUnit.objects.get(code="OLD1")
    plan = add_plan(work_unit=unit, name="월 정기점검", basis="calendar", every=Decimal(30), warn=Decimal(29), by=None)
    add_check(plan=plan, text="벨트 장력", kind="measure", unit="N", low=Decimal(40), high=Decimal(60), by=None)
    add_check(plan=plan, text="구동부 청소", kind="tick", by=None)
"""
OUT = """
from dure.production.models import UnitOutage
print(UnitOutage.objects.filter(ended_at=None).count())
"""


@pytest.fixture(scope="module", autouse=True)
def spare(plant: Plant) -> None:
    plant.shell(SPARE)


def fits(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, page.url


def ask(page: Page, words: str) -> None:
    """In four touches: machine, picture, how urgent, send; and a few words."""
    page.select_option("#id_asset", label="기존 포장기")
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo()})
    page.locator("canvas.photo-shown").wait_for(state="visible")
    page.locator("label.kind", has_text="멈췄음").click()
    page.fill("#id_text", words)
    with page.expect_navigation(url=re.compile("/maintenance/told/")):
        page.locator(".tell-send button").click()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_from_a_request_to_a_job_that_is_done(plant: Plant, visit: Callable[..., Visit], width: int, height: int):
    seen = visit(width, height)
    page = seen.go("/maintenance/tell/")
    fits(page)
    words = f"벨트 소음 {width}"
    ask(page, words)
    page.get_by_role("link", name="요청 보기").click()
    expect(page.locator("img.picture")).to_be_visible()
    page.get_by_role("button", name="작업 만들기").click()
    page.get_by_role("button", name="시작", exact=True).click()
    expect(page.get_by_text("사용 중지").first).to_be_visible()
    assert plant.shell(OUT) == "1"
    fits(page)
    page.fill("#id_item", "BELT")
    page.fill("#id_quantity", "2")
    page.get_by_role("button", name="부품 출고").click()
    expect(page.get_by_text("V벨트").first).to_be_visible()
    page.locator("form[action$='/times/add/'] #id_minutes").fill("30")
    page.locator("form[action$='/times/add/'] button").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="정지 연결").click()
    page.fill("#id_cause", "벨트 마모")
    page.fill("#id_done", "벨트 2개 교체")
    page.get_by_role("button", name="완료", exact=True).click()
    expect(page.locator("h1 .badge.good")).to_be_visible()
    assert plant.shell(OUT) == "0"
    page = seen.go("/maintenance/figures/")
    expect(page.locator("main")).to_contain_text("기존 포장기")
    # One stop belongs to one job: the next request finds it taken.
    plant.shell("from dure.maintenance.models import JobStop; JobStop.objects.all().delete()")


def test_a_service_with_a_checklist(visit: Callable[..., Visit]):
    page = visit(390, 844).go("/maintenance/?all=1")
    page.get_by_role("button", name="작업 만들기").first.click()
    page.get_by_role("button", name="시작", exact=True).click()
    page.locator(".check-row input[name=value]").fill("35")
    page.locator(".check-row button", has_text="입력").click()
    expect(page.locator(".check-row .badge.bad")).to_be_visible()
    page.locator(".check-row input[name=value]").fill("50")
    page.locator(".check-row button", has_text="입력").click()
    page.get_by_role("button", name="양호", exact=True).click()
    page.fill("#id_done", "점검함")
    page.get_by_role("button", name="완료", exact=True).click()
    expect(page.locator("h1 .badge.good")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_pages_fit_their_screen(visit: Callable[..., Visit], width: int):
    seen = visit(width, 900)
    for path in ("", "plans/", "plans/1/", "plans/add/", "requests/", "jobs/", "jobs/1/", "jobs/add/", "calendar/",
                 "parts/", "parts/add/", "figures/", "figures/1/", "history/unit/1/", "tell/"):  # fmt: skip
        page = seen.go(f"/maintenance/{path}")
        fits(page)
