"""A plant as it is described to be played through: units, routings, people, what breaks and drifts. Pure.

Times are minutes. Durations count while the unit (or the plant) is open; times between failures, micro-stops and drifts
count while the unit runs. Centres, families, products and hours are known by their place in the tuples, from 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from statistics import fmean

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Distribution, Fixed
from dure.planning.simulation.hours import Hours
from dure.quality.spc.runs import Rule

Table = tuple[tuple[float, ...], ...]
"""Minutes of a set-up, by the family before, then by the family that is wanted; or of a way, from place to place."""

NEAR = 1e-9
"""Sums of shares differ by so little."""


def loads_of(pieces: float, most: float) -> int:
    """How many loads of so many at most."""
    return ceil(pieces / most - NEAR)


@dataclass(frozen=True, slots=True)
class Step:
    """cycle: minutes for a piece, drawn once for a lot. ideal_min: the best known cycle of a piece (PRI), None: the
    average. units: those of its center that can do it, () for all. batch: pieces of a load, which takes one cycle, full
    or not, and comes out whole; None: piece after piece. load: of a piece in a unit that holds several orders, None:
    nobody knows, and nothing goes in beside it."""

    center: int
    cycle: Distribution
    family: int = 0
    ideal_min: float | None = None
    units: tuple[int, ...] = ()
    batch: float | None = None
    load: float | None = None

    @property
    def usual_ideal_min(self) -> float:
        """Of a piece."""
        return self.cycle.mean / (self.batch or 1) if self.ideal_min is None else self.ideal_min

    def takes(self, pieces: float) -> float | None:
        """What so many take of a unit at once; None where nobody knows."""
        return None if self.load is None else self.load * min(pieces, self.batch or pieces)

    def minutes(self, pieces: float, cycle_min: float, holds: float | None = None) -> float:
        """holds: of its unit; what doesn't go in at once is done load after load."""
        if self.batch is None:
            return cycle_min * pieces
        most = self.batch if holds is None or not self.load else min(self.batch, holds / self.load)
        return cycle_min * loads_of(pieces, most)


@dataclass(frozen=True, slots=True)
class Product:
    """lot: pieces of an order. share: of the orders, against the other products. due: open minutes of the plant from
    the order to its due time. weight: what a minute late counts."""

    name: str
    steps: tuple[Step, ...]
    lot: Distribution = field(default=Fixed(1))
    share: float = 1.0
    due: Distribution = field(default=Fixed(0))
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """between: minutes of running. repair: minutes of work of one of the crew."""

    between: Distribution
    repair: Distribution
    crew: str | None = None


@dataclass(frozen=True, slots=True)
class MicroStops:
    """clearing: from when it is noticed."""

    between: Distribution
    clearing: Distribution
    crew: str | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """between: minutes of running from a centred process to its shift. shift: of the mean, in standard deviations.
    adjust: to centre it again, once it is found."""

    between: Distribution
    shift: Distribution
    adjust: Distribution


@dataclass(frozen=True, slots=True)
class Quality:
    """scrap_share: of all pieces, whatever the process does. tolerance: from the centre to each limit, in standard
    deviations of a piece."""

    scrap_share: float = 0.0
    tolerance: float = 4.0
    drift: Drift | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """place: where it stands, for the ways; None: no way leads there or comes from there. holds: load of a unit that
    does several orders of one family at once; they begin and end together, and take as long as the longest of them.
    None: one order at a time."""

    name: str
    center: int
    hours: int = 0
    breakdowns: Breakdowns | None = None
    micro_stops: MicroStops | None = None
    quality: Quality | None = None
    place: int | None = None
    holds: float | None = None


@dataclass(frozen=True, slots=True)
class Center:
    """Units that do the same. setups: () for none. setup_cv: spread of set-ups. setter: crew for a set-up; operator:
    crew for set-up and run. room: lots that may wait in front of it, None: any number."""

    name: str
    setups: Table = ()
    setup_cv: float = 0.0
    setter: str | None = None
    operator: str | None = None
    room: int | None = None

    def setup_min(self, before: int | None, wanted: int) -> float:
        return self.setups[before][wanted] if self.setups and before is not None else 0.0


