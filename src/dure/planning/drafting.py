"""Plans of a shop: the order that is followed, as it would go now, and a better one. Pure.

What begins soon stays where it is, unless its work unit stands.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from dure.kernel.errors import Invalid
from dure.planning.refusal import in_words
from dure.planning.scheduling.events import Difference, counted_from, difference
from dure.planning.scheduling.plan import Result, Task, Terms, by_unit, groups, job_ends, late_min, terms
from dure.planning.scheduling.problem import Operation, Pin, Problem
from dure.planning.scheduling.why import Reasons, Stretch
from dure.planning.setting import Setting, setting
from dure.planning.workshop import Note, Shop, Told, Weights


def engine() -> ModuleType:
    """The solver. Raises Invalid where the extra isn't installed: a plant without schedules runs without it."""
    try:
        from dure.planning.scheduling import solver
    except ImportError as error:
        raise Invalid("Schedules need more software: pip install 'dure[planning]'.") from error
    return solver


@dataclass(frozen=True)
class Draft:
    """A plan of a setting. before: the plan that is followed, as it would go now; () where there is none."""

    setting: Setting
    tasks: tuple[Task, ...]
    before: tuple[Task, ...] = ()
    result: Result | None = None

    @property
    def problem(self) -> Problem:
        return self.setting.problem

    @property
    def terms(self) -> Terms:
        return terms(self.problem, self.tasks)

    @property
    def terms_before(self) -> Terms | None:
        return terms(self.problem, self.before) if self.before else None

    @property
    def difference(self) -> Difference | None:
        return difference(self.problem, self.before, self.tasks, 0) if self.before else None

    def late(self) -> dict[int, int]:
        """Job → minutes after its due time."""
        return _late(self.problem, self.tasks)

    def late_before(self) -> dict[int, int]:
        return _late(self.problem, self.before) if self.before else {}

    def why(self) -> dict[int, tuple[Stretch, ...]]:
        """Late job → what its time goes to."""
        reasons = Reasons(self.problem, self.tasks)
        return {job: reasons.of(job) for job, minutes in self.late().items() if minutes}

    def work_min(self) -> dict[tuple[int, int], int]:
        """Place → minutes of work; of what is done at once those of the longest."""
        found: dict[tuple[int, int], int] = {}
        for row in by_unit(self.tasks).values():
            for together in groups(self.problem, row):
                longest = max(self.problem.at(one.place).mode_on(one.unit).minutes for one in together)
                found |= {one.place: longest for one in together}
        return found

    def setups(self) -> dict[tuple[int, int], int]:
        """Place → minutes of setting up right before it."""
        found = {}
        for unit, row in by_unit(self.tasks).items():
            state = self.problem.units[unit].state
            for together in groups(self.problem, row):
                wanted = self.problem.at(together[0].place).state
                found[together[0].place] = self.problem.setup_min(unit, state, wanted)
                state = wanted
        return found


def _late(problem: Problem, tasks: Sequence[Task]) -> dict[int, int]:
    ends = zip(problem.jobs, job_ends(problem, tasks), strict=True)
    return {number: late_min(job, end) for number, (job, end) in enumerate(ends)}


def as_followed(shop: Shop, weights: Weights, *, keeps_locks: bool = True) -> Draft:
    """The plan that is followed, each operation as early as its order allows now; what the plan doesn't know comes
    last. What a person holds begins when it was put, or, where that can't be, or keeps_locks says so, no earlier than
    that and as soon as what is in front of it is over; a note tells. Raises Invalid."""
    if keeps_locks:
        of = setting(shop, weights)
        try:
            return Draft(of, _in_order(of))
        except Invalid:
            if not of.locks:
                raise
    of = setting(shop, weights, keeps_locks=False)
    notes = [Told(Note.LOCK, key) for key in of.locks] if keeps_locks else []
    return Draft(replace(of, notes=(*of.notes, *notes)), _in_order(of))


def _in_order(of: Setting) -> tuple[Task, ...]:
    with in_words(of):
        found: tuple[Task, ...] = engine().in_order(of.problem, of.followed())
    return found


def better(
    shop: Shop,
    weights: Weights,
    *,
    limit_s: float,
    frozen_min: int = 0,
    seed: int = 1,
    progress: Callable[[int, float], None] | None = None,
    stop: threading.Event | None = None,
) -> Draft:
    """The best plan found in a time, beside the one that is followed. frozen_min: what that begins within so many
    minutes stays as it is. Raises Invalid."""
    now = as_followed(shop, weights)
    is_followed = any(one.was is not None for row in now.setting.works for one in row)
    problem = held(now, frozen_min) if is_followed else now.problem
    with in_words(now.setting):
        found = engine().solve(problem, limit_s=limit_s, seed=seed, first=now.tasks, progress=progress, stop=stop)
    return Draft(now.setting, found.tasks, now.tasks if is_followed else (), found)


def held(now: Draft, until_min: int) -> Problem:
    """The problem with what begins before a moment held there, and changes counted from the plan as it would go now."""
    starts = {task.place: Pin(task.unit, task.start_min) for task in now.tasks if task.start_min < until_min}
    problem = counted_from(now.problem, now.tasks, 0)

    def with_pin(job: int, number: int, one: Operation) -> Operation:
        is_free = one.pin is not None or now.setting.works[job][number].was is None
        return one if is_free else replace(one, pin=starts.get((job, number)))

    jobs = tuple(
        replace(job, operations=tuple(with_pin(at, number, one) for number, one in enumerate(job.operations)))
        for at, job in enumerate(problem.jobs)
    )
    return replace(problem, jobs=jobs)
