"""When a job that is not yet in the plan could be delivered: four ways to fit it in, with what each does to the others.

The plan that is followed is the beginning of each way; what is found is checked by code that knows no engine. Pure, but
for the threads of the search.
"""

import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from functools import cache
from itertools import accumulate

import numpy as np

from dure.kernel.errors import Invalid
from dure.planning.promising.floor import never_before
from dure.planning.promising.placing import Gaps
from dure.planning.promising.squeezing import Squeeze
from dure.planning.scheduling.arrays import MOST_AMISS, Arrays, arrays
from dure.planning.scheduling.check import Broken, Fault, NoPlan, faults
from dure.planning.scheduling.events import JobChange
from dure.planning.scheduling.plan import Task, cost, job_ends, late_min
from dure.planning.scheduling.problem import (
    MOST_MINUTES,
    TARDINESS,
    Calendar,
    Job,
    Mode,
    Objective,
    Operation,
    Pin,
    Place,
    Problem,
    Unit,
)

LIMIT_S = 1.2
"""For all ways together; what is made ready and checked comes on top."""
_EARLIER = 20
"""Minutes by which others may be moved, all together, for a minute that the job ends earlier or costs less."""
_LEAST_SEARCH_S = 0.05
_NO_PLAN = "The plan can't be followed: %(why)s"


class Way(Enum):
    """HELD: nothing else moves by a minute. NONE_LATER: others move, none of them ends later than promised. CHEAPEST:
    what costs least by the plan's objective, the job among the others. OVERTIME: as NONE_LATER, with more open time."""

    HELD = "held"
    NONE_LATER = "none later"
    CHEAPEST = "cheapest"
    OVERTIME = "overtime"


@dataclass(frozen=True, slots=True)
class Option:
    """problem, tasks: a plan of all, the job last. moved: operations of others that begin at another time or on another
    unit. changes: jobs of others that end at another time. cost: by the plan's objective, more than before without the
    job. overtime_min: of added open time that units work in."""

    way: Way
    problem: Problem
    tasks: tuple[Task, ...]
    end_min: int
    moved: tuple[Place, ...]
    changes: tuple[JobChange, ...]
    cost: int
    overtime_min: int = 0

    @property
    def made_later(self) -> tuple[JobChange, ...]:
        """Whom it makes late, or later than late."""
        return tuple(one for one in self.changes if one.late_after_min > one.late_before_min)


@dataclass(frozen=True, slots=True)
class Promise:
    """job: its place among the jobs. never_before_min: it can't end earlier without overtime, alone in an empty shop.
    options: what was found; missing is a way by which the job fits in nowhere, or only by making somebody late who may
    not be."""

    job: int
    never_before_min: int
    options: tuple[Option, ...]

    def by(self, way: Way) -> Option | None:
        """The option of a way."""
        return next((one for one in self.options if one.way is way), None)


def promise(
    problem: Problem,
    tasks: Sequence[Task],
    wanted: Job,
    *,
    limit_s: float = LIMIT_S,
    overtime: Mapping[int, Calendar] | None = None,
    promised: Mapping[int, int] | None = None,
    seed: int = 1,
    workers: int = 2,
) -> Promise:
    """What can be promised for a job. tasks: the plan that is followed, of all of the problem. overtime: calendars by
    their places, each with more open time than now. promised: by job, the minute it may not end after; otherwise its
    due time, or its end in the plan where that is later; jobs without due time may end at any time. Without a due time
    of its own the job is to end as early as can be. Raises Invalid when the plan can't be followed, the job can't be
    done, or a calendar of overtime opens less than before."""
    known = {task.place for task in tasks}
    if len(known) != len(tasks) or known != {place for place, _ in problem.places()}:
        raise NoPlan(_NO_PLAN, [Fault(Broken.COMPLETE, "Not each operation is there once.")])
    whole = replace(problem, jobs=(*problem.jobs, wanted))
    _compile()
    search = _Search(
        whole, tuple(tasks), promised=promised or {}, limit_s=limit_s, seed=seed, workers=workers
    )  # fmt: skip
    return search.all(overtime or {})


@cache
def _compile() -> None:
    """The search for this computer, once in a process, before the time counts."""
    two = Problem((Unit(),), (Job((Operation((Mode(0, 1),)),)),) * 2)
    _Search(two, (Task(0, 0, 0, 0, 1),), promised={}, limit_s=0.0, seed=1, workers=1).all({})


