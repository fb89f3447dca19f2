"""What speaks against an estimate, as codes with figures. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from dure.mentoring.effects.design import FOR_WEEKDAYS, LEAST, Sides, has_weekdays
from dure.mentoring.effects.power import FACTOR
from dure.mentoring.effects.ratio import Part, parts_of, split
from dure.mentoring.effects.result import Caution, Code, Season, Shape
from dure.mentoring.effects.stepping import Step, slope, step

FEW_BEFORE, FEW_AFTER = 20, 15
"""Fewer days than these are fewer than coverage was measured for."""
STRETCH = 14
"""At most so many days before the change are looked at as the stretch that may have called for it."""
FAR = 3.5
"""Robust standard deviations from the median of its side from which a day is tried as an outlier (Iglewicz, Hoaglin
1993)."""
CARRIES = 1 / 3
"""A day that moves the effect by this share of it carries it."""
MOVED = 0.05
"""Share by which a denominator has to move to be told."""
PART_OF_CHANGE = 0.3
"""Share of the change that has to come from the denominator to be told."""
UNEVEN = 2.0
"""Ratio of standard deviations to be told."""
ALIKE = 0.8
"""Likeness of neighbours to be told."""


@dataclass(frozen=True, slots=True)
class Window:
    """What was estimated and how. own: the line without the control taken off."""

    sides: Sides
    own: Sides
    found: Step
    shape: Shape
    with_weekdays: bool
    weights: Mapping[int, float] | None
    confidence: float
    has_control: bool

    def again(self, left_out: Sequence[int]) -> Step | None:
        """The estimate without some days."""
        sides = self.sides.without(left_out)
        return step(sides, self.shape, self.with_weekdays, self.weights, self.confidence) if sides.is_enough else None


def cautions(
    window: Window, *, parts: Mapping[int, Part] | None, versions: Sequence[tuple[int, str]], events: Sequence[int]
) -> tuple[Caution, ...]:
    found = (
        few_days(window),
        lost_control(window),
        *moved(window.own, parts, versions),
        other_events(window, events),
        trend_before(window),
        regression(window),
        outlier(window),
        uneven(window),
        slow(window),
    )
    return tuple(one for one in found if one is not None)


def few_days(window: Window) -> Caution | None:
    sides = window.sides
    if len(sides.before) >= FEW_BEFORE and len(sides.after) >= FEW_AFTER:
        return None
    figures = {"days_before": len(sides.before), "days_after": len(sides.after)}
    return Caution(Code.FEW_DAYS, figures | {"detectable": FACTOR * window.found.error})


def lost_control(window: Window) -> Caution | None:
    lost = len(window.own.days) - len(window.sides.days)
    return Caution(Code.CONTROL_FEW, {"days": lost}) if lost * 2 > len(window.own.days) else None


def moved(
    sides: Sides, parts: Mapping[int, Part] | None, versions: Sequence[tuple[int, str]]
) -> tuple[Caution | None, Caution | None]:
    """Whether before and after are reckoned alike."""
    return moved_definition(sides.days, versions), None if parts is None else moved_denominator(sides, parts)


def moved_definition(days: Sequence[int], versions: Sequence[tuple[int, str]]) -> Caution | None:
    """Told when days aren't all reckoned by one version; before the first told one, that one held."""
    ordered = sorted(versions)
    held = [next((name for since, name in reversed(ordered) if since <= day), ordered[0][1]) for day in days if ordered]
    if len(set(held)) < 2:
        return None
    since = next(day for day, name in ordered if day > days[0] and name != held[0])
    return Caution(Code.DEFINITION, {"day": since, "versions": len(set(held))})


def moved_denominator(sides: Sides, parts: Mapping[int, Part]) -> Caution | None:
    """Told when what is divided by moved clearly and a good part of the change comes from that."""
    found = split(parts_of(parts, sides.before), parts_of(parts, sides.after))
    if found is None or not found.change * found.from_denominator > 0:
        return None
    share = found.from_denominator / found.change
    ratio = found.denominator_after / found.denominator_before - 1
    if share < PART_OF_CHANGE or abs(ratio) < MOVED or not _has_clearly_moved(sides, parts):
        return None
    figures = {"share": share, "before": found.denominator_before, "after": found.denominator_after}
    return Caution(Code.DENOMINATOR, figures | {"from_denominator": found.from_denominator})


