"""Watching one signal: what is remembered of it, and when it has changed. Pure: `next_state(watch, state, …)`.

Values may come at any moment. They are gathered into means of equal periods, and the chart sees one value a period;
periods without any are gaps. After an alarm the chart begins anew and learns the new level from the next values, so
that one change is one alarm. A level learnt from n values is itself uncertain; its residuals count √(n / (n + 1))
times, which keeps the budget as in Hawkins (1987), n being cut by the memory of the signal.
"""

from dataclasses import asdict, dataclass, field, replace
from math import isfinite, sqrt
from typing import Any

from dure.decisions.prediction.calm import Calm
from dure.decisions.prediction.charts import CHARTS, Chart, Sums
from dure.kernel.errors import Invalid

Json = dict[str, Any]
_MOST_LEARNT = 25
"""A level is learnt from so many times `learn` values; later ones could be a slow change."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a signal is watched. clip: a residual counts for so much at most, so that one odd value is no change.
    learn: values after an alarm before the new level is held against; with nought the level of the calm time stays."""

    calm: Calm
    chart: Chart
    period_us: int
    clip: float = 4.0
    learn: int = 20


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered between values. period: number of the one that is being gathered, None at the beginning.

    gathered, count: its sum and values. before, before_period: the last mean and its period. centre: the level held
    against. taken: values that it has been learnt from since an alarm, None for that of the calm time; learnt: their
    sum. missing: values without a number and those that came too late.
    """

    centre: float
    sums: Sums = field(default_factory=Sums)
    period: int | None = None
    gathered: float = 0.0
    count: int = 0
    before: float | None = None
    before_period: int = 0
    taken: int | None = None
    learnt: float = 0.0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A change seen at the end of a period. since_us: when it began, as the chart estimates. size: in the unit of the
    signal. level: the centre it was held against."""

    at_us: int
    since_us: int
    size: float
    level: float

    @property
    def is_up(self) -> bool:
        return self.size > 0


def begin(watch: Watch) -> State:
    if watch.period_us <= 0:
        raise Invalid("The period of a watched signal must be above nought.")
    return State(watch.calm.centre)


def next_state(watch: Watch, state: State, time_us: int, value: float | None) -> tuple[State, Alarm | None]:
    """The state after a value, and the alarm that the period before it raised, if it is over now."""
    period = time_us // watch.period_us
    if value is None or not isfinite(value) or _is_late(state, period):
        return replace(state, missing=state.missing + 1), None
    if state.period is None or period == state.period:
        return replace(state, period=period, gathered=state.gathered + value, count=state.count + 1), None
    closed, alarm = _closed(watch, state)
    return replace(closed, period=period, gathered=value, count=1), alarm


def at_time(watch: Watch, state: State, now_us: int) -> tuple[State, Alarm | None]:
    """What passing time says without a value: a period that is over goes to the chart."""
    if state.period is None or now_us < (state.period + 1) * watch.period_us:
        return state, None
    closed, alarm = _closed(watch, state)
    return replace(closed, period=None, gathered=0.0, count=0), alarm


def _is_late(state: State, period: int) -> bool:
    """Its period went to the chart already."""
    if state.period is None:
        return state.before is not None and period <= state.before_period
    return period < state.period


def _closed(watch: Watch, state: State) -> tuple[State, Alarm | None]:
    """The period that was being gathered goes to the chart."""
    assert state.period is not None
    mean = state.gathered / state.count
    periods = max(1, state.period - state.before_period)
    after = replace(_learnt(watch, state, mean), before=mean, before_period=state.period)
    if state.taken is not None and state.taken < watch.learn:
        return after, None
    residual = _certainty(watch, state) * watch.calm.residual(mean, state.before, periods, state.centre)
    sums = watch.chart.after(state.sums, max(-watch.clip, min(watch.clip, residual)))
    if abs(watch.chart.reached(sums)) < 1:
        return replace(after, sums=sums), None
    alarm = _alarm(watch, state.period, sums, state.centre)
    return replace(after, sums=Sums(), taken=0 if watch.learn else None, learnt=0.0), alarm


def _learnt(watch: Watch, state: State, mean: float) -> State:
    """An odd value counts for no more in the level than in the chart."""
    if state.taken is None or state.taken >= _MOST_LEARNT * watch.learn:
        return state
    if state.taken >= watch.learn:
        far = watch.clip * watch.calm.spread
        mean = max(state.centre - far, min(state.centre + far, mean))
    taken, learnt = state.taken + 1, state.learnt + mean
    return replace(state, centre=learnt / taken, taken=taken, learnt=learnt)


def _certainty(watch: Watch, state: State) -> float:
    """Neighbours that are alike tell less of the level: n values as much as n (1 - memory) / (1 + memory)."""
    if state.taken is None:
        return 1.0
    worth = state.taken * (1 - watch.calm.memory) / (1 + watch.calm.memory)
    return sqrt(worth / (worth + 1))


def _alarm(watch: Watch, period: int, sums: Sums, level: float) -> Alarm:
    size = watch.chart.size(sums)
    count = sums.up_count if size > 0 else sums.down_count
    # A lasting change shows in a residual with its share that the value before did not tell already.
    unit = watch.calm.noise / (1 - watch.calm.memory)
    return Alarm((period + 1) * watch.period_us, (period + 1 - count) * watch.period_us, size * unit, level)


def watch_json(watch: Watch) -> Json:
    return asdict(watch)


def watch_from(data: Json) -> Watch:
    chart = CHARTS[data["chart"]["kind"]](**data["chart"])
    return Watch(**(data | {"calm": Calm(**data["calm"]), "chart": chart}))
