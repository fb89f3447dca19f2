"""The constraints say the same as the check and as plans that were all tried; the process ends when it should."""

import json
import threading
import time

import psutil
import pytest
from ortools.sat.python import cp_model

from dure.planning.scheduling import cpsat
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.formats import read
from dure.planning.scheduling.outside import Outside, is_of_use
from dure.planning.scheduling.plan import Status, cost
from dure.planning.scheduling.problem import TARDINESS, Job, Mode, Operation, Problem, Unit
from dure.planning.scheduling.solver import solve
from tests import recordings
from tests.planning.scheduling.test_all_features import best_of_all, some
from tests.planning.scheduling.test_cases import CASES, FOLDER


def optimum(problem: Problem) -> tuple[int, list[str]]:
    """What the model's best plan costs, and what the check says of it."""
    model = cpsat.Model(problem, problem.latest_min, ())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    assert solver.solve(model.model) == cp_model.OPTIMAL
    tasks = model.tasks(solver.value)
    assert cost(problem, tasks) == round(solver.objective_value)
    return cost(problem, tasks), faults(problem, tasks)


@pytest.mark.parametrize("name", CASES)
def test_the_cases_found_by_hand(name: str) -> None:
    problem = read((FOLDER / name / "problem.json").read_text("utf-8"), "dure")
    if not is_of_use(problem):
        assert name == "batch-of-one-state"  # set-ups of a unit that does several at once are left to the first engine
        return
    assert optimum(problem) == (json.loads((FOLDER / name / "expected.json").read_text("utf-8"))["cost"], [])


@pytest.mark.parametrize("seed", [seed for seed in range(24) if is_of_use(some(seed))])
def test_no_plan_is_better(seed: int) -> None:
    problem = some(seed)
    assert optimum(problem) == (best_of_all(problem), [])


def test_what_it_can_not_say_is_left_to_the_first_engine() -> None:
    work = Job((Operation((Mode(0, 1),)), Operation((Mode(0, 2),))))
    assert is_of_use(Problem((Unit(),), (work,)))
    assert not is_of_use(Problem((Unit(holds=2),), (work,)))  # of two lengths at once
    assert not is_of_use(Problem((Unit(),), (work,) * 500))


def test_it_proves_what_the_first_engine_only_finds() -> None:
    """Fisher and Thompson 1963: 55 is the optimum of ft06; the first engine's own bound is 47."""
    file = recordings.folder().parent / "bench" / "jsp" / "ft06.txt"
    found = solve(read(file.read_text("utf-8"), "jsp"), limit_s=60)
    assert (found.status, found.cost, found.bound) == (Status.OPTIMAL, 55, 55)
    assert found.seconds < 60


def test_its_process_ends_with_the_search() -> None:
    file = recordings.folder().parent / "bench" / "jsp" / "ft10.txt"
    stop = threading.Event()
    threading.Timer(3.0, stop.set).start()
    found = solve(read(file.read_text("utf-8"), "jsp"), limit_s=60, stop=stop)
    assert (found.status, found.seconds < 30) == (Status.FEASIBLE, True)
    assert not [one for one in psutil.Process().children() if "cpsat" in " ".join(one.cmdline())]


def test_a_process_that_fails_leaves_the_first_engines_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dure.planning.scheduling.outside.as_json", lambda problem: "no problem")
    told: list[object] = []
    problem = Problem((Unit(),), (Job((Operation((Mode(0, 5),)),), due_min=1),), objective=TARDINESS)
    outside = Outside(told.append, told.append)
    outside.begin(problem, (), limit_s=5, seed=1, workers=1)
    end = time.monotonic() + 30
    while outside.is_running and time.monotonic() < end:
        time.sleep(0.1)
    outside.end()
    assert told == []
    assert "Invalid" in outside.failure
    assert solve(problem, limit_s=3).cost == 4
