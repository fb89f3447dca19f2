"""A plant as its own record describes it, ready to be played; what was recorded of it; and what nobody measured. Pure.

Units that share operations stand in one center. The orders are those of the measured days, played from the day on which
these began; the calendar is the real one, holidays and overtime included.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from statistics import fmean

from dure.kernel.errors import Invalid
from dure.planning.changeovers import State
from dure.planning.simulation.assuming import ALWAYS, Assumption, Taken
from dure.planning.simulation.chance import Distribution, Fixed
from dure.planning.simulation.fitting import fitted
from dure.planning.simulation.habits import LEAST_CHOICES, Habits, habits
from dure.planning.simulation.hours import DAY_MIN, WEEK_MIN, Hours
from dure.planning.simulation.manning import Manning
from dure.planning.simulation.measuring import Measured, completed, measured
from dure.planning.simulation.ovens import Ovens, counted_alike, holds
from dure.planning.simulation.plant import Center, Crew, Information, Order, OrderList, Plant, Product, Step, Unit
from dure.planning.simulation.record import Article, Ordered, Record, Run, Stage
from dure.planning.simulation.timing import Timing, center_name

LEAST_LOTS, LEAST_DAYS = 20, 7
YEAR_MIN = 365 * DAY_MIN
_SOME = 0.02
"""A smaller share isn't worth a word."""
_LOOSE = 0.6


@dataclass(frozen=True, slots=True)
class Description:
    """policy: how people really worked, as `policy.policy_of` reads it. days, warm_up_days: to play so that what counts
    is what was measured. orders: those that are played, as they were. units: ids of those of the plant. stops:
    (reason, how many, minutes), those that cost most first."""

    plant: Plant
    policy: str
    habits: Habits
    assumptions: tuple[Assumption, ...]
    days: float
    warm_up_days: float
    record: Record
    measured: Measured
    orders: tuple[Ordered, ...]
    units: tuple[int, ...]
    stops: tuple[tuple[str, int, float], ...]


def describe(record: Record) -> Description:
    """Raises Invalid with too little history to describe anything by it."""
    days = (record.last - record.first) / DAY_MIN
    if days < LEAST_DAYS:
        raise Invalid("There are records of %(days)s days; a plant is measured over %(least)s days or more.",
                      days=round(days), least=LEAST_DAYS)  # fmt: skip
    whole = completed(record)
    told = measured(whole)
    lots = sum(one.is_whole and one.pieces > 0 for one in told.lots.values())
    if lots < LEAST_LOTS:
        raise Invalid(
            "In %(days)s days %(count)s operations of orders were begun and ended with their pieces; a plant can be "
            "described from %(least)s on. Look further back, or report operations for some weeks first.",
            days=round(days), count=lots, least=LEAST_LOTS,
        )  # fmt: skip
    return _Builder(whole, told).description()


