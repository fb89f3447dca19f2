"""Who may open which page of signals, MQTT log-ins and the history."""

from dure.plant.roles import Role
from tests.access.table import ADMIN, BAD, CONFLICT, ENGINEERS, EVERYONE, Row, deed, form, page

KEEPERS = ADMIN | {Role.OWNER}
RANGE = "?from=1&to=2"
ROWS: dict[str, Row] = {
    "signals": page(EVERYONE),
    "signal": page(EVERYONE, "signal"),
    "signal-data": page(EVERYONE, "signal", query=RANGE),
    "signal-file": page(EVERYONE, "signal", query=RANGE, status_get=BAD),
    "mqtt-logins": page(ENGINEERS),
    "mqtt-new": form(ENGINEERS, data={"user": "press-7"}),
    "mqtt-broker": form(ADMIN, data={"port": "8883"}),
    "mqtt-login": page(ENGINEERS, "login"),
    "mqtt-renew": deed(ENGINEERS, "login"),
    "mqtt-note": deed(ENGINEERS, "login"),
    "mqtt-withdraw": deed(ENGINEERS, "login"),
    "mqtt-restore": deed(ENGINEERS, "login"),
    "mqtt-forget": deed(ENGINEERS, "login", status_post=CONFLICT),
    "history": page(EVERYONE),
    "history-change": form(KEEPERS, "site", data={"raw_days": "365"}),
    "history-undo": deed(KEEPERS, "site"),
}
