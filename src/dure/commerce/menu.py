"""The places of selling, buying and the books in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

SALES = (
    Entry(url_name="commerce:sales", label=_("Sales orders"), icon="order", group=Group.TRADE, order=10),
    Entry(url_name="commerce:to-deliver", label=_("To deliver"), icon="box", group=Group.TRADE, order=12),
    Entry(url_name="commerce:sales-invoices", label=_("Sales invoices"), icon="table", group=Group.TRADE, order=14),
    Entry(url_name="commerce:sales-payments", label=_("Money received"), icon="badge", group=Group.TRADE, order=16),
    Entry(url_name="commerce:blankets", label=_("Blanket orders"), icon="calendar", group=Group.TRADE, order=18),
    Entry(url_name="commerce:kept", label=_("Promised and delivered"), icon="target", group=Group.TRADE, order=19),
    Entry(url_name="commerce:partners", label=_("Partners"), icon="people", group=Group.TRADE, order=50),
    Entry(url_name="commerce:prices", label=_("Prices"), icon="list", group=Group.TRADE, order=52),
)

BUYING = (
    Entry(url_name="commerce:requests", label=_("Purchase requests"), icon="hand", group=Group.TRADE, order=30),
    Entry(url_name="commerce:inquiries", label=_("Requests for quotation"), icon="help", group=Group.TRADE, order=32),
    Entry(url_name="commerce:purchases", label=_("Purchase orders"), icon="order", group=Group.TRADE, order=34),
    Entry(url_name="commerce:to-receive", label=_("To receive"), icon="download", group=Group.TRADE, order=36),
    Entry(url_name="commerce:receipts", label=_("Receipts"), icon="box", group=Group.TRADE, order=38),
    Entry(
        url_name="commerce:purchase-invoices", label=_("Purchase invoices"), icon="table", group=Group.TRADE, order=40
    ),
    Entry(
        url_name="commerce:supplier-payments",
        label=_("Payments to suppliers"),
        icon="badge",
        group=Group.TRADE,
        order=42,
    ),
    Entry(url_name="commerce:suppliers", label=_("Suppliers' performance"), icon="target", group=Group.TRADE, order=44),
    Entry(url_name="commerce:limits", label=_("Approval limits"), icon="shield", group=Group.TRADE, order=60),
)

BOOKS = (
    Entry(url_name="commerce:debts", label=_("Receivables and payables"), icon="people", group=Group.BOOKS, order=26),
    Entry(url_name="commerce:vat", label=_("VAT of a quarter"), icon="calendar", group=Group.BOOKS, order=30),
    Entry(url_name="commerce:stock-check", label=_("Stock value and books"), icon="check", group=Group.BOOKS, order=32),
    Entry(url_name="commerce:closing", label=_("Monthly closing"), icon="key", group=Group.BOOKS, order=34),
    Entry(
        url_name="commerce:books-export", label=_("For the tax accountant"), icon="upload", group=Group.BOOKS, order=36
    ),
)

COSTS = (
    Entry(url_name="commerce:costs", label=_("What items cost"), icon="list", group=Group.BOOKS, order=10),
    Entry(url_name="commerce:rates", label=_("Hourly rates"), icon="clock", group=Group.BOOKS, order=14),
)

MENU = (*COSTS, *SALES, *BUYING, *BOOKS)
