"""What a plan is made from and what it says: needs, supplies, proposals, advice, pegs. Pure.

Quantities are whole numbers of ten-thousandths of the item's unit, so that sums are exact and quick;
days are whole numbers, on whatever calendar the caller counts (working days, weeks of a textbook).

What a plan holds by the hundred thousand is a named tuple: made in a third of the time of a frozen dataclass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

SCALE = 10_000


class Loop(ValueError):
    """Items that contain themselves."""

    def __init__(self, items: Sequence[int]) -> None:
        self.items = list(items)
        super().__init__(" → ".join(map(str, items)))


class Policy(NamedTuple):
    """How an item is planned. Quantities in ten-thousandths, times in days.

    minimum and multiple: smallest lot and what it is rounded up to, 0 for none. cover_days: one lot
    serves the needs of so many days from the first, 0 for each day alone. good: share of what is
    started that comes out good.
    """

    lead_days: int = 0
    safety: int = 0
    minimum: int = 0
    multiple: int = 0
    cover_days: int = 0
    good: Fraction = Fraction(1)


class Component(NamedTuple):
    """per: of the component for one of the parent, in parent starts (scrap of the component included).

    first, last: days of the parent's start on which the line holds, None for open. is_whole: rounded up to
    whole units. inside: what takes its place, when it is a phantom that is never planned itself.
    """

    item: int
    per: Fraction
    first: int | None = None
    last: int | None = None
    is_whole: bool = False
    inside: tuple["Component", ...] | None = None

    def holds_on(self, day: int) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Need(NamedTuple):
    """A quantity wanted on a day. source names what wants it: an order line, a forecast, a parent's order."""

    item: int
    day: int
    quantity: int
    source: str


class Coming(NamedTuple):
    """What is on order. is_firm: its date may not be moved, so nobody is told to. start: it is made here, and
    still needs its components on that day."""

    item: int
    day: int
    quantity: int
    source: str
    is_firm: bool = False
    start: int | None = None


class Lot(NamedTuple):
    """Stock that may be used up to its last day."""

    quantity: int
    last_day: int
    source: str


class Proposal(NamedTuple):
    """An order to be: `quantity` good pieces on `day`, of `started` pieces begun on `start`.

    wanted: what was missing, before lot sizes.
    """

    item: int
    day: int
    start: int
    quantity: int
    started: int
    source: str
    wanted: int = 0


class Act(StrEnum):
    HURRY = "hurry"
    DELAY = "delay"
    CANCEL = "cancel"
    REDUCE = "reduce"
    LATE = "late"
    """The proposal would have had to start in the past."""
    OVERDUE = "overdue"
    """It should have come already."""
    EXPIRES = "expires"
    """Stock that nothing needs before its last day."""


class Advice(NamedTuple):
    """Advice on an order: from its day to another, for which need, of which quantity."""

    act: Act
    item: int
    source: str
    day: int
    to_day: int | None
    quantity: int
    because: str


class Peg(NamedTuple):
    """So much of a supply serves a need. supply: "stock" or the source of a Coming or a Proposal."""

    item: int
    supply: str
    need: str
    quantity: int
    day: int


@dataclass(slots=True)
class Plan:
    proposals: list[Proposal] = field(default_factory=list)
    exceptions: list[Advice] = field(default_factory=list)
    pegs: list[Peg] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a run needs. today: nothing can start before. boms: parent → components. lots: stock that expires,
    beside `stock`. patience: days that an order may come too early before anybody is told to put it off."""

    today: int
    policies: Mapping[int, Policy]
    boms: Mapping[int, Sequence[Component]]
    stock: Mapping[int, int]
    needs: Sequence[Need]
    coming: Sequence[Coming] = ()
    lots: Mapping[int, Sequence[Lot]] = field(default_factory=dict)
    patience: int = 0
