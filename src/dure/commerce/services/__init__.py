"""Verbs of buying and selling. Keyword-only; each is one transaction and leaves a record of who did what."""

from dure.commerce.services.approval import approve_order
from dure.commerce.services.call_offs import (
    add_blanket_order,
    change_blanket_order,
    release_call_offs,
    remove_blanket_line,
    set_blanket_line,
    take_call_offs,
    take_list_back,
)
from dure.commerce.services.deliveries import Pick, deliver, take_returns, undo_delivery
from dure.commerce.services.inquiries import (
    Quoted,
    ask_suppliers,
    choose_answers,
    note_answer,
    order_chosen,
    set_inquiry_dropped,
)
from dure.commerce.services.invoices import Billed, cancel_invoice, invoice_deliveries, invoice_receipts
from dure.commerce.services.lines import LineWish
from dure.commerce.services.openings import Opened, open_invoices
from dure.commerce.services.partners import (
    add_partner,
    change_partner,
    end_price,
    remove_address,
    remove_contact,
    set_address,
    set_approval_limit,
    set_contact,
    set_price,
)
from dure.commerce.services.payments import pay, undo_payment
from dure.commerce.services.purchase_drafts import (
    change_purchase_order,
    close_purchase_line,
    decide_request,
    set_purchase_status,
    write_purchase_lines,
    write_purchase_order,
)
from dure.commerce.services.purchasing import (
    Arrival,
    Back,
    confirm_purchase_order,
    draft_purchase_order,
    receive,
    request_purchase,
    send_back,
    undo_receipt,
)
from dure.commerce.services.receiving import Incoming, add_receipt_file, check_goods, take_in, undo_check
from dure.commerce.services.sales import change_sales_line, confirm_sales_order, draft_sales_order, set_sales_status
from dure.commerce.services.sales_drafts import (
    add_sales_line,
    change_sales_order,
    close_sales_line,
    take_confirmation_back,
    write_sales_lines,
    write_sales_order,
)
from dure.commerce.services.set_offs import set_off, undo_set_off
from dure.commerce.services.tax_exports import export_tax_invoices, forget_tax_export
from dure.commerce.services.undo import undo_changes

__all__ = [
    "Arrival",
    "Back",
    "Billed",
    "Incoming",
    "LineWish",
    "Opened",
    "Pick",
    "Quoted",
    "add_blanket_order",
    "add_partner",
    "add_receipt_file",
    "add_sales_line",
    "approve_order",
    "ask_suppliers",
    "cancel_invoice",
    "change_blanket_order",
    "change_partner",
    "change_purchase_order",
    "change_sales_line",
    "change_sales_order",
    "check_goods",
    "choose_answers",
    "close_purchase_line",
    "close_sales_line",
    "confirm_purchase_order",
    "confirm_sales_order",
    "decide_request",
    "deliver",
    "draft_purchase_order",
    "draft_sales_order",
    "end_price",
    "export_tax_invoices",
    "forget_tax_export",
    "invoice_deliveries",
    "invoice_receipts",
    "note_answer",
    "open_invoices",
    "order_chosen",
    "pay",
    "receive",
    "release_call_offs",
    "remove_address",
    "remove_blanket_line",
    "remove_contact",
    "request_purchase",
    "send_back",
    "set_address",
    "set_approval_limit",
    "set_blanket_line",
    "set_contact",
    "set_inquiry_dropped",
    "set_off",
    "set_price",
    "set_purchase_status",
    "set_sales_status",
    "take_call_offs",
    "take_confirmation_back",
    "take_in",
    "take_list_back",
    "take_returns",
    "undo_changes",
    "undo_check",
    "undo_delivery",
    "undo_payment",
    "undo_receipt",
    "undo_set_off",
    "write_purchase_lines",
    "write_purchase_order",
    "write_sales_lines",
    "write_sales_order",
]
