"""Places of telemetry in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="telemetry:signals", label=_("Signals"), icon="chart", group=Group.LIVE, order=60),
    Entry(url_name="telemetry:mqtt-logins", label=_("MQTT log-ins"), icon="key", group=Group.SYSTEM, order=12),
    Entry(url_name="telemetry:history", label=_("History kept"), icon="history", group=Group.SYSTEM, order=14),
)

FROM_LEVEL = dict.fromkeys(("telemetry:signals", "telemetry:mqtt-logins", "telemetry:history"), 2)
