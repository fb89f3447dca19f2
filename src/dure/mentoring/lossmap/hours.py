"""Seconds that a work unit lost, by part, and how far they would differ in another month like it. Pure.

The spread: days are drawn again and again with replacement, as many as there are, and the 2.5th and 97.5th percentile
of the draws are told (Efron, "Bootstrap methods: another look at the jackknife", The Annals of Statistics 7 (1979)).
Days rather than hours, since what happens within a day hangs together. The draws are seeded: the same days give the
same answer.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from dure.mentoring.lossmap.parts import Part, Range, sure
from dure.performance.elements import NONE, Elements

DRAWS = 400
FEWEST_DAYS = 5
EDGE = 0.025


class Day(NamedTuple):
    """One day of a unit: seconds by the clock, ideal seconds, pieces. Adds up field by field.

    waits: of `adet` in failures whose reason waits for material or room. first, first_bad: pieces, and bad ones among
    them, of hours in which a set-up ended.
    """

    planned: float = 0.0
    outside: float = 0.0
    no_data: float = 0.0
    off: float = 0.0
    failure: float = 0.0
    waits: float = 0.0
    delay: float = 0.0
    micro: float = 0.0
    setup: float = 0.0
    producing: float = 0.0
    ideal: float = 0.0
    produced: float = 0.0
    good: float = 0.0
    rejected: float = 0.0
    first: float = 0.0
    first_bad: float = 0.0

    @property
    def bad(self) -> float:
        return self.produced - self.good

    @property
    def known(self) -> float:
        """Seconds of planned time with data."""
        return self.planned - self.no_data

    @property
    def coverage(self) -> float | None:
        return self.known / self.planned if self.planned else None

    @property
    def good_s(self) -> float:
        """Ideal seconds of good pieces."""
        return self.ideal * self.good / self.produced if self.produced else 0.0

    @property
    def pace(self) -> float | None:
        """Ideal seconds of good pieces in a second of production: what regained time would bring as things stand."""
        return min(self.good_s / self.producing, 1.0) if self.producing else None


def day_of(e: Elements, waits_s: float = 0.0, first: Elements = NONE) -> Day:
    return Day(
        e.pbt_total, e.apt_outside, e.no_data, e.adot, e.failure - waits_s, waits_s, e.adet - e.failure - e.micro,
        e.micro, e.aust_planned, e.apt, float(e.ideal_s), float(e.produced), float(e.good), float(e.reject),
        float(first.produced), float(first.produced - first.good),
    )  # fmt: skip


def summed(days: Sequence[Day]) -> Day:
    return Day(*map(sum, zip(*days, strict=True))) if days else Day()


def run_up_share(one: Day) -> float | None:
    """Share of the bad pieces that is there because a set-up ended: those of such hours beyond what all other hours
    lead to expect. None where no set-up ended in an hour with pieces, or there are no other hours to compare with."""
    others = one.produced - one.first
    if one.first <= 0 or others <= 0:
        return None
    expected = one.first * (one.bad - one.first_bad) / others
    return max(one.first_bad - expected, 0.0) / one.bad if one.bad else 0.0


def seconds(one: Day, *, has_ideals: bool) -> dict[Part, float]:
    """Lost seconds; all of them together are planned + outside − good_s. Those in ideal time only with ideals."""
    found = {
        Part.FAILURE: one.failure, Part.WAITS: one.waits, Part.DELAY: one.delay, Part.MICRO: one.micro,
        Part.SETUP: one.setup, Part.PLANNED_STOP: one.off, Part.NO_DATA: one.no_data,
    }  # fmt: skip
    if not has_ideals:
        return found
    lost = one.ideal - one.good_s
    share = run_up_share(one) or 0.0
    return found | {
        Part.SPEED: one.producing - one.ideal, Part.STARTUP_TIME: lost * share, Part.REJECT_TIME: lost * (1 - share)
    }  # fmt: skip


def ranges(days: Sequence[Day], *, has_ideals: bool) -> dict[Part, Range]:
    """Lost seconds of the days together with their spread; of too few days without one."""
    mids = seconds(summed(days), has_ideals=has_ideals)
    draws = [seconds(one, has_ideals=has_ideals) for one in _draws(days)]
    return {part: _between([draw[part] for draw in draws], mid) for part, mid in mids.items()}


def bad_spread(days: Sequence[Day]) -> Range:
    """Bad pieces of another month like this, as a multiple of those counted."""
    counted = summed(days).bad
    return _between([one.bad / counted for one in _draws(days)], 1.0) if counted else sure(1.0)


def telling(days: Sequence[Day]) -> list[Day]:
    """Days of which anything is known; the others aren't days without losses."""
    return [one for one in days if one.known > 0 or one.producing or one.produced]


def _draws(days: Sequence[Day]) -> list[Day]:
    some = telling(days)
    if len(some) < FEWEST_DAYS:
        return []
    dice = Random(len(some))  # noqa: S311 - draws of a bootstrap
    return [summed(dice.choices(some, k=len(some))) for _ in range(DRAWS)]


def _between(values: Sequence[float], mid: float) -> Range:
    if not values:
        return sure(mid)
    ordered, at = sorted(values), int(EDGE * len(values))
    return Range(min(ordered[at], mid), mid, max(ordered[-at - 1], mid))


def best_quarter(days: Sequence[Day], part: Part, *, has_ideals: bool) -> float | None:
    """Seconds that would have been lost if every day had gone as the best quarter of the days did, for its time with
    data. None of too few days with such time."""
    worked = [one for one in days if one.known > 0]
    if len(worked) < FEWEST_DAYS:
        return None
    lost = sorted((seconds(one, has_ideals=has_ideals)[part] / one.known, one.known) for one in worked)
    best = lost[: max(round(len(worked) / 4), 1)]
    rate = sum(share * known for share, known in best) / sum(known for _, known in best)
    return rate * sum(one.known for one in worked)
