"""What machines' own words for their state mean, before a plant says otherwise. Pure.

MTConnect execution and availability (MTConnect part 2), OPC UA PackML state names (OPC 30050),
OPC 40001-1 MachineryItemState, plain English and Korean words, and booleans.
"""

from typing import NamedTuple

from dure.production.unit import UnitState, WaitsFor


class WordMeaning(NamedTuple):
    """state: what the unit does. finishes_cycle: coming from producing, a program cycle has ended well."""

    state: UnitState
    finishes_cycle: bool = False


_PRODUCING = WordMeaning(UnitState.PRODUCING)
_IDLE = WordMeaning(UnitState.IDLE)
_DONE = WordMeaning(UnitState.IDLE, finishes_cycle=True)
_SETUP = WordMeaning(UnitState.SETUP)
_DOWN = WordMeaning(UnitState.DOWN)
_OFF = WordMeaning(UnitState.OFF)
_UNKNOWN = WordMeaning(UnitState.UNKNOWN)

DEFAULTS: dict[str, WordMeaning] = {
    # MTConnect EXECUTION
    "ACTIVE": _PRODUCING,
    "READY": _DONE,
    "PROGRAM_COMPLETED": _DONE,
    "INTERRUPTED": _IDLE,
    "FEED_HOLD": _IDLE,
    "OPTIONAL_STOP": _IDLE,
    "PROGRAM_OPTIONAL_STOP": _IDLE,
    "PROGRAM_STOPPED": _IDLE,
    "WAIT": _IDLE,
    "STOPPED": _DOWN,
    "UNAVAILABLE": _UNKNOWN,
    # OPC 30050 PackML
    "EXECUTE": _PRODUCING,
    "STARTING": _SETUP,
    "COMPLETING": _PRODUCING,
    "COMPLETE": _DONE,
    "IDLE": _DONE,
    "HELD": _IDLE,
    "HOLDING": _IDLE,
    "UNHOLDING": _IDLE,
    "SUSPENDED": _IDLE,
    "SUSPENDING": _IDLE,
    "UNSUSPENDING": _IDLE,
    "RESETTING": _SETUP,
    "STOPPING": _DOWN,
    "ABORTING": _DOWN,
    "ABORTED": _DOWN,
    "CLEARING": _DOWN,
    # OPC 40001-1 MachineryItemState
    "EXECUTING": _PRODUCING,
    "NOTEXECUTING": _DONE,
    "OUTOFSERVICE": _DOWN,
    "NOTAVAILABLE": _UNKNOWN,
    # plain words and switches
    "RUN": _PRODUCING,
    "RUNNING": _PRODUCING,
    "TRUE": _PRODUCING,
    "ON": _PRODUCING,
    "1": _PRODUCING,
    "STOP": _DOWN,
    "FALSE": _DONE,
    "0": _DONE,
    "ALARM": _DOWN,
    "FAULT": _DOWN,
    "ERROR": _DOWN,
    "SETUP": _SETUP,
    "OFF": _OFF,
    "가동": _PRODUCING,
    "운전": _PRODUCING,
    "대기": _DONE,
    "정지": _DOWN,
    "고장": _DOWN,
    "준비": _SETUP,
    "꺼짐": _OFF,
    # lines that tell on which side they wait; LACK and TAILBACK: Weihenstephan Standards
    "STARVED": _IDLE,
    "LACK": _IDLE,
    "자재대기": _IDLE,
    "BLOCKED": _IDLE,
    "TAILBACK": _IDLE,
    "만재": _IDLE,
}

WAITS: dict[str, WaitsFor] = {
    "STARVED": WaitsFor.MATERIAL,
    "LACK": WaitsFor.MATERIAL,
    "자재대기": WaitsFor.MATERIAL,
    "BLOCKED": WaitsFor.ROOM,
    "TAILBACK": WaitsFor.ROOM,
    "만재": WaitsFor.ROOM,
}
"""Words that say for what the machine waits, whatever the plant has made of them. PackML's SUSPENDED doesn't."""

UNRECOGNISED = WordMeaning(UnitState.UNKNOWN)
"""A word that nobody has explained yet: shown as no data, and listed for a person to explain."""


def normalised(value: object) -> str:
    """The machine's word as it is compared: upper case, inner spaces as underscores; numbers without .0."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().upper().replace(" ", "_")[:80]


def meaning_of(word: str, own: dict[str, WordMeaning]) -> WordMeaning:
    """`own` are the plant's words for this unit (normalised); they win over the defaults."""
    return own.get(word) or DEFAULTS.get(word, UNRECOGNISED)
