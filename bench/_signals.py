"""Signals of the recorded machine tools, watched: false alarms while nothing is known to be wrong, and known shifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import isnan, nan
from random import Random
from statistics import median

import numpy as np

from bench._recordings import PLACE, SECOND, sampled
from dure.decisions.prediction.budget import Budget, chart, tuned
from dure.decisions.prediction.calm import Calm, calm_of
from dure.decisions.prediction.together import Normal, normal_of, widened
from dure.decisions.prediction.watching import Alarm, Watch, begin, next_state

MINUTE = 60 * SECOND
STEP = 10 * SECOND
MAZAK = ("Xload", "Yload", "Zload", "Stemp", "S2temp")
OKUMA = ("X1load", "Z1load", "S2speed", "p1Fact", "Z4load")
HURCO = ("Feed_Rate", "Spindle_Speed")
BUDGET = Budget(alarms=4, hours=160, period_s=60)
"""four false alarms of a signal in a month of 160 hours of running"""
Minutes = list[tuple[int, tuple[float, ...]]]


@cache
def mazak() -> tuple[Minutes, ...]:
    """Fourteen days of 2016 to 2019, minute by minute while the program runs."""
    folder = PLACE / "nist-smstestbed" / "dev" / "raw-days" / "Mazak01"
    return tuple(
        minutes(sampled(file, MAZAK, STEP, lambda now: now.get("execution") == "ACTIVE"))
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
    )


@cache
def okuma() -> Minutes:
    """Forty minutes, every ten seconds."""
    return sampled(PLACE / "mtconnect-okuma-demo" / "okuma.txt.gz", OKUMA, STEP)


@cache
def covers() -> tuple[Minutes, ...]:
    """Twenty parts, every ten seconds while the spindle turns."""
    folder = PLACE / "nist-mtc-box-assembly" / "dev" / "Cover"
    return tuple(
        sampled(file, HURCO, STEP, lambda now: _turns(now.get("Spindle_Speed", "")))
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
    )


def _turns(speed: str) -> bool:
    try:
        return float(speed) > 0
    except ValueError:
        return False


def minutes(rows: Minutes) -> Minutes:
    """Means of each minute."""
    found: dict[int, list[tuple[float, ...]]] = {}
    for at, values in rows:
        found.setdefault(at // MINUTE, []).append(values)
    return [(minute * MINUTE, tuple(_mean(column) for column in zip(*own, strict=True)))
            for minute, own in sorted(found.items())]  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else nan


def column(days: Sequence[Minutes], at: int) -> list[tuple[int, float]]:
    """One signal, the days one after the other."""
    return [(moment, values[at]) for day in days for moment, values in day]


def with_gaps(rows: Sequence[tuple[int, float]]) -> list[float | None]:
    """A value for each minute; None between stretches of running, once is enough to part them."""
    found: list[float | None] = []
    before: int | None = None
    for moment, value in rows:
        if before is not None and moment - before > MINUTE:
            found.append(None)
        found.append(None if isnan(value) else value)
        before = moment
    return found


def residuals(calm: Calm, rows: Sequence[tuple[int, float]], clip: float) -> list[float]:
    found, before, last = [], None, 0
    for moment, value in rows:
        if not isnan(value):
            periods = (moment - last) // MINUTE
            found.append(max(-clip, min(clip, calm.residual(value, before, max(1, periods)))))
            before, last = value, moment
    return found


def watch_of(kind: str, rows: Sequence[tuple[int, float]], *, is_tuned: bool) -> Watch:
    calm = calm_of(with_gaps(rows))
    made = chart(kind, BUDGET.run_length, 1.0)
    watch = Watch(calm, made, MINUTE)
    if not is_tuned:
        return watch
    return Watch(calm, tuned(made, residuals(calm, rows, watch.clip), BUDGET.run_length), MINUTE)


def alarms_of(watch: Watch, rows: Sequence[tuple[int, float]]) -> list[Alarm]:
    state, found = begin(watch), []
    for moment, value in rows:
        state, alarm = next_state(watch, state, moment, value)
        found += [alarm] if alarm else []
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """Of shifts put in: how many, how many an alarm followed within the hour, after how many minutes in the median."""

    count: int
    seen: int
    delay_min: float


def shifts_seen(watch: Watch, rows: Sequence[tuple[int, float]], size: float, seed: int = 0, count: int = 30) -> Seen:
    """size: in spreads of the calm time, for an hour each. Alarms that come without the shift don't count."""
    chance = Random(seed)
    delays = []
    for _ in range(count):
        first = chance.randrange(30, len(rows) - 60)
        stretch = rows[first - 30 : first + 60]
        put = [(moment, value + (size * watch.calm.spread if at >= 30 else 0)) for at, (moment, value)
               in enumerate(stretch)]  # fmt: skip
        start = stretch[30][0]
        before = {one.at_us for one in alarms_of(watch, stretch)}
        new = [one.at_us for one in alarms_of(watch, put) if one.at_us > start and one.at_us not in before]
        if new:
            delays.append(sum(1 for moment, _ in stretch[30:] if moment < new[0]))
    return Seen(count, len(delays), median(delays) if delays else nan)


def normal(days: Sequence[Minutes], later: Sequence[Minutes]) -> tuple[Normal, Normal]:
    """Limits by theory, and limits that later calm days pass too; one row in a hundred outside."""
    made = normal_of(MAZAK, [values for day in days for _, values in day])
    return made, widened(made, [values for day in later for _, values in day])


def outside(made: Normal, days: Sequence[Minutes]) -> float:
    """Share of the minutes."""
    rows = [values for day in days for _, values in day]
    t2, q = made.figures(np.asarray(rows))
    return float(np.mean((t2 > made.t2_limit) | (q > made.q_limit)))


def named(made: Normal, days: Sequence[Minutes], size: float, seed: int = 0, count: int = 200) -> tuple[float, float]:
    """Of single signals shifted by so many scales in single minutes that lay inside: share seen, and of those the share
    whose signal was named first."""
    chance, seen, right, tried = Random(seed), 0, 0, 0
    rows = [values for day in days for _, values in day]
    while tried < count:
        row, at = list(chance.choice(rows)), chance.randrange(len(made.names))
        before = made.read(row)
        if before is None or before.is_out:
            continue
        row[at] += size * made.scale[at]
        tried += 1
        after = made.read(row)
        if after is not None and after.is_out:
            seen += 1
            right += after.signal == made.names[at]
    return seen / tried, right / seen if seen else nan
