"""From a quotation to its delivery by scanner and to its papers, in Korean and in English."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

SEED = """
from datetime import date, timedelta
from decimal import Decimal
from dure.commerce.models import Partner, Price
from dure.inventory.models import Item, ItemUnit, Location
from dure.inventory.services import Movement, NewLot, add_item, add_lots, move
from dure.plant.models import Enterprise, Person
from dure.plant.services import add_person, fresh_recovery_codes, new_authenticator
if not Partner.objects.filter(code="SHOP").exists():
    Partner.objects.create(code="SHOP", name="고객상사", business_number="124-81-00998", representative="이사장")
    noodles = add_item(by=None, code="NOODLE", name="쌀국수 한 봉", unit_id="EA", tracking="lot",
                       barcode="8801234567893")
    ItemUnit.objects.create(item=noodles, unit_id="BOX", numerator=24, barcode="18801234567890")
    Price.objects.create(side="sale", item=noodles, unit_id="EA", price=3000, valid_from=date(2026, 1, 1))
    today = date.today()
    days = {"SOON": 9, "LATE": 90}
    lots = add_lots([NewLot(noodles, number=n, expires_on=today + timedelta(days=d)) for n, d in days.items()])
    places = {row.code: row for row in Location.objects.all()}
    way = (places["PRODUCTION"], places["STOCK"])
    move([Movement(noodles, Decimal(60), *way, lot, Decimal(60000)) for lot in lots], by=None)
person = Person.objects.filter(username="sales").first()
if person is None:
    person = add_person(username="sales", roles=["office"], password="browser-test-2026", by=None)
    device = new_authenticator(person=person)
    device.confirmed = True
    device.save()
print(fresh_recovery_codes(person=person)[0])
"""
SHOP = "from dure.commerce.models import Partner; print(Partner.objects.get(code='SHOP').pk)"
MORE = """
from datetime import date, timedelta
from decimal import Decimal
from dure.inventory.models import Item, Location, Lot
from dure.inventory.services import Movement, NewLot, add_lots, move
item = Item.objects.get(code="NOODLE")
if not Lot.objects.filter(number="BACK").exists():
    (lot,) = add_lots([NewLot(item, number="BACK", expires_on=date.today() + timedelta(days=3))])
    places = {row.code: row for row in Location.objects.all()}
    move([Movement(item, Decimal(30), places["PRODUCTION"], places["STOCK"], lot, Decimal(30000))], by=None)
