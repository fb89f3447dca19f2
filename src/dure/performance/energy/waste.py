"""Energy that made nothing, with its price: of machines that stood, and of peaks above what a site has set itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dure.performance.energy import prices, usage
from dure.performance.energy.figures import Energy, energy
from dure.performance.energy.models import EnergyMeter
from dure.performance.periods import Period
from dure.performance.scope import Scope
from dure.plant.models import Site, WorkUnit


@dataclass(frozen=True, slots=True)
class Standing:
    """kwh of a work unit while it was idle, down or off. shared: of it, at most, only shared by time within a quarter
    hour. price: of a kWh, lowest, mean and highest of the unit's quarter hours; None: some have no price."""

    unit: WorkUnit
    kwh: float
    shared: float
    price: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest quarter hour of a site in a period. limit_kw None: no contract or no own limit is entered; price: of
    a kW and month, None or 0 without one."""

    site: Site
    kw: float | None
    limit_kw: float | None
    price: Decimal | None


def standing(scope: Scope, period: Period, now: datetime) -> list[Standing]:
    """Of each work unit with a meter that told something."""
    found = energy(scope, period, now)
    rows = []
    for one in usage.by_state(found):
        if one.known > 0:
            meters = [meter for meter in found.units if meter.work_unit_id == one.unit.pk]
            rows.append(Standing(one.unit, one.standing, min(one.shared, one.standing), _price(found, meters)))
    return rows


def _price(found: Energy, meters: Sequence[EnergyMeter]) -> tuple[float, float, float] | None:
    line = found.line(meters)
    if line.cost is None or not line.kwh:
        return None
    each = [
        float(price)
        for meter in meters
        for row in found.quarters[meter.pk]
        if row.kwh > 0 and (price := found.priced(meter, row.start).price) is not None
    ]
    return min(each), float(line.cost) / line.kwh, max(each)


def peaks(scope: Scope, period: Period, now: datetime) -> list[Peak]:
    """Of each site that has a main meter and lies in the scope wholly."""
    found = energy(scope, period, now)
    rows = []
    for site in {meter.site for meter in found.main}:
        line = found.line([meter for meter in found.main if meter.site_id == site.pk])
        held = prices.contract_of(site, period.last_day)
        limit = float(held.target_kw) if held is not None and held.target_kw is not None else None
        rows.append(Peak(site, line.peak_kw, limit, held.base_price if held else None))
    return rows
