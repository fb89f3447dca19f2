"""How much energy went into how many good pieces, day by day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dure.performance.energy.figures import Energy, energy
from dure.performance.periods import Period, days
from dure.performance.scope import Level, Scope, node_of
from dure.production.selectors import performance as production

KNOWN = 0.9
"""A day counts when each meter was measured for so much of it."""


class Spent(NamedTuple):
    kwh: float
    good: float


def energy_and_pieces(scope: Scope, period: Period, now: datetime) -> dict[date, Spent]:
    """kWh and good pieces of each calendar day on which something good was made.

    With the main meter of a site all of its pieces count, else those of the work units that have a meter. Days that
    one of the meters in use doesn't know for nine tenths are left out (six queries).
    """
    found = energy(scope, period, now)
    good = _good(found, _units_of(found))
    spent = _spent(found)
    return {day: Spent(kwh, good[day]) for day, kwh in sorted(spent.items()) if good.get(day, 0.0) > 0}


def _units_of(found: Energy) -> Iterable[int]:
    sites = {meter.site_id for meter in found.main}
    metered = {meter.work_unit_id for meter in found.basis}
    return [unit.pk for unit in found.scope.units if unit.pk in metered or node_of(unit, Level.SITE).pk in sites]


def _spent(found: Energy) -> dict[date, float]:
    zone, sums = found.period.zone, defaultdict[date, float](float)
    known = defaultdict[date, dict[int, float]](lambda: defaultdict(float))
    for meter in found.basis:
        for row in found.quarters[meter.pk]:
            day = row.start.astimezone(zone).date()
            sums[day] += row.kwh
            known[day][meter.pk] += row.known_s
    in_use = [meter.pk for meter in found.basis if meter.is_active]
    return {
        day: kwh for day, kwh in sums.items() if all(known[day][pk] >= KNOWN * _seconds(day, found) for pk in in_use)
    }


def _seconds(day: date, found: Energy) -> float:
    one = days(day, day, found.period.zone)
    return (one.end - one.start).total_seconds()


def _good(found: Energy, units: Iterable[int]) -> dict[date, float]:
    sums, ids, start = defaultdict[date, float](float), list(units), found.period.start
    for row in production.quantities(ids, start, found.until) if ids and start < found.until else ():
        sums[row.hour.astimezone(found.period.zone).date()] += float(row.good)
    return dict(sums)
