"""A watch of a machine's pace: learnt, tried on later time, kept as figures, and held against its successor. Pure.

It is judged by levels and limits of the earlier hours on the later ones; what is then used is learnt from all of them.
What is kept are numbers and names only, and is checked when it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from statistics import median
from typing import Any, NamedTuple

from dure.decisions.prediction import scores
from dure.decisions.prediction.gate import is_better
from dure.decisions.prediction.held_back import (
    CHANGE,
    Ground,
    Verdict,
    alarms_of,
    delays_of_watch,
    judged,
    lacking,
    most_by_chance,
    run_length_of,
    split_at,
    watch_of,
)
from dure.decisions.prediction.pace import HOUR_US, Hour, Value, levels, slowness
from dure.decisions.prediction.watching import Watch, watch_from, watch_json
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid

FEATURES = (mark("running time of the hour"), mark("counted pieces of each item"))


@dataclass(frozen=True, slots=True)
class Pace:
    """levels: item → seconds a piece. run_length: hours from one false alarm to the next, as promised."""

    levels: Mapping[str, float]
    watch: Watch
    run_length: float

    def values(self, hours: Sequence[Hour]) -> list[Value]:
        return slowness(hours, self.levels)


@dataclass(frozen=True, slots=True)
class Tried:
    """made: learnt from all hours, None where there are too few. later: values that it was judged on, by what was
    learnt before them; alarms: moments at which it rang there."""

    verdict: Verdict
    made: Pace | None
    later: tuple[Value, ...] = ()
    alarms: tuple[int, ...] = ()


def tried(hours: Sequence[Hour], days: float, since_us: int | None = None) -> Tried:
    """days: that the hours are from. since_us: judge on what came from then on, which another model hasn't seen.
    Raises Invalid for a pace that never changes."""
    known = [hour for hour in hours if hour.is_telling]
    at = split_at(len(known)) if since_us is None else sum(hour.at_us < since_us for hour in known)
    own = levels(known[:at])
    learnt, later = slowness(known[:at], own), slowness(known[at:], own)
    lacks = lacking(len(learnt), len(later))
    if lacks:
        return Tried(Verdict(Ground.FEW, len(learnt) + len(later), lacks), None)
    run_length = run_length_of([*learnt, *later], days)
    watch = watch_of(learnt, run_length, HOUR_US)
    alarms = tuple(one.at_us for one in alarms_of(watch, later, learnt[-1]))
    return Tried(judged(watch, learnt, later, run_length), _learnt(known, run_length), tuple(later), alarms)


def _learnt(hours: Sequence[Hour], run_length: float) -> Pace:
    known = levels(hours)
    return Pace(known, watch_of(slowness(hours, known), run_length, HOUR_US), run_length)


class Compared(NamedTuple):
    """ours, theirs: mean hours until a change is seen, by the new and by the former model, on what neither has seen.
    alarms: of the former one there; most: that chance allows. lacks: hours that are missing before one can tell."""

    is_better: bool
    ours: float = 0.0
    theirs: float = 0.0
    alarms: int = 0
    most: int = 0
    lacks: int = 0


def compared(former: Pace, hours: Sequence[Hour], since_us: int) -> Compared:
    """A successor learnt from what was before `since_us`, against the former, on what came since. It is better when
    the former rings more often than chance allows, or when it sees changes sooner by the gate's measure; either is
    taken at its own level of that time, for a watch that has rung learns it."""
    known = [hour for hour in hours if hour.is_telling]
    early, late = [one for one in known if one.at_us < since_us], [one for one in known if one.at_us >= since_us]
    own = levels(early)
    learnt = slowness(early, own)
    return held_against(former.watch, former.run_length, learnt, *_both(slowness(late, own), former.values(late)))


def held_against(
    former: Watch, run_length: float, learnt: Sequence[Value], new: Sequence[Value], old: Sequence[Value]
) -> Compared:
    """learnt: values that a new watch is made from; new, old: later ones as either sees them."""
    lacks = lacking(len(learnt), len(new))
    if lacks:
        return Compared(False, lacks=lacks)
    watch = watch_of(learnt, run_length, HOUR_US)
    size = CHANGE * min(watch.calm.spread, former.calm.spread)
    ours = delays_of_watch(watch, _levelled(watch, new), size)
    theirs = delays_of_watch(former, _levelled(former, old), size)
    alarms, most = len(alarms_of(former, old)), most_by_chance(len(old) / run_length)
    difference = scores.difference(ours.values, theirs.values, ours.blocks)
    sooner = is_better(difference, scores.mean(theirs.values))
    return Compared(alarms > most or sooner, scores.mean(ours.values), scores.mean(theirs.values), alarms, most)


def _levelled(watch: Watch, values: Sequence[Value]) -> list[Value]:
    """Moved so that their median lies where the watch holds them against."""
    off = median(value for _, value in values) - watch.calm.centre
    return [(moment, value - off) for moment, value in values]


def _both(one: Sequence[Value], other: Sequence[Value]) -> tuple[list[Value], list[Value]]:
    """Values of the same hours."""
    shared = {moment for moment, _ in one} & {moment for moment, _ in other}
    return [value for value in one if value[0] in shared], [value for value in other if value[0] in shared]


def digest(hours: Sequence[Hour]) -> str:
    """SHA-256 of all that is learnt from."""
    return sha256(repr([(one.at_us, one.seconds, sorted(one.pieces.items())) for one in hours]).encode()).hexdigest()


def pace_json(pace: Pace) -> dict[str, Any]:
    return {"levels": dict(pace.levels), "watch": watch_json(pace.watch), "run_length": pace.run_length}


def pace_from(data: Mapping[str, Any]) -> Pace:
    """Raises Invalid for what isn't a kept model."""
    try:
        found = Pace(
            {str(item): float(seconds) for item, seconds in data["levels"].items()}, watch_from(data["watch"]),
            float(data["run_length"]),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("This model can't be read: %(why)s", why=str(error)[:100]) from error
    calm = found.watch.calm
    figures = (*found.levels.values(), found.run_length, calm.spread, calm.noise)
    if not found.levels or not all(isfinite(one) and one > 0 for one in figures):
        raise Invalid("This model can't be read: %(why)s", why="a figure is missing or no number")
    return found


class Rang(NamedTuple):
    """since_us: when the change began, as the chart estimates. slower: per cent against the level before, as far as the
    chart had come when it rang; the whole change is more."""

    at_us: int
    since_us: int
    slower: float


class Followed(NamedTuple):
    """level: per cent by which the machine runs slower than it was learnt, the median of the newest hours; None without
    any. is_loud: it rang more often than chance and `TRUE_CHANGES` explain, so that it can't be trusted any more. days:
    none, a pace is followed by hours."""

    alarms: list[Rang]
    level: float | None
    is_loud: bool
    days: Sequence[Value] = ()


NEWEST = 8
"""hours of running, a shift"""
TRUE_CHANGES = 2
"""A machine that became slower and was mended has rung twice, rightly."""


def followed(pace: Pace, hours: Sequence[Hour]) -> Followed:
    """What the watch says of hours that came after it was learnt."""
    values = pace.values(hours)
    rang = [Rang(one.at_us, one.since_us, one.size) for one in alarms_of(pace.watch, values)]
    newest = [value for _, value in values[-NEWEST:]]
    most = most_by_chance(len(values) / pace.run_length) + TRUE_CHANGES
    return Followed(rang, median(newest) - pace.watch.calm.centre if newest else None, len(rang) > most)
