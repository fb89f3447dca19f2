"""Which spans of plant time a person may enter quantities for: hours, cut where shift or order change. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run (its id) held from a moment to another (None: still going on)."""

    start: datetime
    end: datetime | None
    run: int


@dataclass(frozen=True, slots=True)
class Slot:
    """Part of one clock hour [start, end) with one shift and one run; both may be missing."""

    start: datetime
    end: datetime
    shift: tuple[date, str] | None
    run: int | None

    @property
    def hour(self) -> datetime:
        return hour_of(self.start)


def hour_of(moment: datetime) -> datetime:
    """Start of the clock hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def slots(
    now: datetime,
    hours: int,
    runs: Sequence[Stretch],
    shift_at: Callable[[datetime], tuple[date, str] | None],
    edges: Iterable[datetime],
) -> list[Slot]:
    """The last `hours` clock hours up to and with `now`, newest first; none that lies ahead.

    edges: moments at which the shift may change. The running slot ends with its hour, so that it
    stays the same slot while time passes.
    """
    end = hour_of(now) + HOUR
    first = end - HOUR * hours
    marks = {first + HOUR * step for step in range(hours + 1)} | set(edges)
    marks |= {run.start for run in runs} | {run.end for run in runs if run.end is not None}
    cuts = sorted(mark for mark in marks if first <= mark <= end)
    found: list[Slot] = []
    for start, until in pairwise(cuts):
        _join(found, Slot(start, until, shift_at(start), _run_at(runs, start)))
    return [slot for slot in reversed(found) if slot.start <= now]


def _join(found: list[Slot], slot: Slot) -> None:
    """Add a slot, or lengthen the last one where nothing changed."""
    last = found[-1] if found else None
    if last and (last.hour, last.shift, last.run) == (slot.hour, slot.shift, slot.run):
        found[-1] = Slot(last.start, slot.end, last.shift, last.run)
    else:
        found.append(slot)


def _run_at(runs: Iterable[Stretch], moment: datetime) -> int | None:
    return next((r.run for r in runs if r.start <= moment and (r.end is None or moment < r.end)), None)
