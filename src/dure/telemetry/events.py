"""What happened to connections, as facts."""

from dataclasses import dataclass

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionsChanged(Event):
    """What a gateway shall do changed: a connection, its signals, or who may use its MQTT broker."""

    gateway: str
    connection: str = ""
    person_id: int | None = None
