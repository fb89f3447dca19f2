"""The state machine against the transition diagram of ISA-18.2, letter by letter."""

import pytest

from dure.decisions.alarming import LETTERS, Happening, State, after, rings
from dure.kernel.errors import Conflict

H = Happening
BY_LETTER = {letter: state for state, letter in LETTERS.items()}
# From the standard's diagram: (from, what happens, latching, condition stands, to).
WAYS = [
    ("A", H.RAISED, False, True, "B"),
    ("B", H.ACKNOWLEDGED, False, True, "C"),
    ("B", H.CLEARED, False, False, "D"),
    ("B", H.CLEARED, True, False, "E"),
    ("C", H.CLEARED, False, False, "A"),
    ("C", H.CLEARED, True, False, "F"),
    ("D", H.ACKNOWLEDGED, False, False, "A"),
    ("D", H.RAISED, False, True, "B"),
    ("E", H.ACKNOWLEDGED, True, False, "F"),
    ("E", H.RAISED, True, True, "B"),
    ("F", H.RESET, True, False, "A"),
    ("F", H.RAISED, True, True, "B"),
    *((letter, H.SHELVED, False, True, "G") for letter in "ABCDEFH"),
    *((letter, H.SUPPRESSED, False, True, "H") for letter in "ABCDEF"),
    *((letter, H.TAKEN_OUT, False, True, "I") for letter in "ABCDEFGH"),
    ("G", H.UNSHELVED, False, True, "B"),
    ("G", H.UNSHELVED, False, False, "A"),
    ("H", H.UNSUPPRESSED, False, True, "B"),
    ("H", H.UNSUPPRESSED, False, False, "A"),
    ("I", H.PUT_BACK, False, True, "B"),
    ("I", H.PUT_BACK, False, False, "A"),
    *((letter, H.COMMENTED, False, True, letter) for letter in "ABCDEFGHI"),
]


@pytest.mark.parametrize(("start", "happening", "latching", "stands", "end"), WAYS)
def test_every_way_of_the_diagram(start: str, happening: Happening, latching: bool, stands: bool, end: str):
    found = after(BY_LETTER[start], happening, is_latching=latching, stands=stands)
    assert LETTERS[found] == end


def test_there_is_no_other_way():
    known = {(start, happening) for start, happening, *_rest in WAYS}
    others = [(start, one) for start in "ABCDEFGHI" for one in Happening if (start, one) not in known]
    assert len(others) == 9 * 11 - len(known)
    for start, happening in others:
        with pytest.raises(Conflict):
            after(BY_LETTER[start], happening)


def test_it_rings_when_it_becomes_unacknowledged():
    assert rings(State.NORMAL, State.UNACKED)
    assert rings(State.SHELVED, State.UNACKED)
    assert rings(State.RETURNED, State.UNACKED)
    assert not rings(State.UNACKED, State.RETURNED)
    assert not rings(State.UNACKED, State.UNACKED)
