"""Who may open which page of selling, and what an honest request gets; with one of everything that these can name."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dure.commerce.models import Invoice, SalesOrder
from dure.commerce.services import (
    Billed,
    LineWish,
    Pick,
    add_blanket_order,
    confirm_sales_order,
    deliver,
    draft_sales_order,
    export_tax_invoices,
    invoice_deliveries,
    pay,
    set_address,
    set_blanket_line,
    set_contact,
    set_off,
    take_call_offs,
)
from dure.inventory.models import Location
from dure.kernel import clock
from dure.plant.roles import Role
from tests.access.table import Row, deed, form, page
from tests.commerce.cast import Firm, make_firm, put_in_stock

TRADERS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Who sees prices and papers."""
SELLERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})
SHIPPERS = SELLERS | {Role.SUPERVISOR, Role.PLANNER}
LOOKERS = TRADERS | SHIPPERS | {Role.QUALITY}
"""Who sees what went and what is to go, without prices."""

DAY = "2026-03-31"
PARTNER = {"name": "한빛상사", "is_customer": "on", "vat": "taxed", "payment_days": "30"}
WHERE = {"name": "2공장", "lines": "군산시"}
HEAD = {"ordered_on": DAY, "vat": "taxed"}
LINES = {"line-TOTAL_FORMS": 1, "line-INITIAL_FORMS": 0, "line-0-item": "NOODLE", "line-0-quantity": "5"}
PRICE = {"side": "sale", "item": "RICE", "minimum": "0", "price": "9", "valid_from": DAY}
LINE = {"item": "RICE", "quantity": "9", "price": "9", "start_quantity": "0"}

PARTNERS: dict[str, Row] = {
    "partners": page(TRADERS),
    "partner": page(TRADERS, "shop"),
    "partner-add": form(SELLERS, data=PARTNER),
    "partner-change": form(SELLERS, "shop", data=PARTNER),
    "partner-in-use": deed(SELLERS, "shop", data={"in_use": "0"}),
    "address-add": form(SELLERS, "shop", data=WHERE),
    "address": form(SELLERS, "address", data=WHERE),
    "address-remove": deed(SELLERS, "address"),
    "contact-add": form(SELLERS, "shop", data={"name": "박과장"}),
    "contact": form(SELLERS, "contact", data={"name": "박부장"}),
    "contact-remove": deed(SELLERS, "contact"),
    "prices": page(TRADERS),
    "price-add": form(SELLERS, data=PRICE),
    "price": form(SELLERS, "price", data=PRICE),
    "price-end": form(SELLERS, "price", data={"last_day": DAY}),
    "undo": deed(SELLERS, 1, 2, status_post=404),
}
SALES: dict[str, Row] = {
    "sales": page(TRADERS),
    "sale-add": form(SELLERS, status_post=200),
    "item-search": page(SELLERS, query="?q=NOO"),
    "line-lookup": page(SELLERS, query="?item=NOODLE&quantity=5"),
    "kept": page(TRADERS),
    "sale": page(TRADERS, "draft"),
    "sale-write": form(SELLERS, "draft", data=HEAD | LINES),
    "sale-head": form(SELLERS, "order", data={"note": "문 앞"}),
    "sale-confirm": deed(SELLERS, "draft"),
    "sale-approve": deed(SELLERS | {Role.OWNER}, "draft"),
    "sale-unconfirm": deed(SELLERS, "order"),
    "sale-step": deed(SELLERS, "draft", "sent"),
    "sale-line-add": form(SELLERS, "order", data={"item": "RICE", "quantity": "1", "price": "1"}),
    "sale-line": form(SELLERS, "order_line", data={"quantity": "9", "price": "1"}),
    "sale-line-close": deed(SELLERS, "order_line", data={"close": "1"}),
    "quotation": page(TRADERS, "draft"),
    "deliver": form(SHIPPERS, "order", data={"delivered_at": "2026-03-31T10:00", "row-1": "=pick", "pick-1": "1"}),
    "deliveries": page(LOOKERS),
    "to-deliver": page(LOOKERS),
    "scan": page(SHIPPERS, query="?text=NOODLE"),
    "delivery": page(LOOKERS, "delivery"),
    "delivery-undo": form(SHIPPERS, "delivery", data={"reason": "다른 고객"}),
    "return": form(SHIPPERS, "delivery", data={"reason": "찢어짐"}, status_post=422),
    "statement": page(TRADERS, "delivery"),
    "certificate": page(LOOKERS, "delivery"),
    "sales-invoices": page(TRADERS),
    "to-invoice": page(SELLERS),
    "sales-invoice-make": deed(SELLERS, data={"line": "=goods", "on": DAY}),
    "invoice-list": page(TRADERS),
    "tax-export": page(SELLERS),
    "tax-make": deed(SELLERS, data={"invoice": "=invoice"}),
    "tax-file": page(SELLERS, "file"),
    "tax-forget": deed(SELLERS, "file"),
    "sales-invoice": page(TRADERS, "invoice"),
    "sales-invoice-cancel": deed(SELLERS, "invoice"),
    "sales-payments": page(TRADERS),
    "sales-payment-add": form(SELLERS, data={"partner": "SHOP", "amount": "5", "on": DAY, "method": "cash"}),
    "sales-payment": page(TRADERS, "payment"),
    "sales-payment-undo": deed(SELLERS, "payment"),
    "sales-set-off": form(SELLERS, query="?partner=SHOP", data={"on": DAY}),
    "sales-set-off-undo": deed(SELLERS, "set_off"),
    "blankets": page(TRADERS),
    "blanket-add": form(SELLERS, data={"partner": "SHOP", "valid_from": DAY, "valid_to": DAY}),
    "blanket": page(TRADERS, "blanket"),
    "blanket-change": form(SELLERS, "blanket", data={"valid_from": "2026-01-01", "valid_to": "2026-12-31"}),
    "blanket-line-add": form(SELLERS, "blanket", data=LINE),
    "blanket-line": form(SELLERS, "blanket_line", data={"quantity": "9", "price": "9", "start_quantity": "0"}),
    "blanket-line-remove": deed(SELLERS, "blanket_line", status_post=422),
    "call-off-list": form(SELLERS, "blanket", data={"text": "NOODLE\t2026-03-02\t5\n", "take": "1"}),
    "taken-list": page(TRADERS, "list"),
    "taken-list-undo": deed(SELLERS, "list"),
    "call-off-release": deed(SELLERS, "blanket", data={"upto": DAY}),
}


