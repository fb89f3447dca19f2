"""A watch of one signal, hour by hour while its machine runs: learnt, tried on later time, kept, followed. Pure.

As the watch of a pace (`pace_model`), with hourly means in the signal's own unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from math import isfinite
from statistics import median
from typing import Any, NamedTuple

from dure.decisions.prediction.held_back import (
    Ground,
    Verdict,
    alarms_of,
    judged,
    lacking,
    most_by_chance,
    run_length_of,
    split_at,
    watch_of,
)
from dure.decisions.prediction.pace import HOUR_US, Value
from dure.decisions.prediction.pace_model import NEWEST, TRUE_CHANGES, Compared, held_against
from dure.decisions.prediction.watching import Watch, watch_from, watch_json
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid
from dure.quality.spc.distributions import normal_quantile

FEATURES = (mark("hourly means while the machine runs"),)
USUAL = 0.99
"""share of usual hours that lie in the band"""

SENTENCES = {
    Ground.BETTER: mark(
        "It may be used: a change of %(size).4g put into later time was seen after %(ours).1f hours of running on "
        "average, by a plain limit after %(theirs).1f. It rang %(alarms)s times by itself where %(promised).1f are "
        "promised."
    ),
    Ground.NOT_BETTER: mark(
        "It may not be used: a change of %(size).4g put into later time was seen after %(ours).1f hours of running on "
        "average, by a plain limit after %(theirs).1f. A plain alarm rule does as well."
    ),
    Ground.LOUD: mark(
        "It may not be used: in %(tested)s later hours it rang %(alarms)s times by itself, where %(promised).1f are "
        "promised. More than %(most)s is no chance: the signal changes its level too often to be watched like this."
    ),
    Ground.FEW: mark(
        "Too little data: there are %(values)s hours with values while the machine ran; %(lacks)s more are needed."
    ),
}


@dataclass(frozen=True, slots=True)
class SignalVerdict(Verdict):
    """As of a pace, said of a signal."""

    @property
    def message(self) -> str:
        return SENTENCES[self.ground]


@dataclass(frozen=True, slots=True)
class Level:
    """run_length: hours from one false alarm to the next, as promised."""

    watch: Watch
    run_length: float

    @property
    def band(self) -> tuple[float, float]:
        """Where usual hours lie."""
        calm = self.watch.calm
        half = normal_quantile((1 + USUAL) / 2) * calm.spread
        return calm.centre - half, calm.centre + half


@dataclass(frozen=True, slots=True)
class Tried:
    """made: learnt from all values, None where there are too few. later: those that it was judged on; alarms: moments
    at which it rang there."""

    verdict: SignalVerdict
    made: Level | None
    later: tuple[Value, ...] = ()
    alarms: tuple[int, ...] = ()


def tried(values: Sequence[Value], since_us: int | None = None) -> Tried:
    """since_us: judge on what came from then on. Raises Invalid for a signal that never changes."""
    at = split_at(len(values)) if since_us is None else sum(moment < since_us for moment, _ in values)
    learnt, later = values[:at], values[at:]
    lacks = lacking(len(learnt), len(later))
    if lacks:
        return Tried(SignalVerdict(Ground.FEW, len(values), lacks), None)
    days = (values[-1][0] - values[0][0]) / (24 * HOUR_US) + 1
    run_length = run_length_of(values, days)
    watch = watch_of(learnt, run_length, HOUR_US)
    alarms = tuple(one.at_us for one in alarms_of(watch, later, learnt[-1]))
    verdict = judged(watch, learnt, later, run_length)
    told = SignalVerdict(*(getattr(verdict, one.name) for one in fields(verdict)))
    return Tried(told, Level(watch_of(values, run_length, HOUR_US), run_length), tuple(later), alarms)


def compared(former: Level, values: Sequence[Value], since_us: int) -> Compared:
    early = [one for one in values if one[0] < since_us]
    late = [one for one in values if one[0] >= since_us]
    return held_against(former.watch, former.run_length, early, late, late)


def digest(values: Sequence[Value]) -> str:
    return sha256(repr(list(values)).encode()).hexdigest()


def level_json(level: Level) -> dict[str, Any]:
    return {"watch": watch_json(level.watch), "run_length": level.run_length}


def level_from(data: Mapping[str, Any]) -> Level:
    """Raises Invalid for what isn't a kept model."""
    try:
        found = Level(watch_from(data["watch"]), float(data["run_length"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("This model can't be read: %(why)s", why=str(error)[:100]) from error
    calm = found.watch.calm
    if not isfinite(calm.centre) or not all(isfinite(one) and one > 0 for one in (found.run_length, calm.spread)):
        raise Invalid("This model can't be read: %(why)s", why="a figure is missing or no number")
    return found


class Rang(NamedTuple):
    """since_us: when the change began, as the chart estimates. slower: size of the change in the signal's unit as far
    as the chart had come (the name that all kept models share); level: what it was held against."""

    at_us: int
    since_us: int
    slower: float
    level: float


class Followed(NamedTuple):
    """level: median of the newest hours less the one that was learnt. days: the values, for the picture."""

    alarms: list[Rang]
    level: float | None
    is_loud: bool
    days: list[Value]


def followed(model: Level, values: Sequence[Value]) -> Followed:
    rang = [Rang(one.at_us, one.since_us, one.size, one.level) for one in alarms_of(model.watch, values)]
    newest = [value for _, value in values[-NEWEST:]]
    most = most_by_chance(len(values) / model.run_length) + TRUE_CHANGES
    moved = median(newest) - model.watch.calm.centre if newest else None
    return Followed(rang, moved, len(rang) > most, [(at, float(f"{value:.6g}")) for at, value in values])
