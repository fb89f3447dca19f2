"""How a work standard comes into force: write, review, approve, put in force. Pure.

| from       | step         | to         | by whom                                   |
|------------|--------------|------------|-------------------------------------------|
| draft      | submit       | review     | anyone who may write                      |
| review     | endorse      | reviewed   | not the writer                            |
| reviewed   | approve      | approved   | not the writer; the reviewer may          |
| review, reviewed | send_back | draft   | not bound; with a comment                 |
| approved   | put_in_force | in_force   | not bound                                 |
| approved, in_force | retire | retired  | not bound                                 |
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dure.kernel.errors import Conflict, Invalid
from dure.product.errors import OwnWork


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    RETIRED = "retired"


class Step(StrEnum):
    SUBMIT = "submit"
    ENDORSE = "endorse"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    PUT_IN_FORCE = "put_in_force"
    RETIRE = "retire"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.SUBMIT): State.REVIEW,
    (State.REVIEW, Step.ENDORSE): State.REVIEWED,
    (State.REVIEW, Step.SEND_BACK): State.DRAFT,
    (State.REVIEWED, Step.APPROVE): State.APPROVED,
    (State.REVIEWED, Step.SEND_BACK): State.DRAFT,
    (State.APPROVED, Step.PUT_IN_FORCE): State.IN_FORCE,
    (State.APPROVED, Step.RETIRE): State.RETIRED,
    (State.IN_FORCE, Step.RETIRE): State.RETIRED,
}
FOUR_EYES = frozenset({Step.ENDORSE, Step.APPROVE})
"""Steps that nobody takes who has written any of it."""
NEEDS_COMMENT = frozenset({Step.SEND_BACK})


class Refused(StrEnum):
    NOT_FROM_HERE = "not_from_here"
    OWN_WORK = "own_work"
    COMMENT_MISSING = "comment_missing"


@dataclass(frozen=True, slots=True)
class Verdict:
    to: State | None
    refused: Refused | None = None


def judge(state: State, step: Step, *, by: int | None, writers: frozenset[int], comment: str = "") -> Verdict:
    """Where the step leads, or why it may not be taken. by: a person's id, None for the system."""
    to = TRANSITIONS.get((state, step))
    if to is None:
        return Verdict(None, Refused.NOT_FROM_HERE)
    if step in FOUR_EYES and by is not None and by in writers:
        return Verdict(None, Refused.OWN_WORK)
    if step in NEEDS_COMMENT and not comment.strip():
        return Verdict(None, Refused.COMMENT_MISSING)
    return Verdict(to)


def refusal(refused: Refused | None) -> Exception:
    """What to raise for a step that may not be taken."""
    if refused is Refused.OWN_WORK:
        return OwnWork("Somebody else than its writer must approve it.")
    if refused is Refused.COMMENT_MISSING:
        return Invalid("Say what should be changed.")
    return Conflict("This has moved on meanwhile. Look again.")


def signature(step: Step, *, by: object, at: datetime) -> dict[str, object]:
    """What the step writes beside the status: fields of a version → values. by: who takes it."""
    written: dict[Step, dict[str, object]] = {
        Step.ENDORSE: {"reviewed_by": by, "reviewed_at": at},
        Step.APPROVE: {"approved_by": by, "approved_at": at},
        Step.SEND_BACK: {"reviewed_by": None, "reviewed_at": None},
        Step.PUT_IN_FORCE: {"in_force_from": at},
        Step.RETIRE: {"retired_at": at},
    }
    return written.get(step, {})


def steps_from(state: State) -> list[Step]:
    return [step for step in Step if (state, step) in TRANSITIONS]
