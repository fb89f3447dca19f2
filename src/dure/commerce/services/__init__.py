"""Verbs of buying and selling. Keyword-only; each is one transaction and leaves a record of who did what."""

from dure.commerce.services.call_offs import (
    add_blanket_order,
    change_blanket_order,
    release_call_offs,
    remove_blanket_line,
    set_blanket_line,
    take_call_offs,
)
from dure.commerce.services.deliveries import Pick, deliver, take_returns, undo_delivery
from dure.commerce.services.invoices import Billed, cancel_invoice, invoice_deliveries, invoice_receipts
from dure.commerce.services.lines import LineWish
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
from dure.commerce.services.purchasing import (
    Arrival,
    approve_purchase_order,
    confirm_purchase_order,
    draft_purchase_order,
    receive,
    request_purchase,
    send_back,
    undo_receipt,
)
from dure.commerce.services.sales import change_sales_line, confirm_sales_order, draft_sales_order, set_sales_status
from dure.commerce.services.sales_drafts import (
    add_sales_line,
    change_sales_order,
    close_sales_line,
    take_confirmation_back,
    write_sales_lines,
)
from dure.commerce.services.tax_exports import export_tax_invoices, forget_tax_export
from dure.commerce.services.undo import undo_changes

__all__ = [
    "Arrival",
    "Billed",
    "LineWish",
    "Pick",
    "add_blanket_order",
    "add_partner",
    "add_sales_line",
    "approve_purchase_order",
    "cancel_invoice",
    "change_blanket_order",
    "change_partner",
    "change_sales_line",
    "change_sales_order",
    "close_sales_line",
    "confirm_purchase_order",
    "confirm_sales_order",
    "deliver",
    "draft_purchase_order",
    "draft_sales_order",
    "end_price",
    "export_tax_invoices",
    "forget_tax_export",
    "invoice_deliveries",
    "invoice_receipts",
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
    "set_price",
    "set_sales_status",
    "take_call_offs",
    "take_confirmation_back",
    "take_returns",
    "undo_changes",
    "undo_delivery",
    "undo_payment",
    "undo_receipt",
    "write_sales_lines",
]
