"""Places of production in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.plant.roles import Role
from dure.web.menu import Entry, Group

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
