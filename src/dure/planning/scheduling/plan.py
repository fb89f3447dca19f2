"""A plan: where and when each operation is done, by whom, and what that costs. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from dure.planning.scheduling.problem import Job, Place, Problem


@dataclass(frozen=True, slots=True)
class Task:
    """An operation in a plan. start_min: without its set-up, which ends no later. helpers: in the order of the needs
    of its mode."""

    job: int
    operation: int
    unit: int
    start_min: int
    end_min: int
    helpers: tuple[int, ...] = ()

    @property
    def place(self) -> Place:
        """Which operation it is of."""
        return self.job, self.operation


class Status(Enum):
    """OPTIMAL: no plan is better. FEASIBLE: it can be followed."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Result:
    """What a solver found. bound: no plan costs less. seconds: that it took. engine: which one found the plan."""

    status: Status
    tasks: tuple[Task, ...]
    cost: int
    bound: int
    seconds: float
    seed: int
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan costs, term by term, before the weights of the objective."""

    makespan_min: int
    tardiness_min: int
    """weighted by the jobs"""
    setup_min: int
    flow_min: int
    late_jobs: int
    change_min: int = 0


def terms(problem: Problem, tasks: Sequence[Task]) -> Terms:
    """What a plan costs."""
    ends = job_ends(problem, tasks)
    change_min = 0
    for task in tasks:
        was = problem.at(task.place).was
        change_min += 0 if was is None else abs(task.start_min - was.start_min)
    late = [(job.weight, late_min(job, end)) for job, end in zip(problem.jobs, ends, strict=True)]
    setup_min = 0
    for unit, row in by_unit(tasks).items():
        state = problem.units[unit].state
        for together in groups(problem, row):
            wanted = problem.at(together[0].place).state
            setup_min += problem.setup_min(unit, state, wanted)
            state = wanted
    tardiness_min = sum(weight * minutes for weight, minutes in late)
    return Terms(
        max(ends, default=0), tardiness_min, setup_min, sum(ends), sum(minutes > 0 for _, minutes in late), change_min
    )


def job_ends(problem: Problem, tasks: Sequence[Task]) -> list[int]:
    """When each job is over; 0 for one without tasks."""
    ends = [0] * len(problem.jobs)
    for task in tasks:
        ends[task.job] = max(ends[task.job], task.end_min)
    return ends


def late_min(job: Job, end_min: int) -> int:
    """By how much a job that ends then is after its due time."""
    return 0 if job.due_min is None else max(end_min - job.due_min, 0)


def cost(problem: Problem, tasks: Sequence[Task]) -> int:
    """What a plan costs by the problem's objective."""
    found, by = terms(problem, tasks), problem.objective
    return (
        by.makespan * found.makespan_min
        + by.tardiness * found.tardiness_min
        + by.setup * found.setup_min
        + by.flow * found.flow_min
        + by.change * found.change_min
    )


def by_unit(tasks: Sequence[Task]) -> dict[int, list[Task]]:
    """Tasks of each unit in their order; of two that begin at once the one without minutes goes first."""
    rows: dict[int, list[Task]] = defaultdict(list)
    for task in sorted(tasks, key=lambda one: (one.start_min, one.end_min)):
        rows[task.unit].append(task)
    return rows


def groups(problem: Problem, row: Sequence[Task]) -> Iterator[list[Task]]:
    """The tasks of a unit's row, those together that are done at once."""
    together: list[Task] = []
    for task in row:
        if together and not (
            problem.units[task.unit].holds is not None
            and (together[0].start_min, together[0].end_min) == (task.start_min, task.end_min)
            and task.end_min > task.start_min
        ):
            yield together
            together = []
        together.append(task)
    if together:
        yield together
