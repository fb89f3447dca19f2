"""Normal, tightened and reduced inspection, and when one goes over to another. Pure.

ISO 2859-1:1999, 9.3 and 9.4, as MIL-STD-105E 4.7 has them but for the switching score. One state goes with one
supplier, item and AQL. Only lots presented for the first time count.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class State:
    """recent: whether the last lots (5 at most) were accepted at this severity; score: the switching score of normal
    inspection; refused: lots not accepted under tightened inspection since it began."""

    severity: Severity = Severity.NORMAL
    recent: tuple[bool, ...] = ()
    score: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a lot on original inspection.

    accept: the acceptance number of its plan. accepted_tighter: it would have been accepted at the next tighter AQL,
    too. between: (reduced) found was between acceptance and rejection number.
    """

    accepted: bool
    accept: int
    accepted_tighter: bool = False
    between: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """What reduced inspection needs besides the score: steady production, and that the responsible person agrees."""

    is_steady: bool = True
    reduced: bool = False


REDUCED_FROM = 30
_REFUSALS, _OF = 2, 5
_BACK_TO_NORMAL = 5
_STOP = 5


def next_state(state: State, outcome: Outcome, allowed: Allowed = Allowed()) -> State:
    """The state for the next lot. A stopped inspection stays so until `restarted`."""
    if state.severity is Severity.STOPPED:
        return state
    recent = (*state.recent, outcome.accepted)[-_OF:]
    return _STEPS[state.severity](replace(state, recent=recent), outcome, allowed)


def restarted(state: State) -> State:
    """After the supplier has mended the cause: tightened inspection (9.4). Raises ValueError when it isn't stopped."""
    if state.severity is not Severity.STOPPED:
        raise ValueError("inspection isn't stopped")
    return State(Severity.TIGHTENED)


def scored(score: int, outcome: Outcome) -> int:
    """9.3.3.2: with Ac 2 or more, 3 for a lot that one AQL step tighter would accept, too; with Ac 0 or 1, 2 for an
    accepted lot; otherwise back to nought."""
    if outcome.accept >= 2:
        return score + 3 if outcome.accepted_tighter else 0
    return score + 2 if outcome.accepted else 0


def _normal(state: State, outcome: Outcome, allowed: Allowed) -> State:
    if state.recent.count(False) >= _REFUSALS:
        return State(Severity.TIGHTENED)
    score = scored(state.score, outcome)
    if score >= REDUCED_FROM and allowed.is_steady and allowed.reduced:
        return State(Severity.REDUCED)
    return replace(state, score=score)


def _tightened(state: State, outcome: Outcome, _allowed: Allowed) -> State:
    refused = state.refused + (not outcome.accepted)
    if refused >= _STOP:
        return State(Severity.STOPPED, refused=refused)
    if len(state.recent) == _BACK_TO_NORMAL and all(state.recent):
        return State()
    return replace(state, refused=refused)


def _reduced(state: State, outcome: Outcome, allowed: Allowed) -> State:
    keeps = outcome.accepted and not outcome.between and allowed.is_steady and allowed.reduced
    return state if keeps else State()


_STEPS = {Severity.NORMAL: _normal, Severity.TIGHTENED: _tightened, Severity.REDUCED: _reduced}
