"""One unit of the played plant: it sets up, runs, breaks, stops, drifts and waits. Pure.

A run goes from one thing that happens to the next: what comes first of the lot's end, a breakdown, a micro-stop, a
drift, a sample and the end of a shift. All clocks but the last count running time.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from math import inf
from random import Random
from typing import TYPE_CHECKING, Any

import simpy

from dure.planning.simulation.charts import Chart, bad_share
from dure.planning.simulation.lots import Lot, Luck
from dure.planning.simulation.plant import Breakdowns, Center, Drift, MicroStops
from dure.planning.simulation.tally import State

if TYPE_CHECKING:
    from dure.planning.simulation.shop import Shop

Life = Generator[simpy.Event, Any, None]
_NEAR = 1e-6
"""minutes, or pieces: closer is at once"""


@dataclass(slots=True)
class Clock:
    """Running minutes until something happens again, by a stream of its own."""

    chance: Random
    left: float = inf


@dataclass(eq=False)
class Machine:
    """family: what it is set up for. lots: what is in it. shift: by how much its process is off its centre. free_at:
    when it would usually be done with them."""

    shop: "Shop"
    number: int
    family: int | None = None
    lots: tuple[Lot, ...] = ()
    state: State = State.IDLE
    since: float = 0.0
    free_at: float = 0.0
    shift: float = 0.0
    bell: simpy.Event | None = None
    shift_ends: int = 0
    _held: simpy.resources.resource.Request | None = None
    _clocks: dict[str, Clock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plant, streams = self.shop.plant, self.shop.streams
        self.unit = plant.units[self.number]
        self.hours = plant.hours[self.unit.hours]
        self.env = self.shop.env
        self.know = plant.information
        names = ("failure", "micro", "drift", "repair", "clearing", "centring", "found", "at setup", "values")
        self._clocks = {name: Clock(streams.of(name, self.number)) for name in names}
        made = self.unit.quality
        self.drift: Drift | None = made.drift if made else None
        for name, times in (
            ("failure", self.unit.breakdowns), ("micro", self.unit.micro_stops), ("drift", self.drift),
        ):  # fmt: skip
            if times is not None:
                self._wind(name, times)
        self.chart = Chart(self.know, self._clocks["values"].chance) if self.shop.policy.spc and made else None
        self._bad_share = bad_share(made, 0.0)

    @property
    def center(self) -> Center:
        return self.shop.plant.centers[self.unit.center]

    def life(self) -> Life:
        """From the first minute on."""
        while True:
            opens = self.hours.next_open(self.env.now + _NEAR)
            if opens > self.env.now + _NEAR:
                yield self.env.timeout(opens - self.env.now)
            lot = self.shop.choose(self)
            if lot is None:
                self.bell = self.env.event()
                self.shop.rate(self)
                yield self.bell
                self.bell = None
                continue
            self.lots = (lot,)
            for other in self.shop.beside(self, lot):
                self.lots = (*self.lots, other)
            yield from self._do(lot, self.lots)
            self.lots = ()

    def note(self, state: State) -> None:
        """What it does from now on."""
        now = self.env.now
        if state is not self.state:
            self.shop.tally.spent(self.hours, self.state, self.since, now)
            self.state, self.since = state, now

    def ring(self) -> None:
        """Something has changed: let it choose again."""
        if self.bell is not None and not self.bell.triggered:
            self.bell.succeed()

    def _do(self, lot: Lot, lots: tuple[Lot, ...]) -> Life:
        """The first of what is done at once is set up for."""
        luck = lot.luck(self.shop.streams)
        setup_min = self._setup_min(lot, luck)
        usual_min = max(one.step.minutes(one.left, one.step.cycle.mean, self.unit.holds) for one in lots)
        usual_min = self.center.setup_min(self.family, lot.step.family) + usual_min
        self.free_at = self.hours.after(self.env.now, usual_min)
        yield from self._take(self.center.operator)
        if setup_min > 0:
            yield from self._set_up(lot, setup_min)
        self.family = lot.step.family
        for one in lots:
            self.shop.tell("start", self, one)
        if self.unit.holds is None and lot.step.batch is None:
            yield from self._run(lot, luck)
        else:
            yield from self._run_at_once(lots)
        self._give_back()
        for one in lots:
            self.shop.tell("end", self, one)
        for one in lots:
            while not self.shop.may_leave(one):
                self.note(State.BLOCKED)
                yield self.shop.room_in(one)
            self.shop.pass_on(one, self)

    def _setup_min(self, lot: Lot, luck: Luck) -> float:
        usual = self.center.setup_min(self.family, lot.step.family)
        return usual * self.shop.setup_spread(self.unit.center).quantile(luck.setup)

    def _set_up(self, lot: Lot, minutes: float) -> Life:
        yield from self._with(self.center.setter, State.SETUP, minutes)
        self.shop.tell("set-up", self, lot)
        chance = self._clocks["at setup"].chance
        if self.shift and chance.random() < self.know.found_at_setup:
            yield from self._centre()

    def _run(self, lot: Lot, luck: Luck) -> Life:
        """Piece after piece."""
        yield from self._work_off(lot.left, luck.cycle_min, partial(self._count, lot, luck))

    def _run_at_once(self, lots: tuple[Lot, ...]) -> Life:
        """All of it as one, which comes out whole."""
        lucks = [one.luck(self.shop.streams) for one in lots]
        minutes = max(
            one.step.minutes(one.left, luck.cycle_min, self.unit.holds) for one, luck in zip(lots, lucks, strict=True)
        )

        def count(_was: float, done: float) -> None:
            for one, luck in zip(lots, lucks, strict=True) if done > 1 - _NEAR else ():
                self._count(one, luck, 0.0, float(one.left))

        yield from self._work_off(1, minutes, count)

    def _work_off(self, pieces: int, cycle_min: float, count: Callable[[float, float], None]) -> Life:
        done = 0.0
        while pieces - done > _NEAR:
            if self.chart is None and self.shift:
                yield from self._look_at_shift_ends()
            run = min((pieces - done) * cycle_min, *(clock.left for clock in self._clocks.values()))
            run = min(run, self.chart.left if self.chart else self._to_shift_end())
            self.note(State.WORK)
            yield self.env.timeout(max(self.hours.after(self.env.now, run) - self.env.now, 0.0))
            was, done = done, (done + run / cycle_min) if cycle_min else float(pieces)
            count(was, done)
            yield from self._what_happens(run)

    def _count(self, lot: Lot, luck: Luck, was: float, done: float) -> None:
        whole = range(int(was + _NEAR), int(done + _NEAR))
        bad = sum(luck.pieces[at] < self._bad_share for at in whole)
        lot.left -= bad
        self.shop.tally.made(self.env.now, len(whole) - bad, bad, lot.step.usual_ideal_min)

    def _to_shift_end(self) -> float:
        return self.hours.between(self.env.now, self.hours.next_end(self.env.now + _NEAR)) if self.shift else inf

    def _what_happens(self, run: float) -> Life:
        for clock in self._clocks.values():
            clock.left -= run
        if self._clocks["drift"].left <= _NEAR and self.drift:
            self._off_centre(self.drift)
        if self.chart is not None:
            self.chart.left -= run
            if self.chart.left <= _NEAR and self.chart.alarms(self.shift):
                yield from self._check()
        if self._clocks["micro"].left <= _NEAR and self.unit.micro_stops:
            yield from self._stop(self.unit.micro_stops)
        if self._clocks["failure"].left <= _NEAR and self.unit.breakdowns:
            yield from self._break_down(self.unit.breakdowns)

    def _wind(self, name: str, times: Breakdowns | MicroStops | Drift) -> None:
        clock = self._clocks[name]
        clock.left = times.between.draw(clock.chance)

    def _off_centre(self, drift: Drift) -> None:
        clock = self._clocks["drift"]
        self.shift, clock.left = drift.shift.draw(clock.chance), inf
        self._bad_share = bad_share(self.unit.quality, self.shift)
        self.shift_ends = self.hours.ends(self.env.now + _NEAR)
        self.shop.tell("drift", self)

    def _look_at_shift_ends(self) -> Life:
        """One chance for each end of a shift that has passed since the last look."""
        passed = self.hours.ends(self.env.now + _NEAR) - self.shift_ends
        self.shift_ends += passed
        chance = self._clocks["found"].chance
        draws = [chance.random() for _ in range(passed)]
        if min(draws, default=1.0) < self.know.found_at_shift_end:
            yield from self._centre()

    def _check(self) -> Life:
        """After an alarm of the chart."""
        self.shop.tell("alarm", self)
        self.note(State.CHECK)
        yield from self._for(self.know.check_min)
        if self.shift:
            yield from self._centre()

    def _centre(self) -> Life:
        assert self.drift is not None
        self.note(State.CHECK)
        yield from self._for(self.drift.adjust.draw(self._clocks["centring"].chance))
        self.shift, self._bad_share = 0.0, bad_share(self.unit.quality, 0.0)
        self._wind("drift", self.drift)
        self.shop.tell("centred", self)

    def _stop(self, micro: MicroStops) -> Life:
        self.note(State.MICRO)
        yield from self._for(self.know.notice_min[self.shop.policy.andon])
        minutes = micro.clearing.draw(self._clocks["clearing"].chance)
        yield from self._with(micro.crew, State.MICRO, minutes, State.MICRO)
        self._wind("micro", micro)

    def _break_down(self, breakdowns: Breakdowns) -> Life:
        self.shop.tell("breakdown", self)
        self.note(State.DOWN)
        operator = self.center.operator if self._held else None
        self._give_back()
        yield from self._for(self.know.report_min[self.shop.policy.alarm])
        self.free_at = max(self.free_at, self.env.now) + breakdowns.repair.mean
        self.shop.is_news = True
        minutes = breakdowns.repair.draw(self._clocks["repair"].chance)
        yield from self._with(breakdowns.crew, State.DOWN, minutes, State.DOWN)
        self._wind("failure", breakdowns)
        self.shop.is_news = True
        self.shop.tell("repaired", self)
        yield from self._take(operator)

    def _for(self, minutes: float) -> Life:
        yield self.env.timeout(max(self.hours.after(self.env.now, minutes) - self.env.now, 0.0))

    def _with(self, crew: str | None, state: State, minutes: float, until: State = State.CREW) -> Life:
        """In a state for some minutes with one of a crew; until they come in another one."""
        if crew is None:
            self.note(state)
            yield from self._for(minutes)
            return
        with self.shop.crews[crew].request() as asked:
            if not asked.triggered:
                self.note(until)
            yield asked
            self.note(state)
            yield from self._for(minutes)

    def _take(self, crew: str | None) -> Life:
        """One of a crew, to keep."""
        if crew is not None:
            self._held = self.shop.crews[crew].request()
            if not self._held.triggered:
                self.note(State.CREW)
            yield self._held

    def _give_back(self) -> None:
        if self._held is not None:
            self._held.resource.release(self._held)
            self._held = None
