"""The weighing terminal in the browser: a wrong lot, a scale that types, too much, taking back; the bell of a call."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

GOODS = """
from datetime import date
from decimal import Decimal as D
from dure.inventory.models import Item, Location
from dure.inventory.services import Movement, NewLot, add_item, add_lots, move
from dure.plant.models import Person
from dure.product.services import LineOf, add_bom, approve_bom
from dure.production.models import WeighRule
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
outside, stock = Location.objects.get(kind="supplier"), Location.objects.filter(kind="stock").first()
def bring(item, number, quantity, day):
    lot, = add_lots([NewLot(item, number, expires_on=day)])
    move([Movement(item, D(quantity), outside, stock, lot, D(1000 * quantity))], by=None, document="R-W")
if not Item.objects.filter(code="WG-FLOUR").exists():
    flour = add_item(by=None, code="WG-FLOUR", name="우리밀 제면용 밀가루 1등급", kind="raw", unit_id="kg",
                     tracking="lot", supply="buy")
    salt = add_item(by=None, code="WG-SALT", name="천일염", kind="raw", unit_id="kg", tracking="lot", supply="buy")
    dough = add_item(by=None, code="WG-DOUGH", name="생면 반죽", kind="semi", unit_id="kg")
    bring(flour, "WG-F1", 8, date(2099, 1, 1))
    bring(flour, "WG-F2", 20, date(2099, 6, 1))
    bring(salt, "WG-S1", 5, date(2099, 1, 1))
    boss = Person.objects.get(username="ban")
    lines = [LineOf(flour, D(1)), LineOf(salt, D("0.02"))]
    approve_bom(bom=add_bom(item=dough, valid_from=date(2026, 1, 1), by=None, lines=lines), by=boss)
    WeighRule.objects.create(item=flour, low_percent=1, high_percent=1)
    WeighRule.objects.create(item=salt, low_quantity=D("0.002"), high_quantity=D("0.002"))
    release_orders(plan_orders([OrderWish(dough, D(10))], by=None), by=None)
"""
ADDRESS = (
    "from dure.production.models import WorkOrder; "
    "print(f'/weigh/orders/{WorkOrder.objects.get(item__code=\"WG-DOUGH\").pk}/')"
)
CALL = """
import uuid
from dure.plant.models import WorkUnit
from dure.production.models import CallRule
from dure.production.services.andon import call
CallRule.objects.filter(kind="quality").update(roles=["supervisor"])
call(client_id=uuid.uuid4(), kind="quality", work_unit=WorkUnit.objects.get(code="OLD1"), person=None)
"""
END = """
from django.utils import timezone
from dure.production.models import Call
Call.objects.filter(ended_at=None).update(undone_at=timezone.now())
"""


@pytest.fixture
def goods(plant: Plant) -> Plant:
    plant.shell(GOODS)
    return plant


def scan(page: Page, text: str) -> None:
    """As a scanner or a scale does: keys one after the other, then Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_bag_is_weighed_with_scanner_and_scale(visit: Callable[..., Visit], goods: Plant):
    page = visit(768, 1024).go(goods.shell(ADDRESS))
    part = page.locator("#reading [data-judged]")
    expect(page.locator("#id_goods")).to_be_focused()
    scan(page, "WG-S1")
    expect(part).to_have_attribute("data-judged", "refused")
    expect(page.locator("#reading .weigh-refused")).to_contain_text("천일염")
    expect(page.locator("#id_goods")).to_be_focused()
    scan(page, "WG-F1")
    expect(page.locator("#id_gross")).to_be_focused()
    scan(page, "ST,GS,+  8.000kg")
    expect(part).to_have_attribute("data-judged", "under")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast")).to_contain_text("8 kg")
    # 2 kg lack: 3 kg are too much, 2.05 kg are right.
    scan(page, "WG-F2")
    scan(page, "S S      3.000 kg")
    expect(part).to_have_attribute("data-judged", "over")
    expect(page.locator(".weigh-allow")).to_be_visible()
    page.fill("#id_gross", "")
    page.locator("#id_gross").focus()
    scan(page, "2.05")
    expect(part).to_have_attribute("data-judged", "within")
    expect(page.locator("svg.weigh-bar")).to_have_class("weigh-bar weigh-within")
    expect(page.locator(".weigh-allow")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("h2.weigh-name")).to_have_text("천일염")
    expect(page.locator("tbody tr")).to_have_count(2)


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_page_of_weighing_is_wider_than_the_screen(visit: Callable[..., Visit], goods: Plant, width: int):
    found = visit(width, 900)
    for address in ("/weigh/", goods.shell(ADDRESS), "/weigh/list/", "/weigh/rules/", "/weigh/rules/new"):
        page = found.go(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_bell_rings_on_every_page_until_somebody_comes(visit: Callable[..., Visit], goods: Plant):
    page = visit(768, 1024).go("/orders/")
    expect(page.locator(".bell[data-live='call:*']")).to_be_empty()
    goods.shell(CALL)
    expect(page.locator(".call-bell b")).to_have_text("1")
    page.locator(".call-bell").click()
    page.wait_for_url(lambda url: url.endswith("/calls/"))
    goods.shell(END)
