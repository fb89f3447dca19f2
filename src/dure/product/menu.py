"""The places of items and of how they are made in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="product:boms", label=_("Bills of materials"), icon="list", group=Group.MASTER, order=12),
    Entry(url_name="product:items", label=_("Items"), icon="box", group=Group.MASTER, order=15),
    Entry(url_name="product:coverage", label=_("Coverage of standards"), icon="target", group=Group.ANALYSE, order=80),
)
