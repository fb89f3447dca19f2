"""From what was measured to the distributions of a plant that is played. Pure.

What has little history of its own takes that of its center, else that of the plant, else what was planned; all of it is
noted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, pstdev

from dure.planning.changeovers import State
from dure.planning.simulation.assuming import Assumption, Taken
from dure.planning.simulation.chance import Distribution, Fixed, Lognormal
from dure.planning.simulation.fitting import between_stops, fitted
from dure.planning.simulation.measuring import LotTimes, Measured, SetUp, UnitTimes
from dure.planning.simulation.plant import Breakdowns, MicroStops, Quality, Table, loads_of
from dure.planning.simulation.record import Article, Record, Stage

LEAST_LOTS, LEAST_STOPS, LEAST_PAIR, LEAST_SETUPS, LEAST_PIECES = 5, 5, 3, 5, 100
USUAL_CV, USUAL_SETUP_CV = 0.2, 0.3
FAR = 2.0
"""A count that is off the order's pieces by this factor or more isn't one of its pieces."""
NO_TAIL = 20.0
"""Standard deviations to the limits: all that is bad is measured scrap."""


@dataclass
class Timing:
    """center_of: of each unit. notes: what had to be taken for granted. other_counts: operations at which the machine
    counts something else than the order's pieces; known once `cycles` were asked for. loads: pieces
    of a load, of operations whose cycle is that of a load."""

    record: Record
    measured: Measured
    center_of: Mapping[int, int]
    notes: list[Assumption] = field(default_factory=list)
    other_counts: set[State] = field(default_factory=set)
    loads: Mapping[State, float] = field(default_factory=dict)

    def note(self, what: Taken, **values: object) -> None:
        self.notes.append(Assumption(what, values))

    def cycles(self) -> dict[State, Distribution]:
        """Minutes for a piece or a load, by item and operation."""
        lots = self._lots()
        plans = {
            (article.id, stage.number): self._plan_s(article, stage) / 60 if stage.piece_s else None
            for article in self.record.articles
            for stage in article.stages
        }
        factors = _factors(lots, plans, self._center)
        cv = _spread(lots.values())
        found, few, none = {}, 0, []
        for article in self.record.articles:
            for stage in article.stages:
                state = (article.id, stage.number)
                own, plan = lots.get(state, []), plans[state]
                few += len(own) < LEAST_LOTS
                factor = factors.get(self._center(state), factors[None])
                found[state] = _cycle(own, None if plan is None else plan * factor, cv)
                if found[state].mean == 0 and not stage.is_outside:
                    none.append(f"{article.name} · {stage.name}")
        if few:
            self.note(Taken.FEW_CYCLES, count=few, of=len(found), factor=round(factors[None], 2))
        if none:
            self.note(Taken.NO_CYCLES, names=", ".join(none[:5]), count=len(none))
        return found

    def _plan_s(self, article: Article, stage: Stage) -> float:
        return float(stage.run_s) if (article.id, stage.number) in self.loads else stage.piece_s or 0.0

    def _lots(self) -> dict[State, list[LotTimes]]:
        """Where a machine counts batches or parts, the order's own pieces are taken."""
        orders, found, others = {one.id: one for one in self.record.orders}, defaultdict(list), self.other_counts
        for (key, number), lot in self.measured.lots.items():
            order = orders[key]
            if not lot.is_whole or lot.pieces <= 0 or lot.work_min <= 0:
                continue
            if order.end is not None and not 1 / FAR <= lot.pieces / order.pieces <= FAR:
                others.add((order.article, number))
                lot = replace(lot, pieces=order.pieces)
            if (load := self.loads.get((order.article, number))) is not None:
                lot = replace(lot, pieces=float(loads_of(lot.pieces, load)))
            found[order.article, number].append(lot)
        if others:
            self.note(Taken.OTHER_COUNTS, count=len(others))
        return dict(found)

    def _center(self, state: State) -> int | None:
        article = next(one for one in self.record.articles if one.id == state[0])
        units = next((one.units for one in article.stages if one.number == state[1]), {})
        return next((self.center_of[unit] for unit in units if unit in self.center_of), None)

    def breakdowns(self) -> dict[int, Breakdowns]:
        """By unit; none where no unit ever stopped."""
        own = {unit: _Stops(one.work_min, [minutes for minutes, _ in one.stops], one.gaps) for unit, one in self._ran()}
        found, few = self._pooled(own, Taken.NO_STOPS)
        if few:
            self.note(Taken.FEW_STOPS, count=few, of=len(found))
        return {unit: Breakdowns(one.between, fitted(one.minutes)) for unit, one in found.items()}

    def micro_stops(self) -> dict[int, MicroStops]:
        own = {unit: _Stops(one.work_min, one.micros, one.micro_gaps) for unit, one in self._ran()}
        found, _ = self._pooled(own, Taken.NO_MICRO)
        return {unit: MicroStops(one.between, fitted(one.minutes)) for unit, one in found.items()}

    def _ran(self) -> list[tuple[int, UnitTimes]]:
        return [(unit, one) for unit, one in self.measured.units.items() if unit in self.center_of and one.work_min > 0]

    def _pooled(self, own: Mapping[int, "_Stops"], without: Taken) -> tuple[dict[int, "_Stops"], int]:
        """Unit → its own stops, where there are enough or as many would be expected, else those of its center, or of
        the plant; and how many units have too few."""
        plant = _together(own.values())
        if not plant.minutes:
            self.note(without)
            return {}, 0
        rate = len(plant.minutes) / plant.run_min
        found, few = {}, 0
        for unit, center in self.center_of.items():
            near = _together(one for other, one in own.items() if self.center_of[other] == center)
            groups = [own.get(unit, _Stops()), near, plant]
            enough = [one for one in groups if max(len(one.lengths), one.run_min * rate) >= LEAST_STOPS]
            chosen = next(iter(enough), plant)
            few += chosen is not groups[0]
            found[unit] = replace(chosen, usual=plant.lengths)
        return found, few

    def qualities(self) -> dict[int, Quality]:
        """By unit: the share of its pieces that were rejected; of few pieces its center's."""
        found = {}
        for unit, center in self.center_of.items():
            own = self.measured.units.get(unit, UnitTimes())
            near = [self.measured.units[one] for one in self.center_of if self.center_of[one] == center
                    and one in self.measured.units]  # fmt: skip
            times = [own] if own.pieces >= LEAST_PIECES else near
            pieces, bad = sum(one.pieces for one in times), sum(one.bad for one in times)
            found[unit] = Quality(min(bad / pieces, 1.0) if pieces > 0 else 0.0, NO_TAIL)
        return found

    def setups(self, center: int, states: Sequence[State]) -> tuple[Table, float]:
        """Of one center: minutes from state to state, and their spread."""
        planned = self._planned(center, states)
        told = [one for one in self.measured.setups if self.center_of.get(one.unit) == center and one.before in planned]
        told = [one for one in told if one.minutes > 0 or not planned[one.before].get(one.after, 1.0)]
        rows = tuple(tuple(_setup(told, planned, a, b) for b in states) for a in states)
        if not any(map(any, rows)):
            return (), 0.0
        known = _changes(told, planned)
        name = center_name(self.record, self.center_of, center)
        if len(known) < LEAST_SETUPS:
            self.note(Taken.PLANNED_SETUPS, name=name, count=len(known), spread=USUAL_SETUP_CV)
            return rows, USUAL_SETUP_CV
        number = {state: at for at, state in enumerate(states)}
        ratios = [
            one.minutes / usual
            for one in known
            if one.before in number and one.after in number
            and (usual := rows[number[one.before]][number[one.after]]) > 0
        ]  # fmt: skip
        return rows, pstdev(ratios) if len(ratios) > 1 else USUAL_SETUP_CV

    def _planned(self, center: int, states: Sequence[State]) -> dict[State | None, dict[State, float]]:
        """By the plant's table and the routings, on average over the units that can do it."""
        stages = {(one.id, stage.number): stage for one in self.record.articles for stage in one.stages}
        found: dict[State | None, dict[State, float]] = {}
        for before in states:
            found[before] = {}
            for after in states:
                ways = [(unit, s) for unit, s in stages[after].units.items() if self.center_of.get(unit) == center]
                minutes = [self.record.changeovers.minutes(unit, before, after, s) for unit, s in ways]
                found[before][after] = fmean(minutes) if minutes else 0.0
        return found


