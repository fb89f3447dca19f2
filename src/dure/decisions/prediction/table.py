"""Rows to learn from, and which of them may be learnt from when. Pure.

Rows are never split by chance: neighbours in time are alike, and a model that has seen one knows the other. They are
split by time, or by machine, run or part; rows whose outcome was not known yet when the first one to be told was asked
are left out, and so are those of the embargo before it (López de Prado, Advances in Financial Machine Learning, 2018,
chapter 7).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from dure.kernel.errors import Invalid

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """rows: a value for each column, NaN where it is missing. outcomes: 0 or 1, or an amount. moments: when a row's
    chance is asked, rising; known: when its outcome is known. groups: machine, run or part. Times in microseconds."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    outcomes: tuple[float, ...]
    moments: tuple[int, ...]
    known: tuple[int, ...]
    groups: tuple[str, ...]

    def __post_init__(self) -> None:
        sizes = {len(self.rows), len(self.outcomes), len(self.moments), len(self.known), len(self.groups)}
        if len(sizes) != 1 or any(len(row) != len(self.columns) for row in self.rows):
            raise Invalid("Each row needs a value for every column, an outcome, two moments and a group.")
        if any(later < earlier for earlier, later in zip(self.moments, self.moments[1:], strict=False)):
            raise Invalid("The rows must stand in the order of their time.")
        if any(known < asked for asked, known in zip(self.moments, self.known, strict=True)):
            raise Invalid("An outcome can't be known before its chance is asked.")

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, places: Iterable[int]) -> "Table":
        chosen = list(places)
        return Table(
            self.columns,
            tuple(self.rows[at] for at in chosen),
            tuple(self.outcomes[at] for at in chosen),
            tuple(self.moments[at] for at in chosen),
            tuple(self.known[at] for at in chosen),
            tuple(self.groups[at] for at in chosen),
        )

    def column(self, name: str) -> tuple[float, ...]:
        """Raises Invalid for a column that isn't there."""
        if name not in self.columns:
            raise Invalid("There is no column %(name)s.", name=name)
        at = self.columns.index(name)
        return tuple(row[at] for row in self.rows)

    def shuffled(self, seed: int, *, by_group: bool = False) -> "Table":
        """The same rows with each other's outcomes: nothing is left to be learnt. by_group: groups of one outcome
        exchange theirs whole, so that what ties the rows of a group together stays."""
        chance = Random(seed)  # noqa: S311 - repeatable on purpose
        if not by_group:
            return replace(self, outcomes=tuple(chance.sample(self.outcomes, len(self))))
        told = dict(zip(self.groups, self.outcomes, strict=True))
        given = dict(zip(told, chance.sample(list(told.values()), len(told)), strict=True))
        return replace(self, outcomes=tuple(given[group] for group in self.groups))


class Split(NamedTuple):
    """Places of rows: learnt from, calibrated with (later than those), told and compared (later than both)."""

    learn: tuple[int, ...]
    calibrate: tuple[int, ...]
    test: tuple[int, ...]


def by_time(
    table: Table, *, tests: int, embargo_us: int = 0, first: float = 0.5, calibrate: float = 0.25
) -> list[Split]:
    """The rows after the `first` share of them in `tests` stretches, each told from all before it; the last `calibrate`
    share of those is for calibration."""
    begin = round(first * len(table))
    if tests < 1 or not 0 < begin <= len(table) - tests:
        raise Invalid("%(count)s rows are too few for %(tests)s stretches of time.", count=len(table), tests=tests)
    edges = [begin + (len(table) - begin) * at // tests for at in range(tests + 1)]
    return [
        _split(table, before, tuple(range(edges[at], edges[at + 1])), embargo_us, calibrate)
        for at in range(tests)
        for before in [range(edges[at])]
    ]


def by_group(
    table: Table, *, in_order: bool = True, least: int = 2, embargo_us: int = 0, calibrate: float = 0.25
) -> list[Split]:
    """Each group told from others. in_order: only from those that began before it, once there are `least` of them; else
    from all others, also later ones, which says how well machines or runs tell of each other, not what will be."""
    order = list(dict.fromkeys(table.groups))
    places = {group: tuple(at for at, own in enumerate(table.groups) if own == group) for group in order}
    if len(order) <= least:
        raise Invalid("%(count)s groups are too few to tell one from the others.", count=len(order))
    if not in_order:
        return [_apart(order, places, group, calibrate) for group in order]
    return [
        _split(table, sorted(at for one in order[:number] for at in places[one]), places[order[number]],
               embargo_us, calibrate)
        for number in range(least, len(order))
    ]  # fmt: skip


def _apart(order: Sequence[str], places: dict[str, tuple[int, ...]], group: str, calibrate: float) -> Split:
    """Whole groups for calibration: every so many of the others."""
    others = [one for one in order if one != group]
    step = max(2, round(1 / calibrate)) if calibrate else len(others) + 1
    held = others[step - 1 :: step]
    learn = sorted(at for one in others if one not in held for at in places[one])
    return Split(tuple(learn), tuple(sorted(at for one in held for at in places[one])), places[group])


def _split(table: Table, before: Iterable[int], test: tuple[int, ...], embargo_us: int, calibrate: float) -> Split:
    start_us = min(table.moments[at] for at in test)
    usable = _known_before(table, before, start_us - embargo_us)
    own = usable[len(usable) - round(calibrate * len(usable)) :]
    learn = usable[: len(usable) - len(own)]
    if own:
        learn = _known_before(table, learn, table.moments[own[0]] - embargo_us)
    return Split(learn, own, test)


def _known_before(table: Table, places: Iterable[int], moment_us: int) -> tuple[int, ...]:
    return tuple(at for at in places if table.known[at] <= moment_us)