"""
MOVED = (
    "from dure.commerce.models import DeliveryLine as L; "
    "rows = L.objects.filter(delivery__undone_at=None, item__code='NOODLE').order_by('pk'); "
    "print(*(f'{row.lot.number}={int(row.quantity)}' for row in rows))"
)


def seller(visit: Callable[..., Visit], plant: Plant, language: str = "ko") -> Visit:
    """A person of the office, in by password and a recovery code."""
    code = plant.shell(SEED).splitlines()[-1]
    return visit(language=language, name="sales", code=code)


def scan(page: Page, text: str, told: str) -> None:
    """As a keyboard scanner types: the code, then Enter."""
    page.locator("#scan").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#scan-told")).to_have_text(told)


def write_order(found: Visit) -> Page:
    """84 pieces of noodles for the shop, by the keyboard alone."""
    page = found.go("/sales/add/")
    page.locator("#id_partner").fill("SHOP")
    page.keyboard.press("Enter")
    page.locator("#id_line-0-item").fill("8801234567893")
    page.keyboard.press("Enter")
    expect(page.locator("#id_line-0-item")).to_have_value("NOODLE")
    page.keyboard.type("84")
    page.keyboard.press("Enter")
    expect(page.locator("#id_line-0-price")).to_have_value("3000")
    expect(page.locator("[data-total]")).to_have_text("252,000")
    page.locator(".actions button.primary").click()
    page.locator("#next").click()
    return page


def test_from_a_quotation_to_a_delivery_by_scanner(visit: Callable[..., Visit], plant: Plant):
    found = seller(visit, plant)
    page = write_order(found)
    expect(page.locator("#toasts .toast")).to_contain_text("확정했습니다")
    page.locator("#next").click()

    goes = page.locator("input[name^='pick-']")
    # What expires first is proposed first: 60 and 24 of 84.
    expect(goes.nth(0)).to_have_value("60")
    expect(goes.nth(1)).to_have_value("24")
    scan(page, "18801234567890", "쌀국수 한 봉: 24")
    expect(goes.nth(1)).to_have_value("")
    scan(page, "(01)08801234567893(10)SOON(30)12", "쌀국수 한 봉 SOON: 36")
    scan(page, "LATE", "쌀국수 한 봉 LATE: 1")
    scan(page, "NOTHING", "모르는 코드입니다: NOTHING")
    page.locator(".actions button.primary").click()
    expect(page.locator("h1")).to_contain_text("D")
    assert plant.shell(MOVED) == "SOON=36 LATE=1"

    # Taken back by the toast, then the proposal as it stands.
    page.locator("#toasts .toast").get_by_role("button", name="되돌리기").click()
    expect(page.locator("h1")).to_contain_text("취소")
    assert plant.shell(MOVED) == ""
    page.get_by_role("link", name="SO").first.click()
    page.locator("#next").click()
    page.locator(".actions button.primary").click()
    expect(page.locator("#toasts .toast")).to_contain_text("출하했습니다")
    assert plant.shell(MOVED) == "SOON=60 LATE=24"

    page.get_by_role("link", name="거래명세서").click()
    expect(page.locator("h1")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("277,200")
    page.go_back()
    page.get_by_role("link", name="출하성적서").click()
    expect(page.locator("main")).to_contain_text("SOON")
    page.go_back()
    page.locator("#next").click()
    page.locator("button.primary").last.click()
    expect(page.locator("main")).to_contain_text("277,200")
    found.go("/sales-invoices/list/")
    expect(page.locator("main")).to_contain_text("277,200")


RETURNED = (
    "from dure.commerce.models import DeliveryLine as L; from dure.inventory.models import Balance as B; "
    "row = L.objects.filter(delivery__is_return=True, delivery__undone_at=None, item__code='NOODLE').first(); "
    "print(f'{row.lot.number}={int(row.quantity)}' if row else '-', "
    "sum(int(b.quantity) for b in B.objects.filter(item__code='NOODLE', location__code='QUARANTINE')))"
)


def test_what_a_customer_sends_back_waits_for_its_check_and_is_credited(visit: Callable[..., Visit], plant: Plant):
    found = seller(visit, plant)
    plant.shell(MORE)
    page = found.go("/sales/add/?partner=" + plant.shell(SHOP).splitlines()[-1])
    page.locator("#id_line-0-item").fill("NOODLE")
    page.locator("#id_line-0-quantity").fill("30")
    page.locator("#id_line-0-price").fill("3000")
    page.locator(".actions button.primary").click()
    page.locator("#next").click()
    page.locator("#next").click()
    page.locator(".actions button.primary").click()
    delivery = page.url
    page.locator("#next").click()
    page.locator("button.primary").last.click()
    expect(page.locator("main")).to_contain_text("99,000")

    page.goto(delivery)
    page.get_by_role("link", name="반품 받기").click()
    page.get_by_role("button", name="반품 등록").click()
    # Without a reason the browser itself keeps the page.
    expect(page).to_have_url(re.compile(r"/return/$"))
    page.get_by_label("사유").fill("포장 터짐")
    quantity = page.locator("table input").first
    quantity.fill("31")
    page.get_by_role("button", name="반품 등록").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    found.complaints[:] = [one for one in found.complaints if "status of 4" not in one]
    page.locator("table input").first.fill("10")
    page.get_by_text("대체품을 다시 보냅니다").click()
    page.get_by_role("button", name="반품 등록").click()
    expect(page.locator("h1")).to_contain_text("반품")
    expect(page.locator("main")).to_contain_text("포장 터짐")
    assert plant.shell(RETURNED).splitlines()[-1] == "BACK=10 10"

    # Taken back and done again: the goods and the money follow.
    returned = page.url
    page.get_by_role("button", name="되돌리기").first.click()
    expect(page.locator("h1")).to_contain_text("취소")
    assert plant.shell(RETURNED).splitlines()[-1] == "- 0"
    page.goto(delivery)
    page.get_by_role("link", name="반품 받기").click()
    page.get_by_label("사유").fill("포장 터짐")
    page.locator("table input").first.fill("10")
    page.get_by_role("button", name="반품 등록").click()
    assert page.url != returned
    page.get_by_role("link", name="계산서", exact=True).last.click()
    page.get_by_role("button", name="계산서 작성").click()
    expect(page.locator("main")).to_contain_text("-33,000")


@pytest.mark.parametrize("width", [768, 390])
def test_the_pages_fit_a_tablet_and_a_phone(visit: Callable[..., Visit], plant: Plant, width: int):
    found = seller(visit, plant)
    found.page.set_viewport_size({"width": width, "height": 900})
    for where in ("/sales/", "/sales/add/?partner=1", "/partners/", "/prices/", "/deliveries/open/", "/sales-invoices/",
                  "/sales-invoices/open/", "/sales-payments/", "/blankets/", "/sales/promises/"):  # fmt: skip
        page = found.go(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where


def test_the_same_way_in_english(visit: Callable[..., Visit], plant: Plant):
    found = seller(visit, plant, "en")
    page = write_order(found)
    expect(page.locator("#toasts .toast")).to_contain_text("Confirmed.")
    page.get_by_role("link", name="Quotation", exact=True).click()
    expect(page.locator("main")).to_contain_text("KRW 277,200 only")
