"""Who may open which page of buying and of the books, and what an honest request gets."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from dure.commerce.models import OrderStatus, PurchaseOrder
from dure.commerce.services import (
    Billed,
    Incoming,
    LineWish,
    Quoted,
    add_receipt_file,
    ask_suppliers,
    check_goods,
    confirm_purchase_order,
    decide_request,
    draft_purchase_order,
    invoice_receipts,
    note_answer,
    pay,
    request_purchase,
    set_off,
    take_in,
)
from dure.commerce.undoing import today
from dure.ledger.models import Account
from dure.ledger.services import HandLine, add_account, close_month, enter_by_hand
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from tests.access.table import BAD, Row, deed, form, page
from tests.commerce.cast import Firm, make_firm

BUYERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})
MONEY = BUYERS | {Role.OWNER}
"""Who sees what things cost, and the books."""
LOOKERS = frozenset(Role) - {Role.OPERATOR, Role.MAINTENANCE}
ASKERS = frozenset(Role) - {Role.OPERATOR, Role.MENTOR}
TAKERS = BUYERS | {Role.SUPERVISOR, Role.QUALITY, Role.PLANNER}
CHECKERS = BUYERS | {Role.SUPERVISOR, Role.QUALITY}
ADMIN = frozenset({Role.ADMINISTRATOR})

DAY = "2026-03-31"
ORDER = {"ordered_on": DAY, "vat": "taxed", "line-TOTAL_FORMS": 1, "line-INITIAL_FORMS": 0,
         "line-0-item": "RICE", "line-0-quantity": "5"}  # fmt: skip
ASK = {"suppliers": "=mill", "answer_by": DAY, "line-TOTAL_FORMS": 1, "line-INITIAL_FORMS": 0,
       "line-0-item": "RICE", "line-0-quantity": "5"}  # fmt: skip

BUYING: dict[str, Row] = {
    "requests": page(frozenset(Role) - {Role.OPERATOR}),
    "request-add": form(ASKERS, data={"item": "RICE", "quantity": "1", "needed_on": DAY}),
    "request-refuse": form(MONEY, "request", data={"reason": "x"}),
    "request-reopen": deed(ASKERS, "refused"),
    "inquiries": page(MONEY),
    "inquiry": page(MONEY, "inquiry"),
    "inquiry-paper": page(MONEY, "asked"),
    "inquiry-add": form(BUYERS, data=ASK),
    "inquiry-answer": form(BUYERS, "asked", data={"answered_on": DAY}),
    "inquiry-choose": deed(BUYERS, "inquiry"),
    "inquiry-drop": deed(BUYERS, "inquiry", 1),
    "purchases": page(LOOKERS),
    "purchase": page(LOOKERS, "draft"),
    "purchase-paper": page(MONEY, "draft"),
    "purchase-add": form(BUYERS, query="?supplier={mill}", data=ORDER),
    "purchase-write": form(BUYERS, "draft", data=ORDER),
    "purchase-approve": deed(MONEY, "draft"),
    "purchase-confirm": deed(BUYERS, "draft"),
    "purchase-step": deed(BUYERS, "draft", OrderStatus.CANCELLED.value),
    "purchase-line-close": deed(BUYERS, "placed_line"),
    "to-receive": page(LOOKERS),
    "receive": form(TAKERS, "placed", data={"receive": "1", "{goods}": "3"}),
    "receipts": page(LOOKERS),
    "receipt": page(LOOKERS, "receipt"),
    "receipt-file": page(LOOKERS, "file"),
    "receipt-file-add": deed(TAKERS, "receipt", status_post=BAD),
    "receipt-undo": form(TAKERS, "receipt", data={"reason": "x"}),
    "send-back": form(TAKERS, "receipt", data={"reason": "x"}, status_post=BAD),
    "check": deed(CHECKERS, "waiting", data={"{accepted}": "10", "{rejected}": "0"}),
    "check-all": deed(CHECKERS, "receipt"),
    "check-all-undo": deed(CHECKERS, "done", "check", "check"),
    "check-undo": deed(CHECKERS, "check"),
    "purchase-invoices": page(MONEY),
    "purchase-invoice": page(MONEY, "invoice"),
    "purchase-invoice-add": form(BUYERS, query="?supplier={mill}", data={"on": DAY}, status_post=BAD),
    "purchase-invoice-cancel": deed(BUYERS, "invoice"),
    "supplier-payments": page(MONEY),
    "supplier-pay": form(BUYERS, data={"partner": "MILL", "amount": "5", "on": DAY, "method": "cash"}),
    "supplier-payment-undo": deed(BUYERS, "payment"),
    "supplier-set-off": form(BUYERS, query="?partner=MILL", data={"on": DAY}),
    "supplier-set-off-undo": deed(BUYERS, "set_off"),
    "suppliers": page(LOOKERS),
    "supplier": page(LOOKERS, "mill"),
    "limits": form(frozenset({Role.OWNER, Role.ADMINISTRATOR}), data={"purchase": "5"}),
}
BOOKS: dict[str, Row] = {
    "debts": page(MONEY),
    "vat": page(MONEY),
    "stock-check": page(MONEY),
    "closing": page(MONEY),
    "books-export": page(MONEY),
    "month-close": deed(BUYERS, "2026-01"),
    "month-open": form(ADMIN, "2025-12", data={"reason": "x"}),
}
ENTRY = {
    "on": DAY,
    "text": "x",
    "lines": "2",
    "l0-account": "103",
    "l0-debit": "5",
    "l1-account": "375",
    "l1-credit": "5",
}
LEDGER: dict[str, Row] = {
    "journal": page(MONEY),
    "entry": page(MONEY, "entry"),
    "document": page(MONEY, "NONE-1", status_get=302),
    "entry_add": form(BUYERS, data=ENTRY),
    "entry_undo": deed(BUYERS, "entry"),
    "accounts": page(MONEY),
    "account": page(MONEY, "account"),
    "account_add": form(BUYERS, data={"code": "999", "own_name": "x", "kind": "asset"}),
    "account_change": form(
        BUYERS, "account", data={"code": "103", "own_name": "은행", "kind": "asset", "is_active": "on"}
    ),
    "account_undo": deed(BUYERS, "account_change"),
    "trial": page(MONEY),
}


def make() -> dict[str, Any]:
    """A firm with one of everything that an address of buying can name; nobody wrote the drafts."""
    firm = make_firm()
    known = {"mill": firm.mill.pk} | _asked(firm) | _ordered(firm) | _booked()
    close_month(month=today().replace(year=2025, month=12, day=1), by=None)
    return known


def _asked(firm: Firm) -> dict[str, Any]:
    day = today()
    open_one, refused = (
        request_purchase(item=firm.rice, quantity=Decimal(1), needed_on=day, by=None) for _ in range(2)
    )
    decide_request(request=refused, refused=True, by=None, reason="x")
    inquiry = ask_suppliers(lines=[LineWish(firm.rice, Decimal(1))], suppliers=[firm.mill], answer_by=day, by=None)
    asked, line = inquiry.suppliers.get(), inquiry.lines.get()
    note_answer(asked=asked, quoted={line.pk: Quoted(Decimal(5))}, by=None, on=day)
    return {"request": open_one.pk, "refused": refused.pk, "inquiry": inquiry.pk, "asked": asked.pk}


def _ordered(firm: Firm) -> dict[str, Any]:
    def order() -> PurchaseOrder:
        return draft_purchase_order(partner=firm.mill, lines=[LineWish(firm.rice, Decimal(10))], by=None)

    draft, placed, came, done = order(), *(confirm_purchase_order(order=order(), by=None) for _ in range(3))
    receipt = take_in(goods=[Incoming(came.lines.get(), Decimal(10))], by=None)
    kept = add_receipt_file(receipt=receipt, name="x.pdf", data=b"%PDF-1.7\n%%EOF", by=None)
    checked = take_in(goods=[Incoming(done.lines.get(), Decimal(10))], by=None).lines.get()
    check = check_goods(line=checked, accepted=Decimal(10), rejected=Decimal(0), by=None)
    invoice = invoice_receipts(billed=[Billed(checked, Decimal(8))], by=None, on=today())
    other = invoice_receipts(billed=[Billed(checked)], by=None, on=today())
    paid, payment = (
        pay(side=invoice.side, partner=firm.mill, amount=Decimal(7), on=today(), by=None, allocations=[])
        for _ in range(2)
    )
    part = [(payment, Decimal(3)), (other, Decimal(3))]
    offset = set_off(side=invoice.side, partner=firm.mill, on=today(), by=None, parts=part)
    line = receipt.lines.get().pk
    return {
        "draft": draft.pk,
        "placed": placed.pk,
        "placed_line": placed.lines.get().pk,
        "receipt": receipt.pk,
        "waiting": line,
        "accepted": f"c{line}-accepted",
        "rejected": f"c{line}-rejected",
        "goods": f"g{placed.lines.get().pk}-quantity",
        "file": kept.pk,
        "check": check.pk,
        "done": checked.receipt_id,
        "invoice": invoice.pk,
        "payment": paid.pk,
        "set_off": offset.pk,
    }


def _booked() -> dict[str, Any]:
    bank, opening = Account.objects.get(code="103"), Account.objects.get(code="375")
    lines = [HandLine(bank, debit=Decimal(5)), HandLine(opening, credit=Decimal(5))]
    entry = enter_by_hand(on=today() - timedelta(days=1), text="x", lines=lines, by=None)
    add_account(by=None, code="813", own_name="접대비", kind="expense")
    change = ChangeRecord.objects.filter(table="Account").latest("pk")
    return {"entry": entry.pk, "account": bank.pk, "account_change": change.pk}
