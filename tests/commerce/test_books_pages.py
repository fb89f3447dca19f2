"""Pages of the books that know partners and stock: figures one works out by hand."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dure.commerce.models import Invoice, Partner
from dure.commerce.selectors import aged, open_points, quarter_of, stock_accounts, vat_quarter
from dure.commerce.services import (
    Billed,
    Incoming,
    LineWish,
    check_goods,
    confirm_purchase_order,
    draft_purchase_order,
    invoice_receipts,
    pay,
    take_in,
)
from dure.ledger.models import ClosedMonth
from dure.plant.roles import Role
from tests.commerce.cast import Firm, make_firm
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def firm() -> Firm:
    return make_firm()


def bought(firm: Firm, quantity: int, on: date) -> Invoice:
    """Rice at 2,000 won a kg, checked and invoiced; due 30 days later."""
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(quantity))], by=firm.clerk)
    order = confirm_purchase_order(order=order, by=firm.clerk)
    line = take_in(goods=[Incoming(order.lines.get(), Decimal(quantity))], by=firm.clerk).lines.get()
    check_goods(line=line, accepted=Decimal(quantity), rejected=Decimal(0), by=firm.clerk)
    return invoice_receipts(billed=[Billed(line)], by=firm.clerk, on=on)


def test_debts_by_age(firm: Firm) -> None:
    today = date(2026, 7, 1)
    for days in (0, 30, 31, 61, 150):  # since the invoice; the mill is paid after 30
        bought(firm, 10, today - timedelta(days=days))
    (row,) = aged(Invoice.Side.PURCHASE, today=today)
    assert [int(amount) for amount in row.columns] == [44_000, 22_000, 22_000, 0, 22_000]
    assert (row.total, row.ledger, row.difference) == (110_000, 110_000, 0)
    pay(side=Invoice.Side.PURCHASE, partner=firm.mill, amount=Decimal(120_000), on=today, by=None)
    (row,) = aged(Invoice.Side.PURCHASE, today=today)
    assert (row.credit, row.total, row.ledger) == (10_000, -10_000, -10_000)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarters(day: date, first: date, last: date) -> None:
    assert quarter_of(day) == (first, last)


def test_vat_of_a_quarter_equals_the_accounts(firm: Firm) -> None:
    bought(firm, 10, date(2026, 3, 31))
    bought(firm, 20, date(2026, 4, 1))
    Partner.objects.filter(pk=firm.mill.pk).update(vat="exempt")
    firm.mill.refresh_from_db()
    bought(firm, 5, date(2026, 6, 30))
    quarter = vat_quarter(date(2026, 4, 1), date(2026, 6, 30))
    assert [(row.kind, row.supply, row.vat) for row in quarter.purchases] == [
        ("exempt", 10_000, 0),
        ("taxed", 40_000, 4_000),
    ]
    assert (quarter.in_vat, quarter.in_ledger, quarter.out_vat, quarter.to_pay) == (4_000, 4_000, 0, -4_000)


def test_stock_equals_the_books_today_and_before_anything_came(firm: Firm) -> None:
    today = date.today()  # noqa: DTZ011 # goods come today
    bought(firm, 10, today)
    rows = {row.purpose.value: row for row in stock_accounts(today)}
    assert (rows["material"].stock, rows["material"].ledger) == (20_000, 20_000)
    assert all(row.difference == 0 for row in rows.values())
    assert all(row.stock == row.ledger == 0 for row in stock_accounts(today - timedelta(days=1)))


def test_what_is_open_before_closing(firm: Firm) -> None:
    today = date.today()  # noqa: DTZ011 # goods come today
    order = draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(3))], by=firm.clerk)
    assert {point.name for point in open_points(today)} == {"drafts"}
    order = confirm_purchase_order(order=order, by=firm.clerk)
    take_in(goods=[Incoming(order.lines.get(), Decimal(3))], by=firm.clerk)
    assert {point.name: point.amount for point in open_points(today)} == {"receipts": 6_000, "checks": None}


def test_pages_open_to_the_office_and_closing_to_those_who_may(firm: Firm) -> None:
    bought(firm, 10, date(2026, 3, 31))
    roles = (Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR, Role.PLANNER)
    office, owner, admin, planner = (logged_in(person(role)) for role in roles)
    for path in ("debts/", "debts/?side=purchase", "vat/?on=2026-03-31", "stock/", "closing/", "export/"):
        assert office.get(f"/books/{path}").status_code == 200, path
        assert planner.get(f"/books/{path}").status_code == 403
    for path in ("debts/?side=purchase&", "vat/?on=2026-03-31&", "export/?"):
        assert office.get(f"/books/{path}format=xlsx").status_code == 200
    assert "2,000" in office.get("/books/vat/?on=2026-03-31").content.decode()
    assert owner.post("/books/closing/2026-03/close/").status_code == 403
    assert office.post("/books/closing/2026-03/close/").status_code == 302
    assert ClosedMonth.objects.get().month == date(2026, 3, 1)
    assert office.post("/books/closing/2026-03/open/", {"reason": "x"}).status_code == 403
    assert admin.post("/books/closing/2026-03/open/", {"reason": ""}).status_code == 422
    assert admin.post("/books/closing/2026-03/open/", {"reason": "세무 조정"}).status_code == 302
    assert "세무 조정" in admin.get("/books/closing/?month=2026-03").content.decode()
    assert admin.post("/books/closing/x/close/").status_code == 422


def test_the_export_for_the_tax_accountant_adds_up(firm: Firm) -> None:
    bought(firm, 10, date(2026, 3, 31))
    office = logged_in(person(Role.OFFICE))
    answer = office.get("/books/export/?first=2026-01-01&last=2100-01-01&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    at = next(number for number, row in enumerate(rows) if row and row[0] == "date")
    lines = [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row]
    assert (
        sum(Decimal(one["debit"] or 0) for one in lines) == sum(Decimal(one["credit"] or 0) for one in lines) == 42_000
    )
    (payable,) = [one for one in lines if one["account"] == "251"]
    assert (payable["credit"], payable["partner_name"], payable["date"]) == ("22000.00", "정미소", "2026-03-31")


def test_an_entry_leads_to_its_paper(firm: Firm) -> None:
    invoice = bought(firm, 10, date(2026, 3, 31))
    office = logged_in(person(Role.OFFICE))
    assert office.get(f"/books/documents/{invoice.number}/")["Location"] == f"/buying/invoices/{invoice.pk}/"
    assert office.get("/books/documents/NONE-1/")["Location"] == "/search/?q=NONE-1"
