"""What an hour of a work unit is worth, and what a loss of hours, pieces or stock costs. In won. Pure.

An hour lost where the line can go no faster is lost for the plant: it costs the contribution margin of what would have
been made, price less material and outside work (Goldratt, Cox: The Goal, North River Press 1984; the wages are paid
all the same). Anywhere else the line loses nothing by it, and it costs at most the wages of those who wait. A unit that
is the bottleneck for a share of the time is worth the one for that share and the other for the rest; over a line these
shares sum to one, and of lines that an item passes one after the other only the busiest has a share in it, so that a
won of margin is counted once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dure.mentoring.lossmap.parts import Because, Range, Why, sure

HOUR_S = 3600.0
ENOUGH = 0.8
"""Share of a unit's ideal time that has to be of items whose margin is known."""
LEAST_COVERAGE = 0.2


@dataclass(frozen=True, slots=True)
class Making:
    """An item that a unit made. price, material: won for one piece; None: not known. full: what a piece holds by the
    standard cost as it comes to the unit, with labour and machine time of what was done before. centers: work centers
    that the item passes by its routing."""

    item: str
    pieces: float
    ideal_s: float
    rejected: float
    price: Range | None
    material: float | None
    full: float | None
    centers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Worth:
    """won: for an hour of ideal time; None with what is missing. is_set: somebody decided it."""

    won: Range | None
    margin: Range | None = None
    wage: float | None = None
    share: Range | None = None
    why: Why | None = None
    is_set: bool = False


def margin_an_hour(makings: Sequence[Making]) -> Range | None:
    """Contribution margin of an hour at the ideal cycle, over the items made; None where too little of it is known."""
    whole = sum(one.ideal_s for one in makings)
    ideal, low, mid, high = 0.0, 0.0, 0.0, 0.0
    for one in makings:
        if one.price is None or one.material is None:
            continue
        ideal += one.ideal_s
        low += one.pieces * (one.price.low - one.material)
        mid += one.pieces * (one.price.mid - one.material)
        high += one.pieces * (one.price.high - one.material)
    if ideal <= 0 or ideal < ENOUGH * whole:
        return None
    return Range(low, mid, high).scaled(HOUR_S / ideal)


def hour_worth(margin: Range | None, share: Range, wage: float | None) -> Worth:
    """share: of the time in which the line could go no faster than the unit. wage: of those who work at it."""
    if margin is None and share.high > 0:
        return Worth(None, margin, wage, share, Why.PRICE)
    if wage is None and share.low < 1:
        return Worth(None, margin, wage, share, Why.WAGE)
    of, paid = margin or sure(0.0), wage or 0.0
    mid = share.mid * of.mid + (1 - share.mid) * paid
    low = min(at * of.low + (1 - at) * paid for at in (share.low, share.high))
    high = max(at * of.high + (1 - at) * paid for at in (share.low, share.high))
    return Worth(Range(min(low, mid), mid, max(high, mid)), margin, wage, share)


def slowest_share(makings: Sequence[Making], center: int, loads: Mapping[int, float]) -> float:
    """Share of a unit's ideal time in which its work center is the busiest that the item passes, and so the one that an
    hour of the item is lost at. loads: work center → share of its known time in which it was busy. 1 without items."""
    whole = sum(one.ideal_s for one in makings)
    own = sum(one.ideal_s for one in makings if _busiest(one.centers | {center}, loads, center) == center)
    return own / whole if whole > 0 else 1.0


def _busiest(centers: Iterable[int], loads: Mapping[int, float], own: int) -> int:
    return max((one for one in centers if one in loads), key=lambda one: (loads[one], -one), default=own)


@dataclass(frozen=True, slots=True)
class Cost:
    """A loss in won with why its range is so wide; won None with what is missing."""

    won: Range | None
    because: tuple[Because, ...] = ()
    why: Why | None = None


def cost_of_time(lost_s: Range, worth: Worth, *, coverage: float | None, pace: float | None, days: bool) -> Cost:
    """Lost time × worth of an hour. pace: at least, regained time runs as fast and as well as the unit does today; None
    for time that is ideal already. coverage: at most, as much was lost in the time without data. days: lost_s has a
    spread over days."""
    if worth.won is None:
        return Cost(None, why=worth.why)
    because = [Because.DAYS if days else Because.FEW_DAYS]
    hours = lost_s.scaled(1 / HOUR_S)
    if pace is not None and pace < 1:
        hours = hours._replace(low=hours.low * pace)
        because.append(Because.PACE)
    if coverage is not None and coverage < 1:
        hours = hours._replace(high=max(hours.high / max(coverage, LEAST_COVERAGE), hours.high))
        because.append(Because.COVERAGE)
    if worth.won.low < worth.won.high:
        because.append(Because.HOUR)
    return Cost(hours.times(worth.won), tuple(because))


def cost_of_goods(makings: Sequence[Making], spread: Range) -> Cost:
    """What rejected pieces held: material and outside work, at most also the time of the steps before. The unit's own
    time on them is counted as time, and steps after it they never saw. spread: rejects as a multiple of those counted,
    with mid 1."""
    bad = [one for one in makings if one.rejected > 0]
    if any(one.material is None for one in bad):
        return Cost(None, why=Why.COST)
    held = sum(one.rejected * (one.material or 0.0) for one in bad)
    full = sum(one.rejected * max(one.full or 0.0, one.material or 0.0) for one in bad)
    because = (Because.DAYS, Because.COST) if full > held else (Because.DAYS,)
    return Cost(Range(held, held, full).times(spread), because)
