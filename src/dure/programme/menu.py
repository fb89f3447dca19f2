"""The places of the programme in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.plant.roles import RegionRole, Role
from dure.web.menu import Entry, Group

MENU = (
    Entry(
        url_name="programme:firms", label=_("Firms"), icon="home", group=Group.PROGRAMME, order=10, in_bar=True,
        start_for=frozenset({*RegionRole, Role.ADMINISTRATOR}),
    ),
    Entry(url_name="programme:money", label=_("Money"), icon="table", group=Group.PROGRAMME, order=50),
    Entry(
        url_name="programme:organisations", label=_("Organisations"), icon="people", group=Group.PROGRAMME, order=90
    ),
)  # fmt: skip
