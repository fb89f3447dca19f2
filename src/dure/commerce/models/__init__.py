"""Tables of commerce, by noun."""

from dure.commerce.models.costs import HourlyRate, OverheadMonth, StandardCost
from dure.commerce.models.call_offs import CallOff, CallOffList
from dure.commerce.models.orders import (
    NEXT,
    BlanketLine,
    BlanketOrder,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    SalesLine,
    SalesOrder,
)
from dure.commerce.models.papers import (
    Allocation,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Payment,
    Receipt,
    ReceiptLine,
)
from dure.commerce.models.partners import VAT_CHOICES, VAT_NAMES, Address, Contact, Partner, Price
from dure.commerce.models.rules import ApprovalLimit
from dure.commerce.models.tax_exports import TaxExport

__all__ = [
    "NEXT",
    "VAT_CHOICES",
    "VAT_NAMES",
    "Address",
    "Allocation",
    "ApprovalLimit",
    "BlanketLine",
    "BlanketOrder",
    "CallOff",
    "CallOffList",
    "Contact",
    "Delivery",
    "DeliveryLine",
    "HourlyRate",
    "Invoice",
    "InvoiceLine",
    "OrderStatus",
    "OverheadMonth",
    "Partner",
    "Payment",
    "Price",
    "PurchaseLine",
    "PurchaseOrder",
    "PurchaseRequest",
    "Receipt",
    "ReceiptLine",
    "SalesLine",
    "SalesOrder",
    "StandardCost",
    "TaxExport",
]
