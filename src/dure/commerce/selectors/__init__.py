"""Questions to commerce."""

from dure.commerce.selectors.call_offs import (
    LineState,
    blanket_lines,
    blanket_rows,
    call_off_differences,
    call_offs_by_day,
    told,
)
from dure.commerce.selectors.history import Changed, changes_of
from dure.commerce.selectors.invoicing import (
    TaxGap,
    ToInvoice,
    invoice_rows,
    invoice_sums,
    lines_by_invoice,
    main_addresses,
    payment_rows,
    tax_gaps,
    to_invoice,
)
from dure.commerce.selectors.money import approval_limit, credit_used, local_day, open_amounts, statement
from dure.commerce.selectors.orders import lines_to_deliver, lines_to_receive, on_time_in_full
from dure.commerce.selectors.partners import PartnerRow, Ties, open_orders, partner_rows, partners, ties_of
from dure.commerce.selectors.prices import Found, Prices, price_list, price_row, prices_of
from dure.commerce.selectors.sales import (
    OrderView,
    Step,
    is_open,
    lines_of_deliveries,
    order_view,
    sales_rows,
    sales_sums,
)

__all__ = [
    "Changed",
    "Found",
    "LineState",
    "OrderView",
    "PartnerRow",
    "Prices",
    "Step",
    "TaxGap",
    "Ties",
    "ToInvoice",
    "approval_limit",
    "blanket_lines",
    "blanket_rows",
    "call_off_differences",
    "call_offs_by_day",
    "changes_of",
    "credit_used",
    "invoice_rows",
    "invoice_sums",
    "is_open",
    "lines_by_invoice",
    "lines_of_deliveries",
    "lines_to_deliver",
    "lines_to_receive",
    "local_day",
    "main_addresses",
    "on_time_in_full",
    "open_amounts",
    "open_orders",
    "order_view",
    "partner_rows",
    "partners",
    "payment_rows",
    "price_list",
    "price_row",
    "prices_of",
    "sales_rows",
    "sales_sums",
    "statement",
    "tax_gaps",
    "ties_of",
    "to_invoice",
    "told",
]
