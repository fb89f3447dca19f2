"""Places of performance in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.performance.board.menu import MENU as BOARD
from dure.plant.roles import Role
from dure.web.menu import Entry, Group

MENU = (
    *BOARD,
    Entry(
        url_name="performance:kpis",
        label=_("KPI"),
        icon="chart",
        group=Group.ANALYSE,
        order=10,
        in_bar=True,
        start_for=frozenset({Role.MENTOR, Role.OFFICE}),
    ),
    Entry(url_name="performance:report", label=_("Production report"), icon="table", group=Group.ANALYSE, order=20),
    Entry(url_name="performance:hours", label=_("Hour by hour"), icon="clock", group=Group.ANALYSE, order=30),
    Entry(url_name="performance:pareto", label=_("Downtime Pareto"), icon="sort", group=Group.ANALYSE, order=40),
    Entry(url_name="performance:waterfall", label=_("Loss waterfall"), icon="filter", group=Group.ANALYSE, order=50),
    Entry(url_name="performance:trends", label=_("Trends"), icon="trend", group=Group.ANALYSE, order=60),
    Entry(url_name="performance:bottleneck", label=_("Bottleneck"), icon="filter", group=Group.ANALYSE, order=52),
    Entry(url_name="performance:changeovers", label=_("Changeovers"), icon="wrench", group=Group.ANALYSE, order=54),
    Entry(url_name="performance:energy", label=_("Energy"), icon="power", group=Group.ANALYSE, order=70),
    Entry(url_name="performance:energy-now", label=_("Demand now"), icon="alert", group=Group.LIVE, order=90),
    Entry(url_name="performance:energy-setup", label=_("Meters and prices"), icon="plug", group=Group.MASTER, order=85),
    Entry(url_name="performance:handover-shift", label=_("Shift handover"), icon="people", group=Group.LIVE, order=35),
    Entry(url_name="performance:handovers", label=_("Shift handovers"), icon="history", group=Group.ANALYSE, order=35),
    Entry(url_name="performance:targets", label=_("KPI targets"), icon="target", group=Group.MASTER, order=80),
)

FROM_LEVEL = {
    **dict.fromkeys(
        (
            "board:live",
            "board:phone",
            "board:wall",
            "performance:kpis",
            "performance:hours",
            "performance:pareto",
            "performance:waterfall",
            "performance:trends",
            "performance:energy",
            "performance:energy-now",
            "performance:energy-setup",
            "performance:targets",
        ),
        2,
    ),
    **dict.fromkeys(("performance:bottleneck", "performance:changeovers"), 3),
}
