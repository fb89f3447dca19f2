"""How likely each job of a plan is late, when it will probably end, and what makes it late. Pure, but for threads.

The plan is carried out hundreds of times with times, stops and arrivals drawn from what was measured; `execution` says
how. The same seed gives the same figures, whatever the number of threads.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from math import sqrt

import numpy as np

from dure.kernel.errors import Invalid
from dure.planning.promising.calibration import Map, Outcome
from dure.planning.promising.chances import Chances
from dure.planning.promising.execution import CHUNK, blank, carry_out, room_for
from dure.planning.promising.runs import Floats, Runs, runs_of
from dure.planning.scheduling.check import NoPlan, faults
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import Place, Problem

ROUNDS = 500
SHARES = (0.5, 0.8, 0.95)
UNMAPPED = Map()


class Cause(Enum):
    """What lateness comes from. OWN: the job's own work takes longer. OTHERS: other work in front of it does. STOPS: of
    units. AGAIN: work done once more. MATERIAL: it comes late. PLAN: it is late as planned."""

    OWN = "own"
    OTHERS = "others"
    STOPS = "stops"
    AGAIN = "again"
    MATERIAL = "material"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class JobRisk:
    """ends_min: by which it has ended with a chance of 50, 80 and 95 %. chance: of being late, None without due time.
    error: the chance's own standard error, from the number of rounds. causes: share of the lateness, only what has
    any. stops: share of the lateness by the units whose stops it comes from, the largest first. raw_*: before past
    outcomes were heeded; what to keep for the next map."""

    job: int
    ends_min: tuple[float, float, float]
    chance: float | None
    error: float
    causes: Mapping[Cause, float]
    stops: tuple[tuple[int, float], ...]
    raw_ends_min: tuple[float, float, float]
    raw_chance: float | None

    def claims(self, due_min: int | None, end_min: float) -> list[Outcome]:
        """What was stated, before any map, and what came of it when the job ended."""
        found = [(share, end_min <= by) for share, by in zip(SHARES, self.raw_ends_min, strict=True)]
        if self.raw_chance is not None and due_min is not None:
            found.append((1 - self.raw_chance, end_min <= due_min))
        return found


@dataclass(frozen=True)
class Futures:
    """ends: (rounds, jobs). causes: minutes (jobs, causes) and stops (jobs, units) of all late rounds."""

    problem: Problem
    ends: Floats
    causes: Floats
    stops: Floats

    def chance_after(self, job: int, moment_min: float) -> tuple[float, float]:
        """(chance that a job ends after a moment, its standard error; never 0: what was never seen may still be)."""
        count = int(np.count_nonzero(self.ends[:, job] > moment_min))
        rounds = len(self.ends)
        likely = (count + 1) / (rounds + 2)
        return count / rounds, sqrt(likely * (1 - likely) / rounds)

    def end_by(self, job: int, share: float) -> float:
        """The minute by which a job has ended in a share of the futures."""
        return float(np.quantile(self.ends[:, job], share))

    def of(self, job: int, by: Map = UNMAPPED) -> JobRisk:
        """What can be said of a job. by: a map from past outcomes."""
        raw = self._ends(job, UNMAPPED)
        due, minutes = self.problem.jobs[job].due_min, self.causes[job]
        chance, error = (None, 0.0) if due is None else self.chance_after(job, due)
        told = chance
        if chance is not None and by.outcomes:
            told = 1 - by(1 - chance)
            error = (by(1 - chance + error) - by(1 - chance - error)) / 2
        total = float(minutes.sum()) or 1.0
        causes = {cause: float(each) / total for cause, each in zip(Cause, minutes, strict=True) if each > 0}
        stops = [(unit, float(each) / total) for unit, each in enumerate(self.stops[job]) if each > 0]
        stops.sort(key=lambda one: -one[1])
        return JobRisk(job, self._ends(job, by), told, error, causes, tuple(stops), raw, chance)

    def _ends(self, job: int, by: Map) -> tuple[float, float, float]:
        low, middle, high = (self.end_by(job, by.back(share)) for share in SHARES)
        return low, middle, high

    def all(self, by: Map = UNMAPPED) -> tuple[JobRisk, ...]:
        """Of all jobs."""
        return tuple(self.of(job, by) for job in range(len(self.problem.jobs)))


def futures(
    problem: Problem,
    tasks: Sequence[Task],
    chances: Chances,
    *,
    kinds: Mapping[Place, str] | None = None,
    now_min: int = 0,
    rounds: int = ROUNDS,
    seed: int = 1,
    workers: int = 2,
) -> Futures:
    """A plan carried out `rounds` times. kinds: of operations, as their times were measured. now_min: what is pinned
    earlier runs already, and is over when its planned end has passed; nothing else begins earlier. Raises Invalid when
    the plan can't be followed."""
    if rounds < 1 or workers < 1:
        raise Invalid("At least one future has to be drawn, by one thread: %(at)s.", at=min(rounds, workers))
    if wrong := faults(problem, tasks):
        raise NoPlan("The plan can't be followed: %(why)s", wrong)
    runs = runs_of(problem, tasks, chances, kinds or {}, now_min)
    ends, causes, stops = blank(runs, rounds)
    chunks = [range(at, len(causes), workers) for at in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(lambda own: _carry_out(runs, own, seed, (ends, causes, stops)), chunks):
            pass
    return Futures(problem, ends, causes.sum(axis=0), stops.sum(axis=0))


def _carry_out(runs: Runs, chunks: range, seed: int, found: tuple[Floats, Floats, Floats]) -> None:
    (ends, causes, stops), room = found, room_for(runs)
    for at in chunks:
        last = min((at + 1) * CHUNK, len(ends))
        carry_out(runs, room, ends, causes[at], stops[at], at * CHUNK, last, seed)