def make() -> dict[str, Any]:
    """A firm with a draft, an open order, a delivery, an invoice, a payment, a file and a blanket order."""
    firm = make_firm()
    put_in_stock(firm.noodles, 100, 100_000)
    firm.shop.business_number, firm.shop.representative = "124-81-00998", "이사장"
    firm.shop.save()
    address = set_address(partner=firm.shop, by=None, name="본사", lines="익산시", is_main=True)
    contact = set_contact(partner=firm.shop, by=None, name="박과장")
    order, sent = order_of(firm, 20), order_of(firm, 10)
    gone = [deliver(picks=[Pick(sent.lines.get(), Decimal(n))], by=None) for n in (3, 3, 2)]
    bills = [invoice_deliveries(billed=[Billed(one.lines.get())], by=None, on=date(2026, 3, 31)) for one in gone[1:]]
    money = pay(
        side=Invoice.Side.SALE, partner=firm.shop, amount=Decimal(500), on=date(2026, 4, 1), by=None,
        allocations=[(bills[1], Decimal(500))],
    )  # fmt: skip
    left = pay(
        side=Invoice.Side.SALE, partner=firm.shop, amount=Decimal(9), on=date(2026, 4, 1), by=None, allocations=[]
    )
    part = [(left, Decimal(3)), (bills[1], Decimal(3))]
    offset = set_off(side=Invoice.Side.SALE, partner=firm.shop, on=date(2026, 4, 1), by=None, parts=part)
    stock = Location.objects.get(code="STOCK")
    return {
        "shop": firm.shop.pk,
        "address": address.pk,
        "contact": contact.pk,
        "price": firm.shop.prices.model.objects.filter(side="sale").get().pk,
        "draft": draft_sales_order(partner=firm.shop, lines=[LineWish(firm.noodles, Decimal(7))], by=None).pk,
        "order": order.pk,
        "order_line": order.lines.get().pk,
        "pick": f"{order.lines.get().pk}::{stock.pk}",
        "delivery": gone[0].pk,
        "goods": gone[0].lines.get().pk,
        "invoice": bills[0].pk,
        "file": export_tax_invoices(invoices=[bills[1]], by=None).pk,
        "payment": money.pk,
        "set_off": offset.pk,
        **_blanket(firm),
    }


def order_of(firm: Firm, quantity: int) -> SalesOrder:
    promised = timezone.localdate(clock.now()) + timedelta(days=3)
    wish = LineWish(firm.noodles, Decimal(quantity), promised_on=promised)
    return confirm_sales_order(order=draft_sales_order(partner=firm.shop, lines=[wish], by=None), by=None)


def _blanket(firm: Firm) -> dict[str, Any]:
    frame = add_blanket_order(partner=firm.shop, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), by=None)
    line = set_blanket_line(
        blanket=frame, item=firm.noodles, unit=firm.noodles.unit, quantity=Decimal(99), price=Decimal(9), by=None
    )
    taken, _found = take_call_offs(blanket=frame, rows=[(firm.noodles, date(2026, 3, 2), Decimal(4))], by=None)
    return {"blanket": frame.pk, "blanket_line": line.pk, "list": taken.pk}
