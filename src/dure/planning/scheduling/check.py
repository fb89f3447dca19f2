"""Whether a plan can be followed at all. Pure.

The check goes by the words of the problem alone and shares nothing with the engines that make plans: it asks of each
plan how many minutes were open between two moments, never when something could begin.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, partial

from dure.kernel.errors import Invalid
from dure.planning.scheduling.plan import Task, by_unit, groups
from dure.planning.scheduling.problem import MOST_MINUTES, Place, Problem


class Broken(Enum):
    """What a plan breaks."""

    COMPLETE = auto()
    UNIT = auto()
    LENGTH = auto()
    CLOSED = auto()
    PAUSE = auto()
    RELEASE = auto()
    PIN = auto()
    HELPERS = auto()
    BEFORE = auto()
    LONGEST_WAIT = auto()
    FIRST_PART = auto()
    LAST_PART = auto()
    UNIT_FREE = auto()
    BATCH = auto()
    HELPER_FREE = auto()
    MATERIAL = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a plan can't be followed. text: a sentence with the problem's own numbers. place: the operation it is about;
    before: the one that goes first. about: number of the unit, the helper or the material. minutes, most: it waits so
    long, and may wait so long."""

    broken: Broken
    text: str
    place: Place = (-1, -1)
    before: Place = (-1, -1)
    about: int = -1
    minutes: int = 0
    most: int = 0

    def __str__(self) -> str:
        return self.text


class NoPlan(Invalid):
    """A plan can't be followed. faults: why, at least one; the message has a mark `why` for them."""

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message, why=" ".join(map(str, faults[:3])))
        self.faults = tuple(faults)


def faults(problem: Problem, tasks: Sequence[Task]) -> list[Fault]:
    """Why a plan can't be followed; none: it can."""
    known = {task.place: task for task in tasks}
    if len(known) != len(tasks) or set(known) != {place for place, _ in problem.places()}:
        return [Fault(Broken.COMPLETE, "Not each operation is there once.")]
    strange = [
        Fault(Broken.UNIT, f"{_name(one)} is on unit {one.unit}, which can't do it.", one.place, about=one.unit)
        for one in tasks
        if one.unit not in {mode.unit for mode in problem.at(one.place).modes}
    ]
    return strange or list(_Check(problem, known).all())


def _name(task: Task) -> str:
    return f"{task.job}.{task.operation}"


