"""Kanban in the hand: cards asked for, loaded and delivered by scans; a round carried; at a phone and at a tablet."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

STORE = """
from datetime import date, time, timedelta
from decimal import Decimal
from dure.inventory import services
from dure.inventory.models import Item, Location
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, NewLot, add_item, add_lots, add_location, move
if not Item.objects.filter(code="KB-BOX").exists():
    box = add_item(by=None, code="KB-BOX", name="포장 상자 200 g", kind="packaging", unit_id="EA", tracking="lot")
    few = add_item(by=None, code="KB-LID", name="뚜껑", kind="packaging", unit_id="EA", supply="buy")
    line = add_location(by=None, code="Z-LINE", own_name="포장 라인 옆")
    store = default_location(Location.Kind.STOCK)
    supplier = default_location(Location.Kind.SUPPLIER)
    days = timedelta(days=20), timedelta(days=60)
    early, late = add_lots([NewLot(box, f"KB-L{n}", expires_on=date.today() + days[n]) for n in (0, 1)])
    move([Movement(box, Decimal(500), supplier, store, lot, value=Decimal(5000)) for lot in (late, early)], by=None)
    move([Movement(few, Decimal(30), supplier, store, value=Decimal(300))], by=None)
    run = services.add_milk_run(by=None, name="포장동 순회", starts=[time(hour) for hour in range(0, 24, 2)])
    services.add_stop(run=run, by=None, place=store, minutes=0)
    services.add_stop(run=run, by=None, place=line, minutes=15)
    facts = {"source": store, "target": line, "run": run, "by": None, "replenishment_minutes": 135}
    services.add_kanban_loop(item=box, container_quantity=Decimal(50), container="파란 상자",
                             demand_per_hour=Decimal(60), cards=5, **facts)
    services.add_kanban_loop(item=few, container_quantity=Decimal(50), demand_per_hour=Decimal(20), cards=2, **facts)
from dure.inventory.models import KanbanLoop
box = KanbanLoop.objects.get(item__code="KB-BOX")
print(box.run_id, box.pk, box.number, KanbanLoop.objects.get(item__code="KB-LID").number)
"""
MOVED = """
from dure.inventory.models import StockMove
print([(str(row.quantity.normalize()), row.lot.number) for row in StockMove.objects.filter(
    to_location__code="Z-LINE", item__code="KB-BOX", reverses=None, reversed_by=None)])
"""


@dataclass(frozen=True)
class Store:
    """Ids of the round and of the loop of boxes; numbers of the loops of boxes and of lids."""

    run: str
    loop: str
    boxes: str
    lids: str


@pytest.fixture(scope="module")
def store(plant: Plant) -> Store:
    return Store(*plant.shell(STORE).split()[-4:])


def fits(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, page.url


def scan(page: Page, code: str) -> None:
    """As a scanner does: it types the code and a return."""
    page.fill("#scan", code)
    with page.expect_navigation():
        page.press("#scan", "Enter")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_a_card_goes_round_and_back(plant: Plant, visit: Callable[..., Visit], store: Store, width: int, height: int):
    seen, code = visit(width, height), f"{store.boxes}-0{1 if width == 390 else 2}"
    page = seen.go("/kanban/scan/")
    fits(page)
    page = seen.go("/kanban/scan/?act=ask")
    scan(page, code)
    expect(page.locator(".kanban-shown .badge.warn")).to_be_visible()
    scan(page, code)  # the same card again is one request
    page = seen.go(f"/kanban/scan/?card={code}")
    expect(page.locator(".kanban-part")).to_contain_text("KB-L0")
    page.get_by_role("button", name="적재", exact=True).click()
    expect(page.locator(".kanban-shown .badge.info")).to_be_visible()
    fits(page)
    before = plant.shell(MOVED).count("KB-L0")
    page.get_by_role("button", name="공급됨").click()
    expect(page.locator(".kanban-shown .badge.good")).to_be_visible()
    assert plant.shell(MOVED).count("KB-L0") == before + 1
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator(".kanban-shown .badge.info")).to_be_visible()
    assert plant.shell(MOVED).count("KB-L0") == before
    page.get_by_role("button", name="공급됨").click()
    expect(page.locator(".kanban-shown .badge.good")).to_be_visible()


def test_a_round_with_what_is_missing(visit: Callable[..., Visit], store: Store):
    seen = visit(390, 844)
    page = seen.go("/kanban/scan/?act=ask")
    for code in (f"{store.boxes}-03", f"{store.lids}-01"):
        scan(page, code)
    page = seen.go(f"/kanban/runs/{store.run}/round/")
    fits(page)
    expect(page.locator("main")).to_contain_text("20 EA 부족")
    page.locator(".errand", has_text="포장 상자").get_by_role("button", name="적재").click()
    page.wait_for_url(re.compile("/kanban/runs/\\d+/round/"))
    page.locator(".errand", has_text="포장 상자").get_by_role("button", name="공급됨").click()
    expect(page.locator(".errand", has_text="포장 상자")).to_have_count(0)
    page = seen.go("/kanban/lacking/")
    expect(page.locator("main")).to_contain_text("뚜껑")


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_pages_fit_their_screen(visit: Callable[..., Visit], store: Store, width: int):
    seen, loop, run = visit(width, 900), f"loops/{store.loop}/", f"runs/{store.run}/"
    for path in ("", "loops/", loop, f"{loop}change/", "loops/add/", "lacking/", "runs/", run, "runs/add/",
                 f"{run}round/", f"scan/?card={store.boxes}-04", "cards/?size=a4-10"):  # fmt: skip
        fits(seen.go(f"/kanban/{path}"))
