"""Stock in the browser: a scanner that types, a stock-take on a tablet, a recall in two languages, label sizes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

GOODS = """
from decimal import Decimal as D
from dure.inventory.models import Location
from dure.inventory.services import (Link, Movement, NewLot, Receipt, add_item, add_location, link_lots, move, receive,
                                     set_item_unit)
if not Location.objects.filter(code="ST-A").exists():
    names = (("ST-A", "선반 가"), ("ST-B", "선반 나"))
    place = {code: add_location(by=None, code=code, own_name=name) for code, name in names}
    outside = {one.kind: one for one in Location.objects.exclude(kind="stock")}
    flour = add_item(by=None, code="ST-FLOUR", name="밀가루", kind="raw", unit_id="kg", tracking="lot", supply="buy")
    cake = add_item(by=None, code="ST-CAKE", name="케이크", kind="finished", unit_id="EA", tracking="lot")
    new = NewLot(flour, "ST-F1", supplier_number="SUP-77")
    source = receive([Receipt(flour, D(40), place["ST-A"], D(40000), new=new)],
                     source=outside["supplier"], by=None, document="R-1")[0].lot
    move([Movement(flour, D(30), place["ST-A"], outside["production"], source)], by=None, document="W-90")
    made = receive([Receipt(cake, D(20), place["ST-A"], None, new=NewLot(cake, "ST-K1"))],
                   source=outside["production"], by=None, document="W-90")[0].lot
    link_lots([Link(source, made, D(30), "W-90", "OLD1")])
    move([Movement(cake, D(12), place["ST-A"], outside["customer"], made)], by=None, document="D-90")
"""
THERE = (
    "from dure.inventory.models import Balance; "
    "print(*(f'{b.location.code}:{b.lot.number}:{b.quantity.normalize():f}' for b in "
    "Balance.objects.filter(lot__number__startswith='ST-', quantity__gt=0).order_by('location__code', 'lot__number')))"
)
BRING = """
from decimal import Decimal as D
from dure.inventory.models import Balance, Location, Lot
from dure.inventory.services import Movement, move
def set_to(lot, there):
    place, other = Location.objects.get(code="ST-A"), Location.objects.get(kind="difference")
    more = there - Balance.objects.get(lot=lot, location=place).quantity
    way = (other, place) if more > 0 else (place, other)
    if more:
        move([Movement(lot.item, abs(more), *way, lot)], by=None, document="SET")
set_to(Lot.objects.get(number="ST-K1")"""


@pytest.fixture
def goods(plant: Plant) -> Plant:
    plant.shell(GOODS)
    return plant


def scan(page: Page, text: str) -> None:
    """As a scanner does: keys one after the other, then Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "undo"), [("ko", "되돌리기"), ("en", "Undo")])
def test_a_transfer_with_a_scanner_and_back(visit: Callable[..., Visit], goods: Plant, language: str, undo: str):
    page = visit(768, 1024, language).go("/stock/transfer/")
    expect(page.locator("#scan")).to_be_focused()
    scan(page, "ST-A")
    page.wait_for_url(lambda url: "source=" in url)
    scan(page, "(240)ST-FLOUR(10)ST-F1")
    page.wait_for_url(lambda url: "lot=ST-F1" in url)
    scan(page, "ST-B")
    page.wait_for_url(lambda url: "target=" in url)
    quantity = page.locator("#id_quantity")
    expect(quantity).to_be_focused()
    scan(page, "4")
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("밀가루 4 kg → 선반 나")
    expect(page.locator("tbody tr", has_text="ST-F1").last).to_contain_text("4 kg")
    toast.get_by_role("button", name=undo).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert "ST-A:ST-F1:10" in goods.shell(THERE)


def test_a_scan_goes_to_the_field_without_the_cursor_and_keeps_separators(visit: Callable[..., Visit], goods: Plant):
    page = visit(390, 844).go("/stock/acts/")
    page.locator("h1").click()
    page.keyboard.type("]C1240ST-FLOUR")
    page.keyboard.press("Control+]")
    page.keyboard.type("10ST-F1")
    expect(page.locator("#scan")).to_have_value("]C1240ST-FLOUR\x1d10ST-F1")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("ST-F1")


