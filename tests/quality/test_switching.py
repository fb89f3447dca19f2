"""Switching rules of ISO 2859-1:1999, 9.3 and 9.4 (the reference's aql_notes.json), lot by lot."""

import json

import pytest

from dure.quality.spc.switching import Allowed, Outcome, Severity, State, next_state, restarted
from tests import recordings

GOOD = Outcome(accepted=True, accept=2, accepted_tighter=True)
JUST = Outcome(accepted=True, accept=2, accepted_tighter=False)
BAD = Outcome(accepted=False, accept=2)
SMALL = Outcome(accepted=True, accept=0)
MAY = Allowed(reduced=True)
FRESH = State()


def _after(outcomes: list[Outcome], start: State = FRESH, allowed: Allowed = MAY) -> State:
    for outcome in outcomes:
        start = next_state(start, outcome, allowed)
    return start


@pytest.mark.parametrize(
    ("outcomes", "severity"),
    [
        ([BAD], Severity.NORMAL),
        ([BAD, GOOD, GOOD, GOOD, BAD], Severity.TIGHTENED),
        ([BAD, GOOD, GOOD, GOOD, GOOD, BAD], Severity.NORMAL),
        ([BAD, BAD], Severity.TIGHTENED),
        ([BAD, BAD] + [GOOD] * 4, Severity.TIGHTENED),
        ([BAD, BAD] + [GOOD] * 5, Severity.NORMAL),
        ([BAD, BAD] + [GOOD] * 4 + [BAD] + [GOOD] * 5, Severity.NORMAL),
        ([BAD, BAD] + [BAD] * 4, Severity.TIGHTENED),
        ([BAD, BAD] + [BAD, GOOD] * 5, Severity.STOPPED),
        ([GOOD] * 9, Severity.NORMAL),
        ([GOOD] * 10, Severity.REDUCED),
        ([GOOD] * 9 + [JUST] + [GOOD] * 9, Severity.NORMAL),
        ([SMALL] * 14, Severity.NORMAL),
        ([SMALL] * 15, Severity.REDUCED),
        ([GOOD] * 10 + [BAD], Severity.NORMAL),
        ([GOOD] * 10 + [Outcome(accepted=True, accept=0, between=True)], Severity.NORMAL),
    ],
)
def test_switching(outcomes: list[Outcome], severity: Severity) -> None:
    assert _after(outcomes).severity is severity


def test_the_score_starts_again_after_reduced() -> None:
    assert _after([GOOD] * 10 + [BAD]) == State()


def test_reduced_needs_to_be_allowed_and_steady() -> None:
    assert _after([GOOD] * 20, allowed=Allowed()) == State(recent=(True,) * 5, score=60)
    reduced = _after([GOOD] * 10)
    assert next_state(reduced, GOOD, Allowed(is_steady=False, reduced=True)).severity is Severity.NORMAL


def test_stopped_goes_on_tightened() -> None:
    stopped = _after([BAD] * 7)
    assert stopped.severity is Severity.STOPPED
    assert next_state(stopped, GOOD) == stopped
    assert restarted(stopped) == State(Severity.TIGHTENED)
    with pytest.raises(ValueError, match="isn't stopped"):
        restarted(State())


def test_the_reference_tells_the_same_rules() -> None:
    told = json.loads((recordings.folder().parent / "reference" / "aql_notes.json").read_text())["switching"]
    assert told["normal->tightened"].startswith("2 of 5 or fewer")
    assert told["tightened->normal"].startswith("5 consecutive")
    assert "cumulative 5" in told["tightened->discontinue"]
    assert "30" in told["normal->reduced"]
