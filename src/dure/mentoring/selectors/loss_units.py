"""What the work units lost in a month, from their time elements, results, prices and costs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from dure.commerce.selectors import costs
from dure.commerce.selectors.costs import costs_on
from dure.commerce.selectors.rates import Rates
from dure.commerce.selectors.sold import sale_prices
from dure.inventory.models import Item
from dure.mentoring.lossmap import hours, worth
from dure.mentoring.lossmap.hours import Day
from dure.mentoring.lossmap.parts import IDEAL, STOPS, Part, Range, Why
from dure.mentoring.lossmap.rates import RateKind
from dure.mentoring.lossmap.row import Figure, Lost
from dure.mentoring.lossmap.worth import Cost, Making, Worth
from dure.mentoring.models import LossRate
from dure.mentoring.selectors.loss_rates import range_of, rates_on
from dure.performance import selectors as performance
from dure.performance.elements import NONE
from dure.performance.periods import By, Period
from dure.performance.scope import Scope
from dure.performance.selectors import Held
from dure.plant.models import WorkUnit


@dataclass(frozen=True, slots=True)
class UnitLosses:
    """What one work unit did in the month. setups: those that ended in it. busiest: share of its ideal time that was of
    items which pass no busier work center."""

    unit: WorkUnit
    days: list[Day]
    has_ideals: bool
    setups: int
    makings: list[Making]
    held: Held
    worth: Worth
    busiest: float = 1.0

    @property
    def whole(self) -> Day:
        return hours.summed(self.days)

    @property
    def figures(self) -> dict[str, Figure]:
        """What the worth of an hour is made of."""
        one = self.worth
        priced = sum(making.ideal_s for making in self.makings if making.price and making.material is not None)
        ideal = sum(making.ideal_s for making in self.makings)
        return {
            "margin": None if one.margin is None else list(one.margin),
            "wage": one.wage,
            "share": None if one.share is None else list(one.share),
            "share_is_known": self.held.is_known,
            "busiest": self.busiest,
            "priced": priced / ideal if ideal else None,
            "coverage": self.whole.coverage,
            "pace": self.whole.pace,
            "days": len(hours.telling(self.days)),
        }


@dataclass(slots=True)
class _Measured:
    days: list[Day] = field(default_factory=list)
    has_ideals: bool = True


def unit_losses(scope: Scope, period: Period, now: datetime) -> list[UnitLosses]:
    """Of each work unit with planned time or pieces in a month; queries in a number that doesn't grow with days."""
    measured, told = _days(scope, period, now)
    makings, on = _makings(scope, period, now), min(period.last_day, now.astimezone(period.zone).date())
    held, wages = performance.held_up(scope, period, now), Rates(on)
    decided = {row.work_unit_id: row for row in rates_on(on) if row.kind == RateKind.HOUR.value}
    found, loads = [], _loads(scope.units, measured)
    for unit in scope.units:
        if unit.pk in measured:
            hourly = wages.of(unit.work_center_id)
            wage = float(hourly.rate.labour * hourly.people) or None
            busiest = worth.slowest_share(makings.get(unit.pk, []), unit.work_center_id, loads)
            hung = _in_series(held[unit.pk], busiest)
            one = _worth(makings.get(unit.pk, []), hung, wage, decided.get(unit.pk))
            row = measured[unit.pk]
            found.append(
                UnitLosses(unit, row.days, row.has_ideals, told.setups.get(unit.pk, 0), makings.get(unit.pk, []),
                           hung, one, busiest)
            )  # fmt: skip
    return found


def _loads(units: Sequence[WorkUnit], measured: Mapping[int, "_Measured"]) -> dict[int, float]:
    """Work center → share of the known time in which its busiest unit produced or was set up."""
    found: dict[int, float] = {}
    for unit in units:
        whole = hours.summed(measured[unit.pk].days) if unit.pk in measured else None
        if whole is not None and whole.known > 0:
            load = (whole.producing + whole.setup) / whole.known
            found[unit.work_center_id] = max(found.get(unit.work_center_id, 0.0), load)
    return found


def _in_series(held: Held, busiest: float) -> Held:
    """What hangs on a unit whose items pass other work centers too. At most it is as before: who is busiest may be so
    for no good reason."""
    return replace(held, low=held.low * busiest, mid=held.mid * busiest)


def _worth(makings: Sequence[Making], held: Held, wage: float | None, decided: LossRate | None) -> Worth:
    margin, share = worth.margin_an_hour(makings), Range(held.low, held.mid, held.high)
    if decided is not None:
        return Worth(range_of(decided), margin, wage, share, is_set=True)
    return worth.hour_worth(margin, share, wage)


def _days(scope: Scope, period: Period, now: datetime) -> tuple[dict[int, _Measured], performance.Told]:
    told = performance.told(scope, period, now)
    found: dict[int, _Measured] = defaultdict(_Measured)
    for row in performance.kpi_rows(scope, period, By.DAY, now, ("oee",)):
        day = date.fromisoformat(row.bucket.moment)
        for unit, e in row.parts.items():
            if e.pbt_total or e.apt or e.produced:
                one = found[unit]
                one.days.append(hours.day_of(e, told.waits_s.get((unit, day), 0.0), told.first.get((unit, day), NONE)))
                one.has_ideals = one.has_ideals and e.has_all_ideals
    return found, told


