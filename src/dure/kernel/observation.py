"""An observation: what a machine said, when, and how far it can be believed."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

Value = float | int | str | bool | None


class Quality(IntEnum):
    """How far a value can be believed. Ordered from best to worst."""

    GOOD = 0
    UNCERTAIN = 1
    """The source doubts it, or its clock was off and the time of receipt was taken."""
    BAD = 2
    """The source or a parser says that the value is wrong."""
    MISSING = 3
    """The source says that it has no value, or the connection to it was lost."""


AGAIN = ".again"
"""End of the epoch of values that a gateway only says once more because they still stand: they are no new messages."""
STILL = ".still" + AGAIN
"""The same for copies of values that were given already, at the time of a new connection. The machine may have told
something newer since, whose own time is earlier: its clock is behind, or it was on its way. So a copy says only that
there is a value, not that nothing has changed until then."""


class Observation(NamedTuple):
    """One value of one signal as its source gave it.

    address: the connector's own name of the signal (topic, node id, register, data item).
    time_us: time at the source, microseconds since 1970-01-01 UTC.
    epoch, sequence: the source's own numbering, where it has one (MTConnect instanceId and
        sequence); the pair names the observation for ever, so that a repeated delivery is known.
        Where sequence is None the gateway numbers it.
    """

    address: str
    value: Value
    time_us: int
    quality: Quality = Quality.GOOD
    epoch: str = ""
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Observations of one connection and one epoch that travel and are stored together.

    The unit of the event log: one message, one acknowledgement. Each observation carries its
    sequence within (connection, epoch). See docs/decisions/0002-envelopes.md.
    """

    connection: str
    epoch: str
    received_us: int
    observations: tuple[Observation, ...]
