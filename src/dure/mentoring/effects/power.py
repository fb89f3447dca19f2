"""How small an effect can be found with so many days, and how many days a wanted effect needs. Pure.

The error of the difference of two levels is worked out, not simulated, for each likeness of neighbours that the days
before leave open, and the mean of its squares taken. The least effect that is found in four of five cases is
z(0.975) + z(0.8) = 2.80 errors (Bloom 1995, Evaluation Review 19:547).
"""

from bisect import bisect_left
from math import inf, sqrt
from statistics import NormalDist

from dure.mentoring.effects.design import LEAST, Sides, has_weekdays, level_rows, step_rows
from dure.mentoring.effects.likeness import Fit, fit
from dure.mentoring.effects.result import Days, Season, Shape
from dure.mentoring.effects.squares import part_at, products

POWER = 0.8
LONGEST = 365
_NORMAL = NormalDist()
FACTOR = _NORMAL.inv_cdf(0.975) + _NORMAL.inv_cdf(POWER)


def detectable(before: Days, after_n: int, *, every: int = 1, season: Season = Season.AUTO) -> float | None:
    """The least effect, in the figure's unit, that would be found in four of five cases with after_n days after.

    before: days before the change, whose scatter and likeness are taken to go on. every: days from one figure to the
    next. None with too few days.
    """
    known = _likeness(before, season)
    if known is None or after_n < LEAST:
        return None
    return FACTOR * _error(before, after_n, every, known, season)


def enough(before: Days, wanted: float, *, every: int = 1, season: Season = Season.AUTO) -> int | None:
    """Days after the change from which an effect of this size would be found in four of five cases; None if a year
    isn't enough, or too few days are known."""
    known = _likeness(before, season)
    if known is None:
        return None

    def is_found(after_n: int) -> bool:
        return FACTOR * _error(before, after_n, every, known, season) <= abs(wanted)

    if not is_found(LONGEST):
        return None
    return bisect_left(range(LONGEST), True, lo=LEAST, key=is_found)


def _likeness(before: Days, season: Season) -> Fit | None:
    if len(before) < LEAST:
        return None
    days = sorted(before)
    return fit(days, level_rows(before, has_weekdays(Sides(before, {}, days[-1] + 1), season)))


def _error(before: Days, after_n: int, every: int, known: Fit, season: Season) -> float:
    """Of the difference of levels, in the figure's unit."""
    last = max(before)
    after = dict.fromkeys(range(last + every, last + every * after_n + 1, every), 0.0)
    sides = Sides(dict.fromkeys(before, 0.0), after, last + every)
    sums = products(sides.days, step_rows(sides, Shape.LEVEL, has_weekdays(sides, season), None))
    squares = 0.0
    for one, share in zip(known.parts, known.shares, strict=True):
        part = part_at(one.rho, sums)
        if part is None:
            return inf
        squares += share * (one.spread * part.unit) ** 2
    return sqrt(squares)
