"""Whether what was stated comes true, and a map that makes it so, from what was stated and what came of it. Pure.

The map has three figures (beta calibration: Kull, Silva Filho and Flach 2017): logit(share) = a ln s - b ln(1 - s) + c,
with a and b not negative, so that a later moment never becomes less sure. It goes from the share of futures in which a
job has ended by a moment to the share of such jobs that did; so one map serves P50, P80, P95 and the chance of being
late, which stay consistent. Few outcomes change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from dure.kernel.errors import Invalid

Floats = NDArray[np.float64]
LEAST_OUTCOMES = 200
LEAST_OF_EACH = 20
"""With fewer outcomes, or fewer of one kind, shares are told as they come."""
_EDGE = 1e-3
_RIDGE = 4.0
"""How firmly the three figures are held at those that change nothing."""
_ROUNDS, _HALVINGS = 50, 50
Outcome = tuple[float, bool]
"""(what was stated, whether it came true)"""


@dataclass(frozen=True, slots=True)
class Map:
    """outcomes: that it was made of; 0: it changes nothing."""

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0
    outcomes: int = 0

    def __call__(self, share: float) -> float:
        """What to tell where so large a share of the futures says so."""
        if not self.outcomes:
            return share
        p = min(max(share, _EDGE), 1 - _EDGE)
        return 1 / (1 + exp(-(self.a * log(p) - self.b * log(1 - p) + self.c)))

    def back(self, told: float) -> float:
        """The share of the futures of which so much is told."""
        if not self.outcomes:
            return told
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self(middle) < told else (low, middle)
        return low


def map_from(outcomes: Sequence[Outcome]) -> Map:
    """The map that past outcomes call for; use it only for what is stated after them. outcomes: of `JobRisk.claims`,
    one for each moment that something was stated of."""
    _check(outcomes)
    true = sum(is_true for _, is_true in outcomes)
    if len(outcomes) < LEAST_OUTCOMES or min(true, len(outcomes) - true) < LEAST_OF_EACH:
        return Map()
    p = np.clip([share for share, _ in outcomes], _EDGE, 1 - _EDGE)
    rows = np.column_stack([np.log(p), -np.log(1 - p), np.ones(len(p))])
    was = np.array([float(is_true) for _, is_true in outcomes])
    figures, free = _NEUTRAL.copy(), np.ones(3, bool)
    for _ in range(3):
        figures[free] = _likeliest(rows, was, figures, free)
        negative = free & (figures < 0) & np.array([True, True, False])
        if not negative.any():
            break
        figures[negative] = 0.0
        free = free & ~negative
    a, b, c = figures.tolist()
    return Map(a, b, c, len(outcomes))


_NEUTRAL = np.array([1.0, 1.0, 0.0])


def _likeliest(rows: Floats, was: Floats, figures: Floats, free: NDArray[np.bool_]) -> Floats:
    """The free figures that make the outcomes likeliest, held at the neutral ones by a ridge (Newton's method)."""
    own, fixed = rows[:, free], rows[:, ~free] @ figures[~free]
    found: Floats = figures[free].copy()
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(own @ found + fixed, -30, 30)))
        slope = own.T @ (was - share) - _RIDGE * (found - _NEUTRAL[free])
        curve = (own * (share * (1 - share))[:, None]).T @ own + _RIDGE * np.eye(len(found))
        step = np.linalg.solve(curve, slope)
        found += np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    return found


@dataclass(frozen=True, slots=True)
class Decile:
    """Of what was stated between low and high: how many there were, the mean of it, and the share that was late."""

    low: float
    high: float
    count: int
    stated: float
    late: float

    @property
    def off(self) -> float:
        """By how much more of it was late than stated."""
        return self.late - self.stated


def deciles(outcomes: Sequence[Outcome]) -> tuple[Decile, ...]:
    """Stated chances in ten steps of equal width, without those that nothing was stated in."""
    _check(outcomes)
    found = []
    for at in range(10):
        own = [one for one in outcomes if min(int(one[0] * 10), 9) == at]
        if own:
            stated, late = sum(one[0] for one in own), sum(one[1] for one in own)
            found.append(Decile(at / 10, (at + 1) / 10, len(own), stated / len(own), late / len(own)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Score:
    """brier: mean square of what was stated against 1 for late and 0 for not (Brier 1950). base: the same for whoever
    states the share of late ones each time."""

    brier: float
    base: float

    @property
    def skill(self) -> float:
        """1: all was known; 0 or less: no better than the share of late ones, so nothing to show."""
        return 1 - self.brier / self.base if self.base > 0 else 0.0


def score(outcomes: Sequence[Outcome]) -> Score:
    """How good stated chances were. Raises Invalid without outcomes."""
    _check(outcomes)
    if not outcomes:
        raise Invalid("No outcomes are known yet.")
    share = sum(is_late for _, is_late in outcomes) / len(outcomes)
    return Score(sum((chance - is_late) ** 2 for chance, is_late in outcomes) / len(outcomes), share * (1 - share))


def _check(outcomes: Sequence[Outcome]) -> None:
    if any(not 0 <= chance <= 1 for chance, _ in outcomes):
        raise Invalid("A chance lies between 0 and 1.")
