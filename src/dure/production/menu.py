"""Places of production in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.plant.roles import Role
from dure.web.menu import Bell, Entry, Group

MENU = (
    Entry(
        url_name="production:stops",
        label=_("Stops"),
        icon="alert",
        group=Group.LIVE,
        order=20,
        in_bar=True,
        start_for=frozenset({Role.OPERATOR, Role.MAINTENANCE}),
    ),
    Entry(url_name="production:floor", label=_("Work on the floor"), icon="hand", group=Group.LIVE, order=22),
    Entry(url_name="production:work", label=_("Work"), icon="tablet", group=Group.LIVE, order=15),
    Entry(url_name="production:weigh", label=_("Weigh out"), icon="target", group=Group.LIVE, order=23),
    Entry(url_name="production:weighings", label=_("Weighings"), icon="table", group=Group.LIVE, order=54),
    Entry(url_name="production:weigh-rules", label=_("Tolerances"), icon="target", group=Group.MASTER, order=66),
    Entry(url_name="production:calls", label=_("Calls"), icon="bell", group=Group.LIVE, order=24),
    Entry(url_name="production:acts", label=_("Acts from tablets"), icon="hand", group=Group.LIVE, order=53),
    Entry(
        url_name="production:differences", label=_("Differences of counts"), icon="alert", group=Group.LIVE, order=52
    ),
    Entry(url_name="production:tools", label=_("Moulds and tools"), icon="settings", group=Group.LIVE, order=55),
    Entry(
        url_name="production:start-rules",
        label=_("What is checked at start"),
        icon="check",
        group=Group.MASTER,
        order=67,
    ),
    Entry(url_name="production:training", label=_("Training need"), icon="people", group=Group.MASTER, order=41),
    Entry(url_name="production:orders", label=_("Orders"), icon="order", group=Group.LIVE, order=30, in_bar=True),
    Entry(url_name="production:order-costs", label=_("What orders cost"), icon="order", group=Group.BOOKS, order=12),
    Entry(url_name="production:results", label=_("Results"), icon="table", group=Group.LIVE, order=40),
    Entry(url_name="production:entries", label=_("Enter quantities"), icon="edit", group=Group.LIVE, order=25),
    Entry(url_name="production:held", label=_("Counts to decide"), icon="hand", group=Group.LIVE, order=50),
    Entry(url_name="production:reasons", label=_("Reasons of stops"), icon="list", group=Group.MASTER, order=60),
    Entry(
        url_name="production:reject-reasons", label=_("Reasons of rejects"), icon="list", group=Group.MASTER, order=65
    ),
    Entry(url_name="production:connections", label=_("Connections"), icon="plug", group=Group.SYSTEM, order=10),
)

BELLS = (Bell("production:calls-bell", "call"),)

FROM_LEVEL = dict.fromkeys(
    ("production:stops", "production:differences", "production:held", "production:connections"), 2
)
