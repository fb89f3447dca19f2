"""Who may open which page of telemetry."""

from dure.plant.roles import Role

ALL = frozenset(Role)

ACCESS = dict.fromkeys(("telemetry:signals", "telemetry:signal", "telemetry:signal-data", "telemetry:signal-file"), ALL)
