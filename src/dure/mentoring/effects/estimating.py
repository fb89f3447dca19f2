"""The effect of a change on a figure of each day, with an interval that days alike don't make too short. Pure.

The model is an interrupted time series (Wagner and others 2002, J Clin Pharm Ther 27:299): a level before and another
after, with slopes where both sides are long enough, and a level for each weekday. `likeness` fits it. With a line on
which nothing was changed the same is done to the difference, so that what changed for both falls out.
"""

from collections.abc import Mapping, Sequence

from dure.mentoring.effects.cautions import Window, cautions
from dure.mentoring.effects.design import LEAST, Sides, cut, has_weekdays, heavy, less, mean_of, shape_for
from dure.mentoring.effects.ratio import Part
from dure.mentoring.effects.result import Days, Estimate, Method, Season, Shape, TooLittle
from dure.mentoring.effects.stepping import step


def estimate(
    days: Days,
    *,
    change: int,
    control: Days | None = None,
    settle: int = 0,
    weights: Mapping[int, float] | None = None,
    season: Season = Season.AUTO,
    shape: Shape | None = None,
    confidence: float = 0.95,
    parts: Mapping[int, Part] | None = None,
    versions: Sequence[tuple[int, str]] = (),
    events: Sequence[int] = (),
) -> Estimate | TooLittle:
    """What the change came to.

    change: the first day that counts as after; settle: so many days from it on are left out (1: the day itself).
    control: the same figure of a line on which nothing was changed. weights: how much a day counts, such as what its
    ratio was divided by; days of no weight are left out. parts: numerator and denominator of each day, for the check
    whether the denominator moved. versions: day from which a definition of the figure held, and its name. events: days
    on which something else happened that may bear on the figure.
    """
    own = cut(heavy(days, weights), change, settle)
    sides = own if control is None else cut(less(heavy(days, weights), control), change, settle)
    if not sides.is_enough:
        return TooLittle(len(sides.before), len(sides.after), LEAST, LEAST)
    used = shape or shape_for(sides)
    with_weekdays = has_weekdays(sides, season)
    found = step(sides, used, with_weekdays, weights, confidence)
    if found is None and with_weekdays:
        # Weekdays that only one side has can't be told from the change.
        with_weekdays = False
        found = step(sides, used, with_weekdays, weights, confidence)
    if found is None:
        return TooLittle(len(sides.before), len(sides.after), LEAST, LEAST)
    kept = Sides(_of(own.before, sides.before), _of(own.after, sides.after), change)
    before, after = mean_of(kept.before, weights), mean_of(kept.after, weights)
    window = Window(sides, own, found, used, with_weekdays, weights, confidence, control is not None)
    return Estimate(
        method=Method.SERIES if control is None else Method.CONTROL,
        shape=used,
        has_weekdays=with_weekdays,
        effect=found.effect,
        low=found.low,
        high=found.high,
        error=found.error,
        before=before,
        after=after,
        expected=after - found.effect,
        n_before=len(sides.before),
        n_after=len(sides.after),
        likeness=found.likeness,
        warnings=cautions(window, parts=parts, versions=versions, events=events),
    )


def _of(line: Days, which: Days) -> Days:
    return {day: line[day] for day in which}