class _Search:
    """whole: the problem with the job as its last one."""

    def __init__(
        self, whole: Problem, tasks: tuple[Task, ...], *, promised: Mapping[int, int], limit_s: float, seed: int,
        workers: int,
    ) -> None:  # fmt: skip
        self.until = time.monotonic() + limit_s
        self.whole, self.before, self.seed, self.workers = whole, tasks, seed, workers
        self.job = len(whole.jobs) - 1
        self.known = {task.place: task for task in tasks}
        self.ends = job_ends(whole, tasks)
        self.promised = {
            at: promised.get(at, None if job.due_min is None else max(job.due_min, self.ends[at]))
            for at, job in enumerate(whole.jobs[:-1])
        }
        self.floor = never_before(whole, whole.jobs[-1])
        self.remembering = [self._remembering(at, job) for at, job in enumerate(whole.jobs)]
        self.cost_before = cost(_with(whole, whole.jobs[:-1], whole.objective), tasks)

    def all(self, overtime: Mapping[int, Calendar]) -> Promise:
        own = Gaps(self.whole, self.before).placed()
        first = (*self.before, *(own or ()))
        held = None if own is None else self._option(Way.HELD, self.whole, first)
        if held is None and (wrong := faults(_with(self.whole, self.whole.jobs[:-1], TARDINESS), self.before)):
            raise NoPlan(_NO_PLAN, wrong)
        data = arrays(_with(self.whole, self.remembering, self.whole.objective))
        later = self._none_later(Way.NONE_LATER, self.whole, data, first, 3 if overtime else 2)
        if held is not None and (later is None or later.end_min >= held.end_min):
            later = replace(held, way=Way.NONE_LATER)
        found = [one for one in (held, later) if one is not None]
        cheapest = self._cheapest(found, data, first, 2 if overtime else 1)
        found += [] if cheapest is None else [cheapest]
        if overtime:
            longer = self._longer(overtime)
            data = arrays(_with(longer, self.remembering, longer.objective))
            option = self._none_later(Way.OVERTIME, longer, data, later.tasks if later else first, 1)
            found += [] if option is None else [option]
        return Promise(self.job, self.floor, tuple(found))

    def _until(self, left: int) -> float:
        """When the next of so many searches has to end."""
        now = time.monotonic()
        return now + max((self.until - now) / left, _LEAST_SEARCH_S)

    def _none_later(self, way: Way, problem: Problem, data: Arrays, first: Sequence[Task], left: int) -> Option | None:
        """One minute of another job's lateness costs more than all that this one can gain."""
        known = [task.end_min for task in first if task.job == self.job]
        floor = self.floor if problem is self.whole else never_before(problem, problem.jobs[-1])
        heavy = max((max(known) if known else problem.latest_min) - floor + 1, 1)
        dues = [self.promised[at] for at in range(self.job)]
        asked = _asked(data, [*dues, floor], [heavy] * self.job + [1], TARDINESS)
        squeeze = Squeeze(problem, asked, first, self._until(left))
        squeeze.one_by_one(heavy * _EARLIER)
        squeeze.search(self.seed, self.workers)
        tasks = squeeze.tasks()
        ends = job_ends(problem, tasks or ())
        if tasks is None or any(until is not None and ends[at] > until for at, until in self.promised.items()):
            return None
        return self._option(way, problem, tasks)

    def _cheapest(self, others: Sequence[Option], data: Arrays, first: Sequence[Task], left: int) -> Option | None:
        """No dearer than the ways found so far."""
        wanted = self.whole.jobs[-1]
        own = replace(wanted, due_min=self.floor if wanted.due_min is None else wanted.due_min)
        jobs = (*self.whole.jobs[:-1], own)
        priced = _with(self.whole, jobs, self.whole.objective)
        costs = [cost(priced, one.tasks) for one in others]
        best = others[costs.index(min(costs))] if others else None
        asked = _asked(data, [job.due_min for job in jobs], [job.weight for job in jobs], self.whole.objective)
        squeeze = Squeeze(self.whole, asked, best.tasks if best else first, self._until(left))
        squeeze.all_at_once()
        squeeze.search(self.seed, self.workers)
        tasks = squeeze.tasks()
        if best is not None and (tasks is None or cost(priced, tasks) >= min(costs)):
            return replace(best, way=Way.CHEAPEST)
        return None if tasks is None else self._option(Way.CHEAPEST, self.whole, tasks)

    def _longer(self, overtime: Mapping[int, Calendar]) -> Problem:
        calendars = list(self.whole.calendars)
        for at, calendar in overtime.items():
            if not 0 <= at < len(calendars) or not _covers(calendar, calendars[at]):
                raise Invalid("Calendar %(at)s of overtime has to be open whenever it was before.", at=at)
            calendars[at] = calendar
        return replace(self.whole, calendars=tuple(calendars))

    def _remembering(self, at: int, job: Job) -> Job:
        """With where the plan that is followed has it."""
        if at == self.job:
            return job
        tasks = [self.known[at, number] for number in range(len(job.operations))]
        pins = [Pin(task.unit, task.start_min) for task in tasks]
        return replace(
            job, operations=tuple(replace(one, was=pin) for one, pin in zip(job.operations, pins, strict=True))
        )

    def _option(self, way: Way, problem: Problem, tasks: Sequence[Task]) -> Option:
        if wrong := faults(problem, tasks):
            if faults(_with(self.whole, self.whole.jobs[:-1], TARDINESS), self.before):
                raise NoPlan(_NO_PLAN, wrong)
            raise RuntimeError(f"The plan of a promise can't be followed: {wrong[0]}")
        ends = job_ends(problem, tasks)
        moved = tuple(
            task.place
            for task in tasks
            if task.job != self.job
            and (self.known[task.place].unit, self.known[task.place].start_min) != (task.unit, task.start_min)
        )
        changes = tuple(
            JobChange(at, self.ends[at], ends[at], late_min(job, self.ends[at]), late_min(job, ends[at]))
            for at, job in enumerate(problem.jobs[:-1])
            if ends[at] != self.ends[at]
        )
        extra = cost(problem, tasks) - self.cost_before
        added = _added(self.whole, problem, tasks) if problem is not self.whole else 0
        return Option(way, problem, tuple(tasks), ends[self.job], moved, changes, extra, added)


