"""The played plant: orders come in, lots go from center to center, people learn what is ready. Pure.

SimPy keeps the clock; a process for each unit, one for the orders. What is told of a lot, and when, is the policy's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import simpy

from dure.planning.simulation.chance import Lognormal, Streams
from dure.planning.simulation.dispatching import CHOICES
from dure.planning.simulation.hours import DAY_MIN
from dure.planning.simulation.lots import Lot
from dure.planning.simulation.machine import Life, Machine
from dure.planning.simulation.plant import NEAR, AlwaysFull, Demand, Order, OrderList, Plant
from dure.planning.simulation.policy import Dispatch, Policy
from dure.planning.simulation.tally import Outcome, State, Tally

Listener = Callable[[float, str, str, int | None], None]
"""Told (minute, what, unit or "", number of the order) of each thing that happens."""


class Planner(Protocol):
    """Plans what is in work, and says which lot a unit is to take now."""

    def choose(self, machine: Machine, lots: list[Lot]) -> Lot | None: ...


def simulate(
    plant: Plant, policy: Policy, *, seed: int, days: float, warm_up_days: float = 0.0, told: Listener | None = None
) -> Outcome:
    """Play so many days from a Monday on; the first ones don't count. The same seed is the same luck."""
    return Shop(plant, policy, Streams(seed), warm_up_days * DAY_MIN, days * DAY_MIN, told).play()


