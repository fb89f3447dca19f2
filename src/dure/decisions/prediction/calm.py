"""A signal while nothing was wrong: where it lies, how far it strays, how long it remembers. Pure.

Values are means of equal periods, None where a period has none. Neighbours of a real signal are alike; what a value
says that the one before did not (its residual) is what the charts see. It follows a first-order autoregression, whose
memory over k periods is that of one to the power k, so gaps need no special case (Montgomery and Mastrangelo, Journal
of Quality Technology 23 (1991) 179).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, sqrt
from statistics import fmean, median, stdev

from dure.kernel.errors import Invalid

FEWEST = 30
"""values that a calm time needs"""
_NORMAL_MAD = 1.4826
"""standard deviation / median absolute deviation of the normal distribution"""
_MOST_MEMORY = 0.99


@dataclass(frozen=True, slots=True)
class Calm:
    """centre, spread: of the values, in their unit. memory: correlation of neighbours, 0 to 0.99. noise: standard
    deviation of what a value adds to the one before. count: values that it is from."""

    centre: float
    spread: float
    memory: float
    noise: float
    count: int

    def residual(self, value: float, before: float | None, periods: int = 1, centre: float | None = None) -> float:
        """What `value` says that the value so many periods `before` did not, in standard deviations of that."""
        middle = self.centre if centre is None else centre
        if before is None or not self.memory:
            return (value - middle) / self.spread
        memory = self.memory**periods
        share = sqrt((1 - memory * memory) / (1 - self.memory * self.memory))
        return (value - middle - memory * (before - middle)) / (self.noise * share)


def calm_of(values: Sequence[float | None], *, is_robust: bool = True, has_memory: bool = True) -> Calm:
    """is_robust: by median and median absolute deviation, so that some trouble in the calm time does no harm; else by
    mean and standard deviation. has_memory: neighbours may be alike. Raises Invalid for too few or constant values."""
    places = [None if value is None or not isfinite(value) else value for value in values]
    known = [value for value in places if value is not None]
    if len(known) < FEWEST:
        raise Invalid("A calm time needs %(least)s values; there are %(count)s.", least=FEWEST, count=len(known))
    if min(known) == max(known):
        raise Invalid("All %(count)s values of the calm time are the same; nothing can be told from them.",
                      count=len(known))  # fmt: skip
    middle, spread = _middle_and_spread(known, is_robust)
    pairs = [(a - middle, b - middle) for a, b in pairwise(places) if a is not None and b is not None]
    memory = _memory(pairs, 3 * spread) if has_memory and len(pairs) >= FEWEST else 0.0
    if not memory:
        return Calm(middle, spread, 0.0, spread, len(known))
    noise = _middle_and_spread([b - memory * a for a, b in pairs], is_robust)[1]
    return Calm(middle, max(spread, noise), memory, noise, len(known))


def _middle_and_spread(values: Sequence[float], is_robust: bool) -> tuple[float, float]:
    """Where more than half of the values are the same the median deviation is nought, and the standard one counts."""
    if not is_robust:
        return fmean(values), float(stdev(values))
    middle = median(values)
    spread = _NORMAL_MAD * median([abs(value - middle) for value in values])
    return middle, spread or float(stdev(values))


def _memory(pairs: Sequence[tuple[float, float]], most: float) -> float:
    """Lag-one correlation of values cut off at `most` on either side. One that is below nought counts as nought."""
    cut = [(max(-most, min(most, a)), max(-most, min(most, b))) for a, b in pairs]
    squares = sum(a * a for a, _ in cut)
    return min(_MOST_MEMORY, max(0.0, sum(a * b for a, b in cut) / squares)) if squares else 0.0