class _Builder:
    def __init__(self, record: Record, told: Measured) -> None:
        self.record, self.measured = record, told
        self.stages: dict[int, list[Stage]] = {
            one.id: [counted_alike(stage, record.rooms) for stage in one.stages if not stage.is_outside and stage.units]
            for one in record.articles
        }
        self.center_of = _centers(record, self.stages)
        self.stations = [one for one in record.stations if one.id in self.center_of]
        self.number = {one.id: at for at, one in enumerate(self.stations)}
        places = sorted({one.center for one in self.stations})
        # Without the place of what stands nowhere: all of these stand somewhere.
        self.ways = tuple(row[1:] for row in record.ways.table(places)[1:])
        self.places = {center: at if self.ways else None for at, center in enumerate(places)}
        self.ovens = Ovens(record, self.stages, self.center_of)
        self.timing = Timing(record, self._by_family(told), self.center_of, loads=self.ovens.loads)
        self.runs: dict[int, list[Run]] = defaultdict(list)
        for run in record.runs:
            self.runs[run.order].append(run)

    def _by_family(self, told: Measured) -> Measured:
        """What goes in together is set up for alike."""
        of = self.ovens.state
        return replace(told, setups=[
            replace(one, before=one.before and of(one.before), after=of(one.after)) for one in told.setups
        ])  # fmt: skip

    def description(self) -> Description:
        hours, of_unit = self._hours()
        orders = self._orders()
        worked = habits(self.record, {one.id: hours[of_unit[one.id]] for one in self.stations}, self.measured.led)
        centers, crews = self._centers_and_crews()
        articles = [one for one in self.record.articles if self.stages[one.id]]
        places = {one.id: at for at, one in enumerate(articles)}
        products = tuple(self._products(articles, orders, hours[0]))
        plant = Plant(
            name=self.record.name,
            centers=centers,
            units=tuple(self._units(of_unit)),
            products=products,
            orders=OrderList(tuple(self._order(one, places[one.article]) for one in orders)),
            hours=hours,
            crews=crews,
            information=self._information(worked),
            move_min=self._move_min(),
            ways=self.ways,
        )
        self._note_the_rest(worked)
        first = self.record.first / DAY_MIN
        return Description(
            plant, worked.policy, worked, tuple(self.timing.notes), self.record.last / DAY_MIN, first, self.record,
            self.measured, tuple(orders), tuple(self.number), _stops(self.measured),
        )  # fmt: skip

    def _hours(self) -> tuple[tuple[Hours, ...], dict[int, int]]:
        """The plant's own first; then which are each unit's."""
        weeks = ceil(self.record.last / WEEK_MIN)
        with_shift = sorted({one.spans for one in self.stations if one.spans})
        without = [one.name for one in self.stations if not one.spans]
        if without:
            self.timing.note(Taken.NO_SHIFT, names=", ".join(without[:5]), count=len(without))
        own = with_shift[0] if len(with_shift) == 1 else _together(with_shift)
        kinds = list(dict.fromkeys([own, *with_shift, *([()] if without else [])]))
        hours = tuple(Hours(spans, weeks) if spans else Hours() for spans in kinds)
        return hours, {one.id: kinds.index(one.spans) for one in self.stations}

    def _orders(self) -> list[Ordered]:
        """Those that could be begun in the measured days and that something is left of, the oldest first."""
        found = []
        rows = [one for one in self.record.orders if one.release < self.record.last]
        unread = [one for one in rows if not self.stages[one.article]]
        if unread:
            self.timing.note(Taken.UNREAD_ORDERS, count=len(unread), of=len(rows))
        half = 0
        for order in sorted(rows, key=lambda one: (one.release, one.id)):
            stages = self.stages[order.article]
            if stages and self._done(order) < len(stages):
                found.append(order)
                number = stages[self._done(order)].number
                half += any(run.number == number and run.begin < self.record.first for run in self.runs[order.id])
        if half:
            self.timing.note(Taken.HALF_DONE, count=half)
        if without := sum(one.due is None for one in found):
            self.timing.note(Taken.NO_DUE, count=without, of=len(found))
        return found

    def _done(self, order: Ordered) -> int:
        """Stages that were over before the first day: the last one of them counts, and those in front of it."""
        first, ends = self.record.first, defaultdict(list)
        for run in self.runs[order.id]:
            ends[run.number].append(run.until(float("inf")))
        over = [at + 1 for at, one in enumerate(self.stages[order.article])
                if ends[one.number] and max(ends[one.number]) <= first]  # fmt: skip
        return max(over, default=0)

    def _order(self, one: Ordered, product: int) -> Order:
        late = self.record.last + YEAR_MIN
        release = max(one.release, self.record.first)
        due = late if one.due is None else one.due
        return Order(product, release, due, max(1, round(one.pieces)), self._done(one))

    def _products(self, articles: Sequence[Article], orders: Sequence[Ordered], open_at: Hours) -> list[Product]:
        cycles, families = self.timing.cycles(), self._families()
        without = [(article, stage) for article in articles for stage in self.stages[article.id]
                   if self._ideal(article, stage) is None]  # fmt: skip
        if without:
            self.timing.note(Taken.NO_IDEALS, count=len(without))
        found = []
        for article in articles:
            own = [one for one in orders if one.article == article.id]
            steps = tuple(self._step(article, stage, cycles, families) for stage in self.stages[article.id])
            dues = [max(0.0, open_at.between(one.release, one.due)) for one in own if one.due is not None]
            found.append(
                Product(
                    article.name, steps, fitted(one.pieces for one in own) if own else Fixed(1.0), float(len(own)),
                    fitted(dues) if dues else Fixed(0.0), fmean(one.weight for one in own) if own else 1.0,
                )
            )  # fmt: skip
        return found

    def _step(
        self, article: Article, stage: Stage, cycles: Mapping[State, Distribution], families: Mapping[State, int]
    ) -> Step:
        state = (article.id, stage.number)
        units = tuple(sorted(self.number[one] for one in stage.units if one in self.number))
        center = self.center_of[next(one for one in stage.units if one in self.number)]
        every = tuple(at for at, one in enumerate(self.stations) if self.center_of[one.id] == center)
        return Step(
            center, cycles[state], families[state], self._ideal(article, stage), () if units == every else units,
            stage.batch if state in self.ovens.loads else None, self.ovens.load(article.id, stage),
        )  # fmt: skip

    def _ideal(self, article: Article, stage: Stage) -> float | None:
        """Minutes for a piece of the order, on average over the units that can do it; None as soon as one has none, and
        where its machine counts something else."""
        if (article.id, stage.number) in self.timing.other_counts:
            return None
        known = [article.ideal_s.get(unit, article.ideal_s.get(None)) for unit in stage.units]
        seconds = [one for one in known if one is not None]
        return fmean(seconds) / 60 if seconds and len(seconds) == len(known) else None

    def _families(self) -> dict[State, int]:
        """Each operation of an item is a family of its own at its center, but for what goes in together."""
        found: dict[State, int] = {}
        counts: Counter[int] = Counter()
        for article, stages in self.stages.items():
            for stage in stages:
                center = self.center_of[next(iter(stage.units))]
                state = (article, stage.number)
                if self.ovens.state(state) != state:
                    found[state] = found[self.ovens.state(state)]
                    continue
                found[state] = counts[center]
                counts[center] += 1
        return found

    def _centers_and_crews(self) -> tuple[tuple[Center, ...], tuple[Crew, ...]]:
        manning = Manning(self.record, self.stages, self.center_of, self.timing.note)
        families, found = self._families(), []
        for center in range(max(self.center_of.values()) + 1):
            states = [one for one in families if self._at(one) == center and self.ovens.state(one) == one]
            table, cv = self.timing.setups(center, states)
            found.append(Center(self._center_name(center), table, cv, operator=manning.crew_of(center)))
        return tuple(found), manning.crews

    def _at(self, state: State) -> int:
        stage = next(one for one in self.stages[state[0]] if one.number == state[1])
        return self.center_of[next(iter(stage.units))]

    def _center_name(self, center: int) -> str:
        return center_name(self.record, self.center_of, center)

    def _units(self, of_unit: Mapping[int, int]) -> list[Unit]:
        breakdowns, micros = self.timing.breakdowns(), self.timing.micro_stops()
        qualities = self.timing.qualities()
        return [
            Unit(one.name, self.center_of[one.id], of_unit[one.id], breakdowns.get(one.id), micros.get(one.id),
                 qualities[one.id], self.places[one.center], holds(self.record.rooms.get(one.id)))
            for one in self.stations
        ]  # fmt: skip

    def _information(self, worked: Habits) -> Information:
        """Measured stops hold the waiting for somebody: nothing is added to them."""
        share = worked.found_share
        return Information(found_walking=1.0 if share is None else share, report_min=(0, 0), notice_min=(0, 0))

    def _move_min(self) -> float:
        gaps = [stage.gap_s / 60 for stages in self.stages.values() for stage in stages]
        minutes = fmean(gaps) if gaps else 0.0
        self.timing.note(Taken.MOVE, minutes=round(minutes, 1))
        return minutes

    def _note_the_rest(self, worked: Habits) -> None:
        note, times = self.timing.note, self.measured.units.values()
        worked_min = sum(one.work_min for one in times)
        for what, minutes in (
            (Taken.SILENT, sum(one.silent_min for one in times)),
            (Taken.OUTSIDE_HOURS, sum(one.outside_min for one in times)),
            (Taken.WITHOUT_ORDER, sum(one.alone_min for one in times)),
        ):
            if minutes > _SOME * worked_min:
                note(what, share=round(100 * minutes / max(worked_min, minutes)))
        every = [stage for one in self.record.articles for stage in one.stages]
        for what, count in (
            (Taken.OUTSIDE_WORK, sum(stage.is_outside for stage in every)),
            (Taken.PARTS, sum(stage.moves_in_parts for stage in every)),
            (Taken.BATCHES, self.record.batches),
            (Taken.NO_LOAD, self.ovens.unknown),
            (Taken.REWORK, round(sum(one.rework for one in times))),
        ):
            if count:
                note(what, count=count)
        self._note_habits(worked)
        for always in ALWAYS:
            note(always)

    def _note_habits(self, worked: Habits) -> None:
        if worked.found_share is None:
            self.timing.note(Taken.STATUS, count=worked.ready)
        best = max(worked.by_due, worked.by_release)
        if worked.choices < LEAST_CHOICES:
            self.timing.note(Taken.DISPATCH, count=worked.choices)
        elif best < _LOOSE * worked.choices:
            self.timing.note(Taken.LOOSE_DISPATCH, share=round(100 * best / worked.choices))


