"""The words for a work unit's state and for where its parts are counted. Pure."""

from enum import StrEnum


class UnitState(StrEnum):
    """What a work unit is doing, as far as its signals tell (after OPC 40001-1 annex C and ISO 22400-2)."""

    PRODUCING = "producing"
    IDLE = "idle"
    """Ready or waiting: could produce and does not."""
    SETUP = "setup"
    DOWN = "down"
    """Stopped by a fault or a person."""
    OFF = "off"
    UNKNOWN = "unknown"
    """No data: the machine or the line to it is silent. Never counted as a stop, never as work."""


class CountedFrom(StrEnum):
    COUNTER = "counter"
    CYCLES = "cycles"


class WaitsFor(StrEnum):
    """On which side a work unit that could work waits for others."""

    MATERIAL = "material"
    """Starved: nothing comes in."""
    ROOM = "room"
    """Blocked: what is done can't go out."""
