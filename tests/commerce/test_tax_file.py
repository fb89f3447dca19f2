"""The file for the tax office's bulk-issue page: its columns, its sums, and what it refuses."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from dure.commerce import selectors, tax_file
from dure.commerce.models import Invoice, Partner, TaxExport
from dure.commerce.services import (
    Billed,
    LineWish,
    Pick,
    confirm_sales_order,
    deliver,
    draft_sales_order,
    export_tax_invoices,
    forget_tax_export,
    invoice_deliveries,
    pay,
    set_address,
)
from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.plant.roles import Role
from dure.web.paper import Party
from tests.commerce.cast import DAY, Firm, make_firm, put_in_stock
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db
OWN = Party(name="두레식품", business_number="120-81-47521", representative="김대표", address="전주시", email="a@b.kr")


@pytest.fixture
def firm() -> Firm:
    found = make_firm()
    Partner.objects.filter(pk=found.shop.pk).update(
        business_number="124-81-00998", representative="이사장", business_type="도소매", business_item="식품"
    )
    set_address(partner=found.shop, by=None, name="본사", lines="익산시 함열읍", is_main=True)
    return found


def invoice(firm: Firm, *prices: int, vat: str = "taxed") -> Invoice:
    """One invoice of one piece each at the prices, of as many items."""
    wishes = []
    for number, price in enumerate(prices):
        item = Item.objects.create(code=f"I{vat}{number}", name=f"품목 {number}", unit_id="EA", specification="200 g")
        put_in_stock(item, 1, 10)
        wishes.append(LineWish(item, Decimal(1), price=Decimal(price)))
    order = draft_sales_order(partner=firm.shop, lines=wishes, by=None, vat=vat)
    confirm_sales_order(order=order, by=None)
    gone = deliver(picks=[Pick(line, Decimal(1)) for line in order.lines.all()], by=None)
    return invoice_deliveries(billed=[Billed(line) for line in gone.lines.all()], by=None, on=DAY)


def test_one_row_has_the_fields_of_the_form(firm: Firm):
    one = invoice(firm, 10_000, 20_005)
    [record] = tax_file.records([one], OWN)
    cells = record.cells
    assert cells["작성일자"] == "20260302"
    assert (cells["공급자 등록번호"], cells["공급받는자 등록번호"]) == ("1208147521", "1248100998")
    assert (cells["공급가액"], cells["세액"]) == (30_005, 3_000)
    assert [cells[f"품목{n}"] for n in (1, 2)] == ["품목 0", "품목 1"]
    assert (cells["수량1"], cells["단가1"], cells["규격1"]) == (1, 10_000, "200 g")
    # The VAT of the lines adds up to the invoice's, whose part of a won was dropped.
    assert cells["세액1"] + cells["세액2"] == 3_000
    assert (cells["영수(01), 청구(02)"], cells["외상미수금"]) == ("02", 33_005)
    assert len(record.row()) == len(tax_file.headings()) == 22 + 4 * 8 + 5


def test_a_paid_one_is_a_receipt(firm: Firm):
    one = invoice(firm, 10_000)
    pay(side=Invoice.Side.SALE, partner=firm.shop, amount=Decimal(11_000), on=DAY, by=None)
    [record] = tax_file.records([one], OWN)
    assert (record.cells["영수(01), 청구(02)"], record.cells["현금"]) == ("01", 11_000)


def test_more_than_four_items_become_three_and_the_rest(firm: Firm):
    one = invoice(firm, 1000, 2000, 3000, 4000, 5000, 6000)
    cells = tax_file.records([one], OWN)[0].cells
    assert (cells["품목4"], cells["공급가액4"]) == ("품목 3 외 2건", 15_000)
    assert sum(cells[f"공급가액{n}"] for n in range(1, 5)) == cells["공급가액"] == 21_000
    assert sum(cells[f"세액{n}"] for n in range(1, 5)) == cells["세액"] == 2_100


def test_exempt_ones_are_on_their_own_sheet_without_vat(firm: Firm):
    rows = [invoice(firm, 10_000), invoice(firm, 7_000, vat="exempt"), invoice(firm, 5_000, vat="zero")]
    book = load_workbook(io.BytesIO(tax_file.workbook(tax_file.records(rows, OWN))))
    assert book.sheetnames == ["세금계산서", "계산서(면세)"]
    first = list(book["세금계산서"].values)
    assert [row[0] for row in first[1:]] == ["01", "02"]
    head, row = list(book["계산서(면세)"].values)
    assert not [name for name in head if str(name).startswith("세액")]
    assert dict(zip(head, row, strict=True))["공급가액"] == 7_000


def test_an_invoice_goes_into_one_file_until_that_is_taken_back(firm: Firm):
    one = invoice(firm, 10_000)
    made = export_tax_invoices(invoices=[one], by=firm.clerk)
    with pytest.raises(Conflict):
        export_tax_invoices(invoices=[one], by=firm.clerk)
    forget_tax_export(export=made, by=firm.clerk)
    assert export_tax_invoices(invoices=[one], by=firm.clerk).invoices.get() == one


def test_missing_data_is_named_and_refused(settings, firm: Firm):
    settings.SECOND_FACTOR = False
    small_plant()
    one = invoice(firm, 10_000)
    Partner.objects.filter(pk=firm.shop.pk).update(representative="")
    assert [gap.missing for gap in selectors.tax_gaps([one])] == [("representative",)]
    with pytest.raises(Invalid, match="고객상사"):
        export_tax_invoices(invoices=[one], by=firm.clerk)
    office = logged_in(person(Role.OFFICE))
    page = office.get("/sales-invoices/tax/").content.decode()
    assert f'<a href="/partners/{firm.shop.pk}/" class="late">대표자</a>' in page
    assert office.post("/sales-invoices/tax/make", {"invoice": [one.pk]}).status_code == 422
    Partner.objects.filter(pk=firm.shop.pk).update(representative="이사장")
    assert office.post("/sales-invoices/tax/make", {"invoice": [one.pk]}).status_code == 302
    made = TaxExport.objects.get()
    answer = office.get(f"/sales-invoices/tax/{made.pk}/")
    rows = list(load_workbook(io.BytesIO(answer.content))["세금계산서"].values)
    assert dict(zip(rows[0], rows[1], strict=True))["공급받는자 상호"] == "고객상사"
    office.post(f"/sales-invoices/tax/{made.pk}/forget")
    assert not TaxExport.objects.exists()
