"""Who may open which page of telemetry."""

from dure.plant.roles import Role

ALL = frozenset(Role)
ENGINEERS = frozenset({Role.SUPERVISOR, Role.MAINTENANCE, Role.ADMINISTRATOR})
KEEPERS = frozenset({Role.OWNER, Role.ADMINISTRATOR})

ACCESS = {
    **dict.fromkeys(("telemetry:signals", "telemetry:signal", "telemetry:signal-data", "telemetry:signal-file"), ALL),
    **dict.fromkeys(("telemetry:mqtt-logins", "telemetry:mqtt-new", "telemetry:mqtt-login"), ENGINEERS),
    **dict.fromkeys(("telemetry:mqtt-renew", "telemetry:mqtt-note", "telemetry:mqtt-withdraw"), ENGINEERS),
    **dict.fromkeys(("telemetry:mqtt-restore", "telemetry:mqtt-forget"), ENGINEERS),
    "telemetry:mqtt-broker": frozenset({Role.ADMINISTRATOR}),
    "telemetry:history": ALL,
    **dict.fromkeys(("telemetry:history-change", "telemetry:history-undo"), KEEPERS),
}
