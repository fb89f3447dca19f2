"""What is to be scheduled: jobs of operations, each with its modes, on work units with set-up states. Pure.

Times are whole minutes on whatever axis the caller counts them (working minutes of a plant, units of a textbook);
a benchmark's time unit is a minute here. Jobs, operations and units are known by their place in the tuples, from 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from dure.kernel.errors import Invalid

MOST_MINUTES = 2**31 - 1
"""No time of a plan lies later: engines count in 32 bits."""
Table = tuple[tuple[int, ...], ...]
"""Minutes of a set-up: by the state before, then by the state that is wanted."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to do an operation. minutes: on this unit, without its set-up."""

    unit: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Operation:
    """state: what its unit is set up for while it runs. after: places of operations of the job that end before it."""

    modes: tuple[Mode, ...]
    state: int = 0
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """due_min: when its last operation should have ended; None: at any time. weight: cost of a minute later."""

    operations: tuple[Operation, ...]
    release_min: int = 0
    due_min: int | None = None
    weight: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """setup: place of its table of set-ups, None: it needs none. state: what it is set up for at the beginning, None:
    for anything. A set-up may be made before the pieces of its operation come, never before the operation in front
    has ended."""

    setup: int | None = None
    state: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """What a plan costs, the less the better. makespan: of a minute until all is over. tardiness: of a weighted minute
    by which a job ends after its due time. setup: of a minute of set-up. flow: of a minute by which a job ends."""

    makespan: int = 0
    tardiness: int = 0
    setup: int = 0
    flow: int = 0


MAKESPAN = Objective(makespan=1)
TARDINESS = Objective(tardiness=1)


@dataclass(frozen=True)
class Problem:
    """Raises Invalid when it is made of what no plan could follow, with the place of what is wrong."""

    units: tuple[Unit, ...]
    jobs: tuple[Job, ...]
    setups: tuple[Table, ...] = ()
    objective: Objective = field(default=TARDINESS)

    def __post_init__(self) -> None:
        for at, unit in enumerate(self.units):
            is_known = unit.setup is None or 0 <= unit.setup < len(self.setups)
            _check(is_known, "Unit %(at)s: its set-ups are unknown.", at)
        for table in self.setups:
            _check(all(len(row) == len(table) for row in table), "Table %(at)s of set-ups isn't square.", table)
            _check(all(minutes >= 0 for row in table for minutes in row), "A set-up takes no minutes or more.", table)
        for at, job in enumerate(self.jobs):
            _check(bool(job.operations), "Job %(at)s has no operation.", at)
            _check(job.release_min >= 0 and job.weight >= 0, "Job %(at)s: release and weight are not negative.", at)
            for number, operation in enumerate(job.operations):
                self._check_operation(operation, f"{at}.{number}", number)
        worst = sum(max(mode.minutes for mode in one.modes) for one in self.operations())
        longest = max(chain([0], (minutes for table in self.setups for row in table for minutes in row)))
        latest = max(chain([0], (job.release_min for job in self.jobs)))
        _check(latest + worst + longest * self.size < MOST_MINUTES, "The times are too long: count in minutes.", "all")

    def _check_operation(self, operation: Operation, at: str, number: int) -> None:
        _check(bool(operation.modes), "Operation %(at)s can be done nowhere.", at)
        units = [mode.unit for mode in operation.modes]
        _check(len(set(units)) == len(units), "Operation %(at)s names a unit twice.", at)
        _check(all(0 <= one < len(self.units) for one in units), "Operation %(at)s names an unknown unit.", at)
        _check(all(mode.minutes >= 0 for mode in operation.modes), "Operation %(at)s takes no minutes or more.", at)
        _check(all(0 <= one < number for one in operation.after), "Operation %(at)s comes after a later one.", at)
        tables = {self.units[one].setup for one in units} - {None}
        states = [len(self.setups[one]) for one in tables if one is not None]
        _check(all(0 <= operation.state < size for size in states), "Operation %(at)s: its state is unknown.", at)

    @cached_property
    def size(self) -> int:
        """How many operations there are."""
        return sum(len(job.operations) for job in self.jobs)

    def operations(self) -> Iterator[Operation]:
        """All operations, job by job."""
        return chain.from_iterable(job.operations for job in self.jobs)

    def setup_min(self, unit: int, before: int | None, state: int) -> int:
        """Minutes to set a unit up from one state for another. before: None at the beginning of a unit set up for
        anything."""
        table = self.units[unit].setup
        return 0 if table is None or before is None else self.setups[table][before][state]


def _check(holds: bool, message: str, at: object) -> None:
    if not holds:
        raise Invalid(message, at=str(at)[:60])
