"""Whether a gain has held 30, 90 or 180 days after the change, days of settling not counted. Pure.

Two estimates, both with an interval: the days around that age against the days before the change (is there a gain
still?), and against the first days after it (has it become less?).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dure.mentoring.effects.cautions import moved
from dure.mentoring.effects.design import LEAST, Sides, cut, has_weekdays, heavy, less
from dure.mentoring.effects.ratio import Part
from dure.mentoring.effects.result import Caution, Code, Days, Season, Shape, TooLittle
from dure.mentoring.effects.stepping import Step, step

AGES = (30, 90, 180)
FIRST = 30
"""Days after the change that the gain is remembered by."""
AROUND = {30: 30, 90: 45, 180: 60}
"""Age → days up to it that are looked at."""
KEPT = 0.8
"""What keeps this share of the first gain isn't called shrunk, however clear it is that it became less."""
HALF = 0.5
"""What keeps less than this isn't called held, even where chance may have taken the rest."""


class Held(StrEnum):
    HELD = "held"
    SHRUNK = "shrunk"
    LOST = "lost"
    NO_GAIN = "no_gain"
    """There was none at first that could be told from chance."""
    WORSE = "worse"
    """The figure went the wrong way."""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Sustained:
    """gain: around that age against before; first: the first days after against before; since: around that age against
    those first days. At 30 days gain and first are the same, and since is None. share: gain ÷ first."""

    at: int
    verdict: Held
    gain: Step
    first: Step
    since: Step | None
    share: float
    n_before: int
    n_around: int
    warnings: tuple[Caution, ...] = ()

    @property
    def low(self) -> float:
        return self.gain.low

    @property
    def high(self) -> float:
        return self.gain.high


def sustained(
    days: Days,
    change: int,
    at: int,
    *,
    control: Days | None = None,
    settle: int = 0,
    weights: Mapping[int, float] | None = None,
    season: Season = Season.AUTO,
    is_lower_better: bool | None = None,
    confidence: float = 0.95,
    parts: Mapping[int, Part] | None = None,
    versions: Sequence[tuple[int, str]] = (),
    events: Sequence[int] = (),
) -> Sustained | TooLittle:
    """What is left of a gain at the age of `at` days, one of AGES; ages begin where the days of settling end.

    The rest is as with `estimate`. is_lower_better: told where a clear effect in the wrong direction is to be called
    worse; otherwise whatever came first is the gain.
    """
    line = days if control is None else less(days, control)
    sides = cut(heavy(line, weights), change, settle)
    begun = change + settle
    around = _between(sides.after, begun + at - AROUND[at], begun + at)
    early = _between(sides.after, begun, begun + FIRST)
    if min(len(sides.before), len(around), len(early)) < LEAST:
        return TooLittle(len(sides.before), min(len(around), len(early)), LEAST, LEAST)

    def between(before: Days, after: Days) -> Step | None:
        pair = Sides(before, after, min(after))
        return step(pair, Shape.LEVEL, has_weekdays(pair, season), weights, confidence)

    first, gain = between(sides.before, early), between(sides.before, around)
    late = {day: value for day, value in around.items() if day not in early}
    since = between(early, late) if len(late) >= LEAST else None
    if first is None or gain is None:
        return TooLittle(len(sides.before), len(around), LEAST, LEAST)
    return Sustained(
        at=at,
        verdict=verdict(first, gain, since, is_lower_better),
        gain=gain,
        first=first,
        since=since,
        share=gain.effect / first.effect if first.effect else 0.0,
        n_before=len(sides.before),
        n_around=len(around),
        warnings=_warnings(Sides(sides.before, around, change), begun + at, parts, versions, events),
    )


def verdict(first: Step, gain: Step, since: Step | None, is_lower_better: bool | None) -> Held:
    """Both gains unclear: none. Still clear: held, unless it has clearly become less. Not clear any more: lost if it
    has clearly become less, else nobody can tell."""
    if not first.is_clear and not gain.is_clear:
        return Held.NO_GAIN
    lead = first if first.is_clear else gain
    if is_lower_better is not None and (lead.effect < 0) != is_lower_better:
        return Held.WORSE
    share = gain.effect / first.effect if first.is_clear else 1.0
    is_less = since is not None and since.is_clear and since.effect * lead.effect < 0 and share < KEPT
    if gain.is_clear and gain.effect * lead.effect > 0:
        return Held.SHRUNK if is_less else Held.HELD if share >= HALF else Held.UNCLEAR
    return Held.LOST if is_less or gain.is_clear else Held.UNCLEAR


def _between(line: Days, first: int, end: int) -> dict[int, float]:
    return {day: value for day, value in line.items() if first <= day < end}


def _warnings(
    sides: Sides, end: int, parts: Mapping[int, Part] | None, versions: Sequence[tuple[int, str]], events: Sequence[int]
) -> tuple[Caution, ...]:
    since = [day - sides.change for day in events if sides.change <= day < end]
    happened = Caution(Code.EVENTS, {"count": len(since), "nearest": min(since)}) if since else None
    return tuple(one for one in (*moved(sides, parts, versions), happened) if one is not None)
