"""The places in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.plant.roles import Role
from dure.web.menu import Entry, Group

MENU: tuple[Entry, ...] = (
    Entry(
        url_name="quality:inspect", label=_("Inspect"), icon="check", group=Group.QUALITY, order=10, in_bar=True,
        start_for=frozenset({Role.QUALITY.value}),
    ),
    Entry(url_name="quality:inspections", label=_("Inspections"), icon="list", group=Group.QUALITY, order=20),
    Entry(url_name="quality:charts", label=_("Control charts"), icon="trend", group=Group.QUALITY, order=30),
    Entry(url_name="quality:capabilities", label=_("Capability"), icon="target", group=Group.QUALITY, order=40),
    Entry(url_name="quality:cases", label=_("Nonconformances"), icon="alert", group=Group.QUALITY, order=50),
    Entry(url_name="quality:gauges", label=_("Gauges"), icon="wrench", group=Group.QUALITY, order=60),
    Entry(url_name="quality:plans", label=_("Inspection plans"), icon="order", group=Group.QUALITY, order=70),
    Entry(url_name="quality:sampling", label=_("Sampling"), icon="table", group=Group.QUALITY, order=80),
    Entry(url_name="quality:ccp", label=_("Critical control points"), icon="target", group=Group.QUALITY, order=52),
    Entry(url_name="quality:cleaning", label=_("Allergen cleaning"), icon="check", group=Group.QUALITY, order=54),
    Entry(url_name="quality:haccp", label=_("HACCP plans"), icon="list", group=Group.QUALITY, order=72),
)  # fmt: skip

FROM_LEVEL = dict.fromkeys(("quality:charts", "quality:capabilities"), 2)
