"""A job put into the gaps of a plan of which nothing moves. Pure.

Operation by operation, each as early as unit, helpers, calendars, materials and what it comes after let it; the set-up
of what follows on the unit must still fit behind it. Of the ways to choose units and helpers the ones that end first
are followed up (a beam), so the end is the earliest found, and the earliest there is where no choice matters later on.
What may not wait long for its follower is begun later until it fits.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from dure.planning.promising.floor import worked
from dure.planning.scheduling.plan import Task, by_unit, groups
from dure.planning.scheduling.problem import MOST_MINUTES, After, Mode, Operation, Problem
from dure.planning.scheduling.spans import Spans, opener

BEAM = 24
_MOST_HELPERS = 60
"""Choices of helpers that are tried for an operation on a unit."""
_MOST_HOLDS = 200


@dataclass(frozen=True, slots=True)
class _Stay:
    """What a unit does from its start to its end, one operation or several at once."""

    start: int
    end: int
    state: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The first operations of the job, placed."""

    tasks: tuple[Task, ...] = ()

    @property
    def key(self) -> tuple[int, ...]:
        return max((task.end_min for task in self.tasks), default=0), sum(task.end_min for task in self.tasks)


@dataclass(frozen=True, slots=True)
class _TooLong:
    """An operation would have to end so much later that its follower needn't wait too long for it."""

    operation: int
    end_min: int


