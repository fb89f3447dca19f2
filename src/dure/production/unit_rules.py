"""What is known of one work unit, and what must be remembered of it between observations. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from dure.production.counting import CounterMemory
from dure.production.roles import Role
from dure.production.unit import CountedFrom, UnitState
from dure.production.words import WordMeaning

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One signal of the unit. pieces: pieces per count; each_message: a value is a number of pieces."""

    id: int
    role: Role
    modulus: Decimal | None = None
    pieces: Decimal = ONE
    each_message: bool = False


@dataclass(frozen=True, slots=True)
class ProgramMakes:
    """What a finished cycle of the programs that match `pattern` makes."""

    pattern: str
    item: int | None = None
    operation: int = 1
    operations: int = 1
    parts: Decimal = ONE
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class UnitRules:
    """All that is known of one work unit at a moment."""

    signals: tuple[SignalRule, ...] = ()
    counted_from: CountedFrom = CountedFrom.COUNTER
    fastest_cycle_s: Decimal | None = None
    idle_after_s: int = 60
    words: dict[str, WordMeaning] = field(default_factory=dict)
    programs: tuple[ProgramMakes, ...] = ()
    roles: frozenset[Role] = field(init=False)
    """What the signals are; asked several times an observation, and therefore kept."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(signal.role for signal in self.signals))


@dataclass(slots=True)
class UnitMemory:
    """What must be remembered of one work unit between observations."""

    counters: dict[int, CounterMemory] = field(default_factory=dict)
    state: UnitState | None = None
    state_word: str = ""
    state_us: int = 0
    word: str = ""
    word_us: int = 0
    words: list[tuple[int, str]] = field(default_factory=list)
    """The latest words and when each began, to place late ones."""
    copied_us: int = 0
    """When the last word was said only as a copy of the one that stood; 0 when the machine said it itself."""
    faults: set[int] = field(default_factory=set)
    fault_us: dict[int, int] = field(default_factory=dict)
    is_counting: bool = False
    last_count_us: int = 0
    inferred_us: int | None = None
    """Since when the unit is idle only because nothing was counted; None when it isn't."""
    before_inferred_us: int = 0
    program: str = ""
    program_us: int = 0
    stop_us: int | None = None
    last_us: int = 0
    unseen_us: int = 0
    """Time in state UNKNOWN, all spans that are over together."""
    unseen_at: dict[int, int] = field(default_factory=dict)
    """Counter → that time when it was last read."""
    tallies: dict[str, int] = field(default_factory=dict)
    """How often something happened to the counting itself: resets, rollovers, late, unreadable, cycles."""

    def note(self, name: str, times: int = 1) -> None:
        self.tallies[name] = self.tallies.get(name, 0) + times
