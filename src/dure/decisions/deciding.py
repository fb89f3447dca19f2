"""What may become of a recommendation, when it is too old to act on, and how fast people decide. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dure.kernel.errors import Conflict
from dure.quality.spc.summary import percentile


class Status(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PUT_OFF = "put_off"
    CAME_BACK = "came_back"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


WAITING = frozenset({Status.OPEN, Status.LATER})
_WAYS: Mapping[Verb, tuple[frozenset[Status], Status]] = {
    Verb.ACCEPTED: (WAITING, Status.ACCEPTED),
    Verb.DECLINED: (WAITING, Status.DECLINED),
    Verb.PUT_OFF: (WAITING, Status.LATER),
    Verb.CAME_BACK: (frozenset({Status.LATER}), Status.OPEN),
    Verb.EXPIRED: (WAITING, Status.EXPIRED),
    Verb.SUPERSEDED: (WAITING, Status.SUPERSEDED),
    Verb.WITHDRAWN: (WAITING, Status.WITHDRAWN),
    Verb.UNDONE: (frozenset({Status.ACCEPTED, Status.DECLINED, Status.LATER}), Status.OPEN),
}


def after(status: Status, verb: Verb) -> Status:
    """The status that follows. Raises Conflict when somebody decided otherwise meanwhile."""
    start, end = _WAYS[verb]
    if status not in start:
        raise Conflict("This was decided already or is no longer needed. Look at it again.")
    return end


def is_stale(evidence_at: datetime, stale_after: timedelta, now: datetime) -> bool:
    """Whether the figures behind a recommendation are too old to act on."""
    return now - evidence_at > stale_after


@dataclass(frozen=True, slots=True)
class Decided:
    """One recommendation that has come to its end or waits. decided_at None: nobody decided."""

    happened_at: datetime
    decided_at: datetime | None
    status: Status


@dataclass(frozen=True, slots=True)
class Pace:
    """median, p90: from the event to the decision, None without decisions. share: decided of those that people were
    asked, what was no longer needed or replaced left out; accepted: of those decided."""

    asked: int
    decided: int
    median: timedelta | None
    p90: timedelta | None
    share: float | None
    accepted: float | None


def pace(rows: Sequence[Decided]) -> Pace:
    """How fast and how often people decide."""
    asked = [one for one in rows if one.status not in (Status.SUPERSEDED, Status.WITHDRAWN)]
    done = [one for one in asked if one.status in (Status.ACCEPTED, Status.DECLINED) and one.decided_at is not None]
    waits = [(one.decided_at - one.happened_at).total_seconds() for one in done if one.decided_at is not None]
    accepted = sum(one.status is Status.ACCEPTED for one in done)
    return Pace(
        len(asked), len(done), _span(waits, 0.5), _span(waits, 0.9), len(done) / len(asked) if asked else None,
        accepted / len(done) if done else None,
    )  # fmt: skip


def _span(seconds: Sequence[float], share: float) -> timedelta | None:
    return timedelta(seconds=percentile(seconds, share)) if seconds else None
