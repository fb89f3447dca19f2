"""Whether what people asked for was answered in time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median


@dataclass(frozen=True, slots=True)
class Told:
    """closed_on: the day of the answer, also of one that declines; None while it is open."""

    asked_on: date
    due_on: date
    closed_on: date | None = None
    is_declined: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """What became of requests. Open ones that still have time count neither for nor against.

    in_time: share of those that were due or closed; None while there is none. median_days: of those closed.
    """

    asked: int
    answered: int
    declined: int
    open: int
    overdue: int
    in_time: float | None
    median_days: float | None


def service_of(voices: Iterable[Told], today: date) -> Service:
    rows = list(voices)
    closed = [(one, one.closed_on) for one in rows if one.closed_on is not None]
    late = [one for one in rows if one.closed_on is None and one.due_on < today]
    kept = sum(1 for one, on in closed if on <= one.due_on)
    judged = len(closed) + len(late)
    return Service(
        asked=len(rows),
        answered=sum(1 for one, _on in closed if not one.is_declined),
        declined=sum(1 for one, _on in closed if one.is_declined),
        open=len(rows) - len(closed),
        overdue=len(late),
        in_time=kept / judged if judged else None,
        median_days=median((on - one.asked_on).days for one, on in closed) if closed else None,
    )
