"""The places of items and of how they are made in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="product:boms", label=_("Bills of materials"), icon="list", group=Group.MASTER, order=7),
    Entry(url_name="product:routings", label=_("Routings"), icon="split", group=Group.MASTER, order=8),
    Entry(url_name="product:standards", label=_("Work standards"), icon="hand", group=Group.MASTER, order=9),
    Entry(url_name="product:items", label=_("Items"), icon="box", group=Group.MASTER, order=6),
    Entry(url_name="product:documents", label=_("Drawings and documents"), icon="table", group=Group.MASTER, order=16),
    Entry(url_name="product:audits", label=_("3 rights and 5S audits"), icon="check", group=Group.MASTER, order=17),
    Entry(url_name="product:floor", label=_("Work standards to read"), icon="tablet", group=Group.LIVE, order=60),
    Entry(url_name="product:findings", label=_("Findings to put right"), icon="camera", group=Group.LIVE, order=61),
    Entry(url_name="product:lines", label=_("Line balance"), icon="chart", group=Group.ANALYSE, order=81),
    Entry(url_name="product:coverage", label=_("Coverage of standards"), icon="target", group=Group.ANALYSE, order=80),
)
