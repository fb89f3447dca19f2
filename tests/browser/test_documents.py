"""Each document opened, printed by the browser and as the house's PDF: A4, nothing cut off, in both languages."""

import io
from collections.abc import Callable
from unicodedata import normalize

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from dure.web.pdf import lack
from tests.browser.conftest import Plant, Visit
from tests.browser.test_sales import seller

SEED = """
from datetime import date, timedelta
from decimal import Decimal as D
from django.urls import reverse
from dure.commerce.models import Partner, SalesOrder
from dure.commerce.services import (
    Incoming, LineWish, Pick, check_goods, confirm_purchase_order, confirm_sales_order, deliver, draft_purchase_order,
    draft_sales_order, set_address, take_in,
)
from dure.inventory.models import Item, Location
from dure.inventory.services import Movement, NewLot, add_item, add_lots, move
from dure.plant.models import Enterprise, WorkCenter
from dure.plant.services import change_company
from dure.product import services as product
from dure.product.services import LineOf
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
today = date.today()
if not Partner.objects.filter(code="P-SHOP").exists():
    change_company(company=Enterprise.objects.get(), by=None, business_number="1248100998", representative="한가람",
                   address="전북특별자치도 익산시 왕궁면 국가식품클러스터 2길 123, 두레식품 본관 2층",
                   phone="063-000-0000", business_type="제조업", business_item="면류, 마카로니 및 유사 식품 제조업",
                   bank_account="가나은행 000-00-0000")
    shop = Partner.objects.create(code="P-SHOP", name="주식회사 아주아주긴이름의식자재유통센터", is_supplier=True,
                                  business_number="402-81-00001", representative="이사장",
                                  business_type="도매 및 소매업", business_item="가공식품, 농산물 및 식자재 도매업")
    set_address(partner=shop, by=None, name="본사", is_main=True,
                lines="경기도 화성시 동탄대로시범길 000번길 00-00, 아주긴이름의물류센터 지하 1층 하역장")
    noodles = add_item(by=None, code="P-NOODLE", name="쌀국수 200 g 24입 (국내산 쌀 100 %)", unit_id="EA",
                       tracking="lot", specification="200 g × 24, 상온 12개월")
    flour = add_item(by=None, code="P-FLOUR", name="쌀가루", kind="raw", unit_id="kg", supply="buy", tracking="lot")
    places = {row.code: row for row in Location.objects.all()}
    (lot,) = add_lots([NewLot(noodles, number="P-LOT1", made_on=today, expires_on=today + timedelta(days=365))])
    move([Movement(noodles, D(5000), places["PRODUCTION"], places["STOCK"], lot, D(5000000))], by=None)
    wishes = [LineWish(noodles, D(1234), price=D("98765.5"), promised_on=today + timedelta(days=3),
                       note="파렛트 5단 적재")]
    order = confirm_sales_order(order=draft_sales_order(partner=shop, lines=wishes, by=None, note="오전 하차"), by=None)
    wishes = [LineWish(flour, D(500), price=D(2000), promised_on=today)]
    bought = confirm_purchase_order(order=draft_purchase_order(partner=shop, lines=wishes, by=None), by=None)
    got = take_in(goods=[Incoming(bought.lines.get(), D(500), lot_number="P-RAW1")], by=None).lines.get()
    check_goods(line=got, accepted=D(500), rejected=D(0), by=None)
    traded = confirm_sales_order(order=draft_sales_order(partner=shop, lines=[LineWish(flour, D(100), price=D(3000))],
                                                         by=None), by=None)
    gone = [deliver(picks=[Pick(one.lines.get(), quantity, parcel)], by=None, carrier="시범물류 12가 3456")
            for one, quantity, parcel in ((order, D(1234), lot), (traded, D(100), got.lot))]
    product.approve_bom(bom=product.add_bom(item=noodles, valid_from=today, by=None, revision="P",
                                            lines=[LineOf(flour, D("0.2"))]), by=None)
    routing = product.add_routing(item=noodles, valid_from=today, by=None)
    for number, name in ((10, "반죽"), (20, "제면"), (30, "포장")):
        product.add_operation(routing=routing, by=None, number=number, name=name,
                              work_center=WorkCenter.objects.first(), run_seconds=D(2))
    product.approve_routing(routing=routing, by=None)
    wish = OrderWish(noodles, D(1000), start_on=today, sales_line=order.lines.get())
    (work,) = release_orders(plan_orders([wish], by=None), by=None).orders
    draft_sales_order(partner=shop, by=None, partner_reference="P-LONG",
                      lines=[LineWish(noodles, D(n), price=D(100)) for n in range(1, 71)])
order = SalesOrder.objects.get(lines__item__code="P-NOODLE", status="closed")
from dure.commerce.models import Delivery, PurchaseOrder
from dure.production.models import WorkOrder
gone = Delivery.objects.filter(partner__code="P-SHOP").order_by("pk")
print(reverse("commerce:quotation", args=[order.pk]))
print(reverse("commerce:purchase-paper", args=[PurchaseOrder.objects.get(partner__code="P-SHOP").pk]))
print(reverse("commerce:statement", args=[gone[0].pk]))
print(reverse("commerce:certificate", args=[gone[1].pk]))
print(reverse("production:order-paper", args=[WorkOrder.objects.get(sales_line__order=order).number]))
print(reverse("commerce:quotation", args=[SalesOrder.objects.get(partner_reference="P-LONG").pk]))
print(reverse("commerce:sale", args=[order.pk]))
"""
# 1,234 × 98,765.5 = 121,876,627 won, 12,187,662 won VAT. 500 kg at 2,000 won are 1,000,000, with VAT 1,100,000.
DOCUMENTS = {
    "quotation": (("견적서", "121,876,627", "일금 일억삼천사백육만사천이백팔십구원정", "오전 하차"),
                  ("Quotation", "121,876,627", "KRW 134,064,289 only")),
    "purchase order": (("발주서", "1,000,000", "일금 일백일십만원정"), ("Purchase order", "KRW 1,100,000 only")),
    "statement": (("거래명세서", "공급자 보관용", "공급받는자 보관용", "134,064,289", "P-LOT1", "시범물류"),
                  ("Delivery statement", "for the supplier", "134,064,289")),
    "certificate": (("출하성적서", "P-RAW1", "수입검사 IC", "합격 500 kg"),
                    ("Certificate of shipment", "P-RAW1", "Incoming check IC", "accepted 500 kg")),
    "work order": (("작업지시서", "P-NOODLE", "쌀가루", "200", "제면", "P-RAW1"),
                   ("Work order", "P-NOODLE", "P-RAW1")),
}  # fmt: skip
A4_MM = (210, 297)
MM = 72 / 25.4
NOT_ON_THE_SHEET = """() => {
    const main = document.querySelector("main.sheet"), style = getComputedStyle(main);
    const sheet = main.getBoundingClientRect();
    const left = sheet.left + parseFloat(style.paddingLeft), right = sheet.right - parseFloat(style.paddingRight);
    return [...document.querySelectorAll("main.sheet *:not(.stamp)")].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > right + 1 || box.left < left - 1);
    }).map(one => one.outerHTML.slice(0, 80));
}"""
CUT_OFF = """() => [...document.querySelectorAll("main.sheet td, main.sheet th")]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def papers(plant: Plant) -> dict[str, str]:
    """Address of one of each document, of a long one and of the sales order that they belong to."""
    return dict(zip([*DOCUMENTS, "long", "sale"], plant.shell(SEED).splitlines()[-7:], strict=True))


@pytest.fixture
def desk(visit: Callable[..., Visit], plant: Plant) -> Callable[[str], Page]:
    return lambda language: seller(visit, plant, language).page


def read(data: bytes) -> list[str]:
    """The texts of the pages of a PDF, each of which is A4 upright."""
    pages = PdfReader(io.BytesIO(data)).pages
    for page in pages:
        width, height = float(page.mediabox.width) / MM, float(page.mediabox.height) / MM
        assert (round(width), round(height)) == A4_MM
    # Letters that a font has drawn as one (fi) are two again.
    return [" ".join(normalize("NFKC", page.extract_text()).split()) for page in pages]


def printed(page: Page) -> list[str]:
    return read(page.pdf(prefer_css_page_size=True, print_background=True))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_document_prints_on_a4(plant: Plant, papers: dict[str, str], desk: Callable[[str], Page], language: str):
    page = desk(language)
    for name, (korean, english) in DOCUMENTS.items():
        page.goto(plant.url + papers[name])
        expect(page.get_by_role("button", name="인쇄" if language == "ko" else "Print")).to_be_visible()
        assert page.evaluate(NOT_ON_THE_SHEET) == [], name
        assert page.evaluate(CUT_OFF) == [], name
        texts = printed(page)
        assert len(texts) == 1, name
        for wanted in korean if language == "ko" else english:
            assert wanted in texts[0], (name, wanted)
        assert ("인쇄" if language == "ko" else "Print") not in texts[0]  # the buttons stay on the screen
        if lack() is None:
            made = read(page.request.get(f"{plant.url}{papers[name]}?format=pdf").body())
            assert len(made) == 1, name
            for wanted in korean if language == "ko" else english:
                assert wanted in made[0], (name, wanted)


def test_a_document_for_abroad_is_english_throughout(plant: Plant, papers: dict[str, str], desk: Callable[[str], Page]):
    page = desk("ko")
    page.goto(plant.url + papers["quotation"])
    page.get_by_role("navigation").get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Quotation")
    text = page.locator("main").inner_text()
    for word in ("견적", "귀중", "합계", "공급가액", "일금"):
        assert word not in text
    page.get_by_role("button", name="Back").click()
    expect(page.locator("h1")).to_have_text("견적서")


def test_a_long_quotation_repeats_its_head_and_says_its_sum_once(
    plant: Plant, papers: dict[str, str], desk: Callable[[str], Page]
):
    page = desk("ko")
    page.goto(plant.url + papers["long"])
    assert page.evaluate(NOT_ON_THE_SHEET) == []
    found = [printed(page)]
    if lack() is None:
        found.append(read(page.request.get(f"{plant.url}{papers['long']}?format=pdf").body()))
    for texts in found:
        assert len(texts) > 1
        assert all("단가" in text and "납기" in text for text in texts[:-1])
        # 1 + 2 + … + 70 = 2,485 pieces at 100 won.
        assert " ".join(texts).count("248,500") == 1
        assert "273,350" in texts[0]
        assert "273,350" in texts[-1]


def test_the_order_leads_to_what_is_made_for_it(plant: Plant, papers: dict[str, str], desk: Callable[[str], Page]):
    page = desk("ko")
    page.goto(plant.url + papers["sale"])
    made = page.locator("section", has_text="이 수주의 작업지시·발주").last
    expect(made.get_by_role("link").first).to_be_visible()
    expect(made).to_contain_text("1000 EA 중 0")
