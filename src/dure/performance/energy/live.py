"""The running quarter hour of a site, from the history and what the event log holds beyond it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dure.kernel import clock
from dure.performance.energy.demand import Forecast, forecast, kw_of, together
from dure.performance.energy.flow import QUARTER_US, SECOND_US, Kind, flows, in_order, quarter_of
from dure.performance.energy.models import DemandWarning, EnergyMeter, EnergyQuarter
from dure.performance.energy.rolling import readings_of, rule_of
from dure.plant.models import Site
from dure.telemetry.history import reader, tail

LOOK_BACK_US = 3600 * SECOND_US


def main_meters(site: Site) -> list[EnergyMeter]:
    return list(EnergyMeter.objects.filter(site=site, work_unit=None, is_active=True).select_related("signal"))


def only_intervals(meters: Sequence[EnergyMeter]) -> bool:
    """Whether the meters tell whole intervals only, so that nothing can be said of a running one."""
    return any(meter.kind == Kind.AMOUNT for meter in meters)


def running(meters: Sequence[EnergyMeter], limit: float | None, now: datetime) -> Forecast | None:
    """Where the running quarter hour of a site's main meters ends, against a limit (kW); None without a meter."""
    if not meters:
        return None
    now_us = clock.to_us(now)
    ids = [meter.signal_id for meter in meters]
    start = quarter_of(now_us) - LOOK_BACK_US
    points = [*reader.observations(ids, start, now_us + 1), *tail.observations(ids)]
    parts = []
    for meter in meters:
        own = [point for point in points if point.signal == meter.signal_id and start <= point.time_us <= now_us]
        parts.append(forecast(flows(rule_of(meter), in_order(readings_of(own))), now_us, limit))
    return parts[0] if len(parts) == 1 else together(parts, limit)


def warnings(site: Site, most: int = 20) -> list[tuple[DemandWarning, float | None]]:
    """The latest warnings with what the quarter hour became (kW); None while it isn't summed up."""
    rows = list(DemandWarning.objects.filter(site=site)[:most])
    sums: dict[datetime, float] = {}
    found = EnergyQuarter.objects.filter(
        meter__site=site, meter__work_unit=None, start__in=[row.start for row in rows], first_at__isnull=False
    )
    for start, kwh in found.values_list("start", "kwh"):
        sums[start] = sums.get(start, 0.0) + kwh
    return [(row, kw_of(sums[row.start]) if row.start in sums else None) for row in rows]


def today(site: Site, now: datetime) -> list[tuple[datetime, float]]:
    """The quarter hours of the last 24 hours that are over, with their kW."""
    end = clock.from_us(clock.to_us(now) // QUARTER_US * QUARTER_US)
    rows = EnergyQuarter.objects.filter(
        meter__site=site, meter__work_unit=None, start__gte=end - timedelta(days=1), start__lt=end
    )
    sums: dict[datetime, float] = {}
    for start, kwh in rows.order_by("start").values_list("start", "kwh"):
        sums[start] = sums.get(start, 0.0) + kw_of(kwh)
    return list(sums.items())