def _has_clearly_moved(sides: Sides, parts: Mapping[int, Part]) -> bool:
    before = {day: parts[day].denominator for day in sides.before if day in parts}
    after = {day: parts[day].denominator for day in sides.after if day in parts}
    divided = Sides(before, after, sides.change)
    if not divided.is_enough:
        return True
    found = step(divided, Shape.LEVEL, has_weekdays(divided, Season.AUTO), None, 0.95)
    return found is None or found.is_clear


def other_events(window: Window, events: Sequence[int]) -> Caution | None:
    days, change = window.sides.days, window.sides.change
    inside = [day - change for day in events if days[0] <= day <= days[-1]]
    if not inside:
        return None
    return Caution(Code.EVENTS, {"count": len(inside), "nearest": min(inside, key=abs)})


def trend_before(window: Window) -> Caution | None:
    """Told when the days before climb or fall by themselves; slopes take that in already."""
    before = window.sides.before
    if window.shape == Shape.SLOPES or len(before) < FEW_BEFORE:
        return None
    found = slope(before, _weekdays(window, len(before)), window.weights, window.confidence)
    if found is None or not found.is_clear:
        return None
    figures = {"slope": found.effect, "low": found.low, "high": found.high}
    drawn_on = step(window.sides, Shape.SLOPES, window.with_weekdays, window.weights, window.confidence)
    if drawn_on is not None:
        figures |= {"effect": drawn_on.effect, "effect_low": drawn_on.low, "effect_high": drawn_on.high}
    return Caution(Code.CONTROL_UNLIKE if window.has_control else Code.TREND_BEFORE, figures)


def regression(window: Window) -> Caution | None:
    """Told when the last stretch before the change lay clearly off the time before it, on the other side of where the
    effect goes: some of the way back would have come by itself."""
    before = sorted(window.sides.before)
    length = min(STRETCH, len(before) // 3)
    if window.shape == Shape.SLOPES or length < LEAST // 2 or len(before) - length < LEAST:
        return None
    stretch = before[-length:]
    earlier = {day: window.sides.before[day] for day in before[:-length]}
    late = {day: window.sides.before[day] for day in stretch}
    with_weekdays = _weekdays(window, len(before))
    off = step(Sides(earlier, late, stretch[0]), Shape.LEVEL, with_weekdays, window.weights, window.confidence)
    if off is None or not off.is_clear or off.effect * window.found.effect >= 0:
        return None
    figures = {"days": length, "stretch": _mean(late), "earlier": _mean(earlier), "off": off.effect}
    again = window.again(stretch)
    return Caution(Code.REGRESSION, figures | (_figures(again) if again is not None else {}))


def outlier(window: Window) -> Caution | None:
    """Told when the day that lies farthest off carries the effect: without it the effect is another by a third and by
    half an error, or what was clear isn't any more."""
    far = max((_farthest(side) for side in (window.sides.before, window.sides.after)), key=lambda one: one[0])
    if far[0] < FAR:
        return None
    again = window.again([far[1]])
    if again is None:
        return None
    moved = abs(again.effect - window.found.effect)
    told = max(CARRIES * abs(window.found.effect), window.found.error / 2)
    is_carried = again.is_clear != window.found.is_clear or moved > told
    figures = {"day": far[1], "value": window.sides.value(far[1])}
    return Caution(Code.OUTLIER, figures | _figures(again)) if is_carried else None


def uneven(window: Window) -> Caution | None:
    ratio = window.found.uneven
    return Caution(Code.SPREAD, {"ratio": ratio}) if max(ratio, 1 / ratio) >= UNEVEN else None


def slow(window: Window) -> Caution | None:
    """Told when neighbours are so alike that days tell little; n(1 − ρ)/(1 + ρ) independent ones (Bayley, Hammersley
    1946)."""
    rho = window.found.likeness
    if rho < ALIKE:
        return None
    return Caution(Code.SLOW, {"likeness": rho, "worth": len(window.sides.days) * (1 - rho) / (1 + rho)})


def _weekdays(window: Window, days: int) -> bool:
    return window.with_weekdays and days >= FOR_WEEKDAYS


def _figures(found: Step) -> dict[str, float]:
    return {"effect": found.effect, "low": found.low, "high": found.high}


def _farthest(side: Mapping[int, float]) -> tuple[float, int]:
    """How many robust standard deviations (0.6745 of the median of deviations) the farthest day lies off, and it."""
    middle = median(side.values())
    wide = median(abs(value - middle) for value in side.values())
    day = max(side, key=lambda one: abs(side[one] - middle))
    return (0.6745 * abs(side[day] - middle) / wide if wide > 0 else 0.0), day


def _mean(side: Mapping[int, float]) -> float:
    return sum(side.values()) / len(side)
