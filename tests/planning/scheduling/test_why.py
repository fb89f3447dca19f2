"""What holds a job, on plans of which that is plain to see."""

import pytest

from dure.planning.scheduling.formats import read
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.solver import solve
from dure.planning.scheduling.why import Cause, Reasons, minutes_by_cause
from tests.planning.scheduling.test_all_features import some
from tests.planning.scheduling.test_cases import FOLDER

Told = tuple[Cause, int, int, tuple[int, int], int]


@pytest.mark.parametrize(
    ("name", "tasks", "job", "expected"),
    [
        (
            "one-operator",
            [Task(0, 0, 0, 0, 10, (0,)), Task(1, 0, 1, 10, 20, (0,))],
            1,
            [(Cause.HELPER, 0, 10, (0, 0), 0), (Cause.WORK, 10, 20, (1, 0), 1)],
        ),
        (
            "set-ups",
            [Task(1, 0, 0, 0, 10), Task(0, 0, 0, 15, 25), Task(2, 0, 0, 25, 35)],
            2,
            [
                (Cause.UNIT, 0, 10, (1, 0), 0), (Cause.SETUP, 10, 15, (0, 0), 0),
                (Cause.UNIT, 15, 25, (0, 0), 0), (Cause.WORK, 25, 35, (2, 0), 0),
            ],
        ),
        (
            "calendar",
            [Task(0, 0, 0, 0, 150)],
            0,
            [
                (Cause.WORK, 0, 60, (0, 0), 0), (Cause.CLOSED, 60, 120, (0, 0), 0),
                (Cause.WORK, 120, 150, (0, 0), 0),
            ],
        ),
        (
            "shift-of-a-person",
            [Task(0, 0, 0, 30, 40, (0,))],
            0,
            [(Cause.CLOSED, 0, 30, (0, 0), 0), (Cause.WORK, 30, 40, (0, 0), 0)],
        ),
        (
            "material",
            [Task(0, 0, 0, 50, 60), Task(1, 0, 1, 0, 10)],
            0,
            [(Cause.MATERIAL, 0, 50, (0, 0), 0), (Cause.WORK, 50, 60, (0, 0), 0)],
        ),
        (
            "shortest-wait",
            [Task(0, 0, 0, 0, 10), Task(0, 1, 1, 40, 45)],
            0,
            [
                (Cause.WORK, 0, 10, (0, 0), 0), (Cause.WAIT, 10, 40, (0, 1), 1),
                (Cause.WORK, 40, 45, (0, 1), 1),
            ],
        ),
        (
            "longest-wait",  # the kettle could begin at 0; it is the cooler's other work that holds the job
            [Task(0, 0, 0, 15, 25), Task(0, 1, 1, 25, 30), Task(1, 0, 1, 5, 25)],
            0,
            [
                (Cause.HELD, 0, 5, (1, 0), -1), (Cause.UNIT, 5, 25, (1, 0), 1),
                (Cause.WORK, 25, 30, (0, 1), 1),
            ],
        ),
        (
            "overlap",  # the second step is done when the last part of the first one is
            [Task(0, 0, 0, 0, 60), Task(0, 1, 1, 35, 65)],
            0,
            [(Cause.WORK, 0, 60, (0, 0), 0), (Cause.WORK, 60, 65, (0, 1), 1)],
        ),
        (
            "other-order-first",
            [Task(0, 0, 0, 0, 20), Task(1, 0, 1, 20, 30)],
            1,
            [(Cause.OTHER_ORDER, 0, 20, (0, 0), 0), (Cause.WORK, 20, 30, (1, 0), 1)],
        ),
        (
            "release",
            [Task(0, 0, 0, 30, 40)],
            0,
            [(Cause.RELEASE, 0, 30, (0, 0), -1), (Cause.WORK, 30, 40, (0, 0), 0)],
        ),
        (
            "as-before",  # it could begin at once
            [Task(0, 0, 0, 20, 30), Task(1, 0, 0, 10, 20)],
            1,
            [(Cause.HELD, 0, 10, (1, 0), 0), (Cause.WORK, 10, 20, (1, 0), 0)],
        ),
    ],
)  # fmt: skip
def test_what_holds_a_job(name: str, tasks: list[Task], job: int, expected: list[Told]) -> None:
    problem = read((FOLDER / name / "problem.json").read_text("utf-8"), "dure")
    found = Reasons(problem, tasks).of(job)
    assert [(one.cause, one.begin_min, one.end_min, one.place, one.resource) for one in found] == expected


@pytest.mark.parametrize("seed", range(24))
def test_each_minute_until_the_end_has_one_cause(seed: int) -> None:
    problem = some(seed)
    tasks = solve(problem, limit_s=0.1, seed=seed).tasks
    for job in range(len(problem.jobs)):
        found = Reasons(problem, tasks).of(job)
        end = max(task.end_min for task in tasks if task.job == job)
        assert [one.begin_min for one in found] == [0, *(one.end_min for one in found[:-1])]
        assert found[-1].end_min == end == sum(minutes_by_cause(found).values())
