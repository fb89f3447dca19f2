"""The running quarter hour against the limit."""

from datetime import datetime, timedelta
from typing import Any

from dure.kernel import clock
from dure.performance.energy import live
from dure.performance.energy.flow import QUARTER_US
from dure.performance.energy.models import EnergyMeter
from dure.performance.energy.pages.overview import demand_chart
from dure.performance.energy.prices import contract_now
from dure.plant.models import Site

QUARTER = timedelta(minutes=15)


def sites() -> list[Site]:
    """Sites with a main meter in use."""
    meters = EnergyMeter.objects.filter(work_unit=None, is_active=True)
    return list(Site.objects.filter(is_active=True, pk__in=meters.values("site")))


def build(code: str, now: datetime) -> dict[str, Any]:
    known = sites()
    site = next((one for one in known if one.code == code), known[0] if known else None)
    if site is None:
        return {"site": None, "sites": known}
    contract, meters = contract_now(site, now), live.main_meters(site)
    limit = None if contract is None else contract.limit_kw
    found = live.running(meters, limit, now)
    start = clock.from_us(clock.to_us(now) // QUARTER_US * QUARTER_US)
    past = live.today(site, now)
    return {
        "site": site, "sites": known, "found": found, "contract": contract, "limit": limit, "start": start,
        "end": start + QUARTER, "now": now, "only_intervals": live.only_intervals(meters),
        "warnings": live.warnings(site), "chart": demand_chart(past, None, limit) if past else None,
        "share": None if found is None or found.kw is None or not limit else min(found.kw / limit, 1.5),
        "top": max(past, key=lambda row: row[1], default=None),
    }  # fmt: skip
