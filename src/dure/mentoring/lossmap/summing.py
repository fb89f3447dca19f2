"""Months of losses put together: means a month, by part and place, by kind, and the steps of the waterfall. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from dure.mentoring.loss import Loss
from dure.mentoring.lossmap.parts import BEYOND, TIME, Part, Range

Key = TypeVar("Key", bound=Hashable)


class Kept(NamedTuple):
    """A loss as it is kept. unit, area: ids, none for the whole plant."""

    id: int
    month: date
    part: Part
    kind: Loss
    unit: int | None
    area: int | None
    hours: float | None
    won: Range | None
    gain: float | None
    why: str


class Base(NamedTuple):
    """A unit's month: won an hour and ideal seconds of good pieces, none where they aren't known."""

    unit: int
    planned_s: float
    no_data_s: float
    outside_s: float
    good_s: float | None
    hour: float | None


@dataclass(slots=True)
class Sum:
    """Several losses together, as a mean of a month. won None: none of them is known; whys: of those that aren't.

    Ranges are added end by end, as if all were at their low or at their high end at once: wider than chance would have
    it, since they share rates and days.
    """

    won: Range | None = None
    hours: float | None = None
    gain: float | None = None
    whys: set[str] = field(default_factory=set)
    rows: list[Kept] = field(default_factory=list)

    @property
    def latest(self) -> Kept:
        return max(self.rows, key=lambda row: row.month)


def summed(rows: Iterable[Kept], months: int) -> Sum:
    """months: that the mean is over."""
    found = Sum()
    for row in rows:
        found.rows.append(row)
        if row.won is None:
            found.whys.add(row.why)
        else:
            found.won = Range(*(a + b / months for a, b in zip(found.won or (0, 0, 0), row.won, strict=True)))
        if row.hours is not None:
            found.hours = (found.hours or 0.0) + row.hours / months
        if row.gain is not None:
            found.gain = (found.gain or 0.0) + row.gain / months
    return found


def by(rows: Iterable[Kept], key: Callable[[Kept], Key], months: int) -> dict[Key, Sum]:
    """The dearest first, those that aren't known at the end."""
    groups: dict[Key, list[Kept]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    found = {name: summed(some, months) for name, some in groups.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].won.mid if pair[1].won else float("inf")))


class Step(NamedTuple):
    """One step of the waterfall: a kind of loss, or "could", "good", "left". won: what is left or lost."""

    code: str
    won: float
    is_total: bool = False


def steps(bases: Sequence[Base], rows: Sequence[Kept], months: int) -> tuple[list[Step], set[int]]:
    """From what planned time was worth to what is left, and the units whose time could be put in. Empty without any.

    could − losses of time = good, the worth of good pieces; good − losses besides time = left. Time without data isn't
    in it: nobody knows what it would have been.
    """
    told = [one for one in bases if one.hour is not None and one.good_s is not None]
    if not told:
        return [], set()
    units = {one.unit for one in told} - {one.unit for one in bases if one.hour is None or one.good_s is None}
    told = [one for one in told if one.unit in units]
    could = sum((one.planned_s - one.no_data_s + one.outside_s) * (one.hour or 0.0) for one in told) / 3600 / months
    good = sum((one.good_s or 0.0) * (one.hour or 0.0) for one in told) / 3600 / months
    timed = _kinds([row for row in rows if row.part in TIME and row.unit in units], months)
    beyond = _kinds([row for row in rows if row.part in BEYOND], months)
    left = good - sum(step.won for step in beyond)
    return [
        Step("could", could, is_total=True), *timed, Step("good", good, is_total=True), *beyond,
        Step("left", left, is_total=True),
    ], units  # fmt: skip


def _kinds(rows: Iterable[Kept], months: int) -> list[Step]:
    found = by((row for row in rows if row.part is not Part.NO_DATA), lambda row: row.kind, months)
    return [Step(kind.value, one.won.mid) for kind, one in found.items() if one.won is not None and one.won.mid]
