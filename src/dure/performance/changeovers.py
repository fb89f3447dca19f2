"""Changing over from one item to the next: how long it takes, between which items, and what it costs in time. Pure.

A change-over is looked at as in SMED: Shingo, A Revolution in Manufacturing: The SMED System, Productivity Press 1985.
Its length is from the last good piece of one item to the first good one of the next; setting up is the part of it that
was told, by a person or by the machine. Medians and ninth deciles, since a change-over that was left over the weekend
says nothing of the others. Quantiles are those of Hyndman and Fan, "Sample quantiles in statistical packages", The
American Statistician 50 (1996), definition 7.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Generic, TypeVar

from dure.quality.spc.summary import percentile

ENOUGH = 3
"""Change-overs between two items from which on their median is proposed for plans."""
MINUTE_S = 60.0
Key = TypeVar("Key", bound=Hashable)


class Told(StrEnum):
    """Who told how long setting up took."""

    PERSON = "person"
    MACHINE = "machine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    code: str
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Changeover:
    """One of them. setup_s: None while nobody told. between_s: last good piece to first good piece, in planned work;
    None where one of them is missing. planned_s: as the routing has it; None without one."""

    run_id: int
    unit_id: int
    at: datetime
    day: date
    order: str
    before: Item
    after: Item
    told: Told
    setup_s: float | None
    between_s: float | None
    planned_s: float | None

    @property
    def over_s(self) -> float | None:
        """Longer than planned, or shorter when negative."""
        return None if self.setup_s is None or self.planned_s is None else self.setup_s - self.planned_s


@dataclass(frozen=True, slots=True)
class Measured(Generic[Key]):
    """Change-overs of one kind, such as from one item to another on a unit. count: all of them; known: those whose
    setting up was told, of which median_s, p90_s and total_s are. over_s: longer than planned, in all."""

    key: Key
    count: int
    known: int
    median_s: float | None
    p90_s: float | None
    total_s: float
    between_s: float | None
    planned_s: float | None
    over_s: float

    @property
    def proposed_s(self) -> float | None:
        """For plans: the median in whole minutes, upwards; None of too few."""
        if self.median_s is None or self.known < ENOUGH:
            return None
        return ceil(self.median_s / MINUTE_S) * MINUTE_S


def measured(key: Key, some: Sequence[Changeover]) -> Measured[Key]:
    setups = [one.setup_s for one in some if one.setup_s is not None]
    between = [one.between_s for one in some if one.between_s is not None]
    planned = [one.planned_s for one in some if one.planned_s is not None]
    return Measured(
        key, len(some), len(setups), _quantile(setups, 0.5), _quantile(setups, 0.9), sum(setups),
        _quantile(between, 0.5), _quantile(planned, 0.5), sum(one.over_s for one in some if one.over_s is not None),
    )  # fmt: skip


def _quantile(values: Sequence[float], share: float) -> float | None:
    return percentile(values, share) if values else None


def by(some: Iterable[Changeover], key: Callable[[Changeover], Key]) -> list[Measured[Key]]:
    """One for each key, those that cost most time first."""
    groups: dict[Key, list[Changeover]] = defaultdict(list)
    for one in some:
        groups[key(one)].append(one)
    found = [measured(name, rows) for name, rows in groups.items()]
    return sorted(found, key=lambda one: (-one.total_s, -one.count, str(one.key)))


def by_pair(some: Iterable[Changeover]) -> list[Measured[tuple[int, Item, Item]]]:
    """By (unit id, item before, item after)."""
    return by(some, lambda one: (one.unit_id, one.before, one.after))


def by_group(some: Iterable[Changeover]) -> list[Measured[tuple[int, str, str]]]:
    """By (unit id, group before, group after); an item without a group stands for itself."""
    return by(some, lambda one: (one.unit_id, group_of(one.before), group_of(one.after)))


def group_of(item: Item) -> str:
    return item.group or item.name


def by_month(some: Iterable[Changeover]) -> list[Measured[date]]:
    """By the first day of the month, the oldest first."""
    return sorted(by(some, lambda one: one.day.replace(day=1)), key=lambda one: str(one.key))


def dearest(some: Iterable[Changeover], count: int) -> list[Changeover]:
    """Those that took longest to set up."""
    known = [one for one in some if one.setup_s is not None]
    return sorted(known, key=lambda one: (-(one.setup_s or 0.0), one.at))[:count]