@dataclass(frozen=True, slots=True)
class Crew:
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Information:
    """How soon people know. Pairs: without the switch of the policy, and with it.

    found_walking: chance that a lot is found though its status isn't told. report_min: from a breakdown to its report.
    notice_min: from a micro-stop to somebody who clears it. found_at_shift_end, found_at_setup: chance that a drift is
    found then (at set-ups with either policy). sample_every_min: of running; sample_size, rules: of the control chart;
    check_min: that each of its alarms stops the unit. replan_min: at least so often the scheduler plans again.
    """

    found_walking: float = 0.5
    report_min: tuple[float, float] = (30.0, 2.0)
    notice_min: tuple[float, float] = (6.0, 2.0)
    found_at_shift_end: float = 0.7
    found_at_setup: float = 0.0
    sample_every_min: float = 20.0
    sample_size: int = 5
    check_min: float = 8.0
    rules: tuple[Rule, ...] = (Rule.BEYOND_3,)
    replan_min: float = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """due_min: clock minutes. done: steps that are behind it when it comes."""

    product: int
    release_min: float
    due_min: float
    pieces: int
    done: int = 0


@dataclass(frozen=True, slots=True)
class OrderList:
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """between: open minutes of the plant from an order to the next."""

    between: Distribution


@dataclass(frozen=True, slots=True)
class AlwaysFull:
    """So many orders are in work at all times: one that ends lets in the next."""

    orders: int


