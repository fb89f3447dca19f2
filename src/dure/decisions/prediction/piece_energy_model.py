"""What a piece should take in energy: learnt, tried on later days, kept, and held against its successor. Pure.

It is learnt from the earlier days and tried on the later ones, against the best of the simple ways ("as much for a
piece as before", `piece_energy.as_before`), by the squares of the kWh that each is off in a day; the 95 % interval of
the difference, drawn by pairs of days, has to lie below nought (`gate.is_better`). A day is out when it took more or
less than its interval holds: the prediction interval of one more value of a normal distribution (Hahn and Meeker,
Statistical Intervals, 1991, section 4.8), of logarithms, with the spread by the median absolute deviation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import exp, isfinite, sqrt
from statistics import median
from typing import Any, NamedTuple

from dure.decisions.prediction import scores
from dure.decisions.prediction.gate import FEWEST_BLOCKS, is_better
from dure.decisions.prediction.held_back import LEARN, NOTHING, Ground, most_by_chance
from dure.decisions.prediction.piece_energy import (
    Rates,
    Use,
    as_before,
    days_of,
    known_items,
    more,
    rates_of,
    with_items,
)
from dure.decisions.prediction.scores import Interval
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid
from dure.quality.spc.distributions import t_quantile

FEATURES = (mark("measured hours"), mark("running time"), mark("counted pieces of each item"))
OUT = 0.01
"""share of usual days that may lie outside of the interval"""
LEAST_WIDTH = 2.0
"""per cent on either side; meters aren't surer than that"""
FEWEST = 30
BLOCK = 2
FEWEST_LATER = (FEWEST_BLOCKS + 1) * BLOCK
NEWEST = 5
TRUE_CHANGES = 2
DAY_US = 24 * 3_600_000_000
_NORMAL_MAD = 1.4826

SENTENCES = {
    Ground.BETTER: mark(
        "It may be used: on %(tested)s later days it was off by %(ours).2f kWh a day (root mean square), as much for a "
        "piece as before by %(theirs).2f. %(alarms)s of these days lay outside of its interval."
    ),
    Ground.NOT_BETTER: mark(
        "It may not be used: on %(tested)s later days it was off by %(ours).2f kWh a day (root mean square), as much "
        "for a piece as before by %(theirs).2f. That does as well."
    ),
    Ground.LOUD: mark(
        "It may not be used: %(alarms)s of %(tested)s later days lay outside of its interval. More than %(most)s is no "
        "chance: what a piece takes changes too often to be watched like this."
    ),
    Ground.FEW: mark(
        "Too little data: there are %(values)s measured days with counted pieces of items that are made often enough; "
        "%(lacks)s more are needed."
    ),
}  # fmt: skip


class Band(NamedTuple):
    """Per cent more than expected, of a usual day: the middle, and the edges of the interval."""

    centre: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PieceEnergy:
    rates: Rates
    band: Band


@dataclass(frozen=True, slots=True)
class Verdict:
    """values: days; lacks: how many more are needed; tested: the later ones. ours, theirs: root mean squares of the kWh
    a day that each was off; difference: of the squares. alarms: later days out; most: that chance allows."""

    ground: Ground
    values: int
    lacks: int = 0
    tested: int = 0
    ours: float = 0.0
    theirs: float = 0.0
    difference: Interval = NOTHING
    share: float = 0.0
    alarms: int = 0
    most: int = 0

    @property
    def message(self) -> str:
        return SENTENCES[self.ground]

    @property
    def is_shown(self) -> bool:
        return self.ground is Ground.BETTER

    @property
    def params(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name not in ("ground", "difference")}


class Seen(NamedTuple):
    """A day as it was, and as it should have been. low, high: kWh, of the interval. standing: kWh expected for it only
    standing. is_over: else it still runs and has no interval."""

    day_us: int
    kwh: float
    pieces: float
    expected: float
    low: float
    high: float
    standing: float
    is_over: bool = True

    @property
    def more(self) -> float:
        """Per cent more than expected."""
        return 100 * (self.kwh / self.expected - 1)

    @property
    def is_dear(self) -> bool:
        return self.is_over and self.kwh > self.high

    @property
    def is_out(self) -> bool:
        return self.is_over and not self.low <= self.kwh <= self.high


