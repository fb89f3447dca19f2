"""The places of stock in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="inventory:stock", label=_("Stock"), icon="box", group=Group.STOCK, order=10),
    Entry(url_name="inventory:acts", label=_("Scan and move"), icon="camera", group=Group.STOCK, order=15, in_bar=True),
    Entry(url_name="inventory:lots", label=_("Lots"), icon="split", group=Group.STOCK, order=20),
    Entry(url_name="inventory:kanban", label=_("Kanban"), icon="tablet", group=Group.STOCK, order=22),
    Entry(url_name="inventory:recall", label=_("Recall"), icon="bell", group=Group.STOCK, order=25),
    Entry(url_name="inventory:takes", label=_("Stock-takes"), icon="list", group=Group.STOCK, order=30),
    Entry(url_name="inventory:locations", label=_("Locations"), icon="home", group=Group.MASTER, order=45),
    Entry(url_name="inventory:units", label=_("Units and codes"), icon="sort", group=Group.MASTER, order=47),
    Entry(url_name="inventory:numbers", label=_("Document numbers"), icon="order", group=Group.MASTER, order=49),
)
