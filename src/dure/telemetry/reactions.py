"""Hands a gateway its configuration whenever it changed; tried again while the event log is away."""

from dure.events import on
from dure.telemetry import connections, gateways
from dure.telemetry.events import ConnectionsChanged


@on(ConnectionsChanged)
def hand_out_configuration(event: ConnectionsChanged) -> None:
    # The newest rows, not what they were at the event: running twice or late does no harm.
    gateways.put_config(event.gateway, connections.configuration(event.gateway))
