"""The problem that a shop makes, and what its numbers stand for. Pure.

Minute 0 is the moment of planning; quantities become whole ten-thousandths.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from dure.planning.changeovers import States
from dure.planning.loading import loading
from dure.planning.quantities import minutes_up, scaled
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import (
    After,
    Calendar,
    Helper,
    Job,
    Material,
    Mode,
    Operation,
    Pin,
    Place,
    Problem,
    Unit,
)
from dure.planning.scheduling.spans import joined
from dure.planning.ways import ELSEWHERE
from dure.planning.workshop import Hand, Key, Note, Order, Shop, Station, Told, Weights, Work
from dure.product.times import Step

ZERO = Decimal(0)


@dataclass(frozen=True)
class Setting:
    """A problem, and what its numbers stand for. works: job → its operations. outside: units from this number on stand
    for work that others do, one each. names: of items."""

    problem: Problem
    now: datetime
    orders: tuple[Order, ...]
    works: tuple[tuple[Work, ...], ...]
    stations: tuple[Station, ...]
    hands: tuple[Hand, ...]
    notes: tuple[Told, ...]
    names: Mapping[int, str] = field(default_factory=dict)

    def at(self, minute: int) -> datetime:
        return self.now + timedelta(minutes=minute)

    def key(self, place: Place) -> Key:
        return self.orders[place[0]].id, self.works[place[0]][place[1]].number

    @property
    def places(self) -> dict[Key, Place]:
        return {self.key((job, at)): (job, at) for job, row in enumerate(self.works) for at in range(len(row))}

    @property
    def locks(self) -> list[Key]:
        """Operations that a person holds where they are."""
        return [
            self.key((job, at)) for job, row in enumerate(self.works) for at, one in enumerate(row) if one.is_locked
        ]

    @property
    def units(self) -> dict[int, int]:
        """Id of a work unit → its number."""
        return {one.id: at for at, one in enumerate(self.stations)}

    def followed(self) -> tuple[Task, ...]:
        """What the plan that is followed says of what is left; its times only tell the order."""
        units, found = self.units, []
        for place, one in self.problem.places():
            was = self.works[place[0]][place[1]].was
            pin = one.pin or one.was
            if pin is not None:
                start = pin.start_min
                if was is not None and one.pin is None:
                    start = minutes_to(self.now, was[1])
                unit = pin.unit if was is None else units.get(was[0], pin.unit)
                found.append(Task(place[0], place[1], unit, start, start))
        return tuple(found)


def minutes_to(base: datetime, moment: datetime, *, up: bool = False) -> int:
    """Whole minutes from the base, down or up; negative before it."""
    seconds = int((moment - base).total_seconds())
    return -(-seconds // 60) if up else seconds // 60


def setting(shop: Shop, weights: Weights, *, keeps_locks: bool = True) -> Setting:
    """The problem of a shop. keeps_locks: what a person holds begins just when it was put; else it stays on its work
    unit and begins no earlier. Raises Invalid for what no plan could follow."""
    return _Builder(shop, weights, keeps_locks).setting()


def _no_shorter(one: Operation, minutes: int) -> Operation:
    return replace(one, modes=tuple(replace(mode, minutes=max(mode.minutes, minutes)) for mode in one.modes))


class _Builder:
    def __init__(self, shop: Shop, weights: Weights, keeps_locks: bool) -> None:
        self.loading = loading(shop)
        self.shop = shop = self.loading.shop
        self.weights, self.keeps_locks = weights, keeps_locks
        self.now = shop.now.replace(second=0, microsecond=0)
        self.notes = list(shop.notes)
        self.stations = {one.id: at for at, one in enumerate(shop.stations)}
        self.open: dict[int, list[tuple[int, int]]] = {}
        self.kinds: dict[Any, int] = {}
        for one in shop.hands:
            for kind in sorted(one.kinds, key=repr):
                self.kinds.setdefault(kind, len(self.kinds))
        self.calendars: dict[Calendar, int] = {}
        self.items: dict[int, int] = {}
        self.states = States(shop.changeovers)
        centers = sorted({one.center for one in shop.stations})
        self.places = {center: at for at, center in enumerate(centers, 1)}
        self.ways = shop.ways.table(centers)
        self.outside = 0

    def setting(self) -> Setting:
        orders, works = [], []
        for order in self.shop.orders:
            row = self._possible(order)
            if row is not None:
                orders.append(order)
                works.append(self._near(row))
        self._add_states(orders, works)
        units, helpers, jobs = self._units(), self._helpers(), self._jobs(orders, works)
        problem = Problem(
            units=(*units, *(Unit() for _ in range(self.outside))),
            jobs=self._together(jobs, works),
            setups=self.states.tables(),
            objective=self.weights.objective,
            calendars=tuple(self.calendars),
            helpers=helpers,
            materials=self._materials(jobs),
            ways=self.ways,
        )
        return Setting(
            problem, self.now, tuple(orders), tuple(works), self.shop.stations, self.shop.hands, tuple(self.notes),
            self.shop.names,
        )  # fmt: skip

    def _add_states(self, orders: Sequence[Order], works: Sequence[tuple[Work, ...]]) -> None:
        """What is done together has one state, and the longest set-up of it."""
        every = [(self.loading.state(order.item, work.number), work) for order, row in zip(orders, works, strict=True)
                 for work in row]  # fmt: skip
        routed: dict[Key, dict[int, Decimal]] = defaultdict(dict)
        for state, work in every:
            row = routed[state]
            row.update((unit, max(step.setup_s, row.get(unit, ZERO))) for unit, step in work.ways)
        for state, row in routed.items():
            self.states.add(state, row.items())
        for one in self.shop.stations:
            self.states.stand(one.id, one.state and self.loading.state(*one.state))
        for state, work in every:
            if work.runs_on is not None:
                self.states.stand(work.runs_on, state)

    def _together(self, jobs: Sequence[Job], works: Sequence[tuple[Work, ...]]) -> tuple[Job, ...]:
        """What runs in a work unit together takes as long as the longest of it."""
        longest: dict[int, int] = defaultdict(int)
        for job, row in zip(jobs, works, strict=True):
            for one, work in zip(job.operations, row, strict=True):
                if work.runs_on is not None and work.load is not None:
                    longest[work.runs_on] = max(longest[work.runs_on], one.modes[0].minutes)
        return tuple(
            replace(job, operations=tuple(
                one if work.runs_on is None or work.load is None else _no_shorter(one, longest[work.runs_on])
                for one, work in zip(job.operations, row, strict=True)
            ))
            for job, row in zip(jobs, works, strict=True)
        )  # fmt: skip

    def _possible(self, order: Order) -> tuple[Work, ...] | None:
        """Its operations, without what isn't known; None when one of them can't be done anywhere."""
        found = []
        for work in order.works:
            if not work.ways and work.outside is None:
                self.notes.append(Told(Note.NOWHERE, (order.id, work.number)))
                return None
            if work.outside is None and not any(step.run_s for _, step in work.ways):
                self.notes.append(Told(Note.NO_TIME, (order.id, work.number)))
            if work.skill is not None and ("skill", *work.skill) not in self.kinds:
                self.notes.append(Told(Note.NO_SKILL, (order.id, work.number)))
                work = replace(work, skill=None)
            tools = tuple(one for one in work.tools if ("tool", one) in self.kinds)
            found.append(replace(work, tools=tools))
        return tuple(found)

    def _near(self, row: tuple[Work, ...]) -> tuple[Work, ...]:
        """Operations without the work units that lie too far for the longest wait before them, where others don't."""
        found = list(row)
        for at, work in enumerate(row[1:], 1):
            before = found[at - 1]
            if before.most_wait_s is not None and work.runs_on is None:
                room = minutes_up(before.most_wait_s) - self._wait(before, work)
                near = tuple(way for way in work.ways if min(self._ways(before, (way,)), default=0) <= max(room, 0))
                found[at] = replace(work, ways=near or work.ways)
        return tuple(found)

    def _ways(self, before: Work, ways: Sequence[tuple[int, Step]]) -> list[int]:
        """Minutes of the ways from where an operation can be done to where the next one can; () where none counts."""
        at = {one.id: self.places[one.center] for one in self.shop.stations}
        pairs = [(one, other) for one, _ in before.ways for other, _ in ways] if before.outside is None else []
        return [self.ways[at[one]][at[other]] for one, other in pairs] if self.ways else []

    @staticmethod
    def _wait(before: Work, work: Work) -> int:
        return minutes_up(before.step.wait_s + work.step.queue_s)

    def _units(self) -> tuple[Unit, ...]:
        found = []
        for one in self.shop.stations:
            table, state = self.states.of(one.id)
            self.open[one.id] = self._open(one)
            place = self.places[one.center] if self.ways else ELSEWHERE
            holds = None if one.room is None else one.room.holds
            found.append(Unit(table, state, one.name, self._calendar(self.open[one.id]), place, holds))
        return tuple(found)

    def _open(self, one: Station) -> list[tuple[int, int]]:
        """Minutes from now on in which it works, without those in which it stands."""
        since = 0 if one.stands_until is None else max(0, minutes_to(self.now, one.stands_until, up=True))
        spans = [
            (max(since, minutes_to(self.now, begin, up=True)), minutes_to(self.now, end)) for begin, end in one.open
        ]
        found = joined((begin, end) for begin, end in spans if begin < end)
        if not one.open:
            self.notes.append(Told(Note.NO_SHIFT, one.id))
        return found or ([(since, since + 1)] if since else [])

    def _calendar(self, spans: Sequence[tuple[int, int]]) -> int | None:
        return self.calendars.setdefault(tuple(spans), len(self.calendars)) if spans else None

    def _helpers(self) -> tuple[Helper, ...]:
        found = []
        for one in self.shop.hands:
            away = joined(
                (max(0, minutes_to(self.now, begin)), minutes_to(self.now, end, up=True))
                for begin, end in one.away
                if end > self.now
            )
            edges = [0, *(edge for span in away for edge in span)]
            spans = [(edges[at], edges[at + 1]) for at in range(0, len(edges) - 1, 2) if edges[at] < edges[at + 1]]
            if away:
                spans.append((edges[-1], edges[-1] + 1))
            kinds = tuple(sorted(self.kinds[kind] for kind in one.kinds))
            found.append(Helper(kinds, self._calendar(spans), one.name))
        return tuple(found)

    def _jobs(self, orders: Sequence[Order], works: Sequence[tuple[Work, ...]]) -> tuple[Job, ...]:
        places = {order.id: job for job, order in enumerate(orders)}
        found = []
        for order, row in zip(orders, works, strict=True):
            feeding = defaultdict(list)
            for other, number in order.needs:
                if other in places:
                    feeding[number].append(places[other])
            operations: list[Operation] = []
            for at, work in enumerate(row):
                after = [self._after(row[at - 1], work, at - 1)] if at else []
                after += [
                    After(len(works[job]) - 1, job, minutes_up(works[job][-1].step.wait_s))
                    for job in [*feeding[work.number], *(feeding[-1] if at == 0 else ())]
                ]
                if work.runs_on is not None:
                    # It has begun, whatever it should have waited for; it goes on at least until those in front end.
                    least = max((one.open_modes[0].minutes for one in operations[-1:]), default=0)
                    operations.append(_no_shorter(self._operation(order, work, ()), least))
                else:
                    operations.append(self._operation(order, work, tuple(after)))
            release = 0 if order.earliest is None else max(0, minutes_to(self.now, order.earliest, up=True))
            if any(one.pin is not None for one in operations):
                release = 0
            due = None if order.due is None else minutes_to(self.now, order.due)
            found.append(Job(tuple(operations), release, due, order.weight, order.number))
        return tuple(found)

    def _after(self, before: Work, work: Work, at: int) -> After:
        """What lies between two operations of an order: waits, or the part that is carried over first."""
        wait = self._wait(before, work)
        part = before.step.transfer
        is_whole = before.outside is not None or self.loading.joins(before) or self.loading.joins(work)
        if part is not None and not is_whole and part < before.passed + before.left:
            missing = max(part - before.passed, ZERO)
            tail = work.step.working_s(min(part, work.left))
            return After(at, least_min=minutes_up(tail), overlap_min=minutes_up(before.step.working_s(missing)))
        if before.most_wait_s is None:
            return After(at, least_min=wait)
        # What can't be kept at all is kept as well as it can be.
        most = max(minutes_up(before.most_wait_s), wait + max(self._ways(before, work.ways), default=0))
        return After(at, least_min=wait, most_min=most)

    def _operation(self, order: Order, work: Work, after: tuple[After, ...]) -> Operation:
        uses = tuple((self.items.setdefault(item, len(self.items)), scaled(quantity)) for item, quantity in work.uses)
        if work.outside is not None:
            self.outside += 1
            unit = len(self.shop.stations) + self.outside - 1
            return Operation((Mode(unit, minutes_up(work.outside.working_s(work.left))),), after=after, uses=uses)
        needs = [self.kinds["tool", one] for one in work.tools]
        if work.skill is not None:
            needs.append(self.kinds["skill", *work.skill])
        # Who is at work already is there, also twice.
        kinds = tuple(needs) if work.runs_on is None else ()
        modes = tuple(Mode(self.stations[unit], work.minutes(unit, step), kinds) for unit, step in work.ways)
        state, load = self.states.number(self.loading.state(order.item, work.number)), work.load or 1
        was = pin = None
        release_min = 0
        if work.runs_on is not None:
            pin = Pin(self.stations[work.runs_on], self._first_open(work.runs_on))
        elif work.was is not None and any(unit == work.was[0] for unit, _ in work.ways):
            was = Pin(self.stations[work.was[0]], max(0, minutes_to(self.now, work.was[1])))
            if work.is_locked:
                modes = tuple(mode for mode in modes if mode.unit == was.unit)
                pin, release_min = (was, 0) if self.keeps_locks else (None, was.start_min)
        may_pause = work.may_pause or work.runs_on is not None
        uses = () if work.runs_on is not None else uses
        return Operation(modes, state, after, may_pause, load, uses, pin, was, release_min)

    def _first_open(self, unit: int) -> int:
        return next((max(0, begin) for begin, end in self.open[unit] if end > 0), 0)

    def _comes(self, moment: datetime) -> int:
        """What is there is there from the first minute on."""
        return 0 if moment <= self.shop.now else minutes_to(self.now, moment, up=True)

    def _materials(self, jobs: Iterable[Job]) -> tuple[Material, ...]:
        wanted: dict[int, int] = defaultdict(int)
        for job in jobs:
            for one in job.operations:
                for material, quantity in one.uses:
                    wanted[material] += quantity
        found = []
        for item, at in self.items.items():
            arrivals = [
                (self._comes(moment), scaled(quantity))
                for moment, quantity in self.shop.stock.get(item, ())
                if quantity > 0
            ]
            missing = wanted[at] - sum(quantity for _, quantity in arrivals)
            if missing > 0:
                comes = self.shop.lead_days.get(item, 0) * 24 * 60
                arrivals.append((comes, missing))
                self.notes.append(Told(Note.ASSUMED, item, (("quantity", missing), ("day", comes))))
            found.append(Material(tuple(arrivals), str(item)))
        return tuple(found)
