"""How many false alarms one may have, and the chart that keeps to it. Pure.

A budget of alarms for each machine and month gives the average run length in control (ARL0); limits follow from it by
the integral equations of `quality.spc.run_lengths`, which hold for independent, normal residuals. Real residuals have
longer tails: `tuned` widens the limits until runs drawn in blocks from the calm time itself keep to the budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, expm1, log
from random import Random

from dure.decisions.prediction.charts import Chart, Cusum, Ewma, PageHinkley, Sums
from dure.kernel.errors import Invalid
from dure.quality.spc import run_lengths
from dure.quality.spc.distributions import rising_root

WEIGHTS = (0.05, 0.1, 0.2, 0.4)
"""of EWMA charts; the one that sees the change soonest is taken"""
LEAST_ARL, MOST_ARL = 25.0, 1e6
LEAST_CHANGE, MOST_CHANGE = 0.25, 4.0
FEWEST = 200
"""residuals from which a chart can be tuned"""
_PATHS, _BLOCK, _LONGEST = 200, 20, 3.0


@dataclass(frozen=True, slots=True)
class Budget:
    """alarms: false ones of this signal in a machine-month. hours: that the machine runs in a month."""

    alarms: float
    hours: float
    period_s: float

    @property
    def run_length(self) -> float:
        """Values from one false alarm to the next, on average. Raises Invalid for what no chart can keep to."""
        if min(self.alarms, self.hours, self.period_s) <= 0:
            raise Invalid("Alarms, hours and the period of a value must be above nought.")
        found = self.hours * 3600 / self.period_s / self.alarms
        _check(found)
        return found


def _check(run_length: float) -> None:
    if not LEAST_ARL <= run_length <= MOST_ARL:
        raise Invalid("A false alarm every %(found)s values can't be kept to; choose %(least)s to %(most)s.",
                      found=round(run_length), least=round(LEAST_ARL), most=round(MOST_ARL))  # fmt: skip


@lru_cache(maxsize=256)
def chart(kind: str, run_length: float, change: float) -> Chart:
    """The chart that sees a change of so many standard deviations soonest with this ARL0. kind: ewma, cusum,
    page_hinkley."""
    if not LEAST_CHANGE <= change <= MOST_CHANGE:
        raise Invalid("The change to see must be %(least)s to %(most)s standard deviations.",
                      least=LEAST_CHANGE, most=MOST_CHANGE)  # fmt: skip
    _check(run_length)
    if kind == "ewma":
        return min((_ewma(weight, run_length) for weight in WEIGHTS), key=lambda one: delay(one, change))
    if kind == "cusum":
        return Cusum(change / 2, _threshold(change / 2, run_length))
    if kind == "page_hinkley":
        return PageHinkley(change / 2, _threshold(change / 2, run_length))
    raise Invalid("There is no chart %(kind)s.", kind=kind)


@lru_cache(maxsize=256)
def _ewma(weight: float, run_length: float) -> Ewma:
    return Ewma(weight, rising_root(lambda width: run_lengths.ewma(weight, width, points=41), run_length, 0.5, 6.0))


@lru_cache(maxsize=256)
def _threshold(slack: float, run_length: float) -> float:
    """By the secant from Siegmund's approximation (Sequential Analysis, 1985): ARL ≈ (eˣ - x - 1) / (2 slack²) on each
    side, x = 2 slack (threshold + 1.166)."""
    x = rising_root(lambda one: expm1(one) - one, 4 * slack * slack * run_length, 0.0, 40.0)
    high = max(0.5, x / (2 * slack) - 1.166)
    low, below = high * 0.9, log(_cusum_length(slack, high * 0.9) / run_length)
    for _step in range(50):
        above = log(_cusum_length(slack, high) / run_length)
        if abs(above) < 1e-9 or above == below:
            break
        low, below, high = high, above, max(1e-3, high - above * (high - low) / (above - below))
    return high


def _cusum_length(slack: float, threshold: float) -> float:
    """Of both sides; the points lie close enough for the normal density between them."""
    return run_lengths.cusum_up(slack, threshold, points=max(41, ceil(3 * threshold))) / 2


def delay(made: Chart, change: float) -> float:
    """Values from a change of the mean to its alarm, on average, for a chart that begins with the change."""
    if isinstance(made, Ewma):
        return run_lengths.ewma(made.weight, made.width, change)
    return run_lengths.cusum(made.slack, made.threshold, change)


def tuned(made: Chart, residuals: Sequence[float], run_length: float, seed: int = 0) -> Chart:
    """The chart with limits so wide that runs drawn from these residuals, in blocks of 20 neighbours, last as long;
    never narrower than they were. Raises Invalid below 200 residuals."""
    if len(residuals) < FEWEST:
        raise Invalid("A calm time needs %(least)s values; there are %(count)s.", least=FEWEST, count=len(residuals))
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    longest = ceil(_LONGEST * run_length)
    paths = [_records(made, residuals, longest, chance) for _ in range(_PATHS)]
    top = max(path[-1][1] for path in paths)
    return widened(made, rising_root(lambda factor: _lasts(paths, factor, longest), run_length, 1.0, max(1.0, top)))


def _records(made: Chart, residuals: Sequence[float], longest: int, chance: Random) -> list[tuple[int, float]]:
    """(values so far, how far the chart had come at most) of one run, at each new height."""
    sums, found, highest, taken = Sums(), [(0, 0.0)], 0.0, 0
    while taken < longest:
        first = chance.randrange(len(residuals) - _BLOCK + 1)
        for z in residuals[first : first + _BLOCK]:
            sums, taken = made.after(sums, z), taken + 1
            if (now := abs(made.reached(sums))) > highest:
                highest = now
                found.append((taken, now))
    return found


def _lasts(paths: Sequence[Sequence[tuple[int, float]]], factor: float, longest: int) -> float:
    """Average run length with limits so many times as wide: all values by all alarms."""
    ends = [next((at for at, height in path if height >= factor), None) for path in paths]
    return sum(longest if end is None else end for end in ends) / max(1, sum(end is not None for end in ends))


def widened(made: Chart, factor: float) -> Chart:
    return replace(made, width=made.width * factor) if isinstance(made, Ewma) else replace(
        made, threshold=made.threshold * factor
    )  # fmt: skip
