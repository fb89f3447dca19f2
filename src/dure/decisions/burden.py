"""How much the alarms ask of the people who answer them, after ANSI/ISA-18.2-2016 clause 16 (monitoring). Pure.

Target figures are those of the standard's table of metrics, which takes most of them from EEMUA 191.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
FLOOD_FROM, FLOOD_UNTIL = 10, 5
"""A flood begins with ten alarms in ten minutes and ends with fewer than five."""
CHATTER, CHATTER_WITHIN = 3, timedelta(minutes=1)
STALE = DAY
TOP = 10


@dataclass(frozen=True, slots=True)
class Ring:
    """An alarm called somebody."""

    rule: int
    at: datetime
    priority: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The condition of an alarm held from one moment to another; end None: still."""

    rule: int
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Frequent:
    """One of the rules that ring most. share: of all rings."""

    rule: int
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Burden:
    """count: rings in the period. per_*: on average for each operator position. busy_share, busy_hours_share: of the
    periods of ten minutes with more than ten rings, of the hours with more than thirty. floods: their begin and end.
    chattering: rules that rang three times within a minute. stale: rules that stood for more than a day.
    priorities: priority → share of the rings."""

    count: int
    per_ten_minutes: float
    per_hour: float
    per_day: float
    most: int
    busy_share: float
    busy_hours_share: float
    floods: tuple[tuple[datetime, datetime], ...]
    flood_share: float
    frequent: tuple[Frequent, ...]
    top_share: float
    chattering: tuple[int, ...]
    stale: tuple[int, ...]
    priorities: dict[int, float]


def burden(
    rings: Sequence[Ring], standing: Sequence[Standing], *, start: datetime, end: datetime, positions: int = 1
) -> Burden:
    """Figures of the period [start, end), which is cut into tens of minutes and hours from its start.

    positions: how many people share the alarms evenly. An incomplete last part counts as a whole one.
    """
    found = sorted((one for one in rings if start <= one.at < end), key=lambda one: one.at)
    tens, hours = _counts(found, start, end, TEN_MINUTES), _counts(found, start, end, HOUR)
    floods = _floods(tens, start, end)
    length, each = end - start, len(found) / positions
    frequent = _frequent(found)
    by_priority = Counter(one.priority for one in found)
    return Burden(
        len(found), each / (length / TEN_MINUTES), each / (length / HOUR), each / (length / DAY),
        max(tens, default=0), _share(tens, 10 * positions), _share(hours, 30 * positions), floods,
        sum(((b - a) for a, b in floods), timedelta()) / length, frequent, sum(one.share for one in frequent),
        _chattering(found), _stale(standing, start, end),
        {priority: n / len(found) for priority, n in sorted(by_priority.items())},
    )  # fmt: skip


def _counts(rings: Sequence[Ring], start: datetime, end: datetime, width: timedelta) -> list[int]:
    counts = [0] * -(-(end - start) // width)
    for one in rings:
        counts[(one.at - start) // width] += 1
    return counts


def _share(counts: Sequence[int], most: int) -> float:
    return sum(count > most for count in counts) / len(counts) if counts else 0.0


def _floods(tens: Sequence[int], start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    floods, begun = [], None
    for number, count in enumerate(tens):
        at = start + number * TEN_MINUTES
        if begun is None and count >= FLOOD_FROM:
            begun = at
        elif begun is not None and count < FLOOD_UNTIL:
            floods.append((begun, at))
            begun = None
    if begun is not None:
        floods.append((begun, end))
    return tuple(floods)


def _frequent(rings: Sequence[Ring]) -> tuple[Frequent, ...]:
    counts = Counter(one.rule for one in rings)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
    return tuple(Frequent(rule, count, count / len(rings)) for rule, count in ranked)


def _chattering(rings: Sequence[Ring]) -> tuple[int, ...]:
    times: dict[int, list[datetime]] = {}
    for one in rings:
        times.setdefault(one.rule, []).append(one.at)
    return tuple(
        rule
        for rule, at in sorted(times.items())
        if any(bisect_right(at, first + CHATTER_WITHIN) - bisect_left(at, first) >= CHATTER for first in at)
    )


def _stale(standing: Sequence[Standing], start: datetime, end: datetime) -> tuple[int, ...]:
    late = {
        one.rule
        for one in standing
        if one.start < end and (one.end or end) > start and min(one.end or end, end) - one.start > STALE
    }
    return tuple(sorted(late))
