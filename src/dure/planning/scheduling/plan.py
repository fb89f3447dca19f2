"""A plan: where and when each operation is done, what it costs, and whether it can be followed at all. Pure.

The check goes by the words of the problem alone and shares nothing with the engines that make plans.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from dure.planning.scheduling.problem import Problem


@dataclass(frozen=True, slots=True)
class Task:
    """An operation in a plan. start_min: without its set-up, which ends no later."""

    job: int
    operation: int
    unit: int
    start_min: int
    end_min: int


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


def faults(problem: Problem, tasks: Sequence[Task]) -> list[str]:
    """Why a plan can't be followed, a sentence each; none: it can."""
    found: list[str] = []
    known = {(task.job, task.operation): task for task in tasks}
    wanted = {(j, o) for j, job in enumerate(problem.jobs) for o in range(len(job.operations))}
    if len(known) != len(tasks) or set(known) != wanted:
        return ["Not each operation is there once."]
    for (j, o), task in known.items():
        job = problem.jobs[j]
        operation = job.operations[o]
        minutes = {mode.unit: mode.minutes for mode in operation.modes}
        if task.unit not in minutes:
            found.append(f"{j}.{o} is on unit {task.unit}, which can't do it.")
        elif task.end_min - task.start_min != minutes[task.unit]:
            found.append(f"{j}.{o} takes {task.end_min - task.start_min} minutes, not {minutes[task.unit]}.")
        if task.start_min < job.release_min:
            found.append(f"{j}.{o} begins before its job is released.")
        found += [
            f"{j}.{o} begins before {j}.{before} has ended."
            for before in operation.after
            if known[j, before].end_min > task.start_min
        ]
    for unit, row in _by_unit(tasks).items():
        state, free_min = problem.units[unit].state, 0
        for task in row:
            wanted_state = problem.jobs[task.job].operations[task.operation].state
            if task.start_min < free_min + problem.setup_min(unit, state, wanted_state):
                found.append(f"{task.job}.{task.operation} begins before unit {unit} is free and set up for it.")
            state, free_min = wanted_state, task.end_min
    return found


def terms(problem: Problem, tasks: Sequence[Task]) -> Terms:
    """What a plan costs. Raises ValueError for one that has no tasks."""
    ends = [0] * len(problem.jobs)
    for task in tasks:
        ends[task.job] = max(ends[task.job], task.end_min)
    late = [
        (job.weight, end - job.due_min)
        for job, end in zip(problem.jobs, ends, strict=True)
        if job.due_min is not None and end > job.due_min
    ]
    setup_min = 0
    for unit, row in _by_unit(tasks).items():
        state = problem.units[unit].state
        for task in row:
            wanted = problem.jobs[task.job].operations[task.operation].state
            setup_min += problem.setup_min(unit, state, wanted)
            state = wanted
    return Terms(max(ends), sum(weight * minutes for weight, minutes in late), setup_min, sum(ends), len(late))


def cost(problem: Problem, tasks: Sequence[Task]) -> int:
    """What a plan costs by the problem's objective."""
    found, by = terms(problem, tasks), problem.objective
    return (
        by.makespan * found.makespan_min
        + by.tardiness * found.tardiness_min
        + by.setup * found.setup_min
        + by.flow * found.flow_min
    )


def _by_unit(tasks: Sequence[Task]) -> dict[int, list[Task]]:
    """Tasks of each unit in their order; of two that begin at once the one without minutes goes first."""
    rows: dict[int, list[Task]] = defaultdict(list)
    for task in sorted(tasks, key=lambda one: (one.start_min, one.end_min)):
        rows[task.unit].append(task)
    return rows