TAKE = {
    "ko": ("실사하기", "다 셌음", "실사 차이", "승인하고 반영", "승인"),
    "en": ("Count now", "all counted", "Differences", "Approve and post", "Approved"),
}


@pytest.mark.parametrize(("language", "found"), [("ko", "7"), ("en", "6")])
def test_a_stock_take_on_a_tablet(visit: Callable[..., Visit], goods: Plant, language: str, found: str):
    """One cake fewer than the books say, each time."""
    count, all_counted, differences, approve, approved = TAKE[language]
    goods.shell(f"{BRING}, D({found}) + 1)")
    page = visit(768, 1024, language).go("/stock-takes/start/")
    page.get_by_label("ST-A · 선반 가").check()
    page.locator("form.form .button.primary").click()
    expect(page.locator("h1")).to_contain_text("ST")
    page.get_by_role("link", name=count).click()
    expect(page.locator("#scan")).to_be_focused()
    scan(page, "ST-A")
    page.wait_for_url(lambda url: "location=" in url)
    scan(page, "ST-K1")
    expect(page.locator("#id_quantity")).to_be_focused()
    scan(page, found)
    expect(page.locator("#toasts .toast")).to_contain_text(found)
    expect(page.locator("#scan")).to_be_focused()
    scan(page, "ST-F1")
    expect(page.locator("#id_quantity")).to_be_focused()
    scan(page, "10")
    expect(page.locator(".badge.good")).to_contain_text(all_counted)
    page.locator(".crumbs a").click()
    page.get_by_role("link", name=differences).click()
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("-1")
    row.locator("input.reason").fill("파손 누락")
    page.get_by_role("button", name=approve).click()
    expect(page.locator("h1 .badge")).to_contain_text(approved)
    assert f"ST-A:ST-K1:{found}" in goods.shell(THERE)


@pytest.mark.parametrize(("language", "heading", "complete"), [("ko", "회수 조사", "예"), ("en", "Recall of", "yes")])
def test_a_recall_by_the_suppliers_number(
    visit: Callable[..., Visit], goods: Plant, language: str, heading: str, complete: str
):
    page = visit(1440, 900, language).go("/recall/")
    scan(page, "SUP-77")
    expect(page.locator("h1")).to_contain_text(heading)
    expect(page.locator("h1")).to_contain_text("ST-F1")
    expect(page.locator(".good-text")).to_contain_text(complete)
    customers = page.locator(
        "section", has=page.get_by_role("heading", name="받은 고객" if language == "ko" else "Who has some")
    )
    expect(customers.locator("tbody tr")).to_have_count(1)
    expect(customers).to_contain_text("12 EA")
    page.emulate_media(media="print")
    expect(page.locator(".scan").first).to_be_hidden()
    expect(page.locator(".signatures")).to_be_visible()
    assert sizes(page.pdf(prefer_css_page_size=True)) == [(210, 297)]


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(round(float(width) * 25.4 / 72), round(float(height) * 25.4 / 72)) for width, height in boxes]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_lot_leads_up_to_its_raw_material_and_down_to_the_customer(
    visit: Callable[..., Visit], goods: Plant, language: str
):
    page = visit(390, 844, language).go("/lots/?q=SUP-77&all=1")
    page.get_by_role("link", name="ST-F1").first.click()
    expect(page.locator("h1")).to_contain_text("ST-F1")
    expect(page.locator("#down")).to_contain_text("12 EA")
    page.locator("#down").get_by_role("link", name="ST-K1").click()
    expect(page.locator("h1")).to_contain_text("ST-K1")
    for word in ("ST-F1", "SUP-77", "30 kg", "OLD1"):
        expect(page.locator("#up")).to_contain_text(word)
    expect(page.locator("#down")).to_contain_text("D-90")


def test_labels_are_as_large_as_they_say(visit: Callable[..., Visit], goods: Plant):
    page = visit(1440).go("/labels/?locations=all")
    box = page.locator(".label").first.bounding_box()
    assert box is not None
    assert (round(box["width"] * 25.4 / 96), round(box["height"] * 25.4 / 96)) == (60, 40)
    expect(page.locator(".label svg.qr").first).to_be_visible()
    expect(page.locator(".label-bars rect").first).to_be_attached()
