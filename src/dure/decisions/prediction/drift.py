"""Whether the world is still the one that a model has learnt from; where it isn't, its baseline speaks. Pure.

Population stability index over tenths of the learnt values: above 0.25 inputs have changed (Siddiqi, Credit Risk
Scorecards, 2006), but never below what chance does to so few rows (Yurdakul 2018: (tenths - 1) · (1/n + 1/m) times a
chi-square for each degree). Inputs that change need not matter: the model speaks on where outcomes since then show that
it is still better. Calibration: Spiegelhalter's z of outcomes that have become known since.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, isnan, log, sqrt
from typing import Any

from dure.decisions.prediction import scores
from dure.decisions.prediction.calibration import spiegelhalter
from dure.decisions.prediction.scores import Interval
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid
from dure.quality.spc.distributions import chi2_quantile

TENTHS = 10
MOST_PSI = 0.25
MOST_Z = 3.3
"""of calibration: one in a thousand"""
FEWEST = 50
"""recent rows to judge by"""
_FLOOR = 0.5


@dataclass(frozen=True, slots=True)
class Spread:
    """How the learnt values of a column lay. edges: between its parts, rising; shares: of the values in each part, one
    more than edges, then the share missing. count: of values."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    count: int


def spread_of(values: Sequence[float]) -> Spread:
    """Tenths, as far as equal values allow. Raises Invalid without values."""
    known = sorted(value for value in values if not isnan(value))
    if not known:
        raise Invalid("There are no values to compare with.")
    edges = sorted({known[len(known) * at // TENTHS] for at in range(1, TENTHS)} - {known[0]})
    return Spread(tuple(edges), _shares(values, edges), len(values))


def _shares(values: Sequence[float], edges: Sequence[float]) -> tuple[float, ...]:
    counts = [0] * (len(edges) + 2)
    for value in values:
        counts[-1 if isnan(value) else bisect_right(edges, value)] += 1
    return tuple(count / len(values) for count in counts)


def psi(learnt: Spread, recent: Sequence[float]) -> float:
    """An empty part counts as half a value."""
    if not recent:
        raise Invalid("There are no values to compare with.")
    now = _shares(recent, learnt.edges)
    total = 0.0
    for before, after in zip(learnt.shares, now, strict=True):
        if before or after:
            a, b = max(before, _FLOOR / learnt.count), max(after, _FLOOR / len(recent))
            total += (b - a) * log(b / a)
    return total


def psi_limit(learnt: Spread, count: int) -> float:
    """That `count` values of an unchanged world pass once in a thousand times, at least 0.25."""
    freedom = max(1, len(learnt.edges))
    return max(MOST_PSI, chi2_quantile(0.999, freedom) * (1 / learnt.count + 1 / count))


def kolmogorov(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """The greatest distance of two distributions, and its chance were they the same (Kolmogorov's limit with Stephens'
    correction). It takes the values as independent, which those of a signal are not."""
    first, second = sorted(one), sorted(other)
    if not first or not second:
        raise Invalid("There are no values to compare with.")
    most = max(
        abs(bisect_right(first, value) / len(first) - bisect_right(second, value) / len(second))
        for value in {*first, *second}
    )
    root = sqrt(len(first) * len(second) / (len(first) + len(second)))
    x = (root + 0.12 + 0.11 / root) * most
    if x < 0.2:
        return most, 1.0
    return most, min(1.0, max(0.0, 2 * sum((-1) ** (k - 1) * exp(-2 * k * k * x * x) for k in range(1, 101))))


class Standing(StrEnum):
    """What a model's recent time says of it. The value is kept: never change one."""

    GOOD = "good"
    CHANGED = "changed"
    TOO_NEW = "too_new"
    INPUTS = "inputs"
    CALIBRATION = "calibration"
    WORSE = "worse"


SENTENCES = {
    Standing.GOOD: mark("Inputs and calibration are as they were when the model was learnt."),
    Standing.CHANGED: mark("%(names)s have changed since the model was learnt; what came true still fits."),
    Standing.TOO_NEW: mark("%(count)s recent rows are too few to see a drift; %(least)s are needed."),
    Standing.INPUTS: mark("The simple baseline is shown instead: %(names)s have changed since the model was learnt."),
    Standing.CALIBRATION: mark(
        "The simple baseline is shown instead: what came true no longer fits what the model told (z %(z)+.1f)."
    ),
    Standing.WORSE: mark("The simple baseline is shown instead: lately it was better than the model."),
}


@dataclass(frozen=True, slots=True)
class Watched:
    """psi: of each column. z: of the calibration, None without enough outcomes."""

    standing: Standing
    psi: dict[str, float]
    changed: tuple[str, ...]
    z: float | None
    count: int

    @property
    def falls_back(self) -> bool:
        return self.standing in (Standing.INPUTS, Standing.CALIBRATION, Standing.WORSE)

    @property
    def message(self) -> str:
        return SENTENCES[self.standing]

    @property
    def params(self) -> dict[str, Any]:
        return {"count": self.count, "least": FEWEST, "names": ", ".join(self.changed), "z": self.z or 0.0}

    def __str__(self) -> str:
        return self.message % self.params


def watched(
    learnt: Mapping[str, Spread],
    recent: Mapping[str, Sequence[float]],
    *,
    chances: Sequence[float],
    baseline: Sequence[float],
    outcomes: Sequence[float],
    blocks: Sequence[str],
) -> Watched:
    """recent: values of the columns lately. chances, baseline, outcomes, blocks: of the rows among them whose outcome
    is known. Calibration that is broken weighs more than inputs that have changed."""
    count = min((len(values) for values in recent.values()), default=0)
    found = {name: psi(spread, recent[name]) for name, spread in learnt.items() if recent.get(name)}
    changed = tuple(name for name, one in found.items() if one > psi_limit(learnt[name], len(recent[name])))
    z = spiegelhalter(chances, outcomes) if len(outcomes) >= FEWEST else None
    if count < FEWEST:
        standing = Standing.TOO_NEW
    elif z is not None and abs(z) > MOST_Z:
        standing = Standing.CALIBRATION
    else:
        ours, theirs = scores.brier_each(chances, outcomes), scores.brier_each(baseline, outcomes)
        standing = _standing(None if z is None else scores.difference(ours, theirs, blocks), bool(changed))
    return Watched(standing, found, changed, z, count)


def _standing(difference: Interval | None, is_changed: bool) -> Standing:
    """difference: of the Brier scores, ours less the baseline's; None where too few outcomes are known."""
    if difference is not None and difference.low > 0:
        return Standing.WORSE
    if not is_changed:
        return Standing.GOOD
    return Standing.CHANGED if difference is not None and difference.high < 0 else Standing.INPUTS
