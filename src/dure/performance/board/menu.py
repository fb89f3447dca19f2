"""Places of the live pages in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.plant.roles import Role
from dure.web.menu import Entry, Group

MENU = (
    Entry(
        url_name="board:live",
        label=_("Live board"),
        icon="board",
        group=Group.LIVE,
        order=10,
        in_bar=True,
        start_for=frozenset(
            {Role.SUPERVISOR, Role.QUALITY, Role.PLANNER, Role.OFFICE, Role.MENTOR, Role.ADMINISTRATOR}
        ),
    ),
    Entry(
        url_name="board:phone",
        label=_("Today at a glance"),
        icon="phone",
        group=Group.LIVE,
        order=15,
        in_bar=True,
        start_for=frozenset({Role.OWNER}),
    ),
    Entry(url_name="board:wall", label=_("Wall board"), icon="tv", group=Group.LIVE, order=60),
)
