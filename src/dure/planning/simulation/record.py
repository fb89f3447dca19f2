"""What some weeks left behind in a plant, as its tables tell of it: what was made, when and where. Pure.

Times are minutes from the midnight at which the week of the first day begins; ids are those of the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from dure.planning.changeovers import Changeovers
from dure.planning.sharing import Room
from dure.planning.ways import Ways

Skill = tuple[int, int]
"""(skill, least level)"""


class Did(StrEnum):
    """What a unit did. MICRO: a stop no longer than its limit. STOP: any other one, whatever its reason. SILENT: nobody
    told. OUTSIDE: it worked when no work was planned; all others lie in planned work."""

    WORK = "work"
    SETUP = "setup"
    MICRO = "micro"
    STOP = "stop"
    SILENT = "silent"
    OUTSIDE = "outside"


class Stretch(NamedTuple):
    """reason: of a stop, as the plant calls it; empty: nobody gave one."""

    begin: float
    end: float
    did: Did
    reason: str = ""

    @property
    def minutes(self) -> float:
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class Station:
    """A work unit. spans: its planned work of whole weeks, () for none. stretches: of the measured days, in order."""

    id: int
    name: str
    center: int
    center_name: str
    spans: tuple[tuple[float, float], ...] = ()
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """An operation of a routing. units: that can do it, with the set-up that the routing says, in seconds. piece_s:
    None where the routing has no time. batch: pieces that run_s is for, None: for
    one. gap_s: waits before and after. moves_in_parts: the next one may begin before
    its end."""

    number: int
    name: str
    units: Mapping[int, Decimal]
    piece_s: float | None = None
    skill: Skill | None = None
    gap_s: float = 0.0
    is_outside: bool = False
    moves_in_parts: bool = False
    batch: float | None = None
    run_s: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Article:
    """An item that was made. stages: of its routing. ideal_s: best known seconds for a piece by unit, None for any."""

    id: int
    name: str
    stages: tuple[Stage, ...] = ()
    ideal_s: Mapping[int | None, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A work order. release: when it could have been begun. end: when it was over, None: it isn't. good: pieces that
    came out of it."""

    id: int
    number: str
    article: int
    pieces: float
    release: float
    due: float | None = None
    end: float | None = None
    good: float = 0.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """Of an order on a unit. number: of its operation, None where nobody said. end: None while it goes on. pieces: all
    that were made, bad: of them rejected, rework: of them to be done again."""

    unit: int
    order: int
    number: int | None
    begin: float
    end: float | None
    setup_until: float | None = None
    pieces: float = 0.0
    bad: float = 0.0
    rework: float = 0.0

    def until(self, last: float) -> float:
        return last if self.end is None else self.end


@dataclass(frozen=True, slots=True)
class Record:
    """first, last: the measured days. runs: all of the orders, by beginning. people: with a skill. kpis: recorded
    figures of ISO 22400-2 by their codes, without those that can't be told. batches: orders that ran together with
    others where that isn't foreseen. rooms: of units that do several orders at once; kg: of a piece, by article."""

    name: str
    first: float
    last: float
    stations: tuple[Station, ...]
    articles: tuple[Article, ...]
    orders: tuple[Ordered, ...]
    runs: tuple[Run, ...]
    people: Mapping[Skill, int] = field(default_factory=dict)
    skills: Mapping[int, str] = field(default_factory=dict)
    changeovers: Changeovers = field(default_factory=Changeovers)
    kpis: Mapping[str, float] = field(default_factory=dict)
    batches: int = 0
    rooms: Mapping[int, Room] = field(default_factory=dict)
    kg: Mapping[int, Decimal] = field(default_factory=dict)
    ways: Ways = field(default_factory=Ways)