@dataclass(eq=False)
class Shop:
    """queues: lots in front of each center; waiting: for room in front of it; coming: operations of orders in work that
    will reach it."""

    plant: Plant
    policy: Policy
    streams: Streams
    begin: float
    end: float
    told: Listener | None = None
    queues: list[list[Lot]] = field(init=False)
    in_work: dict[int, Lot] = field(default_factory=dict)
    planner: Planner | None = None
    is_news: bool = True

    def __post_init__(self) -> None:
        self.env = simpy.Environment()
        self.hours = self.plant.hours[0]
        self.tally = Tally(self.hours, self.begin, self.end)
        self.crews = {one.name: simpy.Resource(self.env, one.people) for one in self.plant.crews}
        centers = range(len(self.plant.centers))
        self.queues = [[] for _ in centers]
        self.underway = [0 for _ in centers]
        self.coming = [0 for _ in centers]
        self.waiting: list[list[simpy.Event]] = [[] for _ in centers]
        self.machines = [Machine(self, number) for number in range(len(self.plant.units))]
        self.numbers = 0
        self.chances = {name: self.streams.of(name) for name in ("arrivals", "products", "lots", "due")}
        self.setup_spread = cache(lambda at: Lognormal(1.0, self.plant.centers[at].setup_cv))

    def play(self) -> Outcome:
        """To the end, and what it comes to."""
        if self.policy.dispatch is Dispatch.ENGINE:
            from dure.planning.simulation.engine import Engine

            self.planner = Engine(self)
            self.env.process(self._tick())
        self.env.process(self._orders())
        for machine in self.machines:
            self.env.process(machine.life())
        self.env.run(until=self.end)
        for machine in self.machines:
            self.tally.spent(machine.hours, machine.state, machine.since, self.end)
        for lot in self.in_work.values():
            self.tally.closed(lot, None)
        return self.tally.outcome()

    def tell(self, what: str, machine: Machine | None = None, lot: Lot | None = None) -> None:
        if self.told is not None:
            self.told(self.env.now, what, machine.unit.name if machine else "", lot.number if lot else None)

    def choose(self, machine: Machine) -> Lot | None:
        """What a free unit takes up, of what people know to be there."""
        return self._take(machine, self._known(machine))

    def beside(self, machine: Machine, first: Lot) -> Iterator[Lot]:
        """What goes in with it, of what is there: lots of its family as long as there is room."""
        takes, holds = first.step.takes(first.left), machine.unit.holds
        if takes is None or holds is None:
            return
        room = holds - takes
        while True:
            known = [(lot, lot.step.takes(lot.left)) for lot in self._known(machine)]
            fitting = [
                lot
                for lot, takes in known
                if lot.step.family == first.step.family and takes is not None and takes <= room + NEAR
            ]
            lot = self._take(machine, fitting)
            if lot is None:
                return
            room -= lot.step.takes(lot.left) or 0.0
            yield lot

    def _known(self, machine: Machine) -> list[Lot]:
        queue = self.queues[machine.unit.center]
        return [lot for lot in queue if lot.seen_from <= self.env.now and self._is_there(lot, machine)]

    def _take(self, machine: Machine, lots: list[Lot]) -> Lot | None:
        if not lots:
            return None
        if self.planner is not None:
            lot = self.planner.choose(machine, lots)
        else:
            lot = CHOICES[self.policy.dispatch](self, machine, lots)
        if lot is not None:
            self.queues[machine.unit.center].remove(lot)
            self._free_room(machine.unit.center)
        return lot

    def rate(self, machine: Machine) -> None:
        """Say why a unit waits."""
        queue = [lot for lot in self.queues[machine.unit.center] if self._is_there(lot, machine)]
        if any(lot.seen_from <= self.env.now for lot in queue):
            machine.note(State.HELD)
        elif queue:
            machine.note(State.UNSEEN)
        else:
            machine.note(State.STARVED if self.coming[machine.unit.center] > 0 else State.IDLE)

    def pass_on(self, lot: Lot, machine: Machine) -> None:
        """A lot leaves its unit."""
        self._expect(lot.step.center, -1)
        lot.at += 1
        if lot.is_over:
            self._close(lot)
        else:
            self.underway[lot.step.center] += 1
            lot.place = machine.unit.place
            minutes = self.plant.move_min + self._ways(lot)[0]
            lot.seen_from = self.env.now + minutes
            self._later(minutes, lambda: self._arrive(lot))

    def _ways(self, lot: Lot) -> list[float]:
        """Minutes to the units that can do its step, the nearest first."""
        if not self.plant.ways:
            return [0.0]
        units = self.plant.units_for(lot.step, lot.left)
        return sorted({self.plant.way_min(lot.place, unit) for unit in units})

    def _is_there(self, lot: Lot, machine: Machine) -> bool:
        """Whether it could have been carried to a unit by now; people carry it to the one that takes it."""
        if machine.number not in self.plant.units_for(lot.step, lot.left):
            return False
        if not self.plant.ways:
            return True
        farther = self.plant.way_min(lot.place, machine.number) - self._ways(lot)[0]
        return lot.came_min + farther <= self.env.now

    def may_leave(self, lot: Lot) -> bool:
        """Whether there is room where it goes next."""
        if lot.left == 0 or lot.at + 1 == len(lot.product.steps):
            return True
        center = lot.product.steps[lot.at + 1].center
        room = self.plant.centers[center].room
        return room is None or len(self.queues[center]) + self.underway[center] < room

    def room_in(self, lot: Lot) -> simpy.Event:
        """Comes when a place is free where it goes next."""
        event = self.env.event()
        self.waiting[lot.product.steps[lot.at + 1].center].append(event)
        return event

    def _free_room(self, center: int) -> None:
        waiting, self.waiting[center] = self.waiting[center], []
        for event in waiting:
            event.succeed()

    def _arrive(self, lot: Lot) -> None:
        center, now = lot.step.center, self.env.now
        lot.came_min = now
        self.underway[center] -= 1
        self.queues[center].append(lot)
        is_found = self.policy.status or lot.at == 0 or lot.release_min == now
        if not is_found:
            is_found = lot.luck(self.streams).found < self.plant.information.found_walking
        lot.seen_from = now if is_found else self.hours.next_start(now)
        self.tell("ready", None, lot)
        self._later(lot.seen_from - now, lambda: self._ring(center))
        nearest, *farther = self._ways(lot)
        for minutes in farther:
            self._later(minutes - nearest, lambda: self._ring(center))
        if lot.seen_from > now:
            self._refresh(center)

    def _ring(self, center: int) -> None:
        """Units that wait choose again; with live dispatch the one that needs the shortest set-up first."""
        machines = [self.machines[at] for at in self.plant.units_of[center]]
        if self.policy.dispatch is Dispatch.RULE and self.queues[center]:
            family = self.queues[center][-1].step.family
            machines.sort(key=lambda one: one.center.setup_min(one.family, family))
        for machine in machines:
            machine.ring()

    def _later(self, minutes: float, act: Callable[[], None]) -> None:
        if minutes <= 0:
            act()
        else:
            self.env.timeout(minutes).callbacks.append(lambda _event: act())

    def _expect(self, center: int, change: int) -> None:
        self.coming[center] += change
        if self.coming[center] in (0, 1):
            self._refresh(center)

    def _refresh(self, center: int) -> None:
        for at in self.plant.units_of[center]:
            if self.machines[at].bell is not None:
                self.rate(self.machines[at])

    def _orders(self) -> Life:
        match self.plant.orders:
            case OrderList(orders):
                for order in sorted(orders, key=lambda one: one.release_min):
                    if order.release_min > self.env.now:
                        yield self.env.timeout(order.release_min - self.env.now)
                    self._release(order)
            case Demand(between):
                while True:
                    gap = between.draw(self.chances["arrivals"])
                    yield self.env.timeout(self.hours.after(self.env.now, gap) - self.env.now)
                    self._release(self._next_order())
            case AlwaysFull(orders):
                yield self.env.timeout(0)
                for _ in range(orders):
                    self._release(self._next_order())

    def _next_order(self) -> Order:
        products, now = self.plant.products, self.env.now
        share = self.chances["products"].random() * sum(one.share for one in products)
        chosen = 0
        while chosen < len(products) - 1 and share >= products[chosen].share:
            share -= products[chosen].share
            chosen += 1
        pieces = max(1, round(products[chosen].lot.draw(self.chances["lots"])))
        due_min = self.hours.after(now, products[chosen].due.draw(self.chances["due"]))
        return Order(chosen, now, due_min, pieces)

    def _release(self, order: Order) -> None:
        product = self.plant.products[order.product]
        lot = Lot(self.numbers, product, order.pieces, self.env.now, order.due_min, order.pieces, order.done)
        self.numbers += 1
        self.in_work[lot.number] = lot
        self.is_news = True
        self.tell("order", None, lot)
        for step in lot.product.steps[lot.at :]:
            self._expect(step.center, 1)
        self.underway[lot.step.center] += 1
        self._arrive(lot)

    def _close(self, lot: Lot) -> None:
        """Also one of which no good piece is left: its further steps fall away."""
        for step in lot.product.steps[lot.at :]:
            self._expect(step.center, -1)
        del self.in_work[lot.number]
        self.tally.closed(lot, self.env.now)
        self.tell("over", None, lot)
        if isinstance(self.plant.orders, AlwaysFull):
            self._release(self._next_order())

    def _tick(self) -> Life:
        """The plan is made anew at least so often."""
        while True:
            yield self.env.timeout(self.plant.information.replan_min)
            self.is_news = True
            for machine in self.machines:
                machine.ring()
