"""Who may open which page of the connect wizard.

No gateway runs in these tests and no draft was begun: pages that need one say so (409) to those who may.
"""

from tests.access.table import CONFLICT, ENGINEERS, EVERYONE, Row, deed, form, page

ROWS: dict[str, Row] = {
    "connections": page(EVERYONE),
    "connections-list": page(EVERYONE),
    "connections-away": page(EVERYONE),
    "connection": page(EVERYONE, "connection_code"),
    "connection-live": page(EVERYONE, "connection_code"),
    "connect": page(ENGINEERS),
    "connect-device": form(ENGINEERS, status_get=CONFLICT, status_post=CONFLICT),
    "connect-waiting": page(ENGINEERS, status_get=CONFLICT),
    "connect-find": form(ENGINEERS, "modbus", status_get=CONFLICT, status_post=CONFLICT),
    "connect-choose": form(ENGINEERS, status_get=CONFLICT, status_post=CONFLICT),
    "connect-browse": page(ENGINEERS, status_get=CONFLICT),
    "connect-mean": form(ENGINEERS, status_get=CONFLICT, status_post=CONFLICT),
    "connect-preview": page(ENGINEERS, status_get=CONFLICT),
    "connect-unit": form(ENGINEERS, status_get=CONFLICT, status_post=CONFLICT),
    "connect-done": page(ENGINEERS, "connection_code"),
    "connect-first": page(ENGINEERS, "connection_code"),
    "connect-words": deed(ENGINEERS, "connection_code", status_post=404),
    "connection-edit": form(ENGINEERS, "connection_code", status_get=CONFLICT, status_post=CONFLICT),
    "connection-edit-undo": deed(ENGINEERS, "connection_code"),
    "connection-copy": form(ENGINEERS, "connection_code", status_post=200),
    "connection-more": deed(ENGINEERS, "connection_code"),
    "connection-signal": form(ENGINEERS, "connection_code", "signal", status_post=200),
    "connection-signal-preview": deed(ENGINEERS, "connection_code", "signal", status_post=200),
    "connection-signal-undo": deed(ENGINEERS, "connection_code", "signal"),
    "connection-signal-word": deed(ENGINEERS, "connection_code", "signal", status_post=CONFLICT),
    "connection-switch": deed(ENGINEERS, "connection_code"),
    "connection-test": deed(ENGINEERS, "connection_code"),
    "connection-remove": deed(ENGINEERS, "connection_code"),
    "connection-restore": deed(ENGINEERS, "connection_code"),
    "connection-delete": deed(ENGINEERS, "connection_code", status_post=CONFLICT),
}
