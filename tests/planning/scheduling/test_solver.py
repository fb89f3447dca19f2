"""Plans that are found, against plans that were all tried, and against published optima."""

import json
import random
import threading
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest

from dure.cli.main import main
from dure.planning.scheduling.bound import lower_bound
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.formats import read
from dure.planning.scheduling.plan import Status, Task, cost
from dure.planning.scheduling.problem import MAKESPAN, TARDINESS, After, Job, Mode, Objective, Operation, Problem, Unit
from dure.planning.scheduling.solver import solve
from tests import recordings

OBJECTIVES = (MAKESPAN, TARDINESS, Objective(tardiness=2, setup=3), Objective(makespan=1, flow=1))


def some(chance: random.Random, objective: Objective) -> Problem:
    """Three jobs of two operations on two units: alternatives, set-ups, releases, due times, weights."""
    tables = tuple(
        tuple(tuple(0 if a == b else chance.randint(1, 6) for b in range(3)) for a in range(3)) for _ in range(2)
    )
    units = (Unit(0, chance.choice((None, 0, 1))), Unit(chance.choice((None, 1))))

    def operation(number: int) -> Operation:
        places = chance.sample(range(2), chance.randint(1, 2))
        modes = tuple(Mode(unit, chance.randint(1, 9)) for unit in sorted(places))
        return Operation(modes, chance.randrange(3), (After(number - 1),) if number else ())

    jobs = tuple(
        Job((operation(0), operation(1)), chance.choice((0, 0, 5)), chance.randint(5, 20), chance.randint(1, 4))
        for _ in range(3)
    )
    return Problem(units, jobs, tables, objective)


def job_shop(chance: random.Random, objective: Objective) -> Problem:
    """Three jobs of two operations on two units, each on one alone; some take no time."""
    jobs = tuple(
        Job(tuple(
            Operation((Mode(unit, chance.choice((0, *range(1, 9)))),), after=(After(0),) if number else ())
            for number, unit in enumerate(chance.choice(((0, 1), (1, 0), (0, 0))))
        ), chance.choice((0, 0, 5)), chance.randint(3, 14), chance.randint(1, 4))
        for _ in range(3)
    )  # fmt: skip
    return Problem((Unit(), Unit()), jobs, (), objective)


def best_of_all(problem: Problem) -> int:
    """The least cost of all plans: each order of all operations, in all modes, each as early as it can be behind those
    before it. None of the engine's code is used."""
    known = [(j, o) for j, job in enumerate(problem.jobs) for o in range(len(job.operations))]
    orders = [one for one in permutations(known) if all(one.index((j, 0)) < one.index((j, 1)) for j in range(3))]
    choices = list(product(*(problem.jobs[j].operations[o].modes for j, o in known)))
    return min(
        cost(problem, _in_order(problem, order, dict(zip(known, modes, strict=True))))
        for order in orders
        for modes in choices
    )


def _in_order(problem: Problem, order: tuple[tuple[int, int], ...], modes: dict[tuple[int, int], Mode]) -> list[Task]:
    free = dict.fromkeys(range(len(problem.units)), 0)
    state = {at: unit.state for at, unit in enumerate(problem.units)}
    ends: dict[tuple[int, int], int] = {}
    tasks = []
    for j, o in order:
        job, mode = problem.jobs[j], modes[j, o]
        one = job.operations[o]
        start = max([job.release_min, *(ends[j, link.operation] for link in one.after)])
        start = max(start, free[mode.unit] + problem.setup_min(mode.unit, state[mode.unit], one.state))
        ends[j, o] = free[mode.unit] = start + mode.minutes
        state[mode.unit] = one.state
        tasks.append(Task(j, o, mode.unit, start, start + mode.minutes))
    return tasks


@pytest.mark.parametrize("seed", range(8))
def test_small_ones_are_solved_as_if_all_plans_were_tried(seed: int) -> None:
    problem = some(random.Random(seed), OBJECTIVES[seed % len(OBJECTIVES)])
    least = best_of_all(problem)
    found = solve(problem, limit_s=1.0, seed=seed, workers=1)
    assert (found.cost, faults(problem, found.tasks)) == (least, [])
    assert lower_bound(problem) <= least
    assert found.status == (Status.OPTIMAL if found.bound == least else Status.FEASIBLE)


@pytest.mark.parametrize("seed", range(12))
def test_small_job_shops_are_solved_as_if_all_plans_were_tried(seed: int) -> None:
    problem = job_shop(random.Random(seed), OBJECTIVES[1 + 2 * (seed % 2)])
    assert problem.is_job_shop
    found = solve(problem, limit_s=0.5, seed=seed, workers=1)
    assert (found.cost, faults(problem, found.tasks)) == (best_of_all(problem), [])


def test_it_can_be_stopped_and_tells_how_far_it_is() -> None:
    problem, stop, told = some(random.Random(1), TARDINESS), threading.Event(), []
    stop.set()
    found = solve(problem, limit_s=60, stop=stop, progress=lambda value, seconds: told.append((value, seconds)))
    assert found.seconds < 30
    assert (faults(problem, found.tasks), told[-1][0]) == ([], found.cost)