@dataclass(frozen=True, slots=True)
class Tried:
    """made: learnt from all days, None where there are too few. later: the days that it was judged on."""

    verdict: Verdict
    made: PieceEnergy | None
    later: tuple[Seen, ...] = ()


def tried(hours: Sequence[Use], since_us: int | None = None) -> Tried:
    """hours: of whole days. since_us: judge on what came from then on, which another model hasn't seen. Raises Invalid
    without energy."""
    items, early, later = _split(hours, since_us)
    before, days = days_of(early), days_of(later)
    lacks = lacking(len(before), len(days))
    if lacks:
        return Tried(Verdict(Ground.FEW, len(before) + len(days), lacks), None)
    own = learnt(early, items)
    return Tried(judged(own, before, days), learnt(hours), tuple(seen(own, day) for day in days))


def _split(hours: Sequence[Use], since_us: int | None) -> tuple[list[str], list[Use], list[Use]]:
    """Items known before the later days, and the earlier and later hours in which nothing else was made."""
    days = [day.day_us for day in days_of(hours)]
    at = split_at(len(days))
    since = since_us if since_us is not None else days[at] if at < len(days) else None
    early = [hour for hour in hours if since is None or hour.day_us < since]
    known = known_items(early)
    told = {item for day in days_of(with_items(early, known)) for item in day.pieces}
    items = [item for item in known if item in told]
    later = [hour for hour in hours if since is not None and hour.day_us >= since]
    return items, with_items(early, items), with_items(later, items)


def split_at(count: int) -> int:
    return max(FEWEST, min(round(LEARN * count), count - FEWEST_LATER))


def lacking(learnt_from: int, later: int) -> int:
    return max(0, FEWEST - learnt_from) + max(0, FEWEST_LATER - later)


def learnt(hours: Sequence[Use], items: Sequence[str] | None = None) -> PieceEnergy:
    """items: those to learn; else all that were made often enough."""
    items = known_items(hours) if items is None else items
    own = with_items(hours, items)
    rates = rates_of(own, items)
    return PieceEnergy(rates, band_of([more(rates, day) for day in days_of(own)]))


def band_of(values: Sequence[float]) -> Band:
    """Of one more day, from days that were usual. A few odd ones make it no wider."""
    centre = median(values)
    spread = _NORMAL_MAD * median([abs(value - centre) for value in values])
    half = t_quantile(1 - OUT / 2, len(values) - 1) * spread * sqrt(1 + 1 / len(values))
    return Band(centre, centre - max(half, LEAST_WIDTH), centre + max(half, LEAST_WIDTH))


def seen(model: PieceEnergy, day: Use, *, is_over: bool = True) -> Seen:
    usual = model.rates.kwh(day)
    centre, low, high = (usual * exp(one / 100) for one in model.band)
    return Seen(day.day_us, day.kwh, day.count, centre, low, high, model.rates.standing_kwh(day), is_over)


def judged(model: PieceEnergy, early: Sequence[Use], later: Sequence[Use], seed: int = 0) -> Verdict:
    """early, later: days of the same items."""
    own = _squares(model.rates, later)
    theirs = min((_squares(way, later) for way in as_before(early)), key=scores.mean)
    difference = scores.difference(own, theirs, _blocks(later), seed)
    out, most = sum(seen(model, day).is_out for day in later), most_by_chance(OUT * len(later))
    better = Ground.BETTER if is_better(difference, scores.mean(theirs)) else Ground.NOT_BETTER
    off = sqrt(scores.mean(own))
    return Verdict(
        Ground.LOUD if out > most else better, len(early) + len(later), 0, len(later), off,
        sqrt(scores.mean(theirs)), difference, off / scores.mean([day.kwh for day in later]), out, most,
    )  # fmt: skip


