"""What happened to connections, as facts."""

from dataclasses import dataclass
from datetime import datetime

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionsChanged(Event):
    """What a gateway shall do changed: a connection, its signals, or who may use its MQTT broker."""

    gateway: str
    connection: str = ""
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MeaningsChanged(Event):
    """Signals of work units mean something else from a moment of plant time on.

    is_past: what was counted since that moment was counted by what they meant before.
    """

    work_unit_ids: tuple[int, ...]
    valid_from: datetime
    is_past: bool
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionChanged(Event):
    """How long a site wants its history kept, in days; None for ever."""

    site_id: int
    raw_days: int | None
    minute_days: int | None
    person_id: int | None = None
