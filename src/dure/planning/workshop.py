"""The shop as its tables tell of it: work left of orders, who and what can do it, when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dure.planning.changeovers import Changeovers
from dure.planning.quantities import minutes_up
from dure.planning.scheduling.problem import Objective
from dure.planning.sharing import Room
from dure.planning.ways import Ways
from dure.product.times import Step

Key = tuple[int, int]
"""(id of the order, number of its operation)"""
Stretch = tuple[datetime, datetime]
ZERO = Decimal(0)


class Note(StrEnum):
    """What the plan had to take for granted, or leaves out."""

    NOWHERE = "nowhere"
    """Nothing can do the operation."""
    NO_TIME = "no_time"
    """The routing has no run time."""
    NO_SKILL = "no_skill"
    """Nobody has the skill."""
    ASSUMED = "assumed"
    """Not on order yet; taken to come after the item's lead time."""
    HELD = "held"
    """The order is held."""
    NO_SHIFT = "no_shift"
    """The work unit has no shift: taken to work at any time."""
    NO_LOAD = "no_load"
    """Nobody has told how much of a shared work unit the operation takes."""
    LOCK = "lock"
    """What was held there could not be kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """One note. about: what it tells of: (id of the order, number of the operation), id of an item or a unit."""

    note: Note
    about: Any
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """What is left of an operation of an order.

    ways: work unit → its times there. left: pieces. passed: pieces that went on from it. runs_on: where it runs now.
    piece_s: seconds that a piece takes just now, measured, None: nobody knows better than the routing. outside: done
    by others. most_wait_s: longest wait until the next operation. was: where and when the plan that is followed has
    it. is_locked: a person holds it there. load: what it takes of a work unit that does several at once, None: it is on
    none.
    """

    number: int
    name: str
    ways: tuple[tuple[int, Step], ...]
    left: Decimal
    passed: Decimal = ZERO
    skill: tuple[int, int] | None = None
    tools: tuple[int, ...] = ()
    uses: tuple[tuple[int, Decimal], ...] = ()
    runs_on: int | None = None
    is_set_up: bool = True
    piece_s: Decimal | None = None
    may_pause: bool = True
    most_wait_s: Decimal | None = None
    outside: Step | None = None
    was: tuple[int, datetime] | None = None
    is_locked: bool = False
    load: int | None = None

    @property
    def step(self) -> Step:
        """Its times where it is done first of all."""
        return self.outside or self.ways[0][1]

    def minutes(self, unit: int, step: Step) -> int:
        """What is left of it takes so long on a work unit, with its times there."""
        seconds = step.working_s(self.left)
        if self.runs_on == unit:
            seconds = seconds if self.piece_s is None else self.piece_s * self.left
            seconds += ZERO if self.is_set_up else step.setup_s
        return max(minutes_up(seconds), 1)


@dataclass(frozen=True, slots=True)
class Order:
    """An open order. item: by which set-ups are found. earliest: not before. needs: orders whose
    pieces it takes."""

    id: int
    number: str
    item: int
    works: tuple[Work, ...]
    due: datetime | None = None
    weight: int = 1
    earliest: datetime | None = None
    needs: tuple[tuple[int, int], ...] = ()
    """(order, number of the own operation that takes them)"""


@dataclass(frozen=True, slots=True)
class Station:
    """A work unit. open: when it works. stands_until: it is out of work until then. state: (item, number of the
    operation) that it is set up for. center: where it stands. room: of one that does several orders at once."""

    id: int
    name: str
    open: tuple[Stretch, ...]
    stands_until: datetime | None = None
    state: Key | None = None
    center: int = 0
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """A person with skills, or a tool. kinds: skills with their levels, or the tool itself. away: not there."""

    kind: str
    id: int
    name: str
    kinds: frozenset[Any]
    away: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts, each the cost of a minute; a minute late of an order of weight 1 costs `tardiness`."""

    tardiness: int = 100
    setup: int = 10
    flow: int = 1
    change: int = 30

    @property
    def objective(self) -> Objective:
        return Objective(tardiness=self.tardiness, setup=self.setup, flow=self.flow, change=self.change)


@dataclass(frozen=True, slots=True)
class Shop:
    """All that a plan is made of. stock: item → (when, how much) is there and comes; lead_days: item → days until it
    comes once it is ordered. names: of items. kg: item → of a piece, where a work unit holds so many of them."""

    now: datetime
    orders: tuple[Order, ...]
    stations: tuple[Station, ...]
    hands: tuple[Hand, ...] = ()
    stock: Mapping[int, Sequence[tuple[datetime, Decimal]]] = field(default_factory=dict)
    lead_days: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    changeovers: Changeovers = field(default_factory=Changeovers)
    ways: Ways = field(default_factory=Ways)
    kg: Mapping[int, Decimal] = field(default_factory=dict)
    notes: tuple[Told, ...] = ()
