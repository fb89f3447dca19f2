"""The second engine: the problem as constraints for CP-SAT of OR-Tools, for proof and for small or hard parts.

It runs as a process of its own (`python -m dure.planning.scheduling.cpsat`), so that it can be ended at any moment:
a problem comes in as one JSON object, and each better plan or bound goes out as a line. Only this module imports
OR-Tools. Intervals, circuits and reservoirs as in the CP-SAT manual.
"""

import json
import math
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from ortools.sat.python import cp_model

from dure.planning.scheduling.formats import read, task_rows, tasks_from
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import After, Mode, Operation, Place, Problem
from dure.planning.scheduling.spans import Spans, end_of, opener, pieces

Literal = Any
Expression = Any


class Model:
    """horizon: no operation ends later. first: a plan to begin with."""

    def __init__(self, problem: Problem, horizon: int, first: Sequence[Task]) -> None:
        self.problem, self.horizon, self.model = problem, horizon, cp_model.CpModel()
        self._spans = opener(problem, horizon)
        self.first = {task.place: task for task in first}
        self.start: dict[Place, Any] = {}
        self.end: dict[Place, Any] = {}
        self.on: dict[tuple[Place, int], Literal] = {}
        self.by: dict[tuple[Place, int, int, int], Literal] = {}
        """(place, unit, need, helper)"""
        self.setup_terms: list[Expression] = []
        for place, one in problem.places():
            self._operation(place, one)
        for place, one in problem.places():
            for link in one.after:
                self._link(place, link)
        for unit in range(len(problem.units)):
            self._unit(unit)
        for helper in range(len(problem.helpers)):
            self._helper(helper)
        for material in range(len(problem.materials)):
            self._material(material)
        self._objective()

    # --- time -------------------------------------------------------------------------------------------------------

    def _minute(self) -> Any:
        return self.model.new_int_var(0, self.horizon, "")

    def _in_domain(self, variable: Any, ranges: Sequence[tuple[int, int]], only_if: Sequence[Literal]) -> None:
        domain = cp_model.Domain.from_intervals([list(one) for one in ranges])
        self.model.add_linear_expression_in_domain(variable, domain).only_enforce_if(only_if)

    def _work(self, begin: Any, end: Any, minutes: int, spans: Spans, only_if: Sequence[Literal]) -> None:
        """`end` is when so many minutes of work are done that begin no earlier than `begin`."""
        if not spans or minutes == 0:
            self.model.add(end == begin + minutes).only_enforce_if(only_if)
            return
        choices = []
        for low, high, offset in pieces(spans, minutes, self.horizon):
            chosen = self.model.new_bool_var("")
            self._in_domain(begin, [(low, high)], [chosen])
            if offset is None:
                # Begun while it is closed: all such minutes end at the same one.
                moment = next(end_of(spans, low, minutes))
                self.model.add(end == moment).only_enforce_if([chosen, *only_if])
            else:
                self.model.add(end == begin + offset).only_enforce_if([chosen, *only_if])
            choices.append(chosen)
        self.model.add_bool_or(choices).only_enforce_if(only_if)

    # --- operations -------------------------------------------------------------------------------------------------

    def _operation(self, place: Place, one: Operation) -> None:
        model, known = self.model, self.first.get(place)
        start, end = self.start[place], self.end[place] = self._minute(), self._minute()
        model.add(start >= max(self.problem.jobs[place[0]].release_min, one.release_min))
        for mode in one.open_modes:
            on = self.on[place, mode.unit] = model.new_bool_var("")
            if known:
                model.add_hint(on, known.unit == mode.unit)
            self._helpers_of(place, mode, on, known)
            self._length(place, one, mode)
        model.add_exactly_one(on for _, on in self._modes(place))
        if one.pin is not None:
            model.add(start == one.pin.start_min)
        if known:
            model.add_hint(start, known.start_min)
            model.add_hint(end, known.end_min)

    def _helpers_of(self, place: Place, mode: Mode, on: Literal, known: Task | None) -> None:
        used: dict[int, list[Literal]] = defaultdict(list)
        for number, kind in enumerate(mode.needs):
            own = []
            for helper in self.problem.of_kind(kind):
                literal = self.by[place, mode.unit, number, helper] = self.model.new_bool_var("")
                own.append(literal)
                used[helper].append(literal)
                if known:
                    is_there = known.unit == mode.unit and known.helpers[number] == helper
                    self.model.add_hint(literal, is_there)
            self.model.add(sum(own) == on)
        for literals in used.values():
            self.model.add_at_most_one(literals)

    def _length(self, place: Place, one: Operation, mode: Mode) -> None:
        """The end by the calendars of the unit and of whoever helps."""
        start, end = self.start[place], self.end[place]
        for only_if, spans in self._open(place, mode):
            if spans and mode.minutes:
                need = 1 if one.may_pause else mode.minutes
                ranges = [(opens, closes - need) for opens, closes in spans if closes - need >= opens]
                self._in_domain(start, ranges, only_if)
            if one.may_pause:
                self._work(start, end, mode.minutes, spans, only_if)
            else:
                self.model.add(end == start + mode.minutes).only_enforce_if(only_if)

    def _open(self, place: Place, mode: Mode) -> Iterator[tuple[list[Literal], Spans]]:
        """(when that is so, open time of a mode), for each choice of helpers that makes it another."""
        of = self.problem
        own = [{of.helpers[helper].calendar for helper in of.of_kind(kind)} for kind in mode.needs]
        for calendars in product(*own):
            only_if = [self.on[place, mode.unit]]
            for number, (calendar, known) in enumerate(zip(calendars, own, strict=True)):
                if len(known) > 1:
                    only_if.append(self._has_calendar(place, mode, number, calendar))
            yield only_if, self._spans((of.units[mode.unit].calendar, *calendars))

    def _has_calendar(self, place: Place, mode: Mode, number: int, calendar: int | None) -> Literal:
        literal = self.model.new_bool_var("")
        them = [
            self.by[place, mode.unit, number, helper]
            for helper in self.problem.of_kind(mode.needs[number])
            if self.problem.helpers[helper].calendar == calendar
        ]
        self.model.add(sum(them) == literal)
        return literal

    # --- between operations -----------------------------------------------------------------------------------------

    def _link(self, place: Place, link: After) -> None:
        before = self.problem.place_of(link, place[0])
        start, end, other = self.start[place], self.end[place], self.end[before]
        if link.most_min is not None:
            self.model.add(start <= other + link.most_min)
        for way, only_if in self._ways(before, place):
            if link.overlap_min is None:
                self.model.add(start >= other + link.least_min + way).only_enforce_if(only_if)
                continue
            self.model.add(start >= self.start[before] + way).only_enforce_if(only_if)
            self.model.add(end >= other + way).only_enforce_if(only_if)
            for mode, mode_if, spans in self._settings(before):
                if link.overlap_min >= mode.minutes:
                    self.model.add(start >= other + way).only_enforce_if([*only_if, *mode_if])
                elif link.overlap_min:
                    part = self._minute()
                    self._work(self.start[before], part, link.overlap_min, spans, [*only_if, *mode_if])
                    self.model.add(start >= part + way).only_enforce_if([*only_if, *mode_if])
            for _, mode_if, spans in self._settings(place):
                if link.least_min:
                    part, comes = self._minute(), self._minute()
                    self.model.add(comes == other + way).only_enforce_if([*only_if, *mode_if])
                    self._work(comes, part, link.least_min, spans, [*only_if, *mode_if])
                    self.model.add(end >= part).only_enforce_if([*only_if, *mode_if])

    def _ways(self, before: Place, place: Place) -> Iterator[tuple[int, list[Literal]]]:
        """(minutes from unit to unit, for which units)."""
        if not self.problem.ways:
            yield 0, []
            return
        for mode, on in self._modes(before):
            for other, there in self._modes(place):
                yield self.problem.way_min(mode.unit, other.unit), [on, there]

    def _modes(self, place: Place) -> list[tuple[Mode, Literal]]:
        return [(mode, self.on[place, mode.unit]) for mode in self.problem.at(place).open_modes]

    def _settings(self, place: Place) -> Iterator[tuple[Mode, list[Literal], Spans]]:
        """(mode, when that is so, its open time)."""
        for mode, _ in self._modes(place):
            for only_if, spans in self._open(place, mode):
                yield mode, only_if, spans

    # --- resources --------------------------------------------------------------------------------------------------

    def _interval(self, place: Place, literal: Literal) -> Any:
        start, end = self.start[place], self.end[place]
        return self.model.new_optional_interval_var(start, self._minute(), end, literal, "")

    def _unit(self, unit: int) -> None:
        of = self.problem.units[unit]
        rows = [(place, literal) for (place, at), literal in self.on.items() if at == unit]
        intervals = [self._interval(place, literal) for place, literal in rows]
        if of.holds is not None:
            self._together(rows, intervals, of.holds)
            return
        self.model.add_no_overlap(intervals)
        if of.setup is not None and rows and self._needs_setups(unit, rows):
            self._circuit(unit, rows)

    def _needs_setups(self, unit: int, rows: Sequence[tuple[Place, Literal]]) -> bool:
        states = {self.problem.at(place).state for place, _ in rows} | {self.problem.units[unit].state} - {None}
        return any(self.problem.setup_min(unit, a, b) for a in states for b in states if b is not None)

    def _circuit(self, unit: int, rows: Sequence[tuple[Place, Literal]]) -> None:
        """One behind the other, each set up for after the one ahead."""
        model, of = self.model, self.problem
        spans = self._spans((of.units[unit].calendar,))
        arcs: list[Any] = [(0, 0, model.new_bool_var(""))]
        order = sorted((task for task in self.first.values() if task.unit == unit), key=lambda one: one.start_min)
        follows = {b.place: a.place if a else None for a, b in zip([None, *order], order, strict=False)}
        ready: dict[tuple[Place, int], Any] = {}
        for i, (place, on) in enumerate(rows, 1):
            arcs += [(i, i, ~on), (i, 0, model.new_bool_var(""))]
            state = self.problem.at(place).state
            first = model.new_bool_var("")
            arcs.append((0, i, first))
            self._hint(first, follows.get(place, 0) is None)
            gap = of.setup_min(unit, of.units[unit].state, state)
            moment = next(end_of(spans, 0, gap)) if spans and gap else gap
            model.add(self.start[place] >= moment).only_enforce_if(first)
            self.setup_terms.append(gap * first)
            for j, (other, there) in enumerate(rows, 1):
                if i == j:
                    continue
                arc = model.new_bool_var("")
                arcs.append((j, i, arc))
                self._hint(arc, follows.get(place) == other)
                gap = of.setup_min(unit, self.problem.at(other).state, state)
                self.setup_terms.append(gap * arc)
                if not spans or gap == 0:
                    model.add(self.start[place] >= self.end[other] + gap).only_enforce_if(arc)
                    continue
                if (other, gap) not in ready:
                    ready[other, gap] = self._minute()
                    self._work(self.end[other], ready[other, gap], gap, spans, [there])
                model.add(self.start[place] >= ready[other, gap]).only_enforce_if(arc)
        self._hint(arcs[0][2], not order)
        model.add_circuit(arcs)

    def _hint(self, literal: Literal, value: bool) -> None:
        if self.first:
            self.model.add_hint(literal, value)

    def _together(self, rows: Sequence[tuple[Place, Literal]], intervals: Sequence[Any], holds: int) -> None:
        """Operations of one length and state at once, others one after the other."""
        loads = [self.problem.at(place).load for place, _ in rows]
        self.model.add_cumulative(intervals, loads, holds)
        for i, (place, on) in enumerate(rows):
            for other, there in rows[:i]:
                earlier, later, same = (self.model.new_bool_var("") for _ in range(3))
                self.model.add(self.end[place] <= self.start[other]).only_enforce_if(earlier)
                self.model.add(self.end[other] <= self.start[place]).only_enforce_if(later)
                choices = [earlier, later, ~on, ~there]
                if self.problem.at(place).state == self.problem.at(other).state:
                    self.model.add(self.start[place] == self.start[other]).only_enforce_if(same)
                    self.model.add(self.end[place] == self.end[other]).only_enforce_if(same)
                    choices.append(same)
                self.model.add_bool_or(choices)

    def _helper(self, helper: int) -> None:
        self.model.add_no_overlap(
            [self._interval(place, literal) for (place, _, _, who), literal in self.by.items() if who == helper]
        )

    def _material(self, material: int) -> None:
        arrivals = self.problem.materials[material].arrivals
        uses = [
            (place, quantity) for place, one in self.problem.places() for at, quantity in one.uses if at == material
        ]
        if uses:
            self.model.add_reservoir_constraint(
                [minute for minute, _ in arrivals] + [self.start[place] for place, _ in uses],
                [quantity for _, quantity in arrivals] + [-quantity for _, quantity in uses],
                0, sum(quantity for _, quantity in arrivals),
            )  # fmt: skip

    # --- what it costs ----------------------------------------------------------------------------------------------

    def _objective(self) -> None:
        model, by, terms = self.model, self.problem.objective, list[Expression]()
        span = self._minute()
        for at, job in enumerate(self.problem.jobs):
            awaited = {link.operation for one in job.operations for link in one.after if link.job in (None, at)}
            ends = [self.end[at, number] for number in range(len(job.operations)) if number not in awaited]
            over = ends[0]
            if len(ends) > 1:
                over = self._minute()
                model.add_max_equality(over, ends)
            model.add(span >= over)
            if by.tardiness and job.due_min is not None and job.weight:
                late = model.new_int_var(0, self.horizon + max(0, -job.due_min), "")
                model.add(late >= over - job.due_min)
                terms.append(by.tardiness * job.weight * late)
            terms.append(by.flow * over)
        for place, one in self.problem.places():
            if by.change and one.was is not None:
                moved = self._minute()
                model.add(moved >= self.start[place] - one.was.start_min)
                model.add(moved >= one.was.start_min - self.start[place])
                terms.append(by.change * moved)
        if by.setup:
            terms += [by.setup * term for term in self.setup_terms]
        model.minimize(by.makespan * span + sum(terms))

    def tasks(self, value: Any) -> list[Task]:
        """The plan of a solution. value: of a variable."""
        found = []
        for place, _ in self.problem.places():
            mode = next(mode for mode, on in self._modes(place) if value(on))
            helpers = tuple(
                next(one for one in self.problem.of_kind(kind) if value(self.by[place, mode.unit, number, one]))
                for number, kind in enumerate(mode.needs)
            )
            start, end = value(self.start[place]), value(self.end[place])
            found.append(Task(*place, mode.unit, start, end, helpers))
        return found


class _Teller(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.of = model

    def on_solution_callback(self) -> None:
        tell(bound=_whole(self.best_objective_bound), tasks=task_rows(self.of.tasks(self.value)))


def tell(**what: Any) -> None:
    """A line for whoever reads this process."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Solve what comes in, until it is solved or the process is ended."""
    asked = json.loads(sys.stdin.readline())
    problem = read(asked["problem"], "dure")
    model = Model(problem, asked["horizon"], tasks_from(asked["first"]))
    # The process that asked may be gone.
    threading.Thread(target=_end_with_input, daemon=True).start()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = asked["limit_s"]
    solver.parameters.random_seed = asked["seed"]
    solver.parameters.num_workers = asked["workers"]
    solver.best_bound_callback = lambda bound: tell(bound=_whole(bound))
    status = solver.solve(model.model, _Teller(model))
    tell(status=solver.status_name(status), bound=_whole(solver.best_objective_bound))


def _whole(bound: float) -> int:
    """Costs are whole numbers."""
    return math.ceil(bound - 1e-6)


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
