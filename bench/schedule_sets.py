"""How near to the best known plans ours come in ten seconds, beside PyJobShop. Run: python -m bench.schedule_sets

Files and best known values of ../shared/bench (or next to DURE_TEST_DATA), some of each family, spread over its sizes;
--each N: how many. Both solve the same problem in turn, with the same limit and as many threads, each in a process of
its own; PyJobShop (pip install pyjobshop) is left out where it is missing. Every plan is checked by a code that knows
neither. The gap is that to the best known cost, in per cent of it; no plan in time counts as 100 %. Exits with 1
when a family's mean gap is above PyJobShop's, or fewer than half of the families are better.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench._figures import QUICK, Figure, skip, tell
from dure.planning.scheduling.formats import read, tasks_from
from dure.planning.scheduling.problem import TARDINESS, Problem

PLACE = Path(os.environ.get("DURE_TEST_DATA", "../shared/data")).parent / "bench"
FORMATS = {"jsp": "jsp", "jsp_large": "jsp", "jsp_industrial": "jsp", "fjsp": "fjsp", "fjsp_sdst": "fjsp-sdst",
           "jsp_sdst": "jsp-sdst", "sme": "sme"}  # fmt: skip
LIMIT_S = 3 if QUICK else 10
WORKERS = 2
GRACE_S = 90
"""for building a model and for compiling; a process that takes longer has no plan"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.schedule_sets")
    parser.add_argument("--each", type=int, default=1 if QUICK else 3)
    parser.add_argument("--families", nargs="*", default=[])
    parser.add_argument("--one", nargs=3, metavar=("SOLVER", "INSTANCE", "SECONDS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not PLACE.is_dir():
        return skip(f"{PLACE} is missing")
    rows = {row["instance"]: row for row in csv.DictReader((PLACE / "best_known.csv").open(encoding="utf-8"))}
    if given.one:
        solver, instance, seconds = given.one
        print(json.dumps(SOLVERS[solver](problem_of(rows[instance]), float(seconds))))
        return 0
    families: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows.values():
        if (PLACE / row["file"]).exists() and float(row["ub"] or 0) > 0:
            families[f"{row['problem']} {row['family']}"].append(row)
    chosen = {name: _spread(found, given.each) for name, found in sorted(families.items())}
    solvers = ["dure"]
    if subprocess.run([sys.executable, "-c", "import pyjobshop"], capture_output=True, check=False).returncode == 0:
        solvers.append("pyjobshop")
    else:
        skip("PyJobShop is missing: pip install pyjobshop")
    figures, better, count = [], 0, 0
    for name, found in chosen.items():
        if given.families and not any(one in name for one in given.families):
            continue
        gaps = {solver: [_gap(solver, row) for row in found] for solver in solvers}
        means = {solver: math.fsum(values) / len(values) for solver, values in gaps.items()}
        ours, theirs = means["dure"], means.get("pyjobshop")
        told = ", ".join(f"{solver} {mean:.1f} %" for solver, mean in means.items())
        names = " ".join(row["instance"] for row in found)
        holds = None if theirs is None else ours <= theirs + 1e-9
        figures.append(
            Figure(f"gap after {LIMIT_S} s, {name} ({names})", told, "≤ PyJobShop's" if theirs else "", holds)
        )
        tell(figures[-1])
        count += 1
        better += theirs is not None and ours < theirs
    if "pyjobshop" in solvers:
        figures.append(Figure("families with a smaller gap than PyJobShop's", f"{better} of {count}",
                              "≥ half", better * 2 >= count))  # fmt: skip
        tell(figures[-1])
    return int(any(figure.holds is False for figure in figures))


def _spread(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """Some of them, from the smallest to the largest."""
    ordered = sorted(rows, key=lambda row: (int(row["jobs"]) * int(row["machines"]), row["instance"]))
    if len(ordered) <= count:
        return ordered
    return [ordered[(2 * at + 1) * len(ordered) // (2 * count)] for at in range(count)]


def problem_of(row: dict[str, str]) -> Problem:
    """What an instance says; with due times by the rule of Singer and Pinedo (1998) where its name asks for them."""
    file = PLACE / row["file"]
    problem = read(file.read_text("utf-8"), FORMATS[file.parent.name])
    if row["problem"] != "JSP-TWT":
        return problem
    factor = float(row["family"].rpartition("=")[2])
    jobs = problem.jobs[:10]
    weights = [4] * (len(jobs) // 5) + [2] * (len(jobs) * 3 // 5)
    weights += [1] * (len(jobs) - len(weights))
    return replace(problem, objective=TARDINESS, jobs=tuple(
        replace(job, weight=weight, due_min=int(factor * sum(one.modes[0].minutes for one in job.operations)))
        for job, weight in zip(jobs, weights, strict=True)
    ))  # fmt: skip


def _gap(solver: str, row: dict[str, str]) -> float:
    from dure.planning.scheduling.check import faults
    from dure.planning.scheduling.plan import cost

    command = [sys.executable, "-m", "bench.schedule_sets", "--one", solver, row["instance"], str(LIMIT_S)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S + GRACE_S)
        told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1]) if ran.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        told = {}
    if not told.get("tasks"):
        print(f"  {row['instance']} {solver}: no plan", flush=True)
        return 100.0
    problem = problem_of(row)
    tasks = tasks_from(told["tasks"])
    if wrong := faults(problem, tasks):
        raise RuntimeError(f"{solver}, {row['instance']}: {wrong[0]}")
    value, best = cost(problem, tasks), float(row["ub"])
    gap = 100 * (value - best) / best
    print(f"  {row['instance']} {solver}: {value} ({gap:+.1f} %) in {told['seconds']:.1f} s", flush=True)
    return gap


def _dure(problem: Problem, limit_s: float) -> dict[str, Any]:
    from dure.planning.scheduling.formats import task_rows
    from dure.planning.scheduling.solver import solve

    found = solve(problem, limit_s=limit_s, workers=WORKERS)
    return {"tasks": task_rows(found.tasks), "seconds": found.seconds}


def _pyjobshop(problem: Problem, limit_s: float) -> dict[str, Any]:
    from pyjobshop import Model  # type: ignore[import-not-found]

    model = Model()
    machines = [model.add_machine() for _ in problem.units]
    tasks, modes, units = [], [], []
    states: list[list[tuple[Any, int]]] = [[] for _ in problem.units]
    for job in problem.jobs:
        of = model.add_job(weight=job.weight, due_date=job.due_min, release_date=job.release_min)
        own = []
        for one in job.operations:
            task = model.add_task(of, earliest_start=job.release_min)
            for mode in one.modes:
                model.add_mode(task, machines[mode.unit], mode.minutes)
                units.append(mode.unit)
                modes.append(mode)
                states[mode.unit].append((task, one.state))
            for link in one.after:
                model.add_end_before_start(own[link.operation], task)
            own.append(task)
        tasks += own
    for at, unit in enumerate(problem.units):
        if unit.setup is not None:
            for task, state in states[at]:
                for other, wanted in states[at]:
                    if task is not other and problem.setup_min(at, state, wanted):
                        model.add_setup_time(machines[at], task, other, problem.setup_min(at, state, wanted))
    by = problem.objective
    model.set_objective(weight_makespan=by.makespan, weight_total_tardiness=by.tardiness)
    found = model.solve(time_limit=limit_s, num_workers=WORKERS, display=False)
    if not found.best.tasks:
        return {"seconds": found.runtime}
    rows = [
        [place[0], place[1], units[task.mode], task.start, task.end, []]
        for (place, _), task in zip(problem.places(), found.best.tasks, strict=True)
    ]
    return {"tasks": rows, "seconds": found.runtime}


SOLVERS = {"dure": _dure, "pyjobshop": _pyjobshop}

if __name__ == "__main__":
    sys.exit(main())
