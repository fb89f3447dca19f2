"""What a record tells of a plant: how long lots took, what stopped units, what set-ups took, how much was scrap. Pure.

Durations count in planned work. What happens while no order runs on a unit is no stop: it had nothing to do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dure.planning.changeovers import State
from dure.planning.simulation.record import Article, Did, Record, Run, Stage, Station, Stretch
from dure.planning.unnamed import first_on

Key = tuple[int, int]
"""(order, number of the operation)"""


@dataclass(slots=True)
class LotTimes:
    """An operation of an order. is_whole: all of it lies in the measured days."""

    work_min: float = 0.0
    pieces: float = 0.0
    begin: float = float("inf")
    end: float = 0.0
    is_whole: bool = True


@dataclass(slots=True)
class UnitTimes:
    """Of the measured days. stops: (minutes, reason). gaps: of running before a stop; micro_gaps: before a micro-stop.
    silent_min: of a run, without word from the machine. alone_min: it worked and no order was begun there."""

    open_min: float = 0.0
    work_min: float = 0.0
    setup_min: float = 0.0
    silent_min: float = 0.0
    outside_min: float = 0.0
    alone_min: float = 0.0
    stops: list[tuple[float, str]] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    micros: list[float] = field(default_factory=list)
    micro_gaps: list[float] = field(default_factory=list)
    pieces: float = 0.0
    bad: float = 0.0
    rework: float = 0.0


@dataclass(frozen=True, slots=True)
class SetUp:
    unit: int
    before: State | None
    after: State
    minutes: float


@dataclass(slots=True)
class Measured:
    """led: minutes of setting up before a run had begun, of the first run of an operation of an order."""

    lots: dict[Key, LotTimes] = field(default_factory=lambda: defaultdict(LotTimes))
    units: dict[int, UnitTimes] = field(default_factory=lambda: defaultdict(UnitTimes))
    setups: list[SetUp] = field(default_factory=list)
    led: dict[Key, float] = field(default_factory=dict)


def measured(record: Record) -> Measured:
    """Of a record whose runs all name their operation: see `completed`."""
    found = Measured()
    articles = {one.id: one.article for one in record.orders}
    by_unit = defaultdict(list)
    for run in record.runs:
        by_unit[run.unit].append(run)
        _add_lot(found, run, record)
    for station in record.stations:
        _Reading(record, station, articles, found).read(by_unit[station.id])
    return found


def _add_lot(found: Measured, run: Run, record: Record) -> None:
    if run.number is None:
        return
    lot = found.lots[run.order, run.number]
    lot.pieces += run.pieces
    lot.begin, lot.end = min(lot.begin, run.begin), max(lot.end, run.until(float("inf")))
    lot.is_whole = record.first <= lot.begin and lot.end <= record.last
    if record.first <= run.begin < record.last:
        unit = found.units[run.unit]
        unit.pieces += run.pieces
        unit.bad += run.bad
        unit.rework += run.rework


def cut(stretches: Sequence[Stretch], runs: Sequence[Run], last: float) -> Iterator[tuple[Stretch, Run | None]]:
    """Stretches cut where runs begin and end, each with its run. What a person called set-up is set-up."""
    at = 0
    for one in stretches:
        begin = one.begin
        while begin < one.end:
            while at < len(runs) and runs[at].until(last) <= begin:
                at += 1
            run = runs[at] if at < len(runs) and runs[at].begin < one.end else None
            if run is None or run.begin > begin:
                upto = one.end if run is None else run.begin
                yield one._replace(begin=begin, end=upto), None
            else:
                told = run.setup_until or 0.0
                upto = min(one.end, run.until(last), told if begin < told else one.end)
                did = Did.SETUP if begin < told and one.did is not Did.OUTSIDE else one.did
                yield one._replace(begin=begin, end=upto, did=did), run
            begin = upto


class _Reading:
    """Goes through the time of one unit. setting: minutes of setting up for the run that goes on or comes next."""

    def __init__(self, record: Record, station: Station, articles: dict[int, int], found: Measured) -> None:
        self.record, self.station, self.articles, self.found = record, station, articles, found
        self.times = found.units[station.id]
        self.run: Run | None = None
        self.state: State | None = None
        self.setting = 0.0
        self.since = {Did.STOP: 0.0, Did.MICRO: 0.0}
        self.before: Did | None = None

    def read(self, runs: Sequence[Run]) -> None:
        for part, run in cut(self.station.stretches, runs, self.record.last):
            if run is not None and run is not self.run:
                self._over()
                self.run, self.before = run, None
                if run.number is not None:
                    self.found.led.setdefault((run.order, run.number), self.setting)
            self._add(part, run)
        self._over()

    def _add(self, part: Stretch, run: Run | None) -> None:
        times, minutes = self.times, part.minutes
        if part.did is Did.OUTSIDE:
            times.outside_min += minutes
        else:
            times.open_min += minutes
        if part.did is Did.SETUP:
            if run is None:
                self._over()
            times.setup_min += minutes
            self.setting += minutes
        elif run is None:
            times.alone_min += minutes if part.did is Did.WORK else 0.0
        elif part.did in (Did.STOP, Did.MICRO):
            self._stop(part)
        else:
            self._work(part, run)
        self.before = part.did

    def _work(self, part: Stretch, run: Run) -> None:
        self.times.work_min += part.minutes
        self.times.silent_min += part.minutes if part.did is Did.SILENT else 0.0
        for kind in self.since:
            self.since[kind] += part.minutes
        if run.number is not None:
            self.found.lots[run.order, run.number].work_min += part.minutes

    def _stop(self, part: Stretch) -> None:
        """One that goes on after a break, or under another reason, is the same."""
        times = self.times
        goes_on = self.before is part.did
        if part.did is Did.MICRO:
            minutes = times.micros.pop() if goes_on else 0.0
            times.micros.append(minutes + part.minutes)
        else:
            minutes, reason = times.stops.pop() if goes_on else (0.0, "")
            times.stops.append((minutes + part.minutes, reason or part.reason))
        if not goes_on:
            (times.micro_gaps if part.did is Did.MICRO else times.gaps).append(self.since[part.did])
            self.since[part.did] = 0.0

    def _over(self) -> None:
        """A run has ended: what setting up for it took, and what the unit is set up for now."""
        run, self.run = self.run, None
        if run is None:
            return
        minutes, self.setting = self.setting, 0.0
        if run.number is not None:
            state = (self.articles[run.order], run.number)
            if run.begin >= self.record.first:
                self.found.setups.append(SetUp(self.station.id, self.state, state, minutes))
            self.state = state


def completed(record: Record) -> Record:
    """The record with stages for items without a routing, and with the operation of every run: where nobody said which,
    the first that the unit can do."""
    articles = {one.id: one for one in record.articles}
    of_order = {one.id: one.article for one in record.orders}
    by_article: dict[int, list[Run]] = defaultdict(list)
    for run in record.runs:
        by_article[of_order[run.order]].append(run)
    centers = {one.id: one for one in record.stations}
    for article in record.articles:
        if not article.stages:
            articles[article.id] = replace(article, stages=_stages_of_runs(by_article[article.id], centers))
    unrouted = {one.id for one in record.articles if not one.stages}
    runs = tuple(
        replace(run, number=_number(run, articles[item], is_told=item not in unrouted))
        for run in record.runs
        for item in [of_order[run.order]]
    )
    return replace(record, articles=tuple(articles.values()), runs=runs)


def _number(run: Run, article: Article, *, is_told: bool) -> int | None:
    if is_told and any(one.number == run.number for one in article.stages):
        return run.number
    found = first_on(article.stages, run.unit, lambda one: one.units)
    return None if found is None else found.number


def _stages_of_runs(runs: Sequence[Run], stations: dict[int, Station]) -> tuple[Stage, ...]:
    """Each work center where the item was made, in the order in which it was first made there."""
    units: dict[int, dict[int, Decimal]] = {}
    for run in sorted(runs, key=lambda one: one.begin):
        if run.unit in stations:
            units.setdefault(stations[run.unit].center, {})[run.unit] = Decimal(0)
    names = {one.center: one.center_name for one in stations.values()}
    return tuple(Stage(10 * (at + 1), names[center], row) for at, (center, row) in enumerate(units.items()))
