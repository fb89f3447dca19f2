"""The places of the books in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="ledger:journal", label=_("Journal"), icon="list", group=Group.BOOKS, order=20),
    Entry(url_name="ledger:trial", label=_("Trial balance"), icon="table", group=Group.BOOKS, order=24),
    Entry(url_name="ledger:accounts", label=_("Chart of accounts"), icon="tree", group=Group.BOOKS, order=60),
)
