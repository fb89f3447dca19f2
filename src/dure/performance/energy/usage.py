"""What energy was used for: states of the machine, orders and items, as far as meters of work units tell it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from dure.performance.energy.figures import Energy, Q
from dure.performance.energy.shares import During, Used, shares
from dure.plant.models import WorkUnit
from dure.production.selectors import performance as production
from dure.production.selectors.performance import QuantityRow, RunRow, StateRow
from dure.production.unit import UnitState

QUARTER_S = 900.0
STANDING = frozenset({UnitState.IDLE, UnitState.DOWN, UnitState.OFF})


@dataclass(slots=True)
class ByState:
    """kWh of a work unit in each state. shared: of them in quarter hours with several states, shared by time."""

    unit: WorkUnit
    kwh: dict[UnitState, float] = field(default_factory=lambda: defaultdict(float))
    shared: float = 0.0

    @property
    def total(self) -> float:
        return sum(self.kwh.values())

    @property
    def standing(self) -> float:
        return sum(self.kwh[state] for state in STANDING)

    @property
    def running(self) -> float:
        return self.kwh[UnitState.PRODUCING]

    @property
    def known(self) -> float:
        return self.total - self.kwh[UnitState.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Making:
    """What a work unit made, and with how much energy.

    item "": nothing was made with it. by_pieces: without an order, an hour's energy was shared by its pieces.
    """

    unit: WorkUnit
    order: str
    item: str
    item_name: str
    kwh: float
    good: Decimal
    by_pieces: bool = False

    @property
    def per_good(self) -> float | None:
        return self.kwh / float(self.good) if self.good > 0 and self.item else None


def _used(rows: Sequence[Q], until: datetime) -> list[Used]:
    """Quarter hours as uses; the running one ends now."""
    end = until.timestamp()
    found = [Used(row.start.timestamp(), min(row.start.timestamp() + QUARTER_S, end), row.kwh) for row in rows]
    return [one for one in found if one.end > one.start]


def of_unit(energy: Energy, unit: WorkUnit) -> list[Used]:
    """The energy of a work unit, of all its meters together."""
    sums: dict[Used, float] = defaultdict(float)
    for meter in energy.units:
        if meter.work_unit_id == unit.pk:
            for start, end, kwh in _used(energy.quarters[meter.pk], energy.until):
                sums[Used(start, end, 0.0)] += kwh
    return [Used(one.start, one.end, kwh) for one, kwh in sorted(sums.items())]


def metered(energy: Energy) -> list[WorkUnit]:
    """The scope's work units that have a meter."""
    known = {meter.work_unit_id for meter in energy.units}
    return [unit for unit in energy.scope.units if unit.pk in known]


def by_state(energy: Energy) -> list[ByState]:
    """Running and standing energy of each work unit with a meter (one query)."""
    units = metered(energy)
    states: dict[int, list[StateRow]] = defaultdict(list)
    for row in production.states([unit.pk for unit in units], energy.period.start, energy.until):
        states[row.work_unit_id].append(row)
    return [_states_of(energy, unit, states[unit.pk]) for unit in units]


def _states_of(energy: Energy, unit: WorkUnit, rows: Sequence[StateRow]) -> ByState:
    end = energy.until.timestamp()
    spans = [
        During(row.started_at.timestamp(), row.ended_at.timestamp() if row.ended_at else end, row.state) for row in rows
    ]
    found = ByState(unit)
    for share in shares(of_unit(energy, unit), spans):
        found.kwh[UnitState(share.key) if share.key else UnitState.UNKNOWN] += share.kwh
        found.shared += 0.0 if share.is_whole else share.kwh
    return found


def makings(energy: Energy) -> list[Making]:
    """Energy and good pieces of each work unit, order and item (two queries).

    Energy during an order's run is the order's, of several at once by equal parts. What flowed in an hour outside of
    runs is shared by the pieces that were counted without an order in that hour; the rest belongs to nothing.
    """
    units = metered(energy)
    ids, start, until = [unit.pk for unit in units], energy.period.start, energy.until
    runs: dict[int, list[RunRow]] = defaultdict(list)
    for run in production.runs(ids, start, until):
        runs[run.work_unit_id].append(run)
    made: dict[int, list[QuantityRow]] = defaultdict(list)
    for row in production.quantities(ids, start, until) if start < until else ():
        made[row.work_unit_id].append(row)
    return [one for unit in units for one in _makings_of(energy, unit, runs[unit.pk], made[unit.pk])]


Key = tuple[str, str, str]


def _makings_of(energy: Energy, unit: WorkUnit, runs: Sequence[RunRow], made: Sequence[QuantityRow]) -> list[Making]:
    end = energy.until.timestamp()
    spans = [
        During(run.started_at.timestamp(), run.ended_at.timestamp() if run.ended_at else end, _run_key(run))
        for run in runs
    ]
    sums: dict[Key, float] = defaultdict(float)
    outside: dict[datetime, float] = defaultdict(float)
    for share in shares(of_unit(energy, unit), spans):
        if share.key is None:
            outside[_hour(share.start)] += share.kwh
        else:
            sums[share.key] += share.kwh  # type: ignore[index] # the runs' keys
    by_pieces, rest = _by_pieces(outside, made)
    good: dict[Key, Decimal] = defaultdict(Decimal)
    for row in made:
        good[_row_key(row)] += row.good
    found = [Making(unit, *key, sums[key], good.get(key, Decimal(0))) for key in sorted(sums)]
    found += [Making(unit, *key, kwh, good[key], by_pieces=True) for key, kwh in sorted(by_pieces.items())]
    return [*found, Making(unit, "", "", "", rest, Decimal(0))] if rest > 0 else found


def _by_pieces(outside: dict[datetime, float], made: Sequence[QuantityRow]) -> tuple[dict[Key, float], float]:
    """Energy outside of runs for the items that were counted without an order in the same hour, and what is left."""
    hours: dict[datetime, list[QuantityRow]] = defaultdict(list)
    for row in made:
        if row.order is None and row.item is not None and row.produced > 0:
            hours[row.hour.astimezone(UTC)].append(row)
    found: dict[Key, float] = defaultdict(float)
    rest = 0.0
    for hour, kwh in outside.items():
        pieces = float(sum(row.produced for row in hours[hour]))
        rest += 0.0 if pieces else kwh
        for row in hours[hour]:
            found[_row_key(row)] += kwh * float(row.produced) / pieces
    return found, rest


def _run_key(run: RunRow) -> Key:
    return run.order, run.item, run.item_name


def _row_key(row: QuantityRow) -> Key:
    return row.order or "", row.item or "", row.item_name or ""


def _hour(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds // 3600 * 3600, UTC)


def by_item(found: Sequence[Making]) -> list[Making]:
    """The same for each work unit and item, whatever the order."""
    sums: dict[tuple[int, str], list[Making]] = defaultdict(list)
    for one in found:
        sums[one.unit.pk, one.item].append(one)
    return [
        Making(
            parts[0].unit, "", item, parts[0].item_name, sum(one.kwh for one in parts),
            sum((one.good for one in parts), Decimal(0)), any(one.by_pieces for one in parts),
        )
        for (_, item), parts in sums.items()
    ]  # fmt: skip
