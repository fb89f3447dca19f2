"""The plant's places in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="plant:tree", label=_("Machines"), icon="tree", group=Group.MASTER, order=10),
    Entry(url_name="plant:company", label=_("Company"), icon="badge", group=Group.MASTER, order=4),
    Entry(url_name="plant:calendar", label=_("Calendar"), icon="calendar", group=Group.MASTER, order=20),
    Entry(url_name="plant:shifts", label=_("Shifts"), icon="clock", group=Group.MASTER, order=25),
    Entry(url_name="plant:people", label=_("People"), icon="people", group=Group.MASTER, order=30),
    Entry(url_name="plant:skills", label=_("Skills"), icon="table", group=Group.MASTER, order=40),
    Entry(url_name="plant:tablets", label=_("Tablets"), icon="tablet", group=Group.SYSTEM, order=60),
    Entry(url_name="plant:changes", label=_("Changes"), icon="history", group=Group.SYSTEM, order=70),
    Entry(url_name="plant:security", label=_("Security"), icon="shield", group=Group.SYSTEM, order=80),
    Entry(url_name="plant:account", label=_("My account"), icon="user", group=Group.PERSON, order=10),
    Entry(url_name="web:first-steps", label=_("First steps"), icon="check", group=Group.PERSON, order=15),
    Entry(url_name="web:help", label=_("Help"), icon="help", group=Group.PERSON, order=20),
    Entry(url_name="plant:logout", label=_("Log out"), icon="logout", group=Group.PERSON, order=90, posts=True),
)