@dataclass(frozen=True, slots=True)
class _Stops:
    """minutes: of each stop. usual: how long stops take elsewhere."""

    run_min: float = 0.0
    lengths: Sequence[float] = ()
    gaps: Sequence[float] = ()
    usual: Sequence[float] = ()

    @property
    def minutes(self) -> Sequence[float]:
        return self.lengths or self.usual

    @property
    def between(self) -> Distribution:
        return between_stops(self.run_min, len(self.lengths), self.gaps)


def _together(every: Iterable[_Stops]) -> _Stops:
    rows = list(every)
    return _Stops(
        sum(one.run_min for one in rows), [value for one in rows for value in one.lengths],
        [value for one in rows for value in one.gaps],
    )  # fmt: skip


def center_name(record: Record, center_of: Mapping[int, int], center: int) -> str:
    """That of its work center; of its units, where others of the work center stand elsewhere."""
    own = [one for one in record.stations if center_of.get(one.id) == center]
    names = dict.fromkeys(one.center_name for one in own)
    elsewhere = [
        one for one in record.stations if one.center_name in names and center_of.get(one.id) not in (None, center)
    ]
    return ", ".join(one.name for one in own) if elsewhere else ", ".join(names)


def _cycle(lots: Sequence[LotTimes], prior: float | None, cv: float) -> Distribution:
    """Of few lots so much of each that the measured ones count by their number."""
    if not lots:
        return Lognormal(prior, cv) if prior else Fixed(0.0)
    average = sum(one.work_min for one in lots) / sum(one.pieces for one in lots)
    if len(lots) >= LEAST_LOTS:
        values = [one.work_min / one.pieces for one in lots]
        # Each lot counts once for the shape; the mean is that of all pieces.
        return fitted(value * average / fmean(values) for value in values)
    own = len(lots) / LEAST_LOTS
    return Lognormal(average if prior is None else own * average + (1 - own) * prior, cv)