class Gaps:
    """What a plan leaves free. problem: with the job that is to be placed as its last one. tasks: of all others."""

    def __init__(self, problem: Problem, tasks: Sequence[Task]) -> None:
        self.problem, self.job = problem, len(problem.jobs) - 1
        self.known = {task.place: task for task in tasks}
        self.open = opener(problem, MOST_MINUTES - 1)
        self.rows: dict[int, list[_Stay]] = defaultdict(list)
        for unit, row in by_unit(tasks).items():
            self.rows[unit] = [self._stay(together) for together in groups(problem, row)]
        self.busy: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self.taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for task in tasks:
            for helper in task.helpers:
                self.busy[helper].add((task.start_min, task.end_min))
            for material, quantity in problem.at(task.place).uses:
                self.taken[material].append((task.start_min, quantity))

    def placed(self) -> tuple[Task, ...] | None:
        """The job's tasks, with the earliest end that was found; None: it fits in nowhere."""
        least_ends: dict[int, int] = {}
        for _ in range(_MOST_HOLDS):
            parts, too_long = [_Part()], list[_TooLong]()
            for number, one in enumerate(self.problem.jobs[self.job].operations):
                found: list[_Part] = []
                for part in parts:
                    for each in self._choices(part, number, one, least_ends.get(number, 0)):
                        if isinstance(each, _TooLong):
                            too_long.append(each)
                        else:
                            found.append(each)
                parts = sorted(found, key=lambda part: part.key)[:BEAM]
            if parts:
                return parts[0].tasks
            if not too_long:
                return None
            soonest = min(too_long, key=lambda each: each.end_min)
            least_ends[soonest.operation] = max(soonest.end_min, least_ends.get(soonest.operation, 0) + 1)
        return None

    def _stay(self, together: list[Task]) -> _Stay:
        first = together[0]
        return _Stay(first.start_min, first.end_min, self.problem.at(first.place).state, tuple(together))

    def _choices(self, part: _Part, number: int, one: Operation, least_end: int) -> Iterator[_Part | _TooLong]:
        for mode in one.open_modes:
            for helpers in self._helpers(mode):
                task = self._earliest(part, Task(self.job, number, mode.unit, 0, 0, helpers), mode, least_end)
                if task is None:
                    continue
                waits = [self._too_long(part, task, link) for link in one.after if link.most_min is not None]
                yield next((wait for wait in waits if wait is not None), _Part((*part.tasks, task)))

    def _helpers(self, mode: Mode) -> Iterator[tuple[int, ...]]:
        choices = product(*(self.problem.of_kind(need) for need in mode.needs))
        return islice((each for each in choices if len(set(each)) == len(each)), _MOST_HELPERS)

    def _before(self, part: _Part, link: After) -> Task:
        return part.tasks[link.operation] if link.job in (None, self.job) else self.known[link.job, link.operation]

    def _too_long(self, part: _Part, task: Task, link: After) -> _TooLong | None:
        before = self._before(part, link)
        assert link.most_min is not None
        if task.start_min - before.end_min <= link.most_min:
            return None
        return _TooLong(link.operation, task.start_min - link.most_min) if before.job == self.job else _TooLong(0, 0)

    def _earliest(self, part: _Part, task: Task, mode: Mode, least_end: int) -> Task | None:
        """The task where it ends first; None: nowhere."""
        one, spans = self.problem.at(task.place), self._spans(task)
        at = max(self.problem.jobs[self.job].release_min, one.release_min)
        for link in one.after:
            at = max(at, self._comes(self._before(part, link), link, task.unit))
            if link.overlap_min is not None:
                least_end = max(least_end, self._last_part(self._before(part, link), link, task, spans))
        at = max(at, *(self._arrives(part, *use) for use in one.uses), 0)
        if one.pin is not None:
            at = max(at, one.pin.start_min)
        row = self._row(part, task.unit)
        joined = self._joined(row, task, mode, at, least_end)
        while True:
            start, end = worked(spans, at, mode.minutes, one.may_pause)
            if end < least_end:
                start, end = self._begin_for(spans, start, least_end, mode.minutes, one.may_pause)
            if joined is not None and joined.end_min <= end:
                return joined
            if end >= MOST_MINUTES or (one.pin is not None and start > one.pin.start_min):
                return joined
            later = max(self._unit_lets(row, task.unit, start, end, one.state), self._free(part, task, start, end))
            if later <= start:
                return replace(task, start_min=start, end_min=end)
            at = later

    def _spans(self, task: Task) -> Spans:
        of = self.problem
        return self.open([of.units[task.unit].calendar, *(of.helpers[one].calendar for one in task.helpers)])

    def _row(self, part: _Part, unit: int) -> list[_Stay]:
        own = [self._stay([task]) for task in part.tasks if task.unit == unit]
        return sorted([*self.rows[unit], *own], key=lambda stay: (stay.start, stay.end)) if own else self.rows[unit]

    def _unit_lets(self, row: list[_Stay], unit: int, start: int, end: int, state: int) -> int:
        """The moment before which work from start to end can't be on a unit; no later than start: it can."""
        at = bisect_left(row, (start, end), key=lambda stay: (stay.start, stay.end))
        ahead = row[at - 1] if at else None
        if ahead is not None and ahead.end > start:
            return ahead.end
        if at < len(row):
            behind = row[at]
            if self._set_up(unit, end, self.problem.setup_min(unit, state, behind.state)) > behind.start:
                return max(behind.end, start + 1)
        free, before = (0, self.problem.units[unit].state) if ahead is None else (ahead.end, ahead.state)
        return self._set_up(unit, free, self.problem.setup_min(unit, before, state))

    def _set_up(self, unit: int, at: int, minutes: int) -> int:
        return worked(self.open([self.problem.units[unit].calendar]), at, minutes, True)[1]

    def _free(self, part: _Part, task: Task, start: int, end: int) -> int:
        """The moment before which its helpers can't be there."""
        own = [(each.start_min, each.end_min, each.helpers) for each in part.tasks]
        found = 0
        for helper in task.helpers:
            spans = [*self.busy[helper], *((begin, until) for begin, until, helpers in own if helper in helpers)]
            found = max([found, *(until for begin, until in spans if begin < end and until > start)])
        return found

    def _joined(self, row: list[_Stay], task: Task, mode: Mode, at: int, least_end: int) -> Task | None:
        """Together with what a unit does that does several at once, without making that longer."""
        one, holds = self.problem.at(task.place), self.problem.units[task.unit].holds
        for stay in row if holds is not None and mode.minutes and one.pin is None else ():
            others = [self.problem.at(each.place) for each in stay.tasks]
            longest = max(other.mode_on(task.unit).minutes for other in others)
            fits = one.load + sum(other.load for other in others) <= (holds or 0) and mode.minutes <= longest
            is_alike = stay.state == one.state and stay.tasks[0].helpers == task.helpers
            goes = one.may_pause or stay.end - stay.start == longest
            if fits and is_alike and goes and stay.start >= at and stay.end >= least_end:
                return replace(task, start_min=stay.start, end_min=stay.end)
        return None

    def _comes(self, before: Task, link: After, unit: int) -> int:
        way = self.problem.way_min(before.unit, unit)
        if link.overlap_min is None:
            return before.end_min + link.least_min + way
        minutes = self.problem.at(before.place).mode_on(before.unit).minutes
        part = worked(self._spans(before), before.start_min, min(link.overlap_min, minutes), True)[1]
        return max(part, before.start_min) + way

    def _last_part(self, before: Task, link: After, task: Task, spans: Spans) -> int:
        come = before.end_min + self.problem.way_min(before.unit, task.unit)
        return worked(spans, come, link.least_min, True)[1]

    @staticmethod
    def _begin_for(spans: Spans, low: int, least_end: int, minutes: int, may_pause: bool) -> tuple[int, int]:
        """The first work from `low` on that ends at `least_end` or later."""
        high = max(low, least_end)
        while low < high:
            middle = (low + high) // 2
            if worked(spans, middle, minutes, may_pause)[1] >= least_end:
                high = middle
            else:
                low = middle + 1
        return worked(spans, low, minutes, may_pause)

    def _arrives(self, part: _Part, material: int, quantity: int) -> int:
        """From when on so much of a material is left over at each later moment."""
        steps: dict[int, int] = defaultdict(int)
        for minute, each in self.problem.materials[material].arrivals:
            steps[minute] += each
        own = [(task.start_min, use) for task in part.tasks for use in self.problem.at(task.place).uses]
        for minute, each in (*self.taken[material], *((at, of) for at, (kind, of) in own if kind == material)):
            steps[minute] -= each
        there, found = 0, 0
        moments = sorted(steps)
        for at, minute in enumerate(moments):
            there += steps[minute]
            if there < quantity:
                found = moments[at + 1] if at + 1 < len(moments) else MOST_MINUTES
        return found if min(moments, default=0) <= 0 or found else (moments[0] if quantity else 0)
