"""A problem as arrays, for the compiled engine; and a plan back from them."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import Problem

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Arrays(NamedTuple):
    """Operations are numbered job by job. *_ptr: where the row of each begins in the array beside it.

    before, after: operations of the job that must end before, or wait for it. table: of each unit, -1 for none;
    setup_ptr, setup_size: where a table begins and how many states it has. initial: state of each unit, -1 for any.
    weights: of makespan, tardiness, set-up and flow. due: -1 for none.
    """

    before_ptr: Ints
    before: Ints
    after_ptr: Ints
    after: Ints
    mode_ptr: Ints
    mode_unit: Ints
    mode_min: Ints
    state: Ints
    job: Ints
    release: Ints
    table: Ints
    initial: Ints
    setup_ptr: Ints
    setup_size: Ints
    setup: Ints
    due: Ints
    weight: Longs
    weights: Longs


def arrays(problem: Problem) -> Arrays:
    """The problem as the engine reads it."""
    before: list[list[int]] = []
    modes: list[list[tuple[int, int]]] = []
    state, job_of, release = [], [], []
    for at, job in enumerate(problem.jobs):
        first = len(before)
        for one in job.operations:
            before.append([first + number for number in one.after])
            modes.append([(mode.unit, mode.minutes) for mode in one.modes])
            state.append(one.state)
            job_of.append(at)
            release.append(job.release_min)
    after: list[list[int]] = [[] for _ in before]
    for at, row in enumerate(before):
        for number in row:
            after[number].append(at)
    by = problem.objective
    sizes = [len(table) for table in problem.setups]
    return Arrays(
        *_rows(before),
        *_rows(after),
        _pointers(modes),
        _ints(unit for row in modes for unit, _ in row),
        _ints(minutes for row in modes for _, minutes in row),
        _ints(state),
        _ints(job_of),
        _ints(release),
        _ints(-1 if unit.setup is None else unit.setup for unit in problem.units),
        _ints(-1 if unit.state is None else unit.state for unit in problem.units),
        _pointers([[0] * size * size for size in sizes]),
        _ints(sizes),
        _ints(minutes for table in problem.setups for row in table for minutes in row),
        _ints(-1 if job.due_min is None else job.due_min for job in problem.jobs),
        np.array([job.weight for job in problem.jobs], np.int64),
        np.array([by.makespan, by.tardiness, by.setup, by.flow], np.int64),
    )


def _rows(rows: list[list[int]]) -> tuple[Ints, Ints]:
    return _pointers(rows), _ints(value for row in rows for value in row)


def _pointers(rows: list[Any]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)


def _ints(values: Any) -> Ints:
    return np.fromiter(values, np.int32)


def tasks_of(problem: Problem, units: Ints, starts: Ints) -> tuple[Task, ...]:
    """The plan of an engine: on which unit each operation runs, and when it begins."""
    found, at = [], 0
    for number, job in enumerate(problem.jobs):
        for place, one in enumerate(job.operations):
            unit, start = int(units[at]), int(starts[at])
            minutes = next(mode.minutes for mode in one.modes if mode.unit == unit)
            found.append(Task(number, place, unit, start, start + minutes))
            at += 1
    return tuple(found)
