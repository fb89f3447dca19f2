"""What an observation can mean for production: facts that the recorder writes, in their order. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from dure.production.counting import Held
from dure.production.roles import Role
from dure.production.unit import CountedFrom, UnitState


@dataclass(slots=True)
class Counted:
    """Pieces, or finished cycles, at a moment. A late reading may take back: negative numbers.

    unseen: the part of `produced` that was made while nobody knew what the unit did.
    """

    time_us: int
    source: CountedFrom
    item: int | None = None
    operation: int | None = None
    produced: Decimal = Decimal(0)
    good: Decimal = Decimal(0)
    reject: Decimal = Decimal(0)
    rework: Decimal = Decimal(0)
    cycles: Decimal = Decimal(0)
    unseen: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Counts that wait for a person; quantities in pieces, before and after as the counter said."""

    time_us: int
    signal: int
    before: Decimal
    after: Decimal
    quantity: Decimal
    proposal: Decimal
    reason: Held


@dataclass(frozen=True, slots=True)
class StateAt:
    """From this moment on, until the next change after it, the unit is in this state."""

    time_us: int
    state: UnitState
    word: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop is over: the unit stood from one moment to another, whatever its states in between."""

    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True)
class StopWithdrawn:
    """A stop that was thought to have begun did not take place."""

    start_us: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact to show: the program, part id or alarm that holds from this moment on."""

    time_us: int
    role: Role
    text: str


Effect = Counted | HeldBack | StateAt | Stopped | StopWithdrawn | Noted