def _factors(
    lots: Mapping[State, Sequence[LotTimes]], plans: Mapping[State, float | None],
    center: Callable[[State], int | None],
) -> dict[int | None, float]:  # fmt: skip
    """Center → what its measured lots took against the routing; None: of the plant."""
    took: dict[int | None, float] = defaultdict(float)
    planned: dict[int | None, float] = defaultdict(float)
    for state, row in lots.items():
        plan = plans.get(state)
        for key in {None, center(state)} if plan else ():
            took[key] += sum(one.work_min for one in row)
            planned[key] += sum(one.pieces for one in row) * (plan or 0.0)
    return {None: 1.0} | {key: took[key] / planned[key] for key in took if planned[key] > 0}


def _spread(groups: Iterable[Sequence[LotTimes]]) -> float:
    """Of the minutes for a piece within an operation, over all that have lots enough."""
    ratios = []
    for row in groups:
        values = [one.work_min / one.pieces for one in row]
        if len(values) >= LEAST_LOTS:
            ratios += [value / fmean(values) for value in values]
    return pstdev(ratios) if ratios else USUAL_CV


def _changes(told: Iterable[SetUp], planned: Mapping[State | None, Mapping[State, float]]) -> list[SetUp]:
    """Those from one state to another that can be held against a plan; where there is none, those that took time."""
    is_planned = any(map(any, (row.values() for row in planned.values())))
    rows = [one for one in told if one.before != one.after]
    if is_planned:
        return [one for one in rows if planned[one.before].get(one.after, 0.0) > 0]
    return [one for one in rows if one.minutes > 0]


def _setup(
    told: Sequence[SetUp], planned: Mapping[State | None, Mapping[State, float]], before: State, after: State
) -> float:
    """Measured often enough: the mean of this pair; else what is planned, by what all that were told took of it; where
    nothing is planned, what all took."""
    pair = [one.minutes for one in told if (one.before, one.after) == (before, after)]
    if len(pair) >= LEAST_PAIR:
        return fmean(pair)
    plan = planned[before][after]
    known = [(one.minutes, planned[one.before].get(one.after, 0.0)) for one in _changes(told, planned)]
    if len(known) < LEAST_SETUPS or before == after:
        return plan
    of_plan = sum(usual for _, usual in known)
    return plan * sum(minutes for minutes, _ in known) / of_plan if of_plan else fmean([one for one, _ in known])