class _Check:
    def __init__(self, problem: Problem, known: dict[Place, Task]) -> None:
        self.problem, self.known = problem, known
        self.rows = by_unit(list(known.values()))
        self.minutes: dict[Place, int] = {}
        for row in self.rows.values():
            for together in groups(problem, row):
                longest = max(problem.at(task.place).mode_on(task.unit).minutes for task in together)
                self.minutes |= {task.place: longest for task in together}
        self._spans = cache(lambda calendars: _common([problem.calendars[one] for one in calendars]))

    def all(self) -> Iterator[Fault]:
        for task in self.known.values():
            yield from self._alone(task)
            yield from self._links(task)
        for unit, row in self.rows.items():
            yield from self._row(unit, row)
        yield from self._helpers()
        yield from self._materials()

    def _calendars(self, task: Task) -> tuple[int, ...]:
        of = self.problem
        found = {of.units[task.unit].calendar, *(of.helpers[one].calendar for one in task.helpers)}
        return tuple(sorted(one for one in found if one is not None))

    def open_min(self, calendars: tuple[int, ...], begin: int, end: int) -> int:
        """Minutes between two moments in which all calendars are open."""
        spans = self._spans(calendars)
        first = max(bisect_right(spans, (begin,)) - 1, 0)
        total = 0
        for opens, closes in spans[first:]:
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, begin), 0)
        return total

    def _alone(self, task: Task) -> Iterator[Fault]:
        """Its length, its release, its pin and who does it."""
        one, name, wanted = self.problem.at(task.place), _name(task), self.minutes[task.place]
        fault = partial(Fault, place=task.place, about=task.unit)
        done = self.open_min(self._calendars(task), task.start_min, task.end_min)
        if done != wanted:
            yield fault(Broken.LENGTH, f"{name} takes {done} minutes, not {wanted}.")
        elif wanted and not (
            self.open_min(self._calendars(task), task.start_min, task.start_min + 1)
            and self.open_min(self._calendars(task), task.end_min - 1, task.end_min)
        ):
            yield fault(Broken.CLOSED, f"{name} begins or ends while it is closed.")
        elif not wanted and task.start_min != task.end_min:
            yield fault(Broken.LENGTH, f"{name} takes {task.end_min - task.start_min} minutes, not 0.")
        if not one.may_pause and task.end_min - task.start_min != wanted:
            yield fault(Broken.PAUSE, f"{name} pauses, which it may not.")
        if task.start_min < max(self.problem.jobs[task.job].release_min, one.release_min):
            yield fault(Broken.RELEASE, f"{name} begins before it is released.")
        if one.pin is not None and (one.pin.unit, one.pin.start_min) != (task.unit, task.start_min):
            yield fault(Broken.PIN, f"{name} is not where it is held.")
        mode = one.mode_on(task.unit)
        kinds = [set(self.problem.helpers[helper].kinds) for helper in task.helpers]
        if len(set(task.helpers)) != len(mode.needs) or len(kinds) != len(mode.needs):
            yield fault(Broken.HELPERS, f"{name} has {len(task.helpers)} helpers, not {len(mode.needs)}.")
        elif any(need not in kind for need, kind in zip(mode.needs, kinds, strict=True)):
            yield fault(Broken.HELPERS, f"{name} has a helper who can't do it.")

    def _links(self, task: Task) -> Iterator[Fault]:
        for link in self.problem.at(task.place).after:
            before = self.known[self.problem.place_of(link, task.job)]
            fault = partial(Fault, place=task.place, before=before.place, about=task.unit)
            way = self.problem.way_min(before.unit, task.unit)
            if link.overlap_min is None:
                wait = task.start_min - before.end_min
                if wait < link.least_min + way:
                    yield fault(Broken.BEFORE, f"{_name(task)} begins before {_name(before)} has ended.")
                if link.most_min is not None and wait > link.most_min:
                    text = f"{_name(task)} waits {wait} minutes for {_name(before)}, not {link.most_min}."
                    yield fault(Broken.LONGEST_WAIT, text, minutes=wait, most=link.most_min)
                continue
            first = min(link.overlap_min, self.minutes[before.place])
            done = self.open_min(self._calendars(before), before.start_min, max(task.start_min - way, 0))
            if min(done, self.minutes[before.place]) < first or task.start_min < before.start_min + way:
                yield fault(
                    Broken.FIRST_PART, f"{_name(task)} begins before the first part of {_name(before)} is there."
                )
            if self.open_min(self._calendars(task), before.end_min + way, task.end_min) < link.least_min or (
                task.end_min < before.end_min + way
            ):
                yield fault(Broken.LAST_PART, f"{_name(task)} ends before the last part of {_name(before)} is done.")

    def _row(self, unit: int, row: Sequence[Task]) -> Iterator[Fault]:
        of = self.problem.units[unit]
        own = () if of.calendar is None else (of.calendar,)
        state, free_min = of.state, 0
        for together in groups(self.problem, row):
            first, name = together[0], _name(together[0])
            fault = partial(Fault, place=first.place, about=unit)
            wanted = self.problem.at(first.place).state
            gap = self.problem.setup_min(unit, state, wanted)
            if first.start_min < free_min or self.open_min(own, free_min, first.start_min) < gap:
                yield fault(Broken.UNIT_FREE, f"{name} begins before unit {unit} is free and set up for it.")
            if len({self.problem.at(one.place).state for one in together}) > 1:
                yield fault(Broken.BATCH, f"{name} is done together with what needs another state.")
            if of.holds is not None and sum(self.problem.at(one.place).load for one in together) > of.holds:
                yield fault(Broken.BATCH, f"{name} is done together with more than unit {unit} holds.")
            if len({one.helpers for one in together}) > 1:
                yield fault(Broken.BATCH, f"{name} is done together with what has other helpers.")
            state, free_min = wanted, first.end_min

    def _helpers(self) -> Iterator[Fault]:
        busy: dict[int, dict[tuple[int, int, int], Place]] = defaultdict(dict)
        for number, task in enumerate(self.known.values()):
            # What is done at once by a unit that holds several is one piece of work for its helpers.
            is_shared = self.problem.units[task.unit].holds is not None
            for helper in task.helpers:
                busy[helper][task.start_min, task.end_min, task.unit if is_shared else -1 - number] = task.place
        for helper, spans in busy.items():
            end, before = 0, (-1, -1)
            for (begin, until, _), place in sorted(spans.items()):
                if begin < end:
                    text = f"Helper {helper} is in two places at {begin}."
                    yield Fault(Broken.HELPER_FREE, text, place, before, helper)
                if until > end:
                    end, before = until, place

    def _materials(self) -> Iterator[Fault]:
        taken: dict[int, list[tuple[int, int, Place]]] = defaultdict(list)
        for task in self.known.values():
            for material, quantity in self.problem.at(task.place).uses:
                taken[material].append((task.start_min, quantity, task.place))
        for material, uses in taken.items():
            for moment, place in sorted({start: place for start, _, place in uses}.items()):
                used = sum(quantity for start, quantity, _ in uses if start <= moment)
                there = sum(each for minute, each in self.problem.materials[material].arrivals if minute <= moment)
                if used > there:
                    text = f"Of material {material} {used} are used until {moment}, and {there} are there."
                    yield Fault(Broken.MATERIAL, text, place, about=material)


def _common(calendars: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """When all are open, by sweeping over their edges; each is open for good after its last span."""
    edges: list[tuple[int, int]] = []
    for calendar in calendars:
        if not calendar:
            edges.append((0, 1))
            continue
        for opens, closes in calendar:
            edges += [(opens, 1), (closes, -1)]
        edges.append((calendar[-1][1], 1))
    found, count, since = [], 0, 0
    for minute, step in sorted(edges):
        if count == len(calendars) and minute > since:
            found.append((since, minute))
        count += step
        if count == len(calendars):
            since = minute
    if count == len(calendars):
        found.append((since, MOST_MINUTES))
    return found