@pytest.mark.parametrize("kind", ["makespan", "tardiness", "set-ups"])
def test_the_same_seed_gives_the_same_plan_after_as_many_rounds(kind: str) -> None:
    """However busy the computer is: the second time another thread is at work."""
    chance = random.Random(7)
    jobs = tuple(
        Job(tuple(
            Operation((Mode(unit, chance.randint(1, 99)),), chance.randrange(4), (After(number - 1),) if number else ())
            for number, unit in enumerate(chance.sample(range(6), 6))
        ), due_min=chance.randint(200, 400), weight=chance.randint(1, 4))
        for _ in range(12)
    )  # fmt: skip
    table = tuple(tuple(0 if a == b else chance.randint(1, 20) for b in range(4)) for a in range(4))
    units = tuple(Unit(0 if kind == "set-ups" else None) for _ in range(6))
    setups = (table,) if kind == "set-ups" else ()
    problem = Problem(units, jobs, setups, MAKESPAN if kind == "makespan" else TARDINESS)
    one = solve(problem, limit_s=500, seed=3, rounds=3_000)
    busy = threading.Thread(target=solve, args=(problem,), kwargs={"limit_s": 0.5, "workers": 2})
    busy.start()
    other = solve(problem, limit_s=500, seed=3, rounds=3_000)
    busy.join()
    assert (one.tasks, one.engine) == (other.tasks, other.engine)
    assert one.engine != "rules"
    assert faults(problem, one.tasks) == []


def test_nothing_to_do_is_a_plan() -> None:
    assert solve(Problem((Unit(),), ()), limit_s=1).status == Status.OPTIMAL


@pytest.mark.parametrize(("name", "optimum"), [("ft06", 55), ("la05", 593)])
def test_published_optima(name: str, optimum: int) -> None:
    """Fisher and Thompson 1963; Lawrence 1984: optima as in ScheduleOpt/benchmarks."""
    file = recordings.folder().parent / "bench" / "jsp" / f"{name}.txt"
    problem = read(file.read_text("utf-8"), "jsp")
    found = solve(problem, limit_s=10, workers=2)
    assert (found.cost, faults(problem, found.tasks)) == (optimum, [])


def test_a_published_optimum_of_weighted_tardiness() -> None:
    """Singer and Pinedo 1998, la17 with due times of 1.6 times the work of a job: 65."""
    file = recordings.folder().parent / "bench" / "jsp" / "la17.txt"
    problem = read(file.read_text("utf-8"), "jsp")
    jobs = tuple(
        replace(job, weight=weight, due_min=int(1.6 * sum(one.modes[0].minutes for one in job.operations)))
        for job, weight in zip(problem.jobs, [4] * 2 + [2] * 6 + [1] * 2, strict=True)
    )
    problem = replace(problem, jobs=jobs, objective=TARDINESS)
    found = solve(problem, limit_s=10, workers=2)
    assert (found.cost, faults(problem, found.tasks)) == (65, [])


def test_the_command_tells_a_plan_in_the_files_own_numbers(tmp_path, capsys) -> None:
    file = tmp_path / "two.txt"
    file.write_text("2 2\n0 3 1 2\n0 1 1 4\n", "utf-8")
    assert main(["schedule", "solve", str(file), "--format", "jsp", "--time-limit", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    # The short one first on machine 0, so that machine 1 begins at once: 1 + 4 + 2.
    assert (told["status"], told["objective"], told["bound"]) == ("feasible", 7, 6)
    names = ("job", "operation", "machine", "start", "end")
    assert sorted(tuple(one[name] for name in names) for one in told["assignment"]) == [
        (0, 0, 0, 1, 4), (0, 1, 1, 5, 7), (1, 0, 0, 0, 1), (1, 1, 1, 1, 5),
    ]  # fmt: skip
    assert told["late"] == []
    assert main(["schedule", "solve", str(file), "--format", "jsp", "--rounds", "50", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["objective"], again["seconds"] < 5) == (7, True)
    assert main(["schedule", "solve", str(tmp_path / "none.txt"), "--format", "jsp"]) == 1
    assert "none.txt" in capsys.readouterr().err


def test_the_command_tells_what_the_time_of_a_late_job_goes_to(capsys) -> None:
    """The operator comes half an hour after the beginning."""
    case = Path(__file__).parents[1] / "cases" / "shift-of-a-person" / "problem.json"
    assert main(["schedule", "solve", str(case), "--format", "dure", "--time-limit", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["late"] == [{"job": 0, "minutes": 10, "causes": {"closed": 30, "work": 10}}]
    assert told["assignment"][0]["helpers"] == [0]
    assert main(["schedule", "solve", str(case), "--format", "dure", "--time-limit", "1"]) == 0
    assert "closed 30" in capsys.readouterr().out