def _with(problem: Problem, jobs: Sequence[Job], objective: Objective) -> Problem:
    """The same with other due times, weights, memories and costs, or without its last job. Not checked again, which
    takes longer than to judge a plan: none of that can be wrong here."""
    made = object.__new__(Problem)
    vars(made).update({one.name: getattr(problem, one.name) for one in fields(problem)})
    vars(made).update(jobs=tuple(jobs), objective=objective)
    return made


def _asked(data: Arrays, dues: Sequence[int | None], weights: Sequence[int], by: Objective) -> Arrays:
    """The same operations with other due times, weights and costs, and a small price for what others are moved."""
    job = data.job.copy()
    job.due = [MOST_MINUTES if due is None else due for due in dues]
    job.weight = weights
    costs = [_EARLIER * one for one in (by.makespan, by.tardiness, by.setup, by.flow, by.change)]
    costs[-1] += 1
    # Whatever misses what is held must cost more than any plan; a sum of 64 bits is the limit.
    wrong = (2**62) // (2 * MOST_AMISS)
    return data._replace(job=job, weights=np.array(costs, np.int64), wrong=wrong)


def _covers(longer: Calendar, calendar: Calendar) -> bool:
    """Whether one is open whenever the other one is; after their last spans both are for good."""
    if not calendar or not longer:
        return not longer
    spans = (*longer[:-1], (longer[-1][0], MOST_MINUTES))
    wanted = (*calendar[:-1], (calendar[-1][0], MOST_MINUTES))
    return all(any(opens <= begin and end <= closes for opens, closes in spans) for begin, end in wanted)


def _added(problem: Problem, longer: Problem, tasks: Sequence[Task]) -> int:
    """Minutes of tasks in which their units were closed before."""
    total = 0
    changed = [
        at for at, pair in enumerate(zip(problem.calendars, longer.calendars, strict=True)) if pair[0] != pair[1]
    ]
    clocks = {at: (_Clock(problem.calendars[at]), _Clock(longer.calendars[at])) for at in changed}
    for task in tasks:
        at = problem.units[task.unit].calendar
        if at in clocks:
            before, after = (clock.at(task.end_min) - clock.at(task.start_min) for clock in clocks[at])
            total += after - before
    return total


class _Clock:
    """Goes only while a calendar is open."""

    def __init__(self, calendar: Calendar) -> None:
        self.opens = [opens for opens, _ in calendar] or [0]
        self.closes = [*(closes for _, closes in calendar[:-1]), MOST_MINUTES]
        lengths = (closes - opens for opens, closes in zip(self.opens, self.closes, strict=True))
        self.gone = [0, *accumulate(lengths)]

    def at(self, moment: int) -> int:
        """Open minutes until a moment."""
        span = bisect_right(self.opens, moment) - 1
        return 0 if span < 0 else self.gone[span] + min(moment, self.closes[span]) - self.opens[span]
