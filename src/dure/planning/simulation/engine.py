"""Dispatch by the product's own scheduler, with what people know at that moment. Starts the compiled engine.

A plan is made anew when a unit is free and, since the last one, an order came, a breakdown was reported or ended, or an
hour has passed (`replan_min`). All rules and the order of the plan before are tried, a fixed number of them, so that a
run can be repeated; there is no search by the clock. What runs is held where it is; what is on its way comes when it is
expected at the nearest unit; a unit whose breakdown has been reported is free after a usual repair. A unit takes the
first that is there of what the plan has on it; one that does several at once waits for what the plan puts in together,
until its planned time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import TYPE_CHECKING

from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import After, Calendar, Job, Mode, Objective, Operation, Pin, Problem, Unit
from dure.planning.scheduling.solver import solve
from dure.planning.scheduling.spans import joined
from dure.planning.simulation.hours import Hours
from dure.planning.simulation.lots import Lot
from dure.planning.simulation.machine import Machine
from dure.planning.simulation.plant import Step, Table

if TYPE_CHECKING:
    from dure.planning.simulation.shop import Shop

OBJECTIVE = Objective(tardiness=10, setup=1, flow=1)
_AHEAD_WEEKS = 4
_MILLION, _NEAR = 1_000_000, 1e-6
_LIMIT_S = 1.9
"""Never met: rules alone take some hundredths of it. From 2 s on a second engine would be started."""


@dataclass(eq=False)
class Engine:
    """Keeps its plan with the lots: see `Lot.planned`."""

    shop: "Shop"

    def __post_init__(self) -> None:
        centers = self.shop.plant.centers
        with_setups = [at for at, one in enumerate(centers) if one.setups]
        self.table_of = {center: table for table, center in enumerate(with_setups)}
        self.most = max((one.holds for one in self.shop.plant.units if one.holds is not None), default=1.0)
        self.ways = _from_nowhere(self.shop.plant.ways)
        self.tables = tuple(tuple(tuple(round(one) for one in row) for row in centers[at].setups) for at in with_setups)

    def choose(self, machine: Machine, lots: list[Lot]) -> Lot | None:
        """Of what is there and known the first that the plan has on this unit; None when it has all of it elsewhere."""
        if self.shop.is_news:
            self.shop.is_news = False
            self._plan()
        own = [lot for lot in lots if lot.planned[lot.at][0] == machine.number]
        for inside in machine.lots[:1]:
            own = [lot for lot in own if lot.planned[lot.at] == inside.planned[inside.at]]
        first = min(own, key=lambda one: (one.planned[one.at][1], one.number), default=None)
        return None if first is None or self._waits(machine, first, lots) else first

    def _waits(self, machine: Machine, lot: Lot, lots: list[Lot]) -> bool:
        """Whether an empty unit that does several at once waits for what the plan puts in with a lot."""
        plan = lot.planned[lot.at]
        if machine.unit.holds is None or machine.lots or plan[1] <= self.shop.env.now:
            return False
        others = (one for one in self.shop.in_work.values() if one not in lots)
        return any(plan in (one.planned[at] for at in range(one.at, len(one.product.steps))) for one in others)

    def _plan(self) -> None:
        lots = list(self.shop.in_work.values())
        now = self.shop.env.now
        found = solve(self._problem(lots), limit_s=_LIMIT_S, workers=0, first=tuple(_before(lots, now)))
        for task in found.tasks:
            lot = lots[task.job]
            lot.planned[lot.at + task.operation] = (task.unit, now + task.start_min)

    def _problem(self, lots: list[Lot]) -> Problem:
        now, plant = self.shop.env.now, self.shop.plant
        running = {id(lot): one for one in self.shop.machines for lot in one.lots}
        return Problem(
            units=tuple(self._unit(one) for one in self.shop.machines),
            jobs=tuple(
                Job(
                    tuple(self._operations(lot, running.get(id(lot)))),
                    due_min=ceil(lot.due_min - now),
                    weight=max(1, round(lot.product.weight)),
                )
                for lot in lots
            ),
            setups=self.tables,
            objective=OBJECTIVE,
            calendars=tuple(_calendar(hours, now) for hours in plant.hours),
            ways=self.ways,
        )

    def _unit(self, machine: Machine) -> Unit:
        """What runs on it needs no set-up any more."""
        table = self.table_of.get(machine.unit.center)
        state = machine.family if table is not None and not machine.lots else None
        place = 0 if machine.unit.place is None else machine.unit.place + 1
        holds = None if machine.unit.holds is None else self._load(machine.unit.holds)
        return Unit(table, state, calendar=machine.unit.hours, place=place, holds=holds)

    def _operations(self, lot: Lot, machine: Machine | None) -> Iterator[Operation]:
        move = round(self.shop.plant.move_min)
        for at, step in enumerate(lot.product.steps[lot.at :]):
            after = (After(at - 1, least_min=move),) if at else ()
            state = step.family if step.center in self.table_of or self.shop.plant.shares[step.center] else 0
            if at == 0 and machine is not None:
                yield self._held(machine, state)
                continue
            units = self.shop.plant.units_for(step, lot.left)
            modes = tuple(Mode(unit, self._minutes(lot, step, unit)) for unit in units)
            holds = [room for unit in units if (room := self.shop.plant.units[unit].holds) is not None]
            takes, most = step.takes(lot.left), max(holds, default=1.0)
            load = self._load(most if takes is None else min(takes, most)) if holds else 1
            comes = ceil(max(lot.seen_from - self.shop.env.now, 0.0)) if at == 0 else 0
            yield Operation(modes, state, after, load=load, release_min=comes)

    def _minutes(self, lot: Lot, step: Step, unit: int) -> int:
        return max(1, round(step.minutes(lot.left, step.cycle.mean, self.shop.plant.units[unit].holds)))

    def _load(self, value: float) -> int:
        """In millionths of the largest unit."""
        return max(int(value / self.most * _MILLION + _NEAR), 1)

    def _held(self, machine: Machine, state: int) -> Operation:
        """What runs, for as long as it is expected to. It fills its unit: nothing goes in any more."""
        now, hours = self.shop.env.now, machine.hours
        load = 1 if machine.unit.holds is None else max(self._load(machine.unit.holds) // len(machine.lots), 1)
        left = max(1, ceil(hours.between(now, max(machine.free_at, now))))
        return Operation(
            (Mode(machine.number, left),), state, load=load, pin=Pin(machine.number, ceil(hours.next_open(now) - now))
        )


def _from_nowhere(ways: Table) -> tuple[tuple[int, ...], ...]:
    """In whole minutes, with a place 0 that no way leads to."""
    return ((0,) * (len(ways) + 1), *((0, *map(round, row)) for row in ways)) if ways else ()


def _before(lots: list[Lot], now: float) -> Iterator[Task]:
    """The plan before, of what is left of it."""
    for job, lot in enumerate(lots):
        for number in count(lot.at):
            if number not in lot.planned:
                break
            unit, start = lot.planned[number]
            minute = round(start - now)
            yield Task(job, number - lot.at, unit, minute, minute)


def _calendar(hours: Hours, now: float) -> Calendar:
    """The next weeks, counted from now."""
    period = hours.period_min
    begins = now // period * period - now
    spans = (
        (max(0, ceil(begins + number * period + opens)), ceil(begins + number * period + closes))
        for number in range(max(2, ceil(_AHEAD_WEEKS / hours.weeks)))
        for opens, closes in hours.spans
    )
    return tuple(joined((opens, closes) for opens, closes in spans if opens < closes))
