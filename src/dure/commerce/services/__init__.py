"""Verbs of buying and selling. Keyword-only; each is one transaction and leaves a record of who did what."""

from dure.commerce.services.deliveries import Pick, deliver, take_returns, undo_delivery
from dure.commerce.services.invoices import Billed, cancel_invoice, invoice_deliveries, invoice_receipts
from dure.commerce.services.lines import LineWish
from dure.commerce.services.partners import (
    add_partner,
    change_partner,
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

__all__ = [
    "Arrival",
    "Billed",
    "LineWish",
    "Pick",
    "add_partner",
    "approve_purchase_order",
    "cancel_invoice",
    "change_partner",
    "change_sales_line",
    "confirm_purchase_order",
    "confirm_sales_order",
    "deliver",
    "draft_purchase_order",
    "draft_sales_order",
    "invoice_deliveries",
    "invoice_receipts",
    "pay",
    "receive",
    "request_purchase",
    "send_back",
    "set_address",
    "set_approval_limit",
    "set_contact",
    "set_price",
    "set_sales_status",
    "take_returns",
    "undo_delivery",
    "undo_payment",
    "undo_receipt",
]