def _centers(record: Record, stages: Mapping[int, Sequence[Stage]]) -> dict[int, int]:
    """Unit → its center: units that share an operation stand in the same one, in the order of the units."""
    root: dict[int, int] = {}

    def find(unit: int) -> int:
        while root.setdefault(unit, unit) != unit:
            unit = root[unit]
        return unit

    for row in stages.values():
        for stage in row:
            first = next(iter(stage.units))
            for unit in stage.units:
                root[find(unit)] = find(first)
    numbers: dict[int, int] = {}
    return {
        one.id: numbers.setdefault(find(one.id), len(numbers)) for one in record.stations if one.id in root
    }  # fmt: skip


def _together(kinds: Sequence[tuple[tuple[float, float], ...]]) -> tuple[tuple[float, float], ...]:
    """Open as soon as one of them is."""
    spans = sorted(span for spans in kinds for span in spans)
    found: list[tuple[float, float]] = []
    for begin, end in spans:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def _stops(told: Measured) -> tuple[tuple[str, int, float], ...]:
    by_reason: dict[str, list[float]] = defaultdict(list)
    for one in told.units.values():
        for minutes, reason in one.stops:
            by_reason[reason].append(minutes)
    rows = [(reason, len(row), sum(row)) for reason, row in by_reason.items()]
    return tuple(sorted(rows, key=lambda row: (-row[2], row[0])))
