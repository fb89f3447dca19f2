"""Whether a watch may be used: on later time it keeps to its budget, and sees a change sooner than a plain limit. Pure.

The watch and the limit are made from the earlier part of the values and tried on the later one. Both may raise one
false alarm in the same time. Into the later time a lasting change is put again and again, and the values until it is
seen are counted; the 95 % interval of the difference, drawn by stretches, has to lie below nought (`gate.is_better`).
More alarms without any change than chance allows (97.5 % of a Poisson variable) rule a watch out.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from math import exp
from typing import Any, NamedTuple

from dure.decisions.prediction import scores
from dure.decisions.prediction.budget import FEWEST, LEAST_ARL, chart, tuned
from dure.decisions.prediction.calm import Calm, calm_of
from dure.decisions.prediction.gate import FEWEST_BLOCKS, is_better
from dure.decisions.prediction.pace import Value
from dure.decisions.prediction.scores import Interval
from dure.decisions.prediction.watching import Alarm, Watch, at_time, begin, next_state
from dure.decisions.prediction.words import mark
from dure.quality.spc.distributions import normal_quantile

CHANGE = 1.5
"""spreads of the calm time, that a change put in is large"""
STRETCH, STEP = 16, 4
"""values that a change lasts, and from one such change to the next"""
LEARN = 0.6
"""share of the values"""
FEWEST_LATER = (FEWEST_BLOCKS + 1) * STRETCH
_MOST_CHANCE = 0.975
_MOST_RUN = 2000.0
NOTHING = Interval(0.0, 0.0, 0.0)


class Ground(StrEnum):
    """The value is kept: never change one."""

    BETTER = "better"
    NOT_BETTER = "not_better"
    LOUD = "loud"
    FEW = "few"


SENTENCES = {
    Ground.BETTER: mark(
        "It may be used: a change of %(size).1f %% put into later time was seen after %(ours).1f hours of running on "
        "average, by a plain limit after %(theirs).1f (difference 95 %% from %(low)+.1f to %(high)+.1f). It rang "
        "%(alarms)s times by itself where %(promised).1f are promised."
    ),
    Ground.NOT_BETTER: mark(
        "It may not be used: a change of %(size).1f %% put into later time was seen after %(ours).1f hours of running "
        "on average, by a plain limit after %(theirs).1f (difference 95 %% from %(low)+.1f to %(high)+.1f). A plain "
        "limit does as well."
    ),
    Ground.LOUD: mark(
        "It may not be used: in %(tested)s later hours it rang %(alarms)s times by itself, where %(promised).1f are "
        "promised. More than %(most)s is no chance: the pace changes too often to be watched like this."
    ),
    Ground.FEW: mark(
        "Too little data: there are %(values)s hours of running with counted pieces of items whose pace is known; "
        "%(lacks)s more are needed."
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """values: all of them; lacks: how many more are needed; tested: the later ones. size: of the change put in, in the
    unit of the values. ours, theirs: mean values until it was seen, by the watch and by the limit. seen, seen_theirs:
    shares of the changes. alarms: raised without a change; promised: by the budget; most: that chance allows."""

    ground: Ground
    values: int
    lacks: int = 0
    tested: int = 0
    size: float = 0.0
    ours: float = 0.0
    theirs: float = 0.0
    difference: Interval = NOTHING
    seen: float = 0.0
    seen_theirs: float = 0.0
    alarms: int = 0
    promised: float = 0.0
    most: int = 0

    @property
    def is_shown(self) -> bool:
        return self.ground is Ground.BETTER

    @property
    def message(self) -> str:
        return SENTENCES[self.ground]

    @property
    def params(self) -> dict[str, Any]:
        told = {name: value for name, value in asdict(self).items() if name not in ("ground", "difference")}
        low, high = self.difference.low, self.difference.high
        return told | {"low": low, "high": high}

    def __str__(self) -> str:
        return self.message % self.params


class Delays(NamedTuple):
    """Values until each change that was put in was seen; STRETCH where it wasn't. blocks: of each change."""

    values: tuple[float, ...]
    blocks: tuple[str, ...]
    seen: float


def split_at(count: int) -> int:
    """How many of the values are learnt from: most of them, as far as enough are left to be tried on."""
    return max(FEWEST, min(round(LEARN * count), count - FEWEST_LATER))


def run_length_of(values: Sequence[Value], days: float) -> float:
    """Values in four weeks: one false alarm in a machine-month. Rounded to tens, for charts are dear to make."""
    found = len(values) * 28 / max(1.0, days)
    return min(_MOST_RUN, max(LEAST_ARL + 5, round(found / 10) * 10.0))


