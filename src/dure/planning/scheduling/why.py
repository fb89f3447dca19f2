"""Why a job ends when it does: the chain of what holds it, from its end back to where it could not begin earlier. Pure.

It is read from the plan itself, whatever engine made it: at each beginning the last of what had to be there first.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from dure.planning.scheduling.plan import Task, by_unit, groups
from dure.planning.scheduling.problem import After, Place, Problem
from dure.planning.scheduling.spans import Spans, end_of, opener


class Cause(Enum):
    """What a stretch of time goes to. WORK: an operation of the job itself. OTHER_ORDER: an operation of another job
    that has to come first. UNIT, HELPER: other work on the unit, or of the helper, that it needs. SETUP: its own.
    WAIT: the shortest wait and the way. CLOSED: nobody works. RELEASE, MATERIAL: it wasn't there earlier. HELD: it is
    pinned, kept as it was, or kept back for what may not wait."""

    WORK = "work"
    OTHER_ORDER = "other order"
    UNIT = "unit"
    HELPER = "helper"
    SETUP = "set-up"
    WAIT = "wait"
    CLOSED = "closed"
    RELEASE = "release"
    MATERIAL = "material"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Stretch:
    """place: the operation that works then, or that is held up. resource: its unit; the helper or the material where
    one of these is the cause."""

    cause: Cause
    begin_min: int
    end_min: int
    place: Place
    resource: int


@dataclass(frozen=True, slots=True)
class _Bound:
    """moment: it could not begin earlier. before: what has to be over, until when of it. extra: what lies between the
    end of that and the moment."""

    moment: int
    rank: int
    cause: Cause
    before: Place | None = None
    until: int = 0
    extra: Cause | None = None
    resource: int = -1


def minutes_by_cause(stretches: Iterable[Stretch]) -> dict[Cause, int]:
    """How much of it each cause has."""
    found: dict[Cause, int] = defaultdict(int)
    for one in stretches:
        found[one.cause] += one.end_min - one.begin_min
    return dict(found)


class Reasons:
    """What the time of a plan's jobs goes to."""

    def __init__(self, problem: Problem, tasks: Sequence[Task]) -> None:
        self.problem = problem
        self.tasks = {task.place: task for task in tasks}
        self.horizon = max((task.end_min for task in tasks), default=0)
        self._open = opener(problem, self.horizon)
        self.ahead: dict[Place, Task | None] = {}
        for row in by_unit(tasks).values():
            before: Task | None = None
            for together in groups(problem, row):
                self.ahead |= {task.place: before for task in together}
                before = together[-1]
        self.work_of: dict[int, list[Task]] = defaultdict(list)
        self.taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for task in sorted(tasks, key=lambda one: (one.start_min, one.end_min)):
            for helper in task.helpers:
                self.work_of[helper].append(task)
            for material, quantity in self.problem.at(task.place).uses:
                self.taken[material].append((task.start_min, quantity))

    def of(self, job: int) -> tuple[Stretch, ...]:
        """What the time until a job's end goes to, from the first moment on, without a gap."""
        found: list[Stretch] = []
        task = max((one for one in self.tasks.values() if one.job == job), key=lambda one: one.end_min)
        until, cause, resource = task.end_min, Cause.WORK, task.unit
        while True:
            place = task.place
            bound = self._last_part(task, until) or max(self._bounds(task), key=lambda one: (one.moment, one.rank))
            begin = max(task.start_min, bound.moment)
            found += self._work(task, begin, until, cause, resource)
            if task.start_min > bound.moment:
                found.append(Stretch(self._idle(task, bound.moment), bound.moment, task.start_min, place, task.unit))
            if bound.before is None:
                if bound.moment > 0:
                    found.append(Stretch(bound.cause, 0, bound.moment, place, bound.resource))
                break
            if bound.extra is not None and bound.moment > bound.until:
                found.append(Stretch(bound.extra, bound.until, bound.moment, place, task.unit))
            task = self.tasks[bound.before]
            until, cause, resource = bound.until, bound.cause, bound.resource
            if task.job == job:
                cause, resource = Cause.WORK, task.unit
        return tuple(one for one in reversed(found) if one.end_min > one.begin_min)

    def _work(self, task: Task, since: int, until: int, cause: Cause, resource: int) -> list[Stretch]:
        """The operation itself, last stretch first; what is closed in between told apart."""
        place, found, at = task.place, [], until
        for opens, closes in reversed(self._spans(task) or ((0, self.horizon + 1),)):
            begin, end = max(opens, since), min(closes, until)
            if begin < end:
                if end < at:
                    found.append(Stretch(Cause.CLOSED, end, at, place, task.unit))
                found.append(Stretch(cause, begin, end, place, resource))
                at = begin
        if at > since:
            found.append(Stretch(Cause.CLOSED, since, at, place, task.unit))
        return found

    def _last_part(self, task: Task, until: int) -> _Bound | None:
        """What it overlaps with, where it ends just when the last part of that is done."""
        for link in self.problem.at(task.place).after:
            if link.overlap_min is not None and until == task.end_min:
                place = self.problem.place_of(link, task.job)
                before = self.tasks[place]
                comes = before.end_min + self.problem.way_min(before.unit, task.unit)
                spans = self._spans(task) or ((0, self.horizon + 1),)
                if comes > task.start_min and next(end_of(spans, comes, link.least_min), -1) == task.end_min:
                    cause = Cause.WORK if place[0] == task.job else Cause.OTHER_ORDER
                    return _Bound(comes, 4, cause, place, before.end_min, Cause.WAIT, before.unit)
        return None

    def _bounds(self, task: Task) -> Iterable[_Bound]:
        """Whatever lets it begin no earlier; of equal ones its own job counts most."""
        one, job = self.problem.at(task.place), self.problem.jobs[task.job]
        yield _Bound(max(job.release_min, one.release_min), 0, Cause.RELEASE)
        if one.pin is not None:
            yield _Bound(one.pin.start_min, 0, Cause.HELD)
        for link in one.after:
            yield self._after(task, link)
        ahead = self.ahead[task.place]
        state = self.problem.units[task.unit].state if ahead is None else self.problem.at(ahead.place).state
        gap = self.problem.setup_min(task.unit, state, one.state)
        free = 0 if ahead is None else ahead.end_min
        ready = self._ready(task.unit, free, gap)
        if ahead is not None:
            yield _Bound(ready, 3, Cause.UNIT, ahead.place, ahead.end_min, Cause.SETUP, task.unit)
        elif ready:
            yield _Bound(ready, 3, Cause.SETUP, resource=task.unit)
        for helper in task.helpers:
            earlier = [other for other in self.work_of[helper] if other.end_min <= task.start_min and other != task]
            if earlier:
                last = max(earlier, key=lambda other: other.end_min)
                yield _Bound(last.end_min, 2, Cause.HELPER, last.place, last.end_min, None, helper)
        for material, _ in one.uses:
            yield _Bound(self._arrives(material, task.start_min), 1, Cause.MATERIAL, resource=material)

    def _after(self, task: Task, link: After) -> _Bound:
        place = self.problem.place_of(link, task.job)
        before = self.tasks[place]
        way = self.problem.way_min(before.unit, task.unit)
        cause = Cause.WORK if place[0] == task.job else Cause.OTHER_ORDER
        if link.overlap_min is None:
            moment = before.end_min + link.least_min + way
            # What may not wait was kept back for something else, if anything else ends then.
            rank = 4 if link.most_min is None else 1
            return _Bound(moment, rank, cause, place, before.end_min, Cause.WAIT, before.unit)
        done = next(end_of(self._spans(before) or ((0, self.horizon + 1),), before.start_min, link.overlap_min))
        part = min(max(done, before.start_min), before.end_min)
        return _Bound(part + way, 4, cause, place, part, Cause.WAIT, before.unit)

    def _ready(self, unit: int, free: int, gap: int) -> int:
        spans = self._open([self.problem.units[unit].calendar])
        return next(end_of(spans, free, gap), self.horizon) if spans and gap else free + gap

    def _arrives(self, material: int, moment: int) -> int:
        """When there was as much as is taken until a moment."""
        taken = sum(quantity for start, quantity in self.taken[material] if start <= moment)
        total = 0
        for minute, quantity in sorted(self.problem.materials[material].arrivals):
            total += quantity
            if total >= taken:
                return minute
        return moment

    def _idle(self, task: Task, begin: int) -> Cause:
        """Whether an operation that could begin has to wait for its shift."""
        spans = self._spans(task)
        if not spans:
            return Cause.HELD
        at = bisect_left([closes for _, closes in spans], begin + 1)
        return Cause.CLOSED if at == len(spans) or spans[at][0] >= task.start_min else Cause.HELD

    def _spans(self, task: Task) -> Spans:
        of = self.problem
        return self._open([of.units[task.unit].calendar, *(of.helpers[one].calendar for one in task.helpers)])
