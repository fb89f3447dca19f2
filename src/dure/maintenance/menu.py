"""The places of maintenance in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

_U = Group.UPKEEP
MENU = (
    Entry(url_name="maintenance:home", label=_("What is due"), icon="wrench", group=_U, order=1),
    Entry(url_name="maintenance:tell", label=_("Ask for a repair"), icon="camera", group=_U, order=2),
    Entry(url_name="maintenance:requests", label=_("Repair requests"), icon="hand", group=_U, order=10),
    Entry(url_name="maintenance:jobs", label=_("Jobs"), icon="list", group=_U, order=11),
    Entry(url_name="maintenance:calendar", label=_("Maintenance calendar"), icon="calendar", group=_U, order=12),
    Entry(url_name="maintenance:plans", label=_("Maintenance plans"), icon="check", group=_U, order=20),
    Entry(url_name="maintenance:spares", label=_("Spare parts"), icon="box", group=_U, order=21),
    Entry(url_name="maintenance:figures", label=_("MTBF and MTTR"), icon="trend", group=_U, order=30),
)

FROM_LEVEL = {"maintenance:figures": 2}
