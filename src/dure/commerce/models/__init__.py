"""Tables of commerce, by noun."""

from dure.commerce.models.call_offs import CallOff, CallOffList
from dure.commerce.models.checks import IncomingCheck, ReceiptFile
from dure.commerce.models.costs import HourlyRate, OverheadMonth, StandardCost
from dure.commerce.models.inquiries import Answer, AskedSupplier, Inquiry, InquiryLine
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
    SetOff,
)
from dure.commerce.models.partners import VAT_CHOICES, VAT_NAMES, Address, Contact, Partner, Price
from dure.commerce.models.rules import ApprovalLimit
from dure.commerce.models.supplied import SuppliedPart, SupplierPlace, UsedPart
from dure.commerce.models.tax_exports import TaxExport

__all__ = [
    "NEXT",
    "VAT_CHOICES",
    "VAT_NAMES",
    "Address",
    "Allocation",
    "Answer",
    "ApprovalLimit",
    "AskedSupplier",
    "BlanketLine",
    "BlanketOrder",
    "CallOff",
    "CallOffList",
    "Contact",
    "Delivery",
    "DeliveryLine",
    "HourlyRate",
    "IncomingCheck",
    "Inquiry",
    "InquiryLine",
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
    "ReceiptFile",
    "ReceiptLine",
    "SalesLine",
    "SalesOrder",
    "SetOff",
    "StandardCost",
    "SuppliedPart",
    "SupplierPlace",
    "TaxExport",
    "UsedPart",
]
