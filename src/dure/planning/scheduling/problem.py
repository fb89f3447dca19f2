"""What is to be scheduled: jobs of operations, each with its modes, on work units with calendars, set-up states and
helpers. Pure.

Times are whole minutes from the beginning of the plan (a benchmark's time unit is a minute here). Jobs, operations,
units and all else are known by their place in the tuples, from 0.
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain, pairwise

from dure.kernel.errors import Invalid

MOST_MINUTES = 2**31 - 1
"""No time of a plan lies later: engines count in 32 bits."""
MOST_COST = 2**61
"""No plan costs more: engines add in 64 bits."""
Table = tuple[tuple[int, ...], ...]
"""Minutes of a set-up, by the state before, then by the state that is wanted; or of a way, from place to place."""
Calendar = tuple[tuple[int, int], ...]
"""When something works, from minute to minute. After its last span it works for good: plans have no end."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to do an operation. minutes: of work on this unit, without its set-up. needs: a skill or a kind of tool
    for each helper that is there from its beginning to its end; two of a kind are told twice."""

    unit: int
    minutes: int
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class After:
    """An operation comes after another one, of its own job or of another.

    It begins at least `least_min` after the end of that, and the minutes of the way from unit to unit; at most
    `most_min` after the end. With `overlap_min` it begins once so many minutes of that one's work are done (the first
    part is carried over), and ends at least `least_min` of its own work after that one's end (the last part).
    """

    operation: int
    job: int | None = None
    least_min: int = 0
    most_min: int | None = None
    overlap_min: int | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """Where and when an operation begins that runs already or that nobody wants to move, or began in the plan before
    (of which only the time counts)."""

    unit: int
    start_min: int


@dataclass(frozen=True, slots=True)
class Operation:
    """state: what its unit is set up for while it runs. may_pause: over closed time; else it is done in one go. load:
    how much of a unit that does several at once. uses: (material, quantity) taken at the beginning. was: where and
    when the plan that is followed now has it. release_min: not before, beside its job's."""

    modes: tuple[Mode, ...]
    state: int = 0
    after: tuple[After, ...] = ()
    may_pause: bool = True
    load: int = 1
    uses: tuple[tuple[int, int], ...] = ()
    pin: Pin | None = None
    was: Pin | None = None
    release_min: int = 0

    def mode_on(self, unit: int) -> Mode:
        """How it is done on a unit. Raises StopIteration where it can't be."""
        return next(mode for mode in self.modes if mode.unit == unit)

    @property
    def open_modes(self) -> tuple[Mode, ...]:
        """All its modes, or the one it is held in."""
        return self.modes if self.pin is None else (self.mode_on(self.pin.unit),)


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
    has ended. calendar: place of its calendar, None: it always works. place: where it stands, for the ways. holds: the
    load of a unit that does several operations of one state at once (a kettle, an oven), None: one at a time. What is
    done at once begins and ends together, takes as long as the longest of it, and has the same helpers."""

    setup: int | None = None
    state: int | None = None
    name: str = ""
    calendar: int | None = None
    place: int = 0
    holds: int | None = None


@dataclass(frozen=True, slots=True)
class Helper:
    """A person with skills, or one piece of a tool: with one operation at a time."""

    kinds: tuple[int, ...]
    calendar: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """arrivals: (minute, quantity) of what is there and of what will come."""

    arrivals: tuple[tuple[int, int], ...]
    name: str = ""

    def comes_min(self, quantity: int) -> int:
        """When so much of it has come; 0 where it never does."""
        total = 0
        for minute, each in sorted(self.arrivals):
            total += each
            if total >= quantity:
                return minute
        return 0


@dataclass(frozen=True, slots=True)
class Objective:
    """What a plan costs, the less the better. makespan: of a minute until all is over. tardiness: of a weighted minute
    by which a job ends after its due time. setup: of a minute of set-up. flow: of a minute by which a job ends.
    change: of a minute by which an operation begins at another time than in the plan before."""

    makespan: int = 0
    tardiness: int = 0
    setup: int = 0
    flow: int = 0
    change: int = 0


MAKESPAN = Objective(makespan=1)
TARDINESS = Objective(tardiness=1)
Place = tuple[int, int]
"""(job, operation)"""


@dataclass(frozen=True)
class Problem:
    """Raises Invalid when it is made of what no plan could follow, with the place of what is wrong."""

    units: tuple[Unit, ...]
    jobs: tuple[Job, ...]
    setups: tuple[Table, ...] = ()
    objective: Objective = field(default=TARDINESS)
    calendars: tuple[Calendar, ...] = ()
    helpers: tuple[Helper, ...] = ()
    materials: tuple[Material, ...] = ()
    ways: Table = ()

    def __post_init__(self) -> None:
        for at, unit in enumerate(self.units):
            is_known = unit.setup is None or 0 <= unit.setup < len(self.setups)
            _check(is_known, "Unit %(at)s: its set-ups are unknown.", at)
            states = len(self.setups[unit.setup]) if unit.setup is not None else MOST_MINUTES
            _check(unit.state is None or 0 <= unit.state < states, "Unit %(at)s: its state is unknown.", at)
            _check(unit.holds is None or unit.holds >= 0, "Unit %(at)s holds less than nothing.", at)
            self._check_calendar(unit.calendar, f"unit {at}")
            _check(not self.ways or 0 <= unit.place < len(self.ways), "Unit %(at)s: its place is unknown.", at)
        for at, table in enumerate((*self.setups, self.ways)):
            _check(all(len(row) == len(table) for row in table), "Table %(at)s of set-ups or ways isn't square.", at)
            _check(all(minutes >= 0 for row in table for minutes in row), "A set-up takes no minutes or more.", at)
        _check(min(astuple(self.objective)) >= 0, "What counts in a plan costs nothing or more.", "")
        for at, calendar in enumerate(self.calendars):
            edges = list(chain.from_iterable(calendar))
            is_sorted = all(one < other for one, other in pairwise([-1, *edges]))
            _check(is_sorted, "Calendar %(at)s: its spans lie one after the other, with time between them.", at)
        for at, helper in enumerate(self.helpers):
            self._check_calendar(helper.calendar, f"helper {at}")
        for at, job in enumerate(self.jobs):
            _check(bool(job.operations), "Job %(at)s has no operation.", at)
            _check(job.release_min >= 0 and job.weight >= 0, "Job %(at)s: release and weight are not negative.", at)
            is_near = abs(job.due_min or 0) < MOST_MINUTES and job.weight < MOST_MINUTES
            _check(is_near, "The times are too long: count in minutes.", at)
            for number, operation in enumerate(job.operations):
                self._check_operation(operation, f"{at}.{number}", (at, number))
        self._check_order()
        self._check_materials()
        _check(self.latest_min < MOST_MINUTES, "The times are too long: count in minutes.", "all")
        _check(self.dearest < MOST_COST, "The weights are too large: divide them all by the same number.", "all")

    def _check_calendar(self, calendar: int | None, at: str) -> None:
        _check(calendar is None or 0 <= calendar < len(self.calendars), "%(at)s: its calendar is unknown.", at)

    def _check_operation(self, operation: Operation, at: str, place: Place) -> None:
        _check(bool(operation.modes), "Operation %(at)s can be done nowhere.", at)
        units = [mode.unit for mode in operation.modes]
        _check(len(set(units)) == len(units), "Operation %(at)s names a unit twice.", at)
        _check(all(0 <= one < len(self.units) for one in units), "Operation %(at)s names an unknown unit.", at)
        _check(all(mode.minutes >= 0 for mode in operation.modes), "Operation %(at)s takes no minutes or more.", at)
        for mode in operation.modes:
            _check(self._is_manned(mode), "Operation %(at)s: there are not enough people or tools for it.", at)
            holds = self.units[mode.unit].holds
            _check(holds is None or 0 <= operation.load <= holds, "Operation %(at)s is more than its unit holds.", at)
        tables = {self.units[one].setup for one in units} - {None}
        states = [len(self.setups[one]) for one in tables if one is not None]
        _check(all(0 <= operation.state < size for size in states), "Operation %(at)s: its state is unknown.", at)
        for link in operation.after:
            job, number = self.place_of(link, place[0])
            _check(0 <= job < len(self.jobs), "Operation %(at)s comes after one of an unknown job.", at)
            is_known = 0 <= number < (place[1] if job == place[0] else len(self.jobs[job].operations))
            _check(is_known, "Operation %(at)s comes after a later one.", at)
            _check(link.least_min >= 0 and (link.overlap_min or 0) >= 0, "Operation %(at)s waits for less than 0.", at)
            most = link.most_min
            is_possible = most is None or (link.overlap_min is None and most >= link.least_min)
            _check(is_possible, "Operation %(at)s: the longest wait is shorter than the shortest.", at)
        _check(operation.release_min >= 0, "Operation %(at)s is to begin before the plan.", at)
        for pin in (operation.pin, operation.was):
            _check(pin is None or pin.start_min >= 0, "Operation %(at)s is to begin before the plan.", at)
        _check(operation.pin is None or operation.pin.unit in units, "Operation %(at)s is held where it can't be.", at)

    def _is_manned(self, mode: Mode) -> bool:
        """Whether as many different helpers are there as the mode needs."""
        return matching([self.of_kind(kind) for kind in mode.needs]) is not None

    def _check_order(self) -> None:
        """No operation waits for itself by way of others."""
        before = {place: [self.place_of(link, place[0]) for link in one.after] for place, one in self.places()}
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            raise Invalid("Operation %(at)s waits for itself.", at=str(error.args[1][0])) from error

    def _check_materials(self) -> None:
        wanted = [0] * len(self.materials)
        for place, one in self.places():
            for material, quantity in one.uses:
                is_known = 0 <= material < len(self.materials) and quantity >= 0
                _check(is_known, "Operation %(at)s uses an unknown material.", place)
                wanted[material] += quantity
        for at, each in enumerate(self.materials):
            is_possible = all(minute >= 0 and quantity >= 0 for minute, quantity in each.arrivals)
            _check(is_possible, "Material %(at)s arrives before the plan, or less than nothing of it.", at)
            total = sum(quantity for _, quantity in each.arrivals)
            _check(total >= wanted[at], "Of material %(at)s there is not enough for all.", at)

    @cached_property
    def latest_min(self) -> int:
        """No sensible plan ends later: one operation after the other, behind all that is closed or comes."""
        worst = sum(max(mode.minutes for mode in one.modes) for one in self.operations())
        links = sum(link.least_min for one in self.operations() for link in one.after)
        longest = max(chain([0], (minutes for table in (*self.setups, self.ways) for row in table for minutes in row)))
        known = chain(
            [0],
            (job.release_min for job in self.jobs),
            (one.release_min for one in self.operations()),
            (end for calendar in self.calendars for _, end in calendar),
            (minute for material in self.materials for minute, _ in material.arrivals),
            (pin.start_min for one in self.operations() for pin in (one.pin, one.was) if pin is not None),
        )
        return max(known) + worst + links + 2 * longest * self.size

    @cached_property
    def dearest(self) -> int:
        """No sensible plan costs more."""
        by, latest = self.objective, self.latest_min
        late = sum(job.weight * (latest - min(job.due_min, 0)) for job in self.jobs if job.due_min is not None)
        per_minute = by.makespan + by.flow * len(self.jobs) + (by.change + by.setup) * self.size
        return by.tardiness * late + per_minute * latest

    @cached_property
    def size(self) -> int:
        """How many operations there are."""
        return sum(len(job.operations) for job in self.jobs)

    @cached_property
    def is_plain(self) -> bool:
        """Whether operations have alternatives, order and set-ups alone."""
        return not (
            (self.helpers or self.materials or self.ways)
            or any(unit.calendar is not None or unit.holds is not None for unit in self.units)
            or any(one.pin is not None for one in self.operations())
            or any(link != After(link.operation) for one in self.operations() for link in one.after)
        )

    @cached_property
    def is_job_shop(self) -> bool:
        """Whether it is plain, each operation has one unit alone, and set-ups and changes neither last nor cost."""
        by = self.objective
        return (
            self.is_plain
            and not (by.setup or by.change)
            and all(unit.setup is None for unit in self.units)
            and all(len(one.modes) == 1 for one in self.operations())
        )

    def operations(self) -> Iterator[Operation]:
        """All operations, job by job."""
        return chain.from_iterable(job.operations for job in self.jobs)

    def places(self) -> Iterator[tuple[Place, Operation]]:
        """All operations with their places, job by job."""
        for at, job in enumerate(self.jobs):
            for number, one in enumerate(job.operations):
                yield (at, number), one

    def at(self, place: Place) -> Operation:
        """The operation at a place."""
        return self.jobs[place[0]].operations[place[1]]

    def of_kind(self, kind: int) -> tuple[int, ...]:
        """The helpers that have a skill, or are of a kind."""
        return self._kinds.get(kind, ())

    @cached_property
    def _kinds(self) -> dict[int, tuple[int, ...]]:
        kinds = {kind for helper in self.helpers for kind in helper.kinds}
        return {kind: tuple(at for at, one in enumerate(self.helpers) if kind in one.kinds) for kind in kinds}

    def setup_min(self, unit: int, before: int | None, state: int) -> int:
        """Minutes to set a unit up from one state for another. before: None at the beginning of a unit set up for
        anything."""
        table = self.units[unit].setup
        return 0 if table is None or before is None else self.setups[table][before][state]

    def way_min(self, unit: int, other: int) -> int:
        """Minutes from a unit to another one."""
        return self.ways[self.units[unit].place][self.units[other].place] if self.ways else 0

    @staticmethod
    def place_of(link: After, job: int) -> Place:
        """Which operation another one of this job comes after."""
        return (job if link.job is None else link.job), link.operation


def matching(choices: list[tuple[int, ...]]) -> list[int] | None:
    """One of its own for each, None where that can't be (augmenting ways, Kuhn 1955)."""
    owner: dict[int, int] = {}

    def give(at: int, seen: set[int]) -> bool:
        for one in choices[at]:
            if one not in seen:
                seen.add(one)
                if one not in owner or give(owner[one], seen):
                    owner[one] = at
                    return True
        return False

    if not all(give(at, set()) for at in range(len(choices))):
        return None
    return sorted(owner, key=owner.__getitem__)


def _check(holds: bool, message: str, at: object) -> None:
    if not holds:
        raise Invalid(message, at=str(at)[:60])
