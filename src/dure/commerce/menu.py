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

BUYING: tuple[Entry, ...] = ()

BOOKS: tuple[Entry, ...] = ()

MENU = (*SALES, *BUYING, *BOOKS)
