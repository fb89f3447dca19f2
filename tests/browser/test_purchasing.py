"""From a request to a paid invoice, with approval and a receipt on hold; the order on paper in two languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

SEED = """
from datetime import date
from dure.commerce.models import ApprovalLimit, Partner, Price
from dure.inventory.services import add_item
from dure.inventory.models import Item
from dure.plant.models import Person
from dure.plant.services import add_person, fresh_recovery_codes, new_authenticator
if not Partner.objects.filter(code="MILL").exists():
    Partner.objects.create(code="MILL", name="정미소", is_customer=False, is_supplier=True)
    flour = add_item(by=None, code="FLOUR", name="쌀가루", kind="raw", unit_id="kg", supply="buy", tracking="lot",
                     barcode="8809876543210")
    Price.objects.create(side="purchase", item=flour, unit_id="kg", price=2000, valid_from=date(2026, 1, 1))
    ApprovalLimit.objects.create(kind="purchase", above=100000)
for name, role in (("buyer", "office"), ("boss", "owner")):
    person = Person.objects.filter(username=name).first()
    if person is None:
        person = add_person(username=name, roles=[role], password="browser-test-2026", by=None)
        device = new_authenticator(person=person)
        device.confirmed = True
        device.save()
    print(fresh_recovery_codes(person=person)[0])
"""
DRAFT = """
from decimal import Decimal
from dure.commerce.models import Partner
from dure.commerce.services import LineWish, draft_purchase_order
from dure.inventory.models import Item
wish = LineWish(Item.objects.get(code="FLOUR"), Decimal(7))
draft_purchase_order(partner=Partner.objects.get(code="MILL"), lines=[wish], by=None)
"""
BOOKS = (
    "from dure.ledger.purposes import Purpose as P; from dure.ledger.selectors import balance; "
    "print(*(int(balance(p)) for p in (P.MATERIAL, P.VAT_IN, P.PAYABLE, P.BANK)))"
)


def next_step(page: Page, name: str) -> None:
    """The one button of the page's head that leads on."""
    button = page.locator(".page-head .button.primary")
    expect(button).to_have_count(1)
    expect(button).to_contain_text(name)
    button.click()


def test_from_a_request_to_a_paid_invoice(visit: Callable[..., Visit], plant: Plant):
    codes = plant.shell(SEED).splitlines()
    before = [int(text) for text in plant.shell(BOOKS).split()]
    page = visit(name="buyer", code=codes[0]).page
    page.goto(f"{plant.url}/buying/requests/")
    page.locator(".page-head .button.primary").click()
    page.fill("#id_item", "FLOUR")
    page.fill("#id_quantity", "100")
    page.fill("#id_needed_on", "2026-12-24")
    page.locator("form.form button.primary").click()
    page.locator("input[name=request]").first.check()
    page.get_by_role("button", name="고른 것 발주").click()
    page.fill("#id_partner", "MILL")
    page.locator("form.form button.primary").click()
    expect(page.locator("#id_line-0-item")).to_have_value("FLOUR")
    page.locator("form.form button.primary").click()
    expect(page.locator("h1")).to_contain_text("작성 중")
    expect(page.get_by_text("작성하지 않은 사람의 승인이 필요합니다.")).to_be_visible()
    order = page.url

    boss = visit(name="boss", code=codes[1]).page
    boss.goto(order)
    next_step(boss, "승인")
    expect(boss.locator(".note.good")).to_contain_text("승인")

    page.goto(order)
    next_step(page, "발주하기")
    next_step(page, "입고하기")
    page.fill("#scan", "8809876543210")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("쌀가루: 1 kg")
    page.locator("input[name$='-quantity']").fill("100")
    page.locator("input[name$='-supplier_lot']").fill("M-77")
    page.locator("button[name=receive]").click()
    expect(page.locator("h1")).to_contain_text("검사 대기")
    expect(page.get_by_text("M-77")).to_be_visible()
    next_step(page, "모두 합격")
    next_step(page, "계산서 입력")
    page.fill("#id_partner_reference", "A-1")
    page.fill("#id_supply", "200000")
    page.locator("form.form .actions button.primary").click()
    expect(page.locator("h1")).to_contain_text("220,000")
    next_step(page, "지급하기")
    page.locator("form.form .actions button.primary").click()
    expect(page.locator("tbody tr").first).to_contain_text("220,000")
    after = [int(text) for text in plant.shell(BOOKS).split()]
    assert [new - old for new, old in zip(after, before, strict=True)] == [200_000, 20_000, 0, -220_000]


@pytest.mark.parametrize(("language", "heading", "total"), [("ko", "발주서", "일금"), ("en", "Purchase order", "KRW")])
def test_the_order_on_paper(visit: Callable[..., Visit], plant: Plant, language: str, heading: str, total: str):
    code = plant.shell(SEED).splitlines()[0]
    plant.shell(DRAFT)
    page = visit(language=language, name="buyer", code=code).page
    page.goto(f"{plant.url}/buying/orders/")
    page.locator("tbody tr a").first.click()
    page.locator(".page-head a.button").first.click()
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator(".amount")).to_contain_text(total)
    expect(page.locator(".amount")).to_contain_text("15,400")
    page.emulate_media(media="print")
    expect(page.locator("nav.tools")).to_be_hidden()