def _makings(scope: Scope, period: Period, now: datetime) -> dict[int, list[Making]]:
    """Work unit id → the items it made, with what they are sold for and cost."""
    rows = performance.kpi_rows(scope, period, By.ITEM, now, ("oee",))
    items = {item.code: item for item in Item.objects.filter(code__in={row.bucket.code for row in rows})}
    on = min(period.last_day, now.astimezone(period.zone).date())
    prices, basis = sale_prices(on), costs_on(on, [item.pk for item in items.values()]) if items else costs.Basis(on)
    centers = {unit.pk: unit.work_center_id for unit in scope.units}
    found: dict[int, list[Making]] = defaultdict(list)
    for row in rows:
        item = items.get(row.bucket.code)
        price, cost = (prices.get(item.pk), basis.costs.get(item.pk)) if item is not None else (None, None)
        sold = Range(float(price.low), float(price.mean), float(price.high)) if price is not None else None
        held = None if cost is None else float(cost.material + cost.outside)
        made = basis.makings.get(item.pk) if item is not None else None
        for unit, e in row.parts.items():
            if e.produced > 0:
                pieces, ideal = float(e.produced - e.unseen), float(e.ideal_s)
                full = None if cost is None else float(cost.total) - _not_yet(made, centers[unit])
                found[unit].append(
                    Making(row.bucket.name, pieces, ideal, float(e.reject), sold, held, full, _passes(made))
                )
    return found


def _passes(made: costs.Making | None) -> frozenset[int]:
    """Work centers that an item passes by its routing."""
    works = made.works if made is not None else ()
    return frozenset(one.operation.work_center_id for one in works if one.operation.work_center_id is not None)


def _not_yet(made: costs.Making | None, center: int) -> float:
    """Won of labour and machine time, in the standard cost of one, from the first step at a work center on: a piece
    that is rejected there doesn't hold them. All of the item's own steps where none of them is told to be there."""
    if made is None:
        return 0.0
    works = sorted(made.works, key=lambda one: one.operation.number)
    first = next((at for at, one in enumerate(works) if one.operation.work_center_id == center), 0)
    rest = sum((one.cost.labour + one.cost.machine + one.cost.overhead for one in works[first:]), Decimal(0))
    return float(rest * made.own_share)


def rows_of(one: UnitLosses) -> Iterator[Lost]:
    """All parts of a unit's losses; those that aren't known say why."""
    yield from _time(one)
    yield from _goods(one)


def _time(one: UnitLosses) -> Iterator[Lost]:
    whole, unit = one.whole, one.unit.pk
    has_spread = len(hours.telling(one.days)) >= hours.FEWEST_DAYS
    lost = hours.ranges(one.days, has_ideals=one.has_ideals)
    # Without a set-up to look at, rejects are told as a whole.
    unseen = {Part.STARTUP_TIME} if hours.run_up_share(whole) is None else set()
    for part in (*STOPS, *(IDEAL if one.has_ideals else ())):
        if part not in unseen:
            pace = whole.pace if part in STOPS else None
            cost = worth.cost_of_time(lost[part], one.worth, coverage=whole.coverage, pace=pace, days=has_spread)
            yield Lost(part, unit, cost, lost[part].mid / worth.HOUR_S, _gain(one, part, lost[part].mid))
    if whole.no_data:
        yield Lost(Part.NO_DATA, unit, Cost(None, why=Why.NO_DATA), whole.no_data / worth.HOUR_S)
    if not one.has_ideals:
        yield from (Lost(part, unit, Cost(None, why=Why.IDEAL)) for part in IDEAL)
    elif unseen and whole.bad:
        yield Lost(Part.STARTUP_TIME, unit, Cost(None, why=Why.SETUPS))


def _gain(one: UnitLosses, part: Part, mid: float) -> float | None:
    best = hours.best_quarter(one.days, part, has_ideals=one.has_ideals)
    if best is None or one.worth.won is None:
        return None
    return max(mid - best, 0.0) / worth.HOUR_S * one.worth.won.mid


def _goods(one: UnitLosses) -> Iterator[Lost]:
    """Material in rejected pieces, those after set-ups apart."""
    share = hours.run_up_share(one.whole)
    cost = worth.cost_of_goods(one.makings, hours.bad_spread(one.days))
    figures: dict[str, Figure] = {
        "rejected": sum(making.rejected for making in one.makings),
        "unpriced": [making.item for making in one.makings if making.rejected and making.material is None],
    }
    for part, of in ((Part.REJECT_GOODS, 1 - (share or 0.0)), (Part.STARTUP_GOODS, share)):
        if of is not None:
            own = cost if cost.won is None else Cost(cost.won.scaled(of), cost.because)
            yield Lost(part, one.unit.pk, own, figures=figures | {"of": of})
