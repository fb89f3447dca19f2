"""Places of the outside door in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="exchange:imports", label=_("Excel imports"), icon="upload", group=Group.MASTER, order=5),
    Entry(url_name="exchange:link", label=_("Link to the region"), icon="external", group=Group.SYSTEM, order=65),
    Entry(url_name="exchange:tokens", label=_("API tokens"), icon="key", group=Group.SYSTEM, order=60),
)

FROM_LEVEL = {"exchange:tokens": 2}
