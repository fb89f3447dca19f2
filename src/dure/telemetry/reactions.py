"""Hands a gateway its configuration whenever it changed; tried again while the event log is away."""

from dure.events import on
from dure.telemetry import connections
from dure.telemetry.events import ConnectionsChanged


@on(ConnectionsChanged)
def hand_out_configuration(event: ConnectionsChanged) -> None:
    connections.hand_out(event.gateway)