def _squares(rates: Rates, days: Sequence[Use]) -> list[float]:
    return [(day.kwh - rates.kwh(day)) ** 2 for day in days]


def _blocks(days: Sequence[Use]) -> list[str]:
    return [str(at // BLOCK) for at in range(len(days))]


class Compared(NamedTuple):
    """ours, theirs: kWh a day that the new and the former model are off, on what neither has seen. alarms: days outside
    of the former one's interval there; most: that chance allows. lacks: days that are missing before one can tell."""

    is_better: bool
    ours: float = 0.0
    theirs: float = 0.0
    alarms: int = 0
    most: int = 0
    lacks: int = 0


def compared(former: PieceEnergy, hours: Sequence[Use], since_us: int) -> Compared:
    """A successor learnt from what was before `since_us`, against the former, on what came since. It is better when the
    former's interval held fewer days than chance allows, or when it is nearer by the gate's measure."""
    items, early, later = _split(hours, since_us)
    late = days_of(with_items(later, former.rates.pieces))
    lacks = lacking(len(days_of(early)), len(late))
    if lacks:
        return Compared(False, lacks=lacks)
    ours, theirs = _squares(learnt(early, items).rates, late), _squares(former.rates, late)
    out, most = sum(seen(former, day).is_out for day in late), most_by_chance(OUT * len(late))
    nearer = is_better(scores.difference(ours, theirs, _blocks(late)), scores.mean(theirs))
    return Compared(out > most or nearer, sqrt(scores.mean(ours)), sqrt(scores.mean(theirs)), out, most)


class Rang(NamedTuple):
    """A stretch of days outside of the interval. at_us: end of its first day; since_us: its beginning. slower: per cent
    more than expected on the first day (the name that all kept models share)."""

    at_us: int
    since_us: int
    slower: float


class Followed(NamedTuple):
    """level: per cent more than expected, the median of the newest days that are over. is_loud: it rang more often than
    chance and `TRUE_CHANGES` explain."""

    alarms: list[Rang]
    level: float | None
    is_loud: bool
    days: list[Seen]


def followed(model: PieceEnergy, hours: Sequence[Use], until_us: int) -> Followed:
    """What it says of the days that came after it was learnt; the day that still runs at `until_us` doesn't ring."""
    days = [
        seen(model, day, is_over=day.day_us + DAY_US <= until_us)
        for day in days_of(with_items(hours, model.rates.pieces))
    ]
    over = [day for day in days if day.is_over]
    rang = [
        Rang(day.day_us + DAY_US, day.day_us, day.more)
        for at, day in enumerate(over)
        if day.is_out and not (at and over[at - 1].is_out and over[at - 1].is_dear == day.is_dear)
    ]
    most = most_by_chance(OUT * len(over)) + TRUE_CHANGES
    newest = [day.more for day in over[-NEWEST:]]
    return Followed(rang, median(newest) if newest else None, len(rang) > most, days)


def digest(hours: Sequence[Use]) -> str:
    """SHA-256 of all that is learnt from."""
    told = [(one.at_us, one.running_h, one.kwh, sorted(one.pieces.items())) for one in hours]
    return sha256(repr(told).encode()).hexdigest()


def model_json(model: PieceEnergy) -> dict[str, Any]:
    return {**asdict(model.rates), "band": list(model.band)}


def model_from(data: Mapping[str, Any]) -> PieceEnergy:
    """Raises Invalid for what isn't a kept model."""
    try:
        pieces = {str(item): float(kwh) for item, kwh in data["pieces"].items()}
        rates = Rates(float(data["standing_kw"]), float(data["running_kw"]), pieces)
        band = Band(*(float(one) for one in data["band"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("This model can't be read: %(why)s", why=str(error)[:100]) from error
    amounts = (rates.standing_kw, rates.running_kw, *pieces.values())
    if not pieces or not all(isfinite(one) and one >= 0 for one in amounts) or not band.low < band.high:
        raise Invalid("This model can't be read: %(why)s", why="a figure is missing or no number")
    return PieceEnergy(rates, band)
