"""Items in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (Entry(url_name="product:items", label=_("Items"), icon="box", group=Group.MASTER, order=15),)
