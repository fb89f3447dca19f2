"""The places of decisions in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Bell, Entry, Group

MENU = (
    Entry(
        url_name="decisions:inbox", label=_("Recommendations"), icon="target", group=Group.LIVE, order=14, in_bar=True,
    ),
    Entry(url_name="decisions:alarms", label=_("Alarms"), icon="alert", group=Group.LIVE, order=15, in_bar=True),
    Entry(url_name="decisions:journal", label=_("Alarm journal"), icon="history", group=Group.ANALYSE, order=60),
    Entry(url_name="decisions:rate", label=_("Alarm rate"), icon="trend", group=Group.ANALYSE, order=61),
    Entry(url_name="decisions:models", label=_("Models"), icon="trend", group=Group.ANALYSE, order=62),
    Entry(url_name="decisions:rules", label=_("Alarm rules"), icon="settings", group=Group.MASTER, order=60),
)  # fmt: skip

BELLS = (Bell("decisions:alarms-bell", "alarm"),)

FROM_LEVEL = dict.fromkeys(
    (
        "decisions:inbox",
        "decisions:alarms",
        "decisions:journal",
        "decisions:rate",
        "decisions:models",
        "decisions:rules",
    ),
    3,
)
