"""The places of the programme in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.plant.roles import RegionRole, Role
from dure.web.menu import Entry, Group

MENU = (
    Entry(
        url_name="programme:firms", label=_("Firms"), icon="home", group=Group.PROGRAMME, order=10, in_bar=True,
        start_for=frozenset({*RegionRole, Role.ADMINISTRATOR} - {RegionRole.FIRM}),
    ),
    Entry(url_name="programme:money", label=_("Money"), icon="table", group=Group.PROGRAMME, order=50),
    Entry(
        url_name="programme:mine", label=_("My application"), icon="edit", group=Group.PROGRAMME, order=1, in_bar=True,
        start_for=frozenset({RegionRole.FIRM}),
    ),
    Entry(url_name="programme:cases", label=_("Cases"), icon="list", group=Group.PROGRAMME, order=4, in_bar=True),
    Entry(
        url_name="programme:deadlines", label=_("Deadlines"), icon="clock", group=Group.PROGRAMME, order=5, in_bar=True
    ),
    Entry(
        url_name="programme:life-cycles", label=_("Life cycle and forms"), icon="right", group=Group.PROGRAMME,
        order=70,
    ),
    Entry(url_name="programme:supports", label=_("Supports elsewhere"), icon="search", group=Group.PROGRAMME, order=80),
    Entry(
        url_name="programme:programmes", label=_("Programmes"), icon="calendar", group=Group.PROGRAMME, order=20,
        in_bar=True,
    ),
    Entry(url_name="programme:schemes", label=_("Certification"), icon="shield", group=Group.PROGRAMME, order=60),
    Entry(url_name="programme:assessments", label=_("Assessments"), icon="check", group=Group.PROGRAMME, order=61),
    Entry(url_name="programme:certificates", label=_("Certificates"), icon="badge", group=Group.PROGRAMME, order=62),
    Entry(url_name="programme:voices", label=_("Voices of the floor"), icon="hand", group=Group.PROGRAMME, order=60),
    Entry(url_name="programme:council", label=_("Council"), icon="people", group=Group.PROGRAMME, order=75),
    Entry(
        url_name="programme:goals", label=_("Goals of the programme"), icon="target", group=Group.PROGRAMME, order=80
    ),
    Entry(url_name="programme:surveys", label=_("Surveys"), icon="chart", group=Group.PROGRAMME, order=70),
    Entry(url_name="programme:trail", label=_("Trail"), icon="shield", group=Group.PROGRAMME, order=95),
    Entry(url_name="programme:reports", label=_("Reports of plants"), icon="chart", group=Group.PROGRAMME, order=60),
    Entry(url_name="programme:practices", label=_("Cases of firms"), icon="list", group=Group.PROGRAMME, order=70),
    Entry(url_name="programme:releases", label=_("Published figures"), icon="chart", group=Group.PROGRAMME, order=71),
    Entry(
        url_name="programme:organisations", label=_("Organisations"), icon="people", group=Group.PROGRAMME, order=90
    ),
)  # fmt: skip
