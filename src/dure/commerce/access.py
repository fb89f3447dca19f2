"""Who may see prices and papers, and who may write them. Operators see neither."""

from collections.abc import Collection

from dure.plant.money import EVERY_FIELD
from dure.plant.roles import Role

READERS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Of partners, prices and papers."""
SELLERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})
"""Of partners, prices, quotations and orders, invoices and payments."""
SHIPPERS = SELLERS | {Role.SUPERVISOR, Role.PLANNER}
"""Of deliveries and returns: these pages show no prices."""
CARRIERS = READERS | SHIPPERS | {Role.QUALITY}
"""Those who may see what went and what is to go."""

PARTNERS: dict[str, Collection[Role]] = {
    "commerce:partners": READERS,
    "commerce:partner": READERS,
    **dict.fromkeys(
        (
            "commerce:partner-add", "commerce:partner-change", "commerce:partner-in-use", "commerce:address-add",
            "commerce:address", "commerce:address-remove", "commerce:contact-add", "commerce:contact",
            "commerce:contact-remove", "commerce:price-add", "commerce:price", "commerce:price-end", "commerce:undo",
        ),
        SELLERS,
    ),
    "commerce:prices": READERS,
}  # fmt: skip

SALES: dict[str, Collection[Role]] = {
    **dict.fromkeys(
        (
            "commerce:sales", "commerce:sale", "commerce:quotation", "commerce:kept", "commerce:sales-invoices",
            "commerce:sales-invoice", "commerce:invoice-list", "commerce:sales-payments", "commerce:sales-payment",
            "commerce:blankets", "commerce:blanket", "commerce:taken-list", "commerce:statement",
        ),
        READERS,
    ),
    **dict.fromkeys(
        (
            "commerce:sale-add", "commerce:sale-write", "commerce:sale-head", "commerce:sale-confirm",
            "commerce:sale-unconfirm", "commerce:sale-step", "commerce:sale-line-add", "commerce:sale-line",
            "commerce:sale-line-close", "commerce:item-search", "commerce:line-lookup", "commerce:to-invoice",
            "commerce:sales-invoice-make", "commerce:sales-invoice-cancel", "commerce:tax-export", "commerce:tax-make",
            "commerce:tax-file", "commerce:tax-forget", "commerce:sales-payment-add", "commerce:sales-payment-undo",
            "commerce:sales-set-off", "commerce:sales-set-off-undo",
            "commerce:blanket-add", "commerce:blanket-change", "commerce:blanket-line-add", "commerce:blanket-line",
            "commerce:blanket-line-remove", "commerce:call-off-list", "commerce:call-off-release",
            "commerce:taken-list-undo",
        ),
        SELLERS,
    ),
    "commerce:sale-approve": SELLERS | {Role.OWNER},
    **dict.fromkeys(
        ("commerce:to-deliver", "commerce:deliveries", "commerce:delivery", "commerce:certificate"), CARRIERS
    ),
    **dict.fromkeys(
        ("commerce:deliver", "commerce:scan", "commerce:delivery-undo", "commerce:return"), SHIPPERS
    ),
}  # fmt: skip

BUYERS = SELLERS
"""Of orders to suppliers, their invoices and payments."""
MONEY = BUYERS | {Role.OWNER}
"""Those who see what things cost, and the books."""
LOOKERS = frozenset(Role) - {Role.OPERATOR, Role.MAINTENANCE}
"""At what is ordered and came; only those of MONEY see its price."""
ASKERS = frozenset(Role) - {Role.OPERATOR, Role.MENTOR}
"""Of purchase requests."""
TAKERS = BUYERS | {Role.SUPERVISOR, Role.QUALITY, Role.PLANNER}
"""Of goods that come."""
CHECKERS = BUYERS | {Role.SUPERVISOR, Role.QUALITY}
"""Of the incoming check."""

BUYING: dict[str, Collection[Role]] = {
    "commerce:requests": ASKERS | LOOKERS,
    **dict.fromkeys(("commerce:request-add", "commerce:request-reopen"), ASKERS),
    "commerce:request-refuse": MONEY,
    **dict.fromkeys(
        (
            "commerce:purchases", "commerce:purchase", "commerce:to-receive", "commerce:receipts", "commerce:receipt",
            "commerce:receipt-file", "commerce:suppliers", "commerce:supplier",
        ),
        LOOKERS,
    ),
    **dict.fromkeys(
        (
            "commerce:inquiries", "commerce:inquiry", "commerce:inquiry-paper", "commerce:purchase-paper",
            "commerce:purchase-approve", "commerce:purchase-invoices", "commerce:purchase-invoice",
            "commerce:supplier-payments",
        ),
        MONEY,
    ),
    **dict.fromkeys(
        (
            "commerce:inquiry-add", "commerce:inquiry-answer", "commerce:inquiry-choose", "commerce:inquiry-drop",
            "commerce:purchase-add", "commerce:purchase-write", "commerce:purchase-confirm", "commerce:purchase-step",
            "commerce:purchase-line-close", "commerce:purchase-invoice-add", "commerce:purchase-invoice-cancel",
            "commerce:supplier-pay", "commerce:supplier-payment-undo",
            "commerce:supplier-set-off", "commerce:supplier-set-off-undo",
        ),
        BUYERS,
    ),
    **dict.fromkeys(
        ("commerce:receive", "commerce:receipt-undo", "commerce:receipt-file-add", "commerce:send-back"), TAKERS
    ),
    **dict.fromkeys(
        ("commerce:check", "commerce:check-all", "commerce:check-all-undo", "commerce:check-undo"), CHECKERS
    ),
    "commerce:limits": frozenset({Role.OWNER, Role.ADMINISTRATOR}),
}  # fmt: skip

BOOKS: dict[str, Collection[Role]] = {
    **dict.fromkeys(
        ("commerce:debts", "commerce:vat", "commerce:stock-check", "commerce:closing", "commerce:books-export"), MONEY
    ),
    "commerce:month-close": BUYERS,
    "commerce:month-open": frozenset({Role.ADMINISTRATOR}),
}

COSTS: dict[str, Collection[Role]] = dict.fromkeys(
    ("commerce:costs", "commerce:item-cost", "commerce:rates", "commerce:rate-remove"),
    frozenset({Role.OWNER, Role.OFFICE, Role.ADMINISTRATOR}),
)

ACCESS = COSTS | PARTNERS | SALES | BUYING | BOOKS

MONEY_FIELDS: dict[str, Collection[str]] = {
    **dict.fromkeys(("HourlyRate", "StandardCost", "OverheadMonth", "ApprovalLimit"), EVERY_FIELD),
    **dict.fromkeys(("Invoice", "InvoiceLine", "Payment", "SetOff", "Allocation"), EVERY_FIELD),
    **dict.fromkeys(("Price", "SalesLine", "PurchaseLine", "BlanketLine", "Answer"), frozenset({"price"})),
    **dict.fromkeys(("DeliveryLine", "ReceiptLine"), frozenset({"price"})),
    "Partner": {"credit_limit"},
}
"""Of the changes of records, what only those see who may see prices."""
