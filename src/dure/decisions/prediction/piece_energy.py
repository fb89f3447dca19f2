"""What energy a machine should take, by how long it stood and ran and what it made. Pure, standard library only.

Energy is a sum: so much in each hour that the machine is on, so much more while it runs, so much more for each piece of
an item. The rates are those of least squares, none of them below nought, found one coordinate after the other (Franc,
Hlaváč and Navara, CAIP 2005, LNCS 3691, 407). Where pieces and running time always go together the rates can't be told
apart, but their sum can.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from dure.kernel.errors import Invalid

FEWEST_HOURS = 5
"""in which an item was made, for its rate to be known"""
LEAST_RUNNING_H = 1.0
"""A day with less running time says nothing of a piece."""
_ROUNDS = 5000
_STILL = 1e-10


@dataclass(frozen=True, slots=True)
class Use:
    """An hour or a day of a machine, as far as it was measured. at_us: its beginning; day_us: of its day. hours:
    measured; running_h: of them it ran. pieces: counted, for each item."""

    at_us: int
    day_us: int
    hours: float
    running_h: float
    kwh: float
    pieces: Mapping[str, float]

    @property
    def count(self) -> float:
        return sum(self.pieces.values())

    @property
    def is_telling(self) -> bool:
        """Of a day."""
        return self.running_h >= LEAST_RUNNING_H and self.count > 0 and self.kwh > 0


@dataclass(frozen=True, slots=True)
class Rates:
    """standing_kw: whenever it is on. running_kw: on top while it runs. pieces: item → kWh on top for one of it."""

    standing_kw: float
    running_kw: float
    pieces: Mapping[str, float]

    def kwh(self, use: Use) -> float:
        """Raises KeyError for an item without a rate."""
        made = sum(count * self.pieces[item] for item, count in use.pieces.items())
        return self.standing_kw * use.hours + self.running_kw * use.running_h + made

    def standing_kwh(self, use: Use) -> float:
        """Of it what the machine takes while it only stands."""
        return self.standing_kw * (use.hours - use.running_h)


def known_items(hours: Sequence[Use]) -> list[str]:
    """Those made in enough hours."""
    found = Counter(item for hour in hours for item in hour.pieces)
    return sorted(item for item, count in found.items() if count >= FEWEST_HOURS)


def with_items(hours: Sequence[Use], items: Collection[str]) -> list[Use]:
    """Hours in which nothing but these was made."""
    return [hour for hour in hours if all(item in items for item in hour.pieces)]


def days_of(hours: Sequence[Use]) -> list[Use]:
    """Whole days out of their hours, those that tell something of a piece."""
    days: dict[int, list[Use]] = defaultdict(list)
    for hour in hours:
        days[hour.day_us].append(hour)
    found = [_together(day_us, own) for day_us, own in sorted(days.items())]
    return [day for day in found if day.is_telling]


def _together(day_us: int, hours: Sequence[Use]) -> Use:
    pieces: Counter[str] = Counter()
    for hour in hours:
        pieces.update(hour.pieces)
    return Use(
        day_us, day_us, sum(one.hours for one in hours), sum(one.running_h for one in hours),
        sum(one.kwh for one in hours), dict(pieces),
    )  # fmt: skip


def rates_of(hours: Sequence[Use], items: Sequence[str]) -> Rates:
    """hours: in which only these items were made. Raises Invalid when nothing was measured."""
    rows = [(one.hours, one.running_h, *(one.pieces.get(item, 0.0) for item in items)) for one in hours]
    found = nonnegative(rows, [one.kwh for one in hours])
    if not any(found):
        raise Invalid("The meter of this machine showed no energy while it worked.")
    return Rates(found[0], found[1], dict(zip(items, found[2:], strict=True)))


def as_before(days: Sequence[Use]) -> list[Rates]:
    """The simple ways: each piece as much energy as before, whatever the time it took; all items alike, and each item
    by itself. Standing is in it, spread over the pieces. And each hour as much as before, whatever was made."""
    items = sorted({item for day in days for item in day.pieces})
    alike = sum(day.kwh for day in days) / sum(day.count for day in days)
    own = nonnegative([[day.pieces.get(item, 0.0) for item in items] for day in days], [day.kwh for day in days])
    hourly = sum(day.kwh for day in days) / sum(day.hours for day in days)
    return [
        Rates(0.0, 0.0, dict.fromkeys(items, alike)),
        Rates(0.0, 0.0, dict(zip(items, own, strict=True))),
        Rates(hourly, 0.0, dict.fromkeys(items, 0.0)),
    ]


def more(rates: Rates, day: Use) -> float:
    """A hundred times the natural logarithm of what it took over what it should have: about the per cent more."""
    expected = rates.kwh(day)
    if expected <= 0:
        raise Invalid("Nothing can be expected of a day without energy.")
    return 100 * log(day.kwh / expected)


def nonnegative(rows: Sequence[Sequence[float]], goal: Sequence[float]) -> list[float]:
    """Weights w ≥ 0 with the least Σ(row·w - goal)². A column of noughts gets nought."""
    width = len(rows[0]) if rows else 0
    squares = [[sum(row[a] * row[b] for row in rows) for b in range(width)] for a in range(width)]
    towards = [sum(row[a] * one for row, one in zip(rows, goal, strict=True)) for a in range(width)]
    found = [0.0] * width
    for _ in range(_ROUNDS):
        if _step(found, squares, towards) <= _STILL * max(1.0, *found):
            break
    return found


def _step(found: list[float], squares: Sequence[Sequence[float]], towards: Sequence[float]) -> float:
    """Each weight once to its best while the others stay; the largest change."""
    largest = 0.0
    for at, row in enumerate(squares):
        if row[at] > 0:
            rest = towards[at] - sum(one * weight for one, weight in zip(row, found, strict=True)) + row[at] * found[at]
            new = max(0.0, rest / row[at])
            largest, found[at] = max(largest, abs(new - found[at])), new
    return largest
