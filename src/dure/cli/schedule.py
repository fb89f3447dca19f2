"""`dure schedule solve`: plan a file's problem, so that benchmark sets can be run from outside."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dure.config.language import say
from dure.kernel.errors import Invalid
from dure.planning.scheduling.formats import READERS, read
from dure.planning.scheduling.plan import Result, job_ends, late_min
from dure.planning.scheduling.problem import MAKESPAN, TARDINESS, Problem
from dure.planning.scheduling.why import Reasons, minutes_by_cause

_USUAL_S, _FOR_ROUNDS_S = 10.0, 86_400.0
_OBJECTIVES = {"makespan": MAKESPAN, "tardiness": TARDINESS}


def main(arguments: list[str]) -> int:
    """0 with a plan. Raises Invalid for a file that can't be read, or without the extra `planning`."""
    given = _parser().parse_args(arguments)
    try:
        text = given.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("%(file)s can't be read: %(reason)s", file=given.file, reason=error) from error
    problem = read(text, given.format)
    if given.objective:
        problem = replace(problem, objective=_OBJECTIVES[given.objective])
    try:
        from dure.planning.scheduling.solver import solve
    except ModuleNotFoundError as error:
        raise Invalid("Planning needs %(module)s: pip install 'dure[planning]'", module=error.name) from error
    limit_s = given.time_limit if given.time_limit is not None else _FOR_ROUNDS_S if given.rounds else _USUAL_S
    found = solve(problem, limit_s=limit_s, seed=given.seed, workers=given.workers, rounds=given.rounds)
    late = list(_late(problem, found))
    sys.stdout.write(_json(found, late) if given.json else _told(found, late))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dure schedule", description=say("Plan what is done when and where"))
    solve = parser.add_subparsers(required=True, metavar="solve").add_parser("solve")
    solve.add_argument("file", type=Path)
    solve.add_argument("--format", choices=list(READERS), required=True)
    solve.add_argument("--time-limit", type=_seconds, metavar="S", help=say("seconds"))
    solve.add_argument(
        "--rounds", type=_within(1, 2**31 - 1), default=0, metavar="N",
        help=say("changes that each thread tries: the same seed, the same plan"),
    )  # fmt: skip
    solve.add_argument("--workers", type=_within(1, 64), default=2, metavar="N", help=say("threads that search"))
    solve.add_argument("--objective", choices=list(_OBJECTIVES), help=say("instead of the file's"))
    solve.add_argument("--seed", type=_within(0, 2**31 - 1), default=1)
    solve.add_argument("--json", action="store_true")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < 1e9:
        raise ValueError(text)
    return seconds


def _within(least: int, most: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return whole


def _late(problem: Problem, found: Result) -> Iterator[dict[str, Any]]:
    """Jobs that end after their due time, the most costly first, and what their time goes to."""
    ends, reasons = job_ends(problem, found.tasks), Reasons(problem, found.tasks)
    late = [late_min(job, end) for job, end in zip(problem.jobs, ends, strict=True)]
    for number in sorted(
        filter(late.__getitem__, range(len(late))), key=lambda at: -late[at] * problem.jobs[at].weight
    ):
        causes = minutes_by_cause(reasons.of(number))
        yield {
            "job": number,
            "minutes": late[number],
            "causes": {cause.value: spent for cause, spent in causes.items()},
        }


def _json(found: Result, late: list[dict[str, Any]]) -> str:
    return json.dumps({
        "status": found.status.value, "objective": found.cost, "bound": found.bound,
        "seconds": round(found.seconds, 3), "seed": found.seed,
        "assignment": [
            {
                "job": task.job, "operation": task.operation, "machine": task.unit,
                "start": task.start_min, "end": task.end_min, **({"helpers": task.helpers} if task.helpers else {}),
            }
            for task in found.tasks
        ],
        "late": late,
    }) + "\n"  # fmt: skip


def _told(found: Result, late: list[dict[str, Any]]) -> str:
    head = say(
        "%(status)s, cost %(cost)s, no plan below %(bound)s, %(seconds)s s",
        status=found.status.value, cost=found.cost, bound=found.bound, seconds=f"{found.seconds:.1f}",
    )  # fmt: skip
    lines = [
        f"{task.start_min:>8} {task.end_min:>8}  {task.job}.{task.operation} @{task.unit}"
        for task in sorted(found.tasks, key=lambda one: (one.unit, one.start_min))
    ]
    lines += [
        say("Job %(job)s is %(minutes)s min late: %(causes)s", job=one["job"], minutes=one["minutes"],
            causes=", ".join(f"{cause} {spent}" for cause, spent in one["causes"].items()))
        for one in late
    ]  # fmt: skip
    return "\n".join([head, *lines, ""])
