"""How an operation of an order goes from one status to the next by what people do at it. Pure."""

from enum import StrEnum


class Status(StrEnum):
    WAITING = "waiting"
    SETUP = "setup"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    SKIPPED = "skipped"


class Act(StrEnum):
    CHANGE_OVER = "change_over"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    REPORT = "report"
    FINISH = "finish"
    SKIP = "skip"
    REWORK = "rework"


_NEXT = {
    (Status.WAITING, Act.CHANGE_OVER): Status.SETUP,
    (Status.WAITING, Act.START): Status.RUNNING,
    (Status.WAITING, Act.SKIP): Status.SKIPPED,
    (Status.SETUP, Act.START): Status.RUNNING,
    (Status.SETUP, Act.CHANGE_OVER): Status.SETUP,
    (Status.SETUP, Act.PAUSE): Status.PAUSED,
    (Status.RUNNING, Act.START): Status.RUNNING,
    (Status.RUNNING, Act.CHANGE_OVER): Status.RUNNING,
    (Status.RUNNING, Act.RESUME): Status.RUNNING,
    (Status.RUNNING, Act.PAUSE): Status.PAUSED,
    (Status.RUNNING, Act.FINISH): Status.DONE,
    (Status.PAUSED, Act.CHANGE_OVER): Status.SETUP,
    (Status.PAUSED, Act.START): Status.RUNNING,
    (Status.PAUSED, Act.RESUME): Status.RUNNING,
    (Status.PAUSED, Act.FINISH): Status.DONE,
    # Pieces that come later are worked on all the same.
    (Status.DONE, Act.CHANGE_OVER): Status.SETUP,
    (Status.DONE, Act.START): Status.RUNNING,
    (Status.DONE, Act.RESUME): Status.RUNNING,
}
"""(before, act) → after, at the only work unit of the operation. What is missing can't be done."""

_STAYS = frozenset(
    {(status, Act.REPORT) for status in (Status.SETUP, Status.RUNNING, Status.PAUSED)}
    | {(status, Act.REWORK) for status in Status if status not in {Status.WAITING, Status.SKIPPED}}
)


def after(status: Status, act: Act, *, runs_elsewhere: bool = False) -> Status | None:
    """The status after an act; None: it can't be done now.

    runs_elsewhere: another work unit works on the operation, which therefore goes on when this one pauses or finishes.
    """
    if (status, act) in _STAYS:
        return status
    found = _NEXT.get((status, act))
    if found in {Status.PAUSED, Status.DONE, Status.SETUP} and runs_elsewhere:
        return Status.RUNNING
    return found


def possible(status: Status) -> tuple[Act, ...]:
    """What can be done at an operation now, in the order of the buttons."""
    return tuple(act for act in Act if after(status, act) is not None)