def watch_of(values: Sequence[Value], run_length: float, period_us: int) -> Watch:
    """An EWMA chart tuned on these values. Raises Invalid for too few or constant ones."""
    calm = calm_of(with_gaps(values, period_us))
    bare = Watch(calm, chart("ewma", run_length, CHANGE), period_us)
    return replace(bare, chart=tuned(bare.chart, residuals(bare, values), run_length))


def with_gaps(values: Sequence[Value], period_us: int) -> list[float | None]:
    """None between values that are no neighbours."""
    found: list[float | None] = []
    before: int | None = None
    for moment, value in values:
        period = moment // period_us
        if before is not None and period - before > 1:
            found.append(None)
        found.append(value)
        before = period
    return found


def residuals(watch: Watch, values: Sequence[Value]) -> list[float]:
    found: list[float] = []
    before: float | None = None
    last = 0
    for moment, value in values:
        period = moment // watch.period_us
        residual = watch.calm.residual(value, before, max(1, period - last))
        found.append(max(-watch.clip, min(watch.clip, residual)))
        before, last = value, period
    return found


def plain_limit(calm: Calm, values: Sequence[Value], run_length: float) -> float:
    """Spreads from the centre that one value in `run_length` passes: by the normal distribution, and by these."""
    far = sorted((abs(value - calm.centre) / calm.spread for _moment, value in values), reverse=True)
    return max(normal_quantile(1 - 0.5 / run_length), far[min(len(far) - 1, int(len(far) / run_length))])


def alarms_of(watch: Watch, values: Sequence[Value], before: Value | None = None) -> list[Alarm]:
    """Raised by these values, the last period taken as over. before: the value known just before them."""
    state, found = begin(watch), []
    if before is not None:
        state = replace(state, before=before[1], before_period=before[0] // watch.period_us)
    for moment, value in values:
        state, alarm = next_state(watch, state, moment, value)
        found += [alarm] if alarm else []
    if values:
        alarm = at_time(watch, state, values[-1][0] + 2 * watch.period_us)[1]
        found += [alarm] if alarm else []
    return found


def delays_of_watch(watch: Watch, values: Sequence[Value], size: float) -> Delays:
    """Of changes upwards of this size, each put in anew; a watch knows one value before it."""

    def until_seen(at: int) -> int | None:
        own = [(moment, value + size) for moment, value in values[at : at + STRETCH]]
        alarm = next((one for one in alarms_of(watch, own, values[at - 1] if at else None) if one.is_up), None)
        return None if alarm is None else sum(1 for moment, _ in own if moment < alarm.at_us)

    return _delays(len(values), until_seen)


def delays_of_limit(edge: float, values: Sequence[Value], size: float) -> Delays:
    """edge: the value beyond which the limit rings."""

    def until_seen(at: int) -> int | None:
        own = values[at : at + STRETCH]
        return next((place + 1 for place, (_, value) in enumerate(own) if value + size > edge), None)

    return _delays(len(values), until_seen)


def _delays(count: int, until_seen: Any) -> Delays:
    starts = range(0, count - STRETCH + 1, STEP)
    told = [until_seen(at) for at in starts]
    found = [float(STRETCH if one is None else one) for one in told]
    return Delays(
        tuple(found), tuple(str(at // STRETCH) for at in starts), sum(one is not None for one in told) / len(told)
    )  # fmt: skip


def most_by_chance(promised: float) -> int:
    """Alarms that are no more than chance makes of those promised; one at least."""
    count, term = 0, exp(-promised)
    total = term
    while total < _MOST_CHANCE:
        count += 1
        term *= promised / count
        total += term
    return max(1, count)


def judged(watch: Watch, learnt: Sequence[Value], later: Sequence[Value], run_length: float, seed: int = 0) -> Verdict:
    """watch: made from `learnt`. later: what it didn't see, `FEWEST_LATER` or more."""
    calm, size = watch.calm, CHANGE * watch.calm.spread
    own = delays_of_watch(watch, later, size)
    edge = calm.centre + calm.spread * plain_limit(calm, learnt, run_length)
    plain = delays_of_limit(edge, later, size)
    difference = scores.difference(own.values, plain.values, own.blocks, seed)
    alarms, promised = len(alarms_of(watch, later, learnt[-1])), len(later) / run_length
    better = Ground.BETTER if is_better(difference, scores.mean(plain.values)) else Ground.NOT_BETTER
    return Verdict(
        Ground.LOUD if alarms > most_by_chance(promised) else better, len(learnt) + len(later), 0, len(later), size,
        scores.mean(own.values), scores.mean(plain.values), difference, own.seen, plain.seen, alarms, promised,
        most_by_chance(promised),
    )  # fmt: skip


def lacking(learnt: int, later: int) -> int:
    """How many more values are needed before anything can be judged."""
    return max(0, FEWEST - learnt) + max(0, FEWEST_LATER - later)
