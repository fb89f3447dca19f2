"""The life of an alarm after ANSI/ISA-18.2-2016 (IEC 62682), figure "alarm state transition diagram". Pure.

The letters are the standard's: A normal, B unacknowledged, C acknowledged, D returned to normal unacknowledged,
E and F latched, G shelved, H suppressed by design, I out of service.
"""

from collections.abc import Mapping
from enum import StrEnum

from dure.kernel.errors import Conflict


class State(StrEnum):
    NORMAL = "normal"
    UNACKED = "unacked"
    ACKED = "acked"
    RETURNED = "returned"
    LATCHED_UNACKED = "latched_unacked"
    LATCHED = "latched"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class Happening(StrEnum):
    RAISED = "raised"
    CLEARED = "cleared"
    ACKNOWLEDGED = "acknowledged"
    RESET = "reset"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SUPPRESSED = "suppressed"
    UNSUPPRESSED = "unsuppressed"
    TAKEN_OUT = "taken_out"
    PUT_BACK = "put_back"
    COMMENTED = "commented"


LETTERS: Mapping[State, str] = dict(zip(State, "ABCDEFGHI", strict=True))
ON_LIST = frozenset({State.UNACKED, State.ACKED, State.RETURNED, State.LATCHED_UNACKED, State.LATCHED})
"""What a person still has to do something about."""
TO_ACKNOWLEDGE = frozenset({State.UNACKED, State.RETURNED, State.LATCHED_UNACKED})
HIDDEN = frozenset({State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE})

_S, _H = State, Happening
_PLAIN: Mapping[tuple[State, Happening], State] = {
    (_S.NORMAL, _H.RAISED): _S.UNACKED,
    (_S.RETURNED, _H.RAISED): _S.UNACKED,
    (_S.LATCHED_UNACKED, _H.RAISED): _S.UNACKED,
    (_S.LATCHED, _H.RAISED): _S.UNACKED,
    (_S.UNACKED, _H.ACKNOWLEDGED): _S.ACKED,
    (_S.RETURNED, _H.ACKNOWLEDGED): _S.NORMAL,
    (_S.LATCHED_UNACKED, _H.ACKNOWLEDGED): _S.LATCHED,
    (_S.LATCHED, _H.RESET): _S.NORMAL,
}
_AWAY: Mapping[Happening, State] = {
    _H.SHELVED: _S.SHELVED,
    _H.SUPPRESSED: _S.SUPPRESSED,
    _H.TAKEN_OUT: _S.OUT_OF_SERVICE,
}
_BACK: Mapping[Happening, State] = {
    _H.UNSHELVED: _S.SHELVED,
    _H.UNSUPPRESSED: _S.SUPPRESSED,
    _H.PUT_BACK: _S.OUT_OF_SERVICE,
}


def after(state: State, happening: Happening, *, is_latching: bool = False, stands: bool = False) -> State:
    """The state that follows. stands: whether the condition holds, which decides where a hidden alarm comes back to.

    Out of service outweighs a shelf, a shelf outweighs suppression by design. Raises Conflict for what the standard
    knows no way for.
    """
    found = _PLAIN.get((state, happening))
    if found is not None:
        return found
    if happening is Happening.COMMENTED:
        return state
    if happening is Happening.CLEARED and state in (State.UNACKED, State.ACKED):
        return _cleared(state, is_latching=is_latching)
    if happening in _AWAY and _may_hide(state, _AWAY[happening]):
        return _AWAY[happening]
    if happening in _BACK and state is _BACK[happening]:
        return State.UNACKED if stands else State.NORMAL
    raise Conflict("The alarm is in another state by now. Look again.")


def _cleared(state: State, *, is_latching: bool) -> State:
    if state is State.UNACKED:
        return State.LATCHED_UNACKED if is_latching else State.RETURNED
    return State.LATCHED if is_latching else State.NORMAL


_WEIGHT = {State.SUPPRESSED: 1, State.SHELVED: 2, State.OUT_OF_SERVICE: 3}


def _may_hide(state: State, wanted: State) -> bool:
    return _WEIGHT.get(state, 0) < _WEIGHT[wanted]


def rings(before: State, now: State) -> bool:
    """Whether a change calls a person: an alarm is annunciated when it becomes unacknowledged with its condition on."""
    return now is State.UNACKED and before is not State.UNACKED
