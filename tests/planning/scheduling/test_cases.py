"""Small problems whose best plan was found by hand (tests/planning/cases: problem, cost, why), and what becomes of each
when what it is about is left out."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dure.planning.scheduling.check import faults
from dure.planning.scheduling.formats import read
from dure.planning.scheduling.plan import cost
from dure.planning.scheduling.problem import Job, Mode, Operation, Problem, Table
from dure.planning.scheduling.solver import solve

FOLDER = Path(__file__).parents[1] / "cases"
CASES = sorted(path.name for path in FOLDER.iterdir())


def each(problem: Problem, change: Callable[[Operation], Operation]) -> Problem:
    """The problem with all operations changed."""
    jobs = tuple(replace(job, operations=tuple(map(change, job.operations))) for job in problem.jobs)
    return replace(problem, jobs=jobs)


def jobs(problem: Problem, change: Callable[[Job], Job]) -> Problem:
    return replace(problem, jobs=tuple(map(change, problem.jobs)))


def links(problem: Problem, **fields: int | None) -> Problem:
    return each(problem, lambda one: replace(one, after=tuple(replace(link, **fields) for link in one.after)))


def alone(mode: Mode) -> Mode:
    return replace(mode, needs=())


def both_ways(table: Table) -> Table:
    return tuple(
        tuple(min(a, b) for a, b in zip(row, column, strict=True))
        for row, column in zip(table, zip(*table, strict=True), strict=True)
    )


IGNORED: dict[str, Callable[[Problem], Problem]] = {
    "alternatives": lambda p: each(p, lambda one: replace(one, modes=one.modes[:1])),
    "set-ups": lambda p: replace(p, setups=tuple(tuple((0,) * len(row) for row in table) for table in p.setups)),
    "direction of set-ups": lambda p: replace(p, setups=tuple(map(both_ways, p.setups))),
    "calendars": lambda p: replace(p, calendars=((),) * len(p.calendars)),
    "pauses": lambda p: each(p, lambda one: replace(one, may_pause=True)),
    "helpers": lambda p: each(p, lambda one: replace(one, modes=tuple(map(alone, one.modes)))),
    "materials": lambda p: each(p, lambda one: replace(one, uses=())),
    "batches": lambda p: replace(p, units=tuple(replace(unit, holds=None) for unit in p.units)),
    "states": lambda p: each(p, lambda one: replace(one, state=0)),
    "waits": lambda p: links(p, least_min=0),
    "longest waits": lambda p: links(p, most_min=None),
    "overlaps": lambda p: links(p, overlap_min=None),
    "ways": lambda p: replace(p, ways=()),
    "pins": lambda p: each(p, lambda one: replace(one, pin=None)),
    "releases": lambda p: jobs(p, lambda job: replace(job, release_min=0)),
    "weights": lambda p: jobs(p, lambda job: replace(job, weight=1)),
    "change": lambda p: replace(p, objective=replace(p.objective, change=0)),
    "cost of set-ups": lambda p: replace(p, objective=replace(p.objective, setup=0)),
    "order": lambda p: each(p, lambda one: replace(one, after=())),
}


@pytest.mark.parametrize("name", CASES)
def test_the_best_plan_is_the_one_found_by_hand(name: str) -> None:
    problem = read((FOLDER / name / "problem.json").read_text("utf-8"), "dure")
    expected = json.loads((FOLDER / name / "expected.json").read_text("utf-8"))
    found = solve(problem, limit_s=0.3)
    assert (found.cost, faults(problem, found.tasks)) == (expected["cost"], [])
    assert found.bound <= found.cost
    # Who leaves out what the case is about makes a plan that can't be followed or that costs more.
    blind = solve(IGNORED[expected["ignored"]](problem), limit_s=0.3)
    tasks = [
        replace(task, helpers=tuple(range(len(needed.needs))))
        for task in blind.tasks
        for needed in problem.jobs[task.job].operations[task.operation].modes
        if needed.unit == task.unit
    ]
    assert faults(problem, tasks) or cost(problem, tasks) > expected["cost"]
    assert (FOLDER / name / "why.md").read_text("utf-8").strip()
