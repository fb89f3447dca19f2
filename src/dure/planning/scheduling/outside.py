"""The second engine beside the first: for which problems it is asked, and its process while it runs."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from dure.planning.scheduling.formats import as_json, task_rows, tasks_from
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import Problem

MOST_OPERATIONS = 400
MOST_ARCS = 20_000
"""More pairs of operations one behind the other than that take longer to write down than a plan has time."""
MOST_SPANS = 20_000


def is_of_use(problem: Problem) -> bool:
    """Whether the constraints say all that the problem says, and few enough of them do."""
    if problem.size > MOST_OPERATIONS or find_spec("ortools") is None:
        return False
    arcs, spans = 0, 0
    for at, unit in enumerate(problem.units):
        rows = [(one, mode) for one in problem.operations() for mode in one.modes if mode.unit == at]
        arcs += len(rows) ** 2 if unit.setup is not None else 0
        known = {unit.calendar, *(one.calendar for one in problem.helpers if any(mode.needs for _, mode in rows))}
        spans += len(rows) * sum(len(problem.calendars[one]) for one in known if one is not None)
        if unit.holds is not None and (
            unit.setup is not None or len({mode.minutes for _, mode in rows}) > 1 or any(m.needs for _, m in rows)
        ):
            return False
    return arcs <= MOST_ARCS and spans <= MOST_SPANS


class Outside:
    """CP-SAT in a process that can be ended at any moment.

    offer: told of each plan, unchecked; prove: told of each bound. Raises nothing: without an answer the first engine's
    plan stands, and `failure` has what the process complained of.
    """

    def __init__(self, offer: Callable[[tuple[Task, ...]], None], prove: Callable[[int], None]) -> None:
        self.failure = ""
        self._offer, self._prove = offer, prove
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dure.planning.scheduling.cpsat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)

    def begin(self, problem: Problem, first: Sequence[Task], *, limit_s: float, seed: int, workers: int) -> None:
        """Look for a plan, from a first one on."""
        assert self._process.stdin is not None
        asked = {
            "problem": as_json(problem), "limit_s": limit_s, "seed": seed, "workers": workers,
            "horizon": problem.latest_min,
            "first": task_rows(first),
        }  # fmt: skip
        try:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the reader tells why
        self._reader.start()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith("\n"):
                return  # ended in the middle of it
            told = json.loads(line)
            if "tasks" in told:
                self._offer(tasks_from(told["tasks"]))
            self._prove(told["bound"])

    def end(self) -> None:
        """Whatever it does."""
        if self._process.poll() not in {None, 0}:
            assert self._process.stderr is not None
            self.failure = self._process.stderr.read()[-2000:]
        self._process.kill()
        self._process.wait()
        if self._reader.ident is not None:
            self._reader.join()
