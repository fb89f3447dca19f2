"""When the condition of an alarm holds: limits with a dead band, rates, silence, states; delays on and off. Pure.

After ANSI/ISA-18.2-2016 clause 16 (basic alarm design): an alarm is raised once its condition has held for the on-delay
and cleared once it has been gone for the off-delay. A limit is left only by more than the dead band. Where a value is
missing nothing is known: what stands stays, what was about to come or go waits anew.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

MINUTE = timedelta(minutes=1)


class Kind(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    RISES = "rises"
    FALLS = "falls"
    SILENT = "silent"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Sample:
    """A value from a moment on, until the next one. None: it isn't known."""

    at: datetime
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """limit: in the unit of the value; of RISES and FALLS in units per minute over `window`; of SILENT in minutes."""

    kind: Kind
    limit: float = 0.0
    dead_band: float = 0.0
    window: timedelta = MINUTE
    on_delay: timedelta = timedelta(0)
    off_delay: timedelta = timedelta(0)
    states: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept between two looks. holds: the bare condition, since `since`; is_on: after the delays.

    seen_at: when the last value came, from which silence is counted.
    """

    is_on: bool = False
    holds: bool = False
    since: datetime | None = None
    seen_at: datetime | None = None
    value: float | str | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "is_on": self.is_on, "holds": self.holds, "value": self.value,
            "since": self.since.isoformat() if self.since else None,
            "seen_at": self.seen_at.isoformat() if self.seen_at else None,
        }  # fmt: skip

    @classmethod
    def recalled(cls, kept: dict[str, Any]) -> "Memory":
        moments = {name: datetime.fromisoformat(kept[name]) for name in ("since", "seen_at") if kept.get(name)}
        return cls(bool(kept.get("is_on")), bool(kept.get("holds")), value=kept.get("value"), **moments)


@dataclass(frozen=True, slots=True)
class Edge:
    """The alarm's condition came (is_on) or went at a moment, with the value then."""

    at: datetime
    is_on: bool
    value: float | str | None


def follow(
    condition: Condition, samples: Sequence[Sample], memory: Memory, *, start: datetime, until: datetime
) -> tuple[list[Edge], Memory]:
    """Follow a condition from `start` to `until`. samples: in the order of time; of RISES and FALLS also those of the
    window before the start. Following in pieces gives the same edges as following at once."""
    edges: list[Edge] = []
    told, seen_at = _told(condition, samples, memory, start, until)
    for one in told:
        memory = _settled(condition, memory, one.at, edges)
        memory = _seen(condition, memory, one)
        memory = _settled(condition, memory, one.at, edges)
    return edges, replace(_settled(condition, memory, until, edges), seen_at=seen_at)


def _settled(condition: Condition, memory: Memory, at: datetime, edges: list[Edge]) -> Memory:
    """What has lasted for its delay by a moment."""
    if memory.holds == memory.is_on or memory.since is None:
        return memory
    due = memory.since + (condition.on_delay if memory.holds else condition.off_delay)
    if due > at:
        return memory
    edges.append(Edge(due, memory.holds, memory.value))
    return replace(memory, is_on=memory.holds)


def _seen(condition: Condition, memory: Memory, one: Sample) -> Memory:
    if one.value is None:
        return replace(memory, holds=memory.is_on, since=None)
    holds = _holds(condition, one.value, was=memory.holds)
    since = memory.since if holds == memory.holds else one.at
    return replace(memory, holds=holds, since=since, value=one.value)


def _holds(condition: Condition, value: float | str, *, was: bool) -> bool:
    if condition.kind is Kind.STATE:
        return value in condition.states
    if not isinstance(value, int | float):
        return was
    band = condition.dead_band if was else 0.0
    if condition.kind in (Kind.BELOW, Kind.FALLS):
        limit = -condition.limit if condition.kind is Kind.FALLS else condition.limit
        return value < limit + band
    return value >= condition.limit if condition.kind is Kind.SILENT else value > condition.limit - band


def _told(
    condition: Condition, samples: Sequence[Sample], memory: Memory, start: datetime, until: datetime
) -> tuple[Iterable[Sample], datetime | None]:
    """The samples that the limit is held against, and when the last value came."""
    with_value = [one.at for one in samples if one.value is not None and one.at <= until]
    seen_at = max([*with_value, *([memory.seen_at] if memory.seen_at else [])], default=None)
    if condition.kind is Kind.SILENT:
        return _silences(condition, with_value, memory.seen_at or start, until), seen_at or start
    if condition.kind in (Kind.RISES, Kind.FALLS):
        return rates(samples, condition.window, start, until), seen_at
    return (one for one in samples if one.at <= until), seen_at


def _silences(
    condition: Condition, values_at: Sequence[datetime], since: datetime, until: datetime
) -> Iterator[Sample]:
    """Minutes without a value: the limit when it is reached, nought with each value."""
    patience = condition.limit * MINUTE
    for at in values_at:
        if since + patience < at:
            yield Sample(since + patience, condition.limit)
        if at >= since:
            yield Sample(at, 0.0)
            since = at
    if since + patience <= until:
        yield Sample(since + patience, condition.limit)


def rates(samples: Sequence[Sample], window: timedelta, start: datetime, until: datetime) -> list[Sample]:
    """Change per minute over the window, at each moment at which it becomes another one. A value holds until the next;
    None where the beginning of the window isn't known."""
    times = [one.at for one in samples]
    moments = sorted({*times, *(at + window for at in times)})

    def held(at: datetime) -> float | None:
        place = bisect_right(times, at) - 1
        value = samples[place].value if place >= 0 else None
        return float(value) if isinstance(value, int | float) else None

    found = []
    for at in moments:
        if start <= at <= until:
            first, last = held(at - window), held(at)
            rate = None if first is None or last is None else (last - first) / (window / MINUTE)
            found.append(Sample(at, rate))
    return found