@dataclass(frozen=True)
class Plant:
    """move_min: of clock time, from one step to the next. ways: minutes on top of it, by the place of the unit before,
    then by that of the next one. Raises Invalid when it is made of what can't be, with the place of what is wrong."""

    name: str
    centers: tuple[Center, ...]
    units: tuple[Unit, ...]
    products: tuple[Product, ...]
    orders: OrderList | Demand | AlwaysFull
    hours: tuple[Hours, ...] = (Hours(),)
    crews: tuple[Crew, ...] = ()
    information: Information = Information()
    move_min: float = 0.0
    ways: Table = ()

    def __post_init__(self) -> None:
        _check(bool(self.units and self.products and self.hours), "A plant has units, products and hours.", self.name)
        is_table = all(len(row) == len(self.ways) and min(row) >= 0 for row in self.ways)
        _check(is_table, "%(at)s are a square of minutes, none below 0.", "ways")
        for at, center in enumerate(self.centers):
            self._check_center(at, center)
        for at, unit in enumerate(self.units):
            self._check_unit(at, unit)
        for at, product in enumerate(self.products):
            self._check_product(at, product)
        for crew in self.crews:
            _check(crew.people > 0, "The crew %(at)s has nobody.", crew.name)
        _check(self.move_min >= 0, "%(at)s can't be negative.", "move_min")
        self._check_orders()
        self._check_information()

    def _check_center(self, at: int, center: Center) -> None:
        rows = center.setups
        is_table = all(len(row) == len(rows) and min(row) >= 0 for row in rows)
        _check(is_table, "Center %(at)s: set-ups are a square of minutes, none below 0.", at)
        _check(center.setup_cv >= 0, "Center %(at)s: setup_cv is not negative.", at)
        _check(center.room is None or center.room > 0, "Center %(at)s: room is 1 lot or more.", at)
        self._check_crews(f"centers[{at}]", (center.setter, center.operator))

    def _check_unit(self, at: int, unit: Unit) -> None:
        _check(0 <= unit.center < len(self.centers), "Unit %(at)s stands in an unknown center.", at)
        _check(0 <= unit.hours < len(self.hours), "Unit %(at)s works in unknown hours.", at)
        is_place = unit.place is None or 0 <= unit.place < len(self.ways)
        _check(is_place, "Unit %(at)s: no ways are told from its place.", at)
        _check(unit.holds is None or unit.holds > 0, "Unit %(at)s holds something, or one order at a time.", at)
        drift = unit.quality.drift if unit.quality else None
        for times in (unit.breakdowns, unit.micro_stops, drift):
            _check(times is None or times.between.mean > 0, "Unit %(at)s: what happens to it has time between.", at)
        made = unit.quality
        is_share = made is None or (0 <= made.scrap_share <= 1 and made.tolerance > 0)
        _check(is_share, "Unit %(at)s: its scrap is a share, its tolerance above 0.", at)
        crews = (one.crew for one in (unit.breakdowns, unit.micro_stops) if one)
        self._check_crews(f"units[{at}]", crews)

    def _check_crews(self, at: str, names: Iterable[str | None]) -> None:
        known = {crew.name for crew in self.crews}
        _check(all(one is None or one in known for one in names), "%(at)s: its crew is unknown.", at)

    def _check_product(self, at: int, product: Product) -> None:
        _check(bool(product.steps), "Product %(at)s has no step.", at)
        _check(product.share >= 0 and product.weight >= 0, "Product %(at)s: share and weight are not negative.", at)
        for step in product.steps:
            _check(any(one.center == step.center for one in self.units), "Product %(at)s: a step has no unit.", at)
            families = self.centers[step.center].setups
            is_known = step.family >= 0 and (not families or step.family < len(families))
            _check(is_known, "Product %(at)s: a step has no set-up for its family.", at)
            is_load = (step.batch is None or step.batch > 0) and (step.load is None or step.load > 0)
            _check(is_load, "Product %(at)s: batch and load of a step are above 0.", at)
            is_there = all(one in self.units_of[step.center] for one in step.units)
            _check(is_there, "Product %(at)s: a step names a unit of another center.", at)

    def _check_orders(self) -> None:
        match self.orders:
            case OrderList(orders):
                for at, one in enumerate(orders):
                    is_order = 0 <= one.product < len(self.products) and one.release_min >= 0 and one.pieces > 0
                    is_order = is_order and 0 <= one.done < len(self.products[one.product].steps)
                    _check(is_order, "Order %(at)s: its product, release or pieces can't be.", at)
            case Demand(between):
                _check(between.mean > 0, "Between two orders lies some time.", "")
            case AlwaysFull(orders):
                _check(orders > 0, "A plant that is always full has an order or more.", "")
        _check(sum(one.share for one in self.products) > 0, "No product has a share of the orders.", "")

    def _check_information(self) -> None:
        known = self.information
        shares = (known.found_walking, known.found_at_shift_end, known.found_at_setup)
        _check(all(0 <= one <= 1 for one in shares), "A chance is from 0 to 1.", "")
        _check(min(*known.report_min, *known.notice_min, known.check_min) >= 0, "%(at)s can't be negative.", "minutes")
        _check(known.sample_every_min > 0 and known.replan_min > 0, "Samples and plans have time between them.", "")
        _check(known.sample_size > 0, "A sample has a piece or more.", "")

    def way_min(self, place: int | None, unit: int) -> float:
        """From a place to a unit."""
        other = self.units[unit].place
        return 0.0 if place is None or other is None else self.ways[place][other]

    def units_for(self, step: Step, pieces: float) -> tuple[int, ...]:
        """That can do so many: those that hold them all at once; where none does, the largest, load after load."""
        units = step.units or self.units_of[step.center]
        if not self.shares[step.center]:
            return units
        holds, takes = {one: self.units[one].holds for one in units}, step.takes(pieces)
        known = [one for one in holds.values() if one is not None]
        most = max(known, default=0.0)
        least = most if takes is None or takes > most + NEAR else takes
        return tuple(one for one, room in holds.items() if room is None or room >= least - NEAR)

    @cached_property
    def shares(self) -> tuple[bool, ...]:
        """Of each center: whether one of its units does several orders at once."""
        return tuple(any(self.units[one].holds is not None for one in units) for units in self.units_of)

    @cached_property
    def units_of(self) -> tuple[tuple[int, ...], ...]:
        """Of each center."""
        return tuple(
            tuple(at for at, one in enumerate(self.units) if one.center == center)
            for center in range(len(self.centers))
        )

    @cached_property
    def usual_min(self) -> float:
        """Minutes that an operation runs, on average over products and steps."""
        rows = [
            (step.minutes(max(one.lot.mean, 1), step.cycle.mean), one.share)
            for one in self.products
            for step in one.steps
        ]
        return sum(minutes * share for minutes, share in rows) / sum(share for _, share in rows)

    @cached_property
    def usual_setup_min(self) -> float:
        """Minutes of a set-up, on average over all that take any."""
        every = [one for center in self.centers for row in center.setups for one in row if one > 0]
        return fmean(every) if every else 0.0


def _check(holds: bool, message: str, at: object) -> None:
    if not holds:
        raise Invalid(message, at=at)
