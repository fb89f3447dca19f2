"""How often something fails, how long it takes to put right, how much it is there. Pure.

After EN 15341:2007, in its words: MTBF = total operating time / number of failures (T17), MTTR = total time to
restoration / number of failures (T21), availability = total operating time / (total operating time + downtime due to
maintenance) (T1). ISO 22400-2 divides by the failures and one more; the page says which one is shown. Times in seconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that is a failure. ended_at: None while it goes on. ids: the rows that it is made of."""

    started_at: datetime
    ended_at: datetime | None
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """failures: begun in the period. down_s: of all failures, within the period. restored: of those begun, ended.

    mtbf_s: None without a failure; mttr_s: None while none has ended; availability: None where it neither ran nor
    was down.
    """

    failures: int
    restored: int
    operating_s: float
    down_s: float
    restoration_s: float
    mtbf_s: float | None
    mttr_s: float | None
    availability: float | None


def joined(stops: Iterable[Stop]) -> list[Stop]:
    """Stops that touch are one failure: a person may have split one to give its parts their own reasons."""
    found: list[Stop] = []
    for one in sorted(stops, key=lambda stop: stop.started_at):
        last = found[-1] if found else None
        if last is not None and (last.ended_at is None or one.started_at <= last.ended_at):
            end = None if None in (last.ended_at, one.ended_at) else max(last.ended_at, one.ended_at)  # type: ignore[type-var]
            found[-1] = Stop(last.started_at, end, last.ids + one.ids)
        else:
            found.append(one)
    return found


def figures(stops: Sequence[Stop], *, operating_s: float, start: datetime, end: datetime) -> Figures:
    """Of joined failures in [start, end). A failure counts where it begins; its restoration counts whole."""
    begun = [one for one in stops if start <= one.started_at < end]
    ended = [(one.ended_at - one.started_at).total_seconds() for one in begun if one.ended_at is not None]
    down = sum(_within(one, start, end) for one in stops)
    known = operating_s + down
    return Figures(
        failures=len(begun),
        restored=len(ended),
        operating_s=operating_s,
        down_s=down,
        restoration_s=sum(ended),
        mtbf_s=operating_s / len(begun) if begun else None,
        mttr_s=sum(ended) / len(ended) if ended else None,
        availability=operating_s / known if known else None,
    )


def _within(one: Stop, start: datetime, end: datetime) -> float:
    return max(0.0, (min(one.ended_at or end, end) - max(one.started_at, start)).total_seconds())
